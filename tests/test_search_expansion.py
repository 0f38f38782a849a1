"""What a query may also be said as: abbreviations, second spellings, amounts, dates and merged places."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path

import pytest

from index.analysis import analyze, clean, fold
from index.document import VIETNAM, Document
from index.whoosh_writer import WhooshWriter
from search.engines.index_searcher import IndexSearcher
from search.intent.expansion import tables
from search.intent.expansion.date_text import written_dates
from search.request import SearchRequest
from search.results import Results
from vector_files import rows, variants

FILLERS = {f"khác-{number}": f"Tin khác về lúa gạo và nước mặn, số {number}." for number in range(6)}

Build = Callable[[Mapping[str, str]], IndexSearcher]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    def of(texts: Mapping[str, str]) -> IndexSearcher:
        with WhooshWriter(tmp_path / "index") as writer:
            for id, text in texts.items():
                writer.add(Document(id=id, body=text), "thử.jsonl")
            writer.commit()
        return IndexSearcher(tmp_path / "index")

    return of


@pytest.mark.parametrize("name", ["abbreviations", "place_spellings", "provinces_2025", "haugiang_units_2025"])
def test_the_words_of_the_tables_are_those_of_the_analysis(name: str) -> None:
    for row in tables.rows(name):
        for cell in row:
            for part in re.split(r" ; | \| ", cell):
                main = [token for token in analyze(part) if not token.joined]
                words = tables.words(part)
                assert [fold(word) for word in words] == [token.folded for token in main], part
                assert [word == "và" for word in words] == [token.exact == "và" for token in main], part


def whole(results: Results) -> list[str]:
    return [hit.id for hit in results.hits if hit.match == "all"]


@pytest.mark.parametrize(
    ("level", "row"),
    [
        (level, row)
        for level in ("norm", "fold", "iy", "synonym", "number", "date", "spelling")
        for row in variants(level)
    ],
)
def test_every_variant_reaches_the_documents_of_all(build: Build, level: str, row: list[str]) -> None:
    texts = {
        f"tin-{place}": f"Hôm qua {variant} được nhắc đến trong buổi làm việc." for place, variant in enumerate(row)
    }
    searcher = build(texts | FILLERS)
    for variant in row:
        assert set(whole(searcher.search(SearchRequest(variant, limit=50)))) == set(texts), variant


@pytest.mark.parametrize("row", variants("ime"))
def test_raw_keystrokes_find_what_was_meant_and_say_so(build: Build, row: list[str]) -> None:
    meant = next(variant for variant in row if not variant.isascii())
    searcher = build({"tin": f"Hôm qua {meant} được nhắc đến."} | FILLERS)
    for typed in row:
        results = searcher.search(SearchRequest(typed))
        assert whole(results) == ["tin"]
        if typed != meant:
            assert results.answered == results.suggestion == meant


@pytest.fixture(scope="module")
def of_table(tmp_path_factory: pytest.TempPathFactory) -> IndexSearcher:
    folder = tmp_path_factory.mktemp("bảng") / "index"
    with WhooshWriter(folder) as writer:
        for number, (short, full, _) in enumerate(rows("abbreviations")):
            writer.add(Document(id=f"tắt-{number}", body=f"Hôm qua {short} mới số {number} làm việc."), "thử.jsonl")
            writer.add(Document(id=f"đủ-{number}", body=f"Hôm qua {full} mới số {number} làm việc."), "thử.jsonl")
        writer.commit()
    return IndexSearcher(folder)


ROWS = list(enumerate(rows("abbreviations")))
CLEAR = [(number, short, full) for number, (short, full, _) in ROWS if " ; " not in full]
UNCLEAR = [(number, short) for number, (short, full, _) in ROWS if " ; " in full]
ONLY_FROM_SHORT = frozenset("Q. H. P. X. TƯ CA PA ĐA DA HG HGO".split())
"""A letter, words of their own when written small, and a newspaper's datelines: in a text they may be anything."""


