"""A saved page gives its article and its briefs, each line of text in exactly one document, whatever the page lacks."""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.document import Document
from index.sources import Found, Refusal, saved_page
from index.sources.page_ids import fingerprint
from index.sources.saved_page import read_saved_page

SEED = Path(__file__).parent.parent / "samples" / "haugiang-2023-12-12.txt"
SEED_TEXT = SEED.read_text(encoding="utf-8")
ARTICLE, BRIEFS = SEED_TEXT.split("08:22 09/12/2024\n")
BRIEFS = "08:22 09/12/2024\n" + BRIEFS


def read(page: str | bytes) -> tuple[list[Document], list[Refusal]]:
    data = page.encode() if isinstance(page, str) else page
    consumed: list[int] = []
    items = list(read_saved_page(BytesIO(data), "/bao/trang.txt", consumed.append))
    assert sum(consumed) == len(data)
    documents = [item.document for item in items if isinstance(item, Found)]
    return documents, [item for item in items if isinstance(item, Refusal)]


def documents_of(page: str | bytes) -> list[Document]:
    documents, refusals = read(page)
    assert refusals == []
    return documents


def dates(documents: list[Document]) -> list[str | None]:
    return [document.date.isoformat() if document.date else None for document in documents]


SEED_DOCUMENTS = documents_of(SEED_TEXT)


def test_the_seed_page_is_one_article_and_fourteen_briefs() -> None:
    assert [document.kind for document in SEED_DOCUMENTS] == ["article"] + ["brief"] * 14
    assert len({document.id for document in SEED_DOCUMENTS}) == 15


def test_the_seed_article_has_date_and_author_and_no_invented_headline() -> None:
    article = SEED_DOCUMENTS[0]
    assert article.date is not None
    assert article.date.isoformat() == "2023-12-12T07:14:00+07:00"
    assert (article.title, article.author, article.source) == (None, "THANH NGÂN", None)
    lines = SEED_TEXT.splitlines()
    assert article.body == "\n".join(lines[1 : lines.index("Bài, ảnh: THANH NGÂN")])
    assert article.body.startswith("Đảng ủy xã Tân Phú Thạnh (huyện Châu Thành A) đã triển khai")
    assert article.body.endswith("nhiệm vụ chính trị địa phương”.")


def test_each_seed_brief_has_its_date_its_code_and_its_text() -> None:
    lines = BRIEFS.splitlines()
    assert dates(SEED_DOCUMENTS[1:]) == [
        f"{line[12:16]}-{line[9:11]}-{line[6:8]}T{line[:5]}:00+07:00" for line in lines[::2]
    ]
    none = None
    codes = ["HG", "HGO", none, "HG", none, "HG", none, none, "HGO", none, "HGO", "HGO", "HGO", "HGO"]
    assert [brief.source for brief in SEED_DOCUMENTS[1:]] == codes
    for brief, line in zip(SEED_DOCUMENTS[1:], lines[1::2], strict=True):
        assert brief.body == line.removeprefix(f"({brief.source}) - ")
        assert (brief.title, brief.author) == (None, None)


@pytest.mark.parametrize(
    "page",
    [
        SEED_TEXT.replace("\n", "\r\n").encode(),
        SEED_TEXT.replace("\n", "\r").encode(),
        codecs.BOM_UTF8 + SEED_TEXT.encode(),
        SEED_TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + SEED_TEXT.encode("utf-16-be"),
        SEED_TEXT.rstrip("\n").encode(),
        SEED_TEXT.replace("\n", "\n\n").encode(),
        ("\n \u00a0\n" + SEED_TEXT.replace("\n", " \u200b\n\t")).encode(),
    ],
    ids=["CRLF", "CR", "BOM", "UTF-16", "UTF-16-BE", "no final newline", "blank lines", "white space"],
)
def test_how_the_file_was_saved_changes_nothing(page: bytes) -> None:
    assert documents_of(page) == SEED_DOCUMENTS


def test_a_decomposed_page_keeps_its_spelling_and_gives_the_same_ids_and_fields() -> None:
    decomposed = documents_of(unicodedata.normalize("NFD", SEED_TEXT))
    assert [document.id for document in decomposed] == [document.id for document in SEED_DOCUMENTS]
    assert [document.author for document in decomposed] == [document.author for document in SEED_DOCUMENTS]
    bodies = [unicodedata.normalize("NFD", document.body) for document in SEED_DOCUMENTS]
    assert [document.body for document in decomposed] == bodies


