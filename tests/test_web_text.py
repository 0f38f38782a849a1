"""Dates, numbers, headings and marks as a reader sees them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from index.document import VIETNAM
from web.pages.headings import first_sentence, opening
from web.pages.highlighted_text import HighlightedText
from web.words import words
from web.words.vietnamese_format import day_of, moment, number, seconds


def test_a_moment_is_printed_as_a_vietnamese_newspaper_prints_it() -> None:
    assert moment(datetime(2023, 12, 12, 7, 14, tzinfo=VIETNAM)) == "Thứ Ba, 12/12/2023, 07:14"
    assert moment(datetime(2024, 12, 8, 12, 50, tzinfo=VIETNAM)) == "Chủ Nhật, 08/12/2024, 12:50"


def test_midnight_means_that_the_hour_is_not_known() -> None:
    assert moment(datetime(2024, 5, 1, tzinfo=VIETNAM)) == "Thứ Tư, 01/05/2024"


def test_old_years_keep_four_digits() -> None:
    assert day_of(date(938, 1, 2)) == "02/01/0938"


def test_numbers_have_a_dot_for_thousands_and_a_comma_for_decimals() -> None:
    assert [number(value) for value in (0, 999, 13_809, 1_234_567)] == ["0", "999", "13.809", "1.234.567"]
    assert [seconds(value) for value in (0.01, 12.3, 1_234_567.8)] == ["0,001 giây", "0,012 giây", "1.234,568 giây"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Họp xong. Ra về.", "Họp xong."),
        ("“Khỏe không?” Ông hỏi.", "“Khỏe không?”"),
        ("Lớp có 87 học viên… “Rất đông”, thầy nói.", "Lớp có 87 học viên…"),
        ("Ngày 3-12, xã họp", "Ngày 3-12, xã họp"),
        ("Lễ hội ở TP. Ngã Bảy đông vui. Ai cũng đến.", "Lễ hội ở TP. Ngã Bảy đông vui."),
        ("Cấp 37.000 thẻ cho dân. Xong sớm.", "Cấp 37.000 thẻ cho dân."),
        ("Theo PGS.TS Hoàng Phúc Lâm, trường đạt 55/55. Mừng.", "Theo PGS.TS Hoàng Phúc Lâm, trường đạt 55/55."),
    ],
)
def test_the_first_sentence_ends_where_a_reader_would_end_it(text: str, sentence: str) -> None:
    assert text[: first_sentence(text, 200)] == sentence


def test_a_sentence_that_is_too_long_is_none() -> None:
    assert first_sentence("một câu " * 50 + "dài. Câu hai.", 100) == 0


def test_an_opening_without_a_sentence_ends_between_words() -> None:
    text = "Đảng ủy xã Tân Phú Thạnh đã triển khai"
    assert text[: opening(text, 20)] == "Đảng ủy xã Tân Phú"
    assert opening("a" * 50, 20) == 0


@given(st.text(), st.integers(min_value=1, max_value=80))
def test_an_opening_never_exceeds_its_length_nor_the_text(text: str, longest: int) -> None:
    assert 0 <= opening(text, longest) <= min(longest, len(text))


def test_marks_are_html_and_the_text_is_not() -> None:
    marked = HighlightedText("<b>chi bộ</b> & đảng", ((3, 9),))
    assert marked.__html__() == "&lt;b&gt;<mark>chi bộ</mark>&lt;/b&gt; &amp; đảng"


def test_a_text_that_writes_the_mark_tag_itself_cannot_close_one() -> None:
    assert HighlightedText("x</mark>y", ((0, 9),)).__html__() == "<mark>x&lt;/mark&gt;y</mark>"


def test_a_cut_through_a_mark_marks_both_sides() -> None:
    text = HighlightedText("đại hội chi bộ ấp", ((8, 14),))
    assert text.piece(0, 11) == HighlightedText("đại hội chi", ((8, 11),))
    assert text.piece(11, 17).trimmed() == HighlightedText("bộ ấp", ((0, 2),))


def test_paragraphs_are_the_lines_that_say_something() -> None:
    body = HighlightedText("\n Một chi bộ. \r\n\r\n\t\nHai\u2028ba chi bộ", ((6, 12), (27, 33)))
    assert [paragraph.__html__() for paragraph in body.paragraphs()] == [
        "Một <mark>chi bộ</mark>.",
        "Hai",
        "ba <mark>chi bộ</mark>",
    ]


texts_with_spans = st.text(max_size=60).flatmap(
    lambda text: st.tuples(
        st.just(text),
        st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=6).map(
            lambda spans: tuple(sorted(spans))
        ),
    )
)


@given(texts_with_spans)
def test_whatever_the_spans_nothing_of_the_text_is_lost_and_nothing_escapes(
    text_and_spans: tuple[str, tuple[tuple[int, int], ...]],
) -> None:
    text, spans = text_and_spans
    html = HighlightedText(text, spans).__html__()
    assert html.replace("<mark>", "").replace("</mark>", "") == str(escape(text))
    assert html.count("<mark>") == html.count("</mark>")
    assert isinstance(html, Markup)


@given(st.text(max_size=200))
def test_paragraphs_keep_every_character_that_is_not_white_space(text: str) -> None:
    shown = "".join(paragraph.text for paragraph in HighlightedText(text).paragraphs())
    assert "".join(shown.split()) == "".join(text.split())


def test_the_archive_is_stated_in_one_sentence() -> None:
    stated = words.archive_statement(187_696, 35_463, 152_233, "12/12/2023", "21/11/2026")
    assert stated == "Kho hiện có 187.696 tài liệu: 35.463 bài và 152.233 tin vắn, đăng từ 12/12/2023 đến 21/11/2026."
    assert words.archive_statement(3, 3, 0, None, None) == "Kho hiện có 3 bài."


def test_the_count_tells_whole_matches_from_partial_ones() -> None:
    assert words.count(13, 0, several_words=True) == "13 tài liệu khớp đủ các từ"
    assert words.count(13_809, 0, several_words=False) == "13.809 tài liệu"
    assert words.count(2, 100, several_words=True) == "2 tài liệu khớp đủ các từ, thêm 100 tài liệu gần đúng"
    assert words.count(0, 7, several_words=True).startswith("Không có tài liệu nào khớp đủ các từ")