@pytest.mark.parametrize(("number", "short", "full"), CLEAR)
def test_an_abbreviation_of_one_meaning_finds_its_full_words_below_itself(
    of_table: IndexSearcher, number: int, short: str, full: str
) -> None:
    found = whole(of_table.search(SearchRequest(short, limit=1000)))
    assert {f"tắt-{number}", f"đủ-{number}"} <= set(found)
    if short != "VNeID":  # its full words hold it
        assert found.index(f"tắt-{number}") < found.index(f"đủ-{number}")


@pytest.mark.parametrize(("number", "short", "full"), CLEAR)
def test_full_words_find_their_abbreviation_below_themselves(
    of_table: IndexSearcher, number: int, short: str, full: str
) -> None:
    found = whole(of_table.search(SearchRequest(full, limit=1000)))
    if short in ONLY_FROM_SHORT:
        assert f"tắt-{number}" not in found
    else:
        assert found.index(f"đủ-{number}") < found.index(f"tắt-{number}")


@pytest.mark.parametrize(("number", "short"), UNCLEAR)
def test_an_abbreviation_of_several_meanings_is_left_alone(of_table: IndexSearcher, number: int, short: str) -> None:
    results = of_table.search(SearchRequest(short, limit=1000))
    assert f"đủ-{number}" not in whole(results) and not results.remarks


def test_an_archive_teaches_its_own_abbreviations(build: Build) -> None:
    searcher = build(
        {
            "nêu": "Đại hội Hội Khuyến học tỉnh (HKHT) diễn ra hôm qua.",
            "đủ": "Ông dự họp Hội khuyến học tỉnh.",
            "tắt": "HKHT trao học bổng.",
            "nghĩa khác": "Trung tâm (TT) mở lớp.",
            "trung tâm": "Trung tâm huyện họp.",
        }
    )
    assert set(whole(searcher.search(SearchRequest("HKHT")))) == {"nêu", "đủ", "tắt"}
    assert set(whole(searcher.search(SearchRequest("hội khuyến học tỉnh")))) == {"nêu", "đủ", "tắt"}
    # TT has three meanings in the table; this archive's texts use one.
    assert set(whole(searcher.search(SearchRequest("TT")))) == {"nghĩa khác", "trung tâm"}


def test_an_abbreviation_of_nothing_but_linking_words_is_passed_over(build: Build) -> None:
    searcher = build({"tin": "Anh nói và và (VV) rồi thôi."} | FILLERS)
    assert "tin" in whole(searcher.search(SearchRequest("và và")))
    assert whole(searcher.search(SearchRequest("VV"))) == ["tin"]


def test_a_small_word_is_no_abbreviation(build: Build) -> None:
    searcher = build(
        {"ca": "Đêm ca nhạc ở huyện.", "công an": "Công an huyện.", "đa": "Cây đa làng.", "đề án": "Đề án về cây lúa."}
    )
    assert whole(searcher.search(SearchRequest("ca"))) == ["ca"]
    assert whole(searcher.search(SearchRequest("CÂY ĐA"))) == ["đa"]
    assert set(whole(searcher.search(SearchRequest("CA huyện")))) == {"ca", "công an"}
    assert whole(searcher.search(SearchRequest("công an"))) == ["công an"]


def test_what_stands_in_quotes_or_must_be_exact_is_not_read(build: Build) -> None:
    searcher = build({"tắt": "UBND huyện họp.", "đủ": "Ủy ban nhân dân huyện họp."})
    assert set(whole(searcher.search(SearchRequest("UBND")))) == {"tắt", "đủ"}
    assert whole(searcher.search(SearchRequest('"UBND"'))) == ["tắt"]
    assert whole(searcher.search(SearchRequest("UBND", exact=True))) == ["tắt"]
    (remark,) = searcher.search(SearchRequest("UBND huyện")).remarks
    assert (remark.kind, remark.sentence, remark.literal) == (
        "abbreviation",
        "Tìm cả “Ủy ban nhân dân”.",
        '"UBND" huyện',
    )
    assert whole(searcher.search(SearchRequest(remark.literal or ""))) == ["tắt"]