def test_a_page_without_briefs_is_one_article() -> None:
    assert documents_of(ARTICLE) == SEED_DOCUMENTS[:1]


def test_a_page_of_only_briefs_has_no_article() -> None:
    assert documents_of(BRIEFS) == SEED_DOCUMENTS[1:]


def test_an_article_without_byline_keeps_all_its_text_and_has_no_author() -> None:
    article, *briefs = documents_of(SEED_TEXT.replace("Bài, ảnh: THANH NGÂN\n", ""))
    assert (article.author, article.body) == (None, SEED_DOCUMENTS[0].body)
    assert briefs == SEED_DOCUMENTS[1:]


@pytest.mark.parametrize(
    ("date_line", "iso"),
    [
        ("12/12/2023 | 07:14", "2023-12-12T07:14:00+07:00"),
        ("Thứ Hai, ngày 05-02-2024 | 16h40", "2024-02-05T16:40:00+07:00"),
        ("Chủ Nhật, ngày 10 tháng 12 năm 2023", "2023-12-10T00:00:00+07:00"),
        ("Cập nhật lúc 07:14, Thứ Ba, 12/12/2023 (GMT+7)", "2023-12-12T07:14:00+07:00"),
        ("07:14 12/12/2023", "2023-12-12T07:14:00+07:00"),
    ],
)
def test_an_article_may_be_dated_in_any_printed_form(date_line: str, iso: str) -> None:
    article, *briefs = documents_of(SEED_TEXT.replace("Thứ Ba, ngày 12/12/2023 | 07:14", date_line, 1))
    assert (article.kind, dates([article])) == ("article", [iso])
    assert (article.body, article.author) == (SEED_DOCUMENTS[0].body, "THANH NGÂN")
    assert briefs == SEED_DOCUMENTS[1:]


@pytest.mark.parametrize(
    ("foot", "author"),
    [
        ("Bài và ảnh: Lê Văn Tư", "Lê Văn Tư"),
        ("Tin, ảnh: T.XOÀN", "T.XOÀN"),
        ("Theo TTXVN", "TTXVN"),
        ("THANH NGÂN", "THANH NGÂN"),
        ("Bài: MINH ANH\nẢnh: QUỐC HUY", "MINH ANH, QUỐC HUY"),
    ],
)
def test_any_byline_at_the_foot_becomes_the_author(foot: str, author: str) -> None:
    article, *_ = documents_of(SEED_TEXT.replace("Bài, ảnh: THANH NGÂN", foot))
    assert (article.author, article.body) == (author, SEED_DOCUMENTS[0].body)


def test_a_labelled_byline_is_found_above_the_furniture_under_it() -> None:
    article, *_ = documents_of(ARTICLE + "Tin liên quan\n")
    assert article.author == "THANH NGÂN"
    assert article.body == SEED_DOCUMENTS[0].body + "\nTin liên quan"


def test_an_article_may_carry_a_dateline_code_and_a_brief_a_byline() -> None:
    article_page = ARTICLE.replace("Đảng ủy xã Tân", "(HGO) - Đảng ủy xã Tân", 1)
    briefs_page = BRIEFS.replace("tư tưởng của Đảng.", "tư tưởng của Đảng.\nH.THU")
    article, brief, *_ = documents_of(article_page + briefs_page)
    assert (article.kind, article.source, article.body) == ("article", "HGO", SEED_DOCUMENTS[0].body)
    assert (brief.kind, brief.author, brief.body) == ("brief", "H.THU", SEED_DOCUMENTS[1].body)


def test_a_brief_may_have_several_paragraphs() -> None:
    opening = "08:22 09/12/2024\n(HG) - Trường khai giảng.\n\nLớp có 87 học viên.\n"
    first, second = documents_of(opening + "12:50 08/12/2024\nHội nghị kết thúc.\nĐại biểu ra về.\n")
    assert (first.kind, first.body) == ("brief", "Trường khai giảng.\nLớp có 87 học viên.")
    assert (second.kind, second.body) == ("brief", "Hội nghị kết thúc.\nĐại biểu ra về.")


HEADLINE = "Xây dựng chi bộ vững mạnh từ những mô hình hay"


def test_a_headline_above_the_date_line_is_the_title() -> None:
    article, *briefs = documents_of(f"{HEADLINE}\n{SEED_TEXT}")
    assert (article.title, article.body, article.id) == (HEADLINE, SEED_DOCUMENTS[0].body, SEED_DOCUMENTS[0].id)
    assert briefs == SEED_DOCUMENTS[1:]


