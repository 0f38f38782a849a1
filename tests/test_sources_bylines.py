"""Bylines and dateline codes become fields, as printed; sentences that look like them stay text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sources.printed_bylines import read_bare_byline, read_byline, split_dateline_code


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Bài, ảnh: THANH NGÂN", "THANH NGÂN"),
        ("Bài và ảnh: THANH NGÂN", "THANH NGÂN"),
        ("BÀI, ẢNH: THANH NGÂN", "THANH NGÂN"),
        ("Bài,ảnh :  THANH\u00a0NGÂN", "THANH NGÂN"),
        ("Bài - ảnh: THANH NGÂN - MINH ANH", "THANH NGÂN - MINH ANH"),
        ("Bài: Nguyễn Văn A", "Nguyễn Văn A"),
        ("Tin, ảnh: T.XOÀN", "T.XOÀN"),
        ("Tin, bài, ảnh: H.THU", "H.THU"),
        ("Ảnh: QUỐC HUY", "QUỐC HUY"),
        ("Bài: MINH ANH - Ảnh: QUỐC HUY", "MINH ANH, QUỐC HUY"),
        ("Tác giả: Đặng Thư", "Đặng Thư"),
        ("Theo TTXVN", "TTXVN"),
        ("Theo: VnExpress", "VnExpress"),
        ("(Theo Đài PT-TH Hậu Giang)", "Đài PT-TH Hậu Giang"),
        ("Thực hiện: NHÓM PHÓNG VIÊN", "NHÓM PHÓNG VIÊN"),
    ],
)
def test_a_labelled_byline_gives_the_author_without_the_label(line: str, author: str) -> None:
    for form in ("NFC", "NFD"):
        byline = read_byline(unicodedata.normalize(form, line))
        assert byline is not None
        assert byline.author == author


@pytest.mark.parametrize(
    "line",
    [
        "Theo đó, các chi bộ ấp sẽ tổ chức đại hội.",
        "Theo ông Trần Minh Cảnh, Phó Bí thư Đảng ủy xã, mô hình phát huy tốt",
        "Theo kế hoạch",
        "Bài học từ thực tiễn",
        "Tin vui cho bà con trồng khóm.",
        "Bài, ảnh:",
        "Bài, ảnh: …",
        "Nội dung: “Bài: chi bộ 5 tốt”",
        "Tin: " + "Trường Chính trị tỉnh tổ chức lễ khai giảng " * 4,
    ],
)
def test_a_sentence_is_no_byline(line: str) -> None:
    assert read_byline(line) is None


@pytest.mark.parametrize("line", ["THANH NGÂN", "T.XOÀN", "H.THU - N.LAN", "PV", "ĐẶNG THƯ & MINH ANH"])
def test_bare_capitals_are_a_byline(line: str) -> None:
    for form in ("NFC", "NFD"):
        byline = read_bare_byline(unicodedata.normalize(form, line))
        assert byline is not None
        assert byline.author == line


@pytest.mark.parametrize(
    "line",
    ["", "A", "2024", "HẾT", "Thanh Ngân", "TIN LIÊN QUAN", "CÁC BÀI KHÁC", "CHI BỘ 5 TỐT", "CHI BỘ TỐT MỌI MẶT!"],
)
def test_other_short_lines_are_no_bare_byline(line: str) -> None:
    assert read_bare_byline(line) is None


@pytest.mark.parametrize(
    ("paragraph", "code", "text"),
    [
        ("(HG) - Trường Chính trị tỉnh", "HG", "Trường Chính trị tỉnh"),
        ("(HGO) - Chiều ngày 20-11", "HGO", "Chiều ngày 20-11"),
        ("(HG) – Ngày 3-12", "HG", "Ngày 3-12"),
        ("( TTXVN ) — Ngày 3-12", "TTXVN", "Ngày 3-12"),
        ("(HG)-Ngày 3-12", "HG", "Ngày 3-12"),
        ("(VTV24): Ngày 3-12", "VTV24", "Ngày 3-12"),
        ("(HGĐT)\u00a0-\u00a0Ngày 3-12", "HGĐT", "Ngày 3-12"),
    ],
)
def test_a_dateline_code_is_taken_off_the_text(paragraph: str, code: str, text: str) -> None:
    assert split_dateline_code(paragraph) == (code, text)


@pytest.mark.parametrize(
    "paragraph",
    [
        "(CCB) tỉnh thông tin, đầu năm đến nay",
        "Hội Cựu Chiến binh (CCB) - tỉnh thông tin",
        "(2024) - năm bản lề",
        "(A) - một chữ cái",
        "(hg) - chữ thường",
        "HG - không có ngoặc",
        "",
    ],
)
def test_other_parentheses_stay_text(paragraph: str) -> None:
    assert split_dateline_code(paragraph) == (None, paragraph)


@given(st.text() | st.text(alphabet="BàiảnhTinTheo:,()-. HGOA", max_size=120))
def test_no_line_makes_the_readers_fail(line: str) -> None:
    for byline in (read_byline(line), read_bare_byline(line)):
        assert byline is None or byline.author.strip() == byline.author != ""
    code, text = split_dateline_code(line)
    assert line.endswith(text)
    assert (code is None) == (text == line)