def test_the_other_form_is_marked_and_told_in_explanations(build: Build) -> None:
    searcher = build({"đủ": "Sáng nay, Ủy ban nhân dân huyện họp."})
    (hit,) = searcher.search(SearchRequest("UBND huyện", explain=True)).hits
    assert [hit.snippet[start:end] for start, end in hit.spans] == ["Ủy ban nhân dân huyện"]
    assert "abbreviation" in {reason.level for reason in hit.reasons}


@pytest.fixture
def dated(tmp_path: Path) -> IndexSearcher:
    documents = [
        Document(id="hôm ấy", body="Đại hội chi bộ ấp 7.", date=datetime(2023, 12, 3, 9, tzinfo=VIETNAM)),
        Document(id="nhắc", body="Đại hội khai mạc ngày 3-12 tại huyện.", date=datetime(2023, 12, 12, tzinfo=VIETNAM)),
        Document(id="nhắc năm", body="Đại hội ngày 03/12/2023 ra sao.", date=datetime(2021, 1, 1, tzinfo=VIETNAM)),
        Document(id="năm khác", body="Đại hội ngày 3-12 năm ngoái.", date=datetime(2021, 12, 12, tzinfo=VIETNAM)),
        Document(id="tháng khác", body="Đại hội chi bộ ấp 8.", date=datetime(2023, 4, 9, tzinfo=VIETNAM)),
        Document(id="không ngày", body="Đại hội tháng 4 năm 2023 của xã."),
    ]
    with WhooshWriter(tmp_path / "index") as writer:
        for document in documents:
            writer.add(document, "thử.jsonl")
        writer.commit()
    return IndexSearcher(tmp_path / "index")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("đại hội ngày 3-12-2023", {"hôm ấy", "nhắc", "nhắc năm"}),
        ("dai hoi ngay 3/12/2023", {"hôm ấy", "nhắc", "nhắc năm"}),
        ("đại hội 03.12.2023", {"hôm ấy", "nhắc", "nhắc năm"}),
        ("đại hội tháng 4-2023", {"tháng khác", "không ngày"}),
        ("tháng 04/2023", {"tháng khác", "không ngày"}),
        ("đại hội quý II/2023", {"tháng khác"}),
        ("đại hội từ 1/4 đến 30/4/2023", {"tháng khác"}),
        ("chi bộ năm 2023", {"hôm ấy", "tháng khác"}),
    ],
)
def test_a_date_finds_what_was_published_then_or_names_it(dated: IndexSearcher, typed: str, expected: set[str]) -> None:
    assert set(whole(dated.search(SearchRequest(typed)))) == expected


def test_the_numbers_of_a_date_apart_are_no_date(dated: IndexSearcher, tmp_path: Path) -> None:
    with WhooshWriter(tmp_path / "index") as writer:
        writer.add(Document(id="rời", body="Ngày hội có 3 đội và 12 xe."), "thử.jsonl")
        writer.commit()
    assert "rời" not in whole(dated.search(SearchRequest("ngày 3-12")))
    assert whole(dated.search(SearchRequest("ngày 3 đội 12"))) == ["rời"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("đại hội tháng 10", "tháng 10 năm 2025 (năm gần nhất)"),
        ("đại hội ngày 24-8", "ngày 24/8/2025 (năm gần nhất)"),
        ("đại hội ngày 23-8", "ngày 23/8/2026 (năm gần nhất)"),
        ("đại hội tháng 8", "tháng 8 năm 2026 (năm gần nhất)"),
        ("đại hội từ ngày 1 đến ngày 5/9", "từ 1/9/2025 đến 5/9/2025 (năm gần nhất)"),
    ],
)
def test_a_day_without_its_year_is_the_last_one_that_the_archive_can_hold(
    tmp_path: Path, typed: str, read: str
) -> None:
    with WhooshWriter(tmp_path / "index") as writer:
        for number, day in enumerate((datetime(2025, 8, 7, tzinfo=VIETNAM), datetime(2026, 8, 23, tzinfo=VIETNAM))):
            writer.add(Document(id=str(number), body="Đại hội chi bộ.", date=day), "thử.jsonl")
        writer.commit()
    (remark,) = IndexSearcher(tmp_path / "index").search(SearchRequest(typed)).remarks
    assert read in remark.sentence