def test_a_headline_under_the_date_line_is_the_title() -> None:
    date_line, rest = SEED_TEXT.split("\n", 1)
    article, *_ = documents_of(f"{date_line}\n{HEADLINE}\n{rest}")
    assert (article.title, article.body, article.id) == (HEADLINE, SEED_DOCUMENTS[0].body, SEED_DOCUMENTS[0].id)


def test_lines_above_the_headline_stay_with_the_article() -> None:
    article, *_ = documents_of(f"Báo Hậu Giang\nXây dựng Đảng\n{HEADLINE}\n{SEED_TEXT}")
    assert article.title == HEADLINE
    assert article.body == "Báo Hậu Giang\nXây dựng Đảng\n" + SEED_DOCUMENTS[0].body
    assert article.id == SEED_DOCUMENTS[0].id


def test_an_article_without_its_date_line_is_kept_undated() -> None:
    article, *briefs = documents_of(SEED_TEXT.split("\n", 1)[1])
    assert (article.kind, article.date, article.author) == ("article", None, "THANH NGÂN")
    assert article.body == SEED_DOCUMENTS[0].body
    assert briefs == SEED_DOCUMENTS[1:]


@pytest.mark.parametrize("impossible", ["08:22 31/02/2024", "25:61 09/12/2024"])
def test_an_impossible_date_costs_the_date_and_not_the_text(impossible: str) -> None:
    documents, refusals = read(SEED_TEXT.replace("08:22 09/12/2024", impossible))
    assert len(documents) == 15
    assert (documents[1].date, documents[1].kind, documents[1].source) == (None, "brief", "HG")
    assert documents[1].body == SEED_DOCUMENTS[1].body
    [refusal] = refusals
    assert refusal.consequence == "kept"
    kept = "tin vẫn được nhận nhưng để trống ngày"
    assert str(refusal) == f"/bao/trang.txt, dòng 14: không có ngày giờ “{impossible}”; {kept}"


def test_a_date_line_with_nothing_under_it_is_told() -> None:
    documents, refusals = read("07:14 12/12/2023\n\n08:22 09/12/2024\nHội nghị kết thúc.\n")
    assert [document.body for document in documents] == ["Hội nghị kết thúc."]
    assert [(refusal.line, refusal.consequence) for refusal in refusals] == [(1, "refused")]


def test_a_day_inside_an_article_does_not_cut_it() -> None:
    body = "Diễn biến vụ việc.\nNgày 10/12/2023\nNước dâng.\nNgày 11/12/2023\nNước rút."
    [article] = documents_of(f"12/12/2023 | 07:14\n{body}\n")
    assert article.body == body


def test_two_pages_in_one_file_are_two_articles() -> None:
    second = SEED_TEXT.replace("Thứ Ba, ngày 12/12/2023 | 07:14\nĐảng ủy", "Thứ Tư, ngày 13/12/2023 | 08:00\nHuyện ủy")
    documents = documents_of(SEED_TEXT + second)
    assert [document.kind for document in documents].count("article") == 2
    assert len({document.id for document in documents}) == 16


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("Chỉ là một ghi chú.\nKhông có ngày nào.", "không phải trang báo đã lưu: không có dòng ngày giờ nào"),
        (" \n\n", "không phải trang báo đã lưu"),
        ('{"id": "1", "body": "x"}', "hãy đổi đuôi tệp thành .jsonl"),
        ("Thứ Ba\nĐảng ủy".encode("cp1258", "replace"), "không phải văn bản UTF-8"),
        (b"\x00\x01\x02\xff", "không phải văn bản UTF-8"),
        (codecs.BOM_UTF16_LE + b"a", "không phải văn bản UTF-16"),
    ],
)
def test_a_file_that_is_no_page_is_refused_with_the_reason(page: str | bytes, reason: str) -> None:
    documents, [refusal] = read(page)
    assert documents == []
    assert reason in str(refusal)


def test_a_file_in_another_encoding_is_refused_by_line() -> None:
    _, [refusal] = read(b"Th\xc3\xa1ng 12\nd\xb6ng vi\xaan\n")
    assert str(refusal) == (
        "/bao/trang.txt, dòng 2: không phải văn bản UTF-8 (byte 0xB6 ở vị trí 12); "
        "hãy mở tệp và lưu lại với mã hóa UTF-8"
    )


def test_a_file_too_large_for_a_page_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_page, "MAX_PAGE_BYTES", 100)
    items = list(read_saved_page(BytesIO(SEED_TEXT.encode()), "/bao/trang.txt", lambda count: None))
    assert [isinstance(item, Refusal) for item in items] == [True]


