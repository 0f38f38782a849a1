"""A request is interpreted once, and everything that is told of it follows from that one interpretation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive import documents
from index.whoosh_writer import WhooshWriter
from search import Document, SearchRequest
from search.engines.index_searcher import IndexSearcher
from search.engines.memory import MemorySearcher
from search.intent import interpret
from search.searcher import Searcher
from web import create_app

SHORT_FORMS = (
    "Sở KH&CN tỉnh họp với UBND thành phố Vị Thanh.",
    "Sở Khoa học và Công nghệ báo cáo Ủy ban nhân dân tỉnh.",
    "TP.HCM và thành phố Hồ Chí Minh là một. Kĩ thuật trồng sầu riêng.",
    "Kỹ thuật mới, giá 37.000 đồng, tăng 5 phần trăm.",
    "Giá 37 nghìn đồng, tăng 5%. Ngày 3-12-2023 khai mạc.",
    "Khai mạc ngày 3/12/2023 ở Đắk Lắk.",
    "Đắc Lắc được mùa. Tháng 4-2023 có hội nghị, tháng 4 năm 2023 bế mạc.",
)
QUERIES = (
    "KH&CN", "khcn", "sở khoa học và công nghệ", "UBND", "ủy ban nhân dân", "ubnd tinh", "TP.HCM", "thanh pho ho chi minh",
    "kỹ thuật", "kĩ thuật", "ki thuat", "37.000 đồng", "37 nghìn", "37 nghin dong", "5%", "5 phần trăm", "ngày 3-12-2023",
    "tháng 4-2023", "dak lak", "Đắc Lắc",
)  # fmt: skip


def archive() -> list[Document]:
    said = [Document(id=f"cách-{place}", title=text.split(".")[0], body=text) for place, text in enumerate(SHORT_FORMS)]
    return [*said, *documents(5, 60)]


@pytest.fixture
def searcher(tmp_path: Path) -> IndexSearcher:
    with WhooshWriter(tmp_path / "ix") as writer:
        for document in archive():
            writer.add(document, "thử.jsonl")
        writer.commit()
    return IndexSearcher(tmp_path / "ix")


@pytest.mark.parametrize(
    "address", ["/?q=chi+bo", "/?q=hoi+nghi&kind=article", "/?q=hoi+nghi&page=2&limit=1", "/?q=kh%26cn"]
)
def test_a_result_page_costs_one_parse_one_interpretation_and_one_set_of_whole_matches(
    searcher: IndexSearcher, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    client = create_app(searcher).test_client()
    assert client.get(address).status_code == 200, "what is done once for a generation is done"
    called: Counter[str] = Counter()

    def count(owner: Any, name: str) -> None:
        own: Callable[..., Any] = getattr(owner, name)

        def counted(*given: Any, **named: Any) -> Any:
            called[name] += 1
            return own(*given, **named)

        monkeypatch.setattr(owner, name, counted)

    count(interpret, "parse")
    count(interpret, "interpret")
    count(type(searcher._current()._matcher), "meeting")
    assert client.get(address).status_code == 200
    assert called == {"parse": 1, "interpret": 1, "meeting": 1}


@pytest.mark.parametrize("text", QUERIES)
def test_a_document_page_highlights_what_its_snippet_did(searcher: IndexSearcher, text: str) -> None:
    for engine in (searcher, MemorySearcher(archive(), searcher.lexicon)):
        request = SearchRequest(text, limit=100)
        hits = engine.search(request).hits
        assert hits
        for hit in hits:
            found = engine.highlight(hit.id, request)
            assert found is not None and found.title_spans == hit.title_spans
            whole, spans = (
                (found.document.body, found.body_spans)
                if hit.snippet_of == "body"
                else (found.document.title or "", found.title_spans)
            )
            assert highlighted_there(hit.snippet, hit.spans) <= set(spans_after(hit.snippet, whole, spans))


def highlighted_there(snippet: str, spans: tuple[tuple[int, int], ...]) -> set[tuple[int, int]]:
    """The spans of a snippet as offsets into its text without the ellipses."""
    shift = snippet.startswith("…")
    return {(start - shift, end - shift) for start, end in spans}


def spans_after(snippet: str, whole: str, spans: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    """The spans of the whole text as offsets from where the snippet was cut, cut off where it ends."""
    piece = snippet.strip("…")
    begin = re.sub(r"\s", " ", whole).index(piece)
    return [(start - begin, min(end - begin, len(piece))) for start, end in spans if end > begin]


def test_a_document_is_highlighted_by_what_its_search_was_answered_by(searcher: IndexSearcher) -> None:
    request = SearchRequest("khai macj")
    results = searcher.search(request)
    assert results.answered == "khai mạc"
    found = searcher.highlight(results.hits[0].id, request)
    assert found is not None and found.body_spans
    assert {found.document.body[start:end].lower() for start, end in found.body_spans} == {"khai mạc"}


def test_a_document_that_is_not_there_is_none(searcher: IndexSearcher) -> None:
    engines: tuple[Searcher, ...] = (searcher, MemorySearcher(archive()))
    for engine in engines:
        assert engine.highlight("không có", SearchRequest("chi bộ")) is None
        whole = engine.highlight("cách-0", SearchRequest(""))
        assert whole is not None and whole.document == archive()[0] and not whole.body_spans
