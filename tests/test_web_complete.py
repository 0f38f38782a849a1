"""Suggestions while typing: the archive's own phrases, names and titles, whatever marks were or were not typed."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import documents as made_up
from index.document import VIETNAM, Document
from index.segment import BuildLimits
from index.whoosh_writer import WhooshWriter
from search.engines.index_searcher import IndexSearcher
from search.engines.memory import MemorySearcher
from search.results import Completion
from search.searcher import Searcher
from web import create_app
from web_archive import client
from web_archive import documents as shown_archive

ARCHIVE = [
    Document(
        id=f"nuoc-{number}",
        title=f"Xâm nhập mặn ở huyện thứ {number}",
        body="Ủy ban nhân dân tỉnh bàn chuyện xâm nhập mặn. Sầu riêng, sầu riêng được giá.",
        date=datetime(2024, 1, 1 + number, tzinfo=VIETNAM),
        author="Nguyễn Thị Bảy" if number % 2 else "THANH NGÂN",
    )
    for number in range(6)
]


def write(folder: Path, documents: Sequence[Document]) -> None:
    with WhooshWriter(folder, limits=BuildLimits(memory_mb=1)) as writer:
        for document in documents:
            writer.add(document, "thử.jsonl")
        writer.commit()


@pytest.fixture(params=["the fast engine", "the exhaustive engine"])
def searcher(request: pytest.FixtureRequest, tmp_path: Path) -> Searcher:
    if request.param == "the exhaustive engine":
        return MemorySearcher(ARCHIVE)
    write(tmp_path / "index", ARCHIVE[:3])
    write(tmp_path / "index", ARCHIVE[3:])
    return IndexSearcher(tmp_path / "index")


def texts(offers: Sequence[Completion], kind: str) -> list[str]:
    return [offer.text for offer in offers if offer.kind == kind]


@pytest.mark.parametrize("typed", ["xam", "xâm", "XÂM n", "xam nhap m", "xâm nhập", "xa\u0302m nh"])
def test_a_phrase_is_offered_from_its_first_letters_with_or_without_marks(searcher: Searcher, typed: str) -> None:
    assert "xâm nhập mặn" in texts(searcher.complete(typed), "phrase")


def test_marks_that_were_typed_are_kept_to(searcher: Searcher) -> None:
    assert "sầu riêng" in texts(searcher.complete("sâu"), "phrase"), "a tone may still come"
    assert texts(searcher.complete("sáu"), "phrase") == []


def test_fragments_of_phrases_are_not_offered(searcher: Searcher) -> None:
    offered = texts(searcher.complete("uy ban"), "phrase")
    assert any(text.startswith("ủy ban nhân dân") for text in offered)
    assert "ủy ban nhân" not in offered


def test_the_last_words_are_completed_where_the_whole_is_new(searcher: Searcher) -> None:
    assert "hôm nay xâm nhập mặn" in texts(searcher.complete("hôm nay xam nhap"), "phrase")


@pytest.mark.parametrize("typed", ["ngan", "thanh ng", "Ngân"])
def test_an_author_is_offered_by_any_word_of_the_name(searcher: Searcher, typed: str) -> None:
    assert texts(searcher.complete(typed), "name") == ["THANH NGÂN"]


def test_titles_that_begin_so_are_offered_the_newest_first(searcher: Searcher) -> None:
    offers = [offer for offer in searcher.complete("xam nhap man o h") if offer.kind == "title"]
    assert [offer.id for offer in offers][:2] == ["nuoc-5", "nuoc-4"]
    assert offers[0].text == "Xâm nhập mặn ở huyện thứ 5"
    exactly = searcher.complete("xâm nhập mặn ở huyện thứ 3")
    assert [offer.id for offer in exactly if offer.kind == "title"] in ([], ["nuoc-3"])


@pytest.mark.parametrize("typed", ["", "   ", "…", '"xam nhap', "tacgia:ng", "x" * 500, "xam*", "zzzz"])
def test_where_there_is_nothing_to_offer_nothing_is_offered(searcher: Searcher, typed: str) -> None:
    assert searcher.complete(typed) == ()


def test_what_was_typed_is_not_offered_back(searcher: Searcher) -> None:
    assert "xâm nhập mặn" not in texts(searcher.complete("xâm nhập mặn"), "phrase")


@given(st.text(max_size=100))
def test_whatever_is_typed_is_answered(typed: str) -> None:
    for offer in EXHAUSTIVE.complete(typed, 8):
        assert offer.text.strip()


EXHAUSTIVE = MemorySearcher(ARCHIVE)


def test_deleted_documents_are_not_offered_and_new_ones_are(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    write(folder, ARCHIVE)
    searcher = IndexSearcher(folder)
    assert searcher.complete("xam nhap man o")
    with WhooshWriter(folder) as writer:
        for document in ARCHIVE:
            writer.delete(document.id)
        writer.add(Document(id="moi", title="Khai mạc hội sách", body="Hội sách mở cửa. Hội sách đông khách."), "x")
        writer.commit()
    deadline = time.monotonic() + 10
    while texts(searcher.complete("hoi s"), "phrase") != ["hội sách"] and time.monotonic() < deadline:
        time.sleep(0.02)
    assert texts(searcher.complete("hoi s"), "phrase") == ["hội sách"]
    assert searcher.complete("xam nhap") == ()


def test_completions_are_distinct_and_no_more_than_asked_for(tmp_path: Path) -> None:
    write(tmp_path / "index", made_up(4, 200))
    for searcher in (IndexSearcher(tmp_path / "index"), MemorySearcher(made_up(4, 200))):
        rng = random.Random(4)
        offered = 0
        for _ in range(60):
            typed = "".join(rng.choices("bcdghklmntaeio ", k=rng.randint(1, 4)))
            found = searcher.complete(typed, 5)
            assert len(found) <= 5
            assert len({offer.text.casefold() for offer in found}) == len(found)
            offered += len(found)
        assert offered > 60


# --- over HTTP
def test_suggestions_are_small_json_that_says_where_each_leads() -> None:
    browser = create_app(MemorySearcher(ARCHIVE)).test_client()
    response = browser.get("/api/suggest?q=xam+n")
    assert response.mimetype == "application/json"
    answer = response.get_json()
    assert answer["query"] == "xam n"
    assert {"text": "xâm nhập mặn", "kind": "phrase", "url": "/?q=x%C3%A2m+nh%E1%BA%ADp+m%E1%BA%B7n"} in answer[
        "suggestions"
    ]
    title = next(offer for offer in answer["suggestions"] if offer["kind"] == "title")
    assert browser.get(title["url"]).status_code == 200
    assert len(response.data) < 2_000


def test_every_suggestion_leads_to_something() -> None:
    browser = client()
    letters = {word[:2] for document in shown_archive() for word in (document.title or document.body[:60]).split()}
    urls = {
        offer["url"]
        for typed in sorted(letters)
        for offer in browser.get("/api/suggest", query_string={"q": typed}).get_json()["suggestions"]
    }
    assert len(urls) > 20
    for url in urls:
        html = browser.get(url).text
        assert 'class="hit"' in html or 'class="document"' in html, url


def test_nothing_typed_suggests_nothing_and_too_much_is_refused_with_a_sentence() -> None:
    browser = client()
    assert browser.get("/api/suggest").get_json() == {"query": "", "suggestions": []}
    refused = browser.get("/api/suggest", query_string={"q": "x" * 2000})
    assert refused.status_code == 400
    assert "1.000 ký tự" in refused.get_json()["error"]


def test_the_script_of_the_box_is_small() -> None:
    static = Path(__file__).parents[1] / "web" / "static"
    assert (static / "search.js").stat().st_size < 6_000
    assert (static / "timeline.js").stat().st_size < 2_500
