"""Suggestions come from the archive's own spelling, and right queries are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.document import Document
from index.whoosh_writer import WhooshWriter
from search.engines.index_searcher import IndexSearcher
from search.intent.input_methods import is_syllable, read_keystrokes
from search.request import SearchRequest
from vector_files import rows, variants

NEWS = (
    "Đại hội chi bộ ấp 7 nhiệm kỳ 2025-2027 diễn ra thành công.",
    "Chi bộ ấp Thạnh Lợi tổ chức đại hội chi bộ lần thứ VII.",
    "Đảng viên của chi bộ được Ủy ban nhân dân huyện Vị Thủy khen thưởng.",
    "Bí thư Tỉnh ủy Hậu Giang thăm hộ trồng sầu riêng ở Ngã Bảy.",
    "Sầu riêng Hậu Giang và Cần Thơ được giá, người dân phấn khởi.",
    "Ủy ban nhân dân thành phố Cần Thơ họp về chợ nổi Cái Răng.",
    "Đội tuyển U23 đi xe box, mua vé tax free, nghe nhạc for fun ở car show.",
    "Người dân Hậu Giang đi chợ nổi Ngã Bảy mua cá, hậu cần lo đủ.",
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> IndexSearcher:
    folder: Path = tmp_path_factory.mktemp("kho") / "index"
    with WhooshWriter(folder) as writer:
        for number, text in enumerate(NEWS):
            writer.add(Document(id=str(number), body=text), "thử.jsonl")
        writer.commit()
    return IndexSearcher(folder)


@pytest.mark.parametrize(("typed", "intended"), [row[:2] for name in ("telex", "vni") for row in rows(name)])
def test_every_row_of_telex_and_vni_is_read(typed: str, intended: str) -> None:
    assert intended in read_keystrokes(typed)


@pytest.mark.parametrize("row", rows("ime_negative"))
def test_what_is_no_keystrokes_reads_as_nothing_or_as_said(row: list[str]) -> None:
    decoded = row[2] if len(row) > 2 else ""
    assert list(read_keystrokes(row[0])) == ([decoded] if decoded else [])


def test_syllables_have_their_shape() -> None:
    assert all(map(is_syllable, ["bộ", "nghiêng", "quyết", "giữ", "ủy", "khuỷu", "gì", "đảng", "hươu", "ấp"]))
    assert not any(map(is_syllable, ["covid", "facebook", "bộộ", "zalo", "h5n1", "strong", "ngn"]))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dai hoi chi bo", "đại hội chi bộ"),
        ("DAI HOI CHI BO", "ĐẠI HỘI CHI BỘ"),
        ("Hau Giang", "Hậu Giang"),
        ("sau rieng hau giang", "sầu riêng hậu giang"),
        ("haugiang", "hậu giang"),
        ("saurieng", "sầu riêng"),
        ("chi booj", "chi bộ"),
        ("hau65 giang", "hậu giang"),
        ("ddangr vieen", "đảng viên"),
        ("uyr ban nhaan daan", "ủy ban nhân dân"),
        ("xầu riêng", "sầu riêng"),
        ("chợ lổi", "chợ nổi"),
        ("sầu riên", "sầu riêng"),
    ],
)
def test_what_was_meant_is_offered_as_the_archive_spells_it(searcher: IndexSearcher, typed: str, meant: str) -> None:
    assert searcher.suggest(typed) == meant
    assert searcher.search(SearchRequest(typed)).suggestion == meant


@pytest.mark.parametrize(
    "typed",
    [
        "đại hội chi bộ", "Hậu Giang", "sầu riêng", "U23", "box", "tax", "for", "car", "ngã bảy", "xyzzy", "", "2025-2027",
        "người dân Sóc Trăng", "thanh long ruột đỏ", "-chi bo", '"chi bo"', "tieude:chi", "chi OR bo", " ".join(["chi"] * 40),
    ],
)  # fmt: skip
def test_a_right_query_an_unknown_one_and_one_with_operators_get_no_suggestion(
    searcher: IndexSearcher, typed: str
) -> None:
    assert searcher.search(SearchRequest(typed)).suggestion is None


def test_what_was_typed_is_never_silently_replaced(searcher: IndexSearcher) -> None:
    results = searcher.search(SearchRequest("hoi dong chi bộ"))
    assert results.answered is None, "something was found for what was typed, so it stands"
    results = searcher.search(SearchRequest("xyzzy haugiang"))
    assert results.query == "xyzzy haugiang" and results.total == 0 and results.answered is None


@pytest.mark.parametrize(
    ("typed", "meant"), [("haugiang", "hậu giang"), ("chi booj", "chi bộ"), ("xầu riêng", "sầu riêng")]
)
def test_where_nothing_is_found_results_for_what_was_meant_say_so(
    searcher: IndexSearcher, typed: str, meant: str
) -> None:
    results = searcher.search(SearchRequest(typed))
    assert (results.query, results.suggestion, results.answered) == (typed, meant, meant)
    as_meant = searcher.search(SearchRequest(meant))
    assert results.total == as_meant.total > 0
    assert [hit.id for hit in results.hits] == [hit.id for hit in as_meant.hits]
    later = searcher.search(SearchRequest(typed, offset=1))
    assert later.answered == meant and [hit.id for hit in later.hits] == [hit.id for hit in as_meant.hits[1:]]


def test_other_marks_alone_never_loosen_a_search(searcher: IndexSearcher) -> None:
    results = searcher.search(SearchRequest("giang hau bo chi"))
    assert results.total == 0 and results.answered is None


@pytest.mark.parametrize("typed", [variant for row in variants("ime") for variant in row])
def test_no_row_of_ime_is_an_error(searcher: IndexSearcher, typed: str) -> None:
    searcher.search(SearchRequest(typed))


def test_the_likely_spelling_moves_a_document_up_and_shuts_none_out(tmp_path: Path) -> None:
    with WhooshWriter(tmp_path / "index") as writer:
        texts = {"tên": "Hậu Giáng My", "1": "Tỉnh Hậu Giang", "2": "Dân Hậu Giang", "3": "Về Hậu Giang"}
        for id, text in texts.items():
            writer.add(Document(id=id, body=text + " hôm nay."), "thử.jsonl")
        writer.commit()
    results = IndexSearcher(tmp_path / "index").search(SearchRequest("hau giang", explain=True))
    assert results.total == 4 and [hit.id for hit in results.hits][-1] == "tên"
    assert "restored" in {reason.level for reason in results.hits[0].reasons}