def test_a_day_without_its_year_that_the_archive_cannot_hold_is_the_nearest_to_the_newest_document(
    dated: IndexSearcher,
) -> None:
    results = dated.search(SearchRequest("đại hội ngày 3-12"))
    assert {"hôm ấy", "nhắc"} <= set(whole(results))
    (remark,) = results.remarks
    assert remark.kind == "date" and "ngày 3/12/2023 (năm gần nhất)" in remark.sentence
    assert remark.literal == 'đại hội "ngày 3-12"'


@pytest.mark.parametrize(
    "typed", ["24/7", "55/55 chỉ tiêu", "Chỉ thị 05-CT/TW", "nhiệm kỳ 2025-2027", "192.168.1.2", "ngày 31/2/2023"]
)
def test_what_is_no_date_is_not_read_as_one(dated: IndexSearcher, typed: str) -> None:
    assert not [remark for remark in dated.search(SearchRequest(typed)).remarks if remark.kind == "date"]


def _days(iso: str) -> tuple[date, date]:
    """The first and last day of a cell of dates.tsv: a day, month, quarter or year, or two of them with a slash."""
    first, _, last = iso.partition("/")
    starts, ends = _span(first), _span(last or first)
    return starts[0], ends[1]


def _span(part: str) -> tuple[date, date]:
    day = part.partition("T")[0]
    if "Q" in day:
        month = 3 * int(day[-1])
        return date(int(day[:4]), month - 2, 1), _month_end(int(day[:4]), month)
    numbers = [int(number) for number in day.split("-")]
    if len(numbers) == 1:
        return date(numbers[0], 1, 1), date(numbers[0], 12, 31)
    if len(numbers) == 2:
        return date(numbers[0], numbers[1], 1), _month_end(numbers[0], numbers[1])
    return date(*numbers), date(*numbers)


def _month_end(year: int, month: int) -> date:
    return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)


@pytest.mark.parametrize(("text", "iso", "reference", "note"), rows("dates"))
def test_dates_are_found_in_running_text(text: str, iso: str, reference: str, note: str) -> None:
    """Times of day are no part of a search: only the days are compared."""
    found = [(one.first, one.last) for one in written_dates(clean(text).text, date.fromisoformat(reference))]
    assert found == ([_days(iso)] if iso else [])


@pytest.mark.parametrize(
    ("typed", "sentence", "offer"),
    [
        ("hau giang", "Hậu Giang từ 1/7/2025 thuộc thành phố Cần Thơ.", "Cần Thơ"),
        ("lúa Hậu Giang", "Hậu Giang từ 1/7/2025 thuộc thành phố Cần Thơ.", "lúa Cần Thơ"),
        ("cần thơ", "Thành phố Cần Thơ từ 1/7/2025 gồm cả Hậu Giang và Sóc Trăng trước đây.", "Hậu Giang"),
        ("tỉnh Hậu Giang", "Hậu Giang từ 1/7/2025 thuộc thành phố Cần Thơ.", "thành phố Cần Thơ"),
        (
            "TP Cần Thơ",
            "Thành phố Cần Thơ từ 1/7/2025 gồm cả Hậu Giang và Sóc Trăng trước đây.",
            "tỉnh Hậu Giang",
        ),
        ("TỈNH HẬU GIANG", "Hậu Giang từ 1/7/2025 thuộc thành phố Cần Thơ.", "THÀNH PHỐ CẦN THƠ"),
        ("xã Vị Thắng", "Xã Vị Thắng (Hậu Giang) từ 1/7/2025 thuộc xã Vị Thủy, thành phố Cần Thơ.", "xã Vị Thủy"),
        (
            "P. Lái Hiếu",
            "Phường Lái Hiếu (Hậu Giang) từ 1/7/2025 thuộc phường Ngã Bảy, thành phố Cần Thơ.",
            "phường Ngã Bảy",
        ),
    ],
)
def test_a_merged_place_is_told_and_never_changes_the_search(
    build: Build, typed: str, sentence: str, offer: str
) -> None:
    text = "Nông dân tỉnh Hậu Giang bán lúa ở xã Vị Thắng, phường Lái Hiếu, TP Cần Thơ."
    searcher = build({"cũ": text} | FILLERS)
    results = searcher.search(SearchRequest(typed))
    assert whole(results) == ["cũ"]
    remark = next(remark for remark in results.remarks if remark.kind == "place")
    assert remark.sentence == sentence and remark.offers[0] == offer and remark.literal is None


