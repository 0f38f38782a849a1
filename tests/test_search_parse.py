"""The query language: what each way of typing means, and that no text whatever is an error."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.days import parse_day_range, parse_from, parse_to
from search.errors import QueryRefused
from search.filters import Filters
from search.parse import MAX_WORDS, parse
from search.query import Clause, Query, QuotedPhrase, WordBeginning
from search.ranking import plan


def written(clause: Clause) -> str:
    """A clause in short: word, "a phrase", beginning*, KH&CN as khcn(kh cn), in the title as ^word."""
    if isinstance(clause, QuotedPhrase):
        text = '"' + " ".join(word.exact for word in clause.words) + '"'
    elif isinstance(clause, WordBeginning):
        text = clause.exact + "*"
    else:
        text = clause.exact + (f"({' '.join(part.exact for part in clause.parts)})" if clause.parts else "")
    return "^" + text if clause.in_title else text


def read(text: str) -> str:
    query = parse(text)
    sides = " | ".join(" ".join(map(written, side)) for side in query.sides)
    return sides + "".join(f" -{written(clause)}" for clause in query.excluded)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("chi bộ", "chi bộ"),
        ("  CHI   BỘ  ", "chi bộ"),
        ("hoà bình", "hòa bình"),
        ('"chi bộ" ấp', '"chi bộ" ấp'),
        ("“chi bộ”, «đại hội»", '"chi bộ" "đại hội"'),
        ('đảng "chi bộ', 'đảng "chi bộ"'),
        ("chi bộ OR đảng ủy", "chi bộ | đảng ủy"),
        ("chi bộ HOẶC đảng ủy", "chi bộ | đảng ủy"),
        ("hoặc là or", "hoặc là or"),
        ("OR OR chi OR", "chi"),
        ("chợ AND nổi", "chợ nổi"),
        ("chợ -nổi", "chợ -nổi"),
        ('chợ -"trái cây" −hoa', 'chợ -"trái cây" -hoa'),
        ("Cần Thơ - Hậu Giang", "cần thơ hậu giang"),
        ("ngày 3-12, Covid-19", "ngày 3 12 covid19(covid 19)"),
        ("bo* bộ*", "bo* bộ*"),
        ("* ? [ (((", ""),
        ("KH&CN tỉnh", "khcn(kh cn) tỉnh"),
        ("TP.HCM", "tphcm(tp hcm)"),
        ("37,000", "37,000(37000)"),
        ("1km 20/11/1982", "1 km 20 11 1982"),
        ("tieude:chợ nổi", "^chợ nổi"),
        ('tiêuđề:"chợ nổi"', '^"chợ nổi"'),
        ("title:bo*", "^bo*"),
        ("-tieude:chợ nổi", "nổi -^chợ"),
        ("lúc 12:30 http://tuoitre.vn", "lúc 12 30 http tuoitre vn"),
        ('ghichú:"chi bộ"', 'ghichú "chi bộ"'),
        ("title:", "title"),
        ("(chi bộ)", "chi bộ"),
    ],
)
def test_what_is_typed_is_read_so(text: str, meaning: str) -> None:
    assert read(text) == meaning


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("loai:tin", Filters(kinds=("brief",))),
        ('loai:"tin vắn" loai:article', Filters(kinds=("brief", "article"))),
        ('tacgia:"Thanh Ngân"', Filters(authors=("Thanh Ngân",))),
        ("nguồn:HG", Filters(sources=("HG",))),
        ("ngay:2024-12", Filters(from_day=date(2024, 12, 1), to_day=date(2024, 12, 31))),
        ("ngay:01/12/2024..2024-12-09", Filters(from_day=date(2024, 12, 1), to_day=date(2024, 12, 9))),
        ("ngày:..02/2024", Filters(to_day=date(2024, 2, 29))),
        ("tu:2023 den:2024", Filters(from_day=date(2023, 1, 1), to_day=date(2024, 12, 31))),
    ],
)
def test_fields_that_filter(text: str, filters: Filters) -> None:
    query = parse(text + " chợ")
    assert query.filters == filters and read(text + " chợ") == "chợ"


@pytest.mark.parametrize("text", ["loai:thơ", "ngay:hômqua", "ngay:31/02/2024", "tu:xưa"])
def test_a_value_that_makes_no_sense_is_noted_and_searched_as_words(text: str) -> None:
    query = parse(text)
    assert query.filters == Filters() and query.sides
    assert len(query.notes) == 1 and text.split(":")[1] in query.notes[0]


def test_days_are_whole_days_months_or_years() -> None:
    assert (parse_from("2024"), parse_to("2024")) == (date(2024, 1, 1), date(2024, 12, 31))
    assert (parse_from("2/2024"), parse_to("2024-02")) == (date(2024, 2, 1), date(2024, 2, 29))
    assert parse_from("9/12/2024") == parse_to("09-12-2024") == date(2024, 12, 9)
    assert parse_day_range("2023..") == (date(2023, 1, 1), None)
    for text in ("hôm qua", "", "2024-13", "31/02/2024", "..", "0000"):
        with pytest.raises(QueryRefused, match="ngày"):
            parse_day_range(text)


def test_bare_is_a_query_without_a_single_mark() -> None:
    assert parse("chi bo 5 tot").bare and not parse("chi bộ").bare and not parse("di đâu").bare


def test_a_pasted_page_is_cut_with_a_note() -> None:
    for text in (
        " ".join(["chi"] * 5000),
        "a" * 20_000,
        "(" * 3000,
        '"' * 5000,
        "-" * 5000,
        "đ" * 500 + "*",
        "a:" * 5000,
    ):
        query = parse(text)
        plan(query, query.filters)
        assert sum(len(side) for side in query.sides) <= MAX_WORDS
    assert parse(" ".join(["chi"] * 5000)).notes


@given(st.text(max_size=300) | st.text(alphabet=' "“”-*:()ORAND chibộtieude.&\x00\ud800', max_size=120))
@example("chi bộ AND (")
@example("[2020 TO")
@settings(max_examples=500, deadline=None)
def test_no_text_is_an_error(text: str) -> None:
    query = parse(text)
    assert isinstance(query, Query) and query.text == text
    for exact in (False, True):
        made = plan(parse(text, exact=exact), query.filters)
        assert len(made.sides) >= (1 if query.sides else 0)
        assert all(need for side in made.sides for need in side), "a word that nothing can meet"