@given(st.binary() | st.text().map(str.encode))
def test_no_file_makes_the_reader_fail(data: bytes) -> None:
    documents, refusals = read(data)
    assert documents or refusals
    assert all(document.body for document in documents)


DATE_LINES = ["12/12/2023 | 07:14", "08:22 09/12/2024", "25:61 31/02/2024", "Ngày 1/1/2024"]
PIECES = st.sampled_from([*DATE_LINES, "(HG) -", "(HG) - tin", "PV", "Bài: A B", "Một.", "Hai", "\ufeff"])


@given(st.lists(PIECES, max_size=12))
@example(["08:22 09/12/2024", "(HG) -", "PV"])
def test_no_order_of_lines_makes_the_reader_fail(lines: list[str]) -> None:
    documents, _ = read("\n".join(lines))
    printed = "\n".join(document.body for document in documents)
    if documents:
        assert printed.count("Hai") + sum(document.title == "Hai" for document in documents) == lines.count("Hai")


@dataclass(frozen=True)
class Printed:
    """One text of a generated page."""

    date_line: str
    paragraphs: tuple[str, ...]
    code: str = ""
    byline: str = ""

    def lines(self) -> list[str]:
        opening, *rest = self.paragraphs
        return [self.date_line, self.code + opening, *rest, *([self.byline] if self.byline else [])]


SYLLABLES = ["chi", "bộ", "ấp", "Đảng", "ủy", "xã", "trồng", "khóm", "thuỷ", "lợi", "1km", "37.000", "hoà", "“tốt”"]
SENTENCES = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=40).map(lambda words: " ".join(words) + ".")
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=4).map(tuple)
MINUTES = st.datetimes(min_value=datetime(1990, 1, 1))
BYLINES = st.sampled_from(["", "Bài, ảnh: THANH NGÂN", "Bài và ảnh: T.XOÀN", "Theo TTXVN", "MINH ANH"])
CODES = st.sampled_from(["", "(HG) - ", "(HGO) – ", "(TTXVN) -"])
ARTICLES = st.builds(Printed, MINUTES.map("Thứ Ba, ngày {0:%d/%m/%Y} | {0:%H:%M}".format), PARAGRAPHS, CODES, BYLINES)
FEW_PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=2).map(tuple)
BRIEF_TEXTS = st.builds(Printed, MINUTES.map("{0:%H:%M %d/%m/%Y}".format), FEW_PARAGRAPHS, CODES)


Form = Literal["NFC", "NFD"]


@settings(max_examples=300)
@given(
    article=st.none() | ARTICLES,
    briefs=st.lists(BRIEF_TEXTS, max_size=6),
    line_end=st.sampled_from(["\n", "\r\n", "\n\n", "\r\n\r\n"]),
    form=st.sampled_from(["NFC", "NFD"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    final_newline=st.booleans(),
)
def test_every_paragraph_comes_out_in_exactly_one_document(
    article: Printed | None, briefs: list[Printed], line_end: str, form: Form, encoding: str, final_newline: bool
) -> None:
    texts = ([article] if article else []) + briefs
    lines = [unicodedata.normalize(form, line) for text in texts for line in text.lines()]
    documents, refusals = read((line_end.join(lines) + (line_end if final_newline else "")).encode(encoding))
    if not texts:
        assert documents == []
        assert len(refusals) == 1
        return
    assert refusals == []
    assert [document.kind for document in documents] == ["article"] * (article is not None) + ["brief"] * len(briefs)
    for document, text in zip(documents, texts, strict=True):
        assert document.body == unicodedata.normalize(form, "\n".join(text.paragraphs))
        assert (document.source or "") == text.code.strip(" ()-–")
        assert (document.author or "") == text.byline.removeprefix("Theo ").rpartition(": ")[2]
        assert document.title is None
        assert document.date is not None
    by_id = {document.id: document.body for document in documents}
    assert all(fingerprint(by_id[document.id]) == fingerprint(document.body) for document in documents)


def test_two_desks_may_print_the_same_words_in_the_same_minute() -> None:
    page = "10:00 02/02/2025\n(HG) - Họp tại xã Một.\n10:00 02/02/2025\n(HGO) - Họp tại xã Một.\n"
    documents, refusals = read(page)
    assert [document.source for document in documents] == ["HG", "HGO"] and not refusals
    assert len({document.id for document in documents}) == 2
    assert [document.id for document in read(page)[0]] == [document.id for document in documents]