@pytest.mark.parametrize("typed", ["Hồ Chí Minh", "đường Bình Dương", "Thái Bình Dương", "vịnh Hậu Giang"])
def test_a_name_that_is_not_the_province_s_is_not_told_as_one(build: Build, typed: str) -> None:
    searcher = build({"khác": f"Bài viết về {typed} hôm nay."} | FILLERS)
    assert not [remark for remark in searcher.search(SearchRequest(typed)).remarks if remark.kind == "place"]


@pytest.mark.parametrize(
    ("typed", "offer"),
    [
        ("bệnh viện Bình Dương", "bệnh viện thành phố Hồ Chí Minh"),
        ("tỉnh Bình Dương", "thành phố Hồ Chí Minh"),
        ("thành phố Hồ Chí Minh", "tỉnh Bình Dương"),
    ],
)
def test_a_place_is_offered_by_a_name_that_it_has(build: Build, typed: str, offer: str) -> None:
    searcher = build({"cũ": f"Tin từ {typed}."} | FILLERS)
    remark = next(one for one in searcher.search(SearchRequest(typed)).remarks if one.kind == "place")
    assert remark.offers[0] == offer


def test_a_place_named_twice_is_told_once(build: Build) -> None:
    searcher = build({"cũ": "Hậu Giang hôm nay, Hậu Giang hôm qua."})
    remarks = searcher.search(SearchRequest("hậu giang, Hậu Giang và Cần Thơ")).remarks
    assert [remark.sentence[:9] for remark in remarks] == ["Hậu Giang", "Thành phố"]


@pytest.mark.parametrize("row", rows("provinces_2025"))
def test_every_merged_province_is_told(build: Build, row: list[str]) -> None:
    old, new = row[:2]
    searcher = build({"tin": f"Tỉnh {old} có tin mới."})
    sentences = " ".join(remark.sentence for remark in searcher.search(SearchRequest(f"tỉnh {old}")).remarks)
    assert (f"{old} từ 1/7/2025 thuộc" in sentences and new in sentences) == (old != new)


@pytest.mark.parametrize("row", rows("haugiang_units_2025"))
def test_every_old_commune_of_hau_giang_is_told(build: Build, row: list[str]) -> None:
    old, _, new, _, mapping = row
    searcher = build({"tin": f"{old} có tin mới."})
    remarks = [remark for remark in searcher.search(SearchRequest(old)).remarks if remark.kind == "place"]
    if old == new and mapping == "merged":
        return
    assert any(new.lower() in remark.sentence.lower() for remark in remarks), remarks


@pytest.mark.parametrize("typed", ["hòa bình", "hoa binh", "long an", "Tân Bình", "bóng đá", "giang hau"])
def test_words_that_only_sound_like_a_place_get_no_line(build: Build, typed: str) -> None:
    searcher = build({"tin": "Vì hòa bình và lòng an vui ở Tân Bình."})
    assert not [remark for remark in searcher.search(SearchRequest(typed)).remarks if remark.kind == "place"]
