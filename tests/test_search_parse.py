"""The query language: what each way of typing means, and that no text whatever is an error."""

from __future__ import annotations

import itertools
import re
import time
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analysis import has_diacritics
from search.query.clauses import Clause, Query, QuotedPhrase, WordBeginning, plain_words
from search.query.days import parse_day_range, parse_from, parse_to
from search.query.filters import Filters
from search.query.parse import MAX_CHARS, MAX_WORDS, parse
from search.ranking.planner import plan
from search.request import QueryRefused


def written(clause: Clause) -> str:
    """A clause in short: word, "a phrase", beginning*, KH&CN as khcn(kh cn), in the title as ^word."""
    if isinstance(clause, QuotedPhrase):
        text = '"' + " ".join(word.exact for word in clause.words) + '"'
    elif isinstance(clause, WordBeginning):
        text = clause.exact + "*"
    else:
        text = clause.exact + (
            f"({' '.join(component.exact for component in clause.components)})" if clause.components else ""
        )
    return "^" + text if clause.in_title else text


def read(text: str) -> str:
    query = parse(text)
    disjuncts = " | ".join(" ".join(map(written, disjunct)) for disjunct in query.disjuncts)
    return disjuncts + "".join(f" -{written(clause)}" for clause in query.excluded)


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
        ("(chợ OR chùa) (-hoa) (bộ*).", "chợ | chùa bộ* -hoa"),
        ("bo** *bo b*o", "bo* bo b o"),
        (unicodedata.normalize("NFD", "tiêuđề:chợ"), "^chợ"),
        ("\u200b-hoa\u200b \ufeffloai:tin", " -hoa"),
        ("Ðảng ѕá", "đảng sá"),
        ('"" “”', ""),
        ("TP. HCM", "tp hcm"),
    ],
)
def test_what_is_typed_is_read_so(text: str, meaning: str) -> None:
    assert read(text) == meaning


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("loai:tin", Filters(kinds=("brief",))),
        ('loai:"tin vắn" loai:article', Filters(kinds=("brief", "article"))),
        ('tacgia:"Thanh Ngân"', Filters(values=(("author", "Thanh Ngân"),))),
        ("nguồn:HG", Filters(values=(("source", "HG"),))),
        ('chuyenmuc:"thời sự"', Filters(values=(("category", "thời sự"),))),
        ("Chuyênmục:xã_hội nguon:HG", Filters(values=(("category", "xã_hội"), ("source", "HG")))),
        ("ngay:2024-12", Filters(from_day=date(2024, 12, 1), to_day=date(2024, 12, 31))),
        ("ngay:01/12/2024..2024-12-09", Filters(from_day=date(2024, 12, 1), to_day=date(2024, 12, 9))),
        ("ngày:..02/2024", Filters(to_day=date(2024, 2, 29))),
        ("tu:2023 den:2024", Filters(from_day=date(2023, 1, 1), to_day=date(2024, 12, 31))),
        ("(ngay:2024-02-01..), đến:2/2024;", Filters(from_day=date(2024, 2, 1), to_day=date(2024, 2, 29))),
        ("LOAI:Bài Nguồn:“Báo Hậu Giang”", Filters(kinds=("article",), values=(("source", "Báo Hậu Giang"),))),
        (unicodedata.normalize("NFD", "tácgiả:Ngân"), Filters(values=(("author", "Ngân"),))),
    ],
)
def test_fields_that_filter(text: str, filters: Filters) -> None:
    query = parse(text + " chợ")
    assert query.filters == filters and read(text + " chợ") == "chợ"


@pytest.mark.parametrize("text", ["loai:thơ", "ngay:hômqua", "ngay:31/02/2024", "tu:xưa", "ngay:2024..2023"])
def test_a_value_that_makes_no_sense_is_noted_and_searched_as_words(text: str) -> None:
    query = parse(text)
    assert query.filters == Filters() and query.disjuncts
    assert len(query.notes) == 1 and text.split(":")[1] in query.notes[0]


def test_days_are_whole_days_months_or_years() -> None:
    assert (parse_from("2024"), parse_to("2024")) == (date(2024, 1, 1), date(2024, 12, 31))
    assert (parse_from("2/2024"), parse_to("2024-02")) == (date(2024, 2, 1), date(2024, 2, 29))
    assert parse_from("9/12/2024") == parse_to("09-12-2024") == date(2024, 12, 9)
    assert parse_day_range("2023..") == (date(2023, 1, 1), None)
    for text in ("hôm qua", "", "2024-13", "31/02/2024", "..", "0000"):
        with pytest.raises(QueryRefused, match="ngày"):
            parse_day_range(text)


@pytest.mark.parametrize("text", ["-tacgia:Ngân", '-nguon:"Báo Hậu Giang"', "-loai:tin", "-ngay:2024"])
def test_a_filter_with_a_minus_is_left_out_with_a_note_rather_than_turned_round(text: str) -> None:
    query = parse("chợ " + text)
    assert query.filters == Filters() and not query.excluded and read("chợ " + text) == "chợ"
    assert len(query.notes) == 1 and text in query.notes[0]


def test_bare_is_a_query_without_a_single_mark_in_what_it_looks_for() -> None:
    assert parse("chi bo 5 tot").bare and not parse("chi bộ").bare and not parse("di đâu").bare
    assert not parse('chi "bộ"').bare and not parse("chi OR tieude:bộ*").bare
    assert parse("chi bo -đảng tacgia:Ngân").bare


def neighbours(text: str) -> str:
    """The words of each disjunct, those typed side by side with a + between."""
    disjuncts = [
        "".join(("+" if getattr(clause, "follows", False) else " ") + written(clause) for clause in disjunct).strip()
        for disjunct in parse(text).disjuncts
    ]
    return " | ".join(disjuncts)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("dai hoi chi bo", "dai+hoi+chi+bo"),
        ("dai hoi, chi bo", "dai+hoi+chi+bo"),
        ("dai AND hoi", "dai+hoi"),
        ("dai hoi OR chi bo", "dai+hoi | chi+bo"),
        ('dai "hoi chi" bo', 'dai "hoi chi" bo'),
        ("dai hoi -xx chi bo", "dai+hoi chi+bo"),
        ("dai hoi loai:tin chi bo", "dai+hoi chi+bo"),
        ("dai tieude:hoi chi bo", "dai ^hoi chi+bo"),
        ("dai ho* chi bo", "dai ho* chi+bo"),
        ("Da hop. Chi bo", "da+hop chi+bo"),
        ("Da hop\nchi bo", "da+hop chi+bo"),
        ("so KH&CN tinh", "so+khcn(kh cn)+tinh"),
        ("20/11/1982", "20+11+1982"),
    ],
)
def test_words_typed_side_by_side_are_neighbours(text: str, meaning: str) -> None:
    assert neighbours(text) == meaning


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
        assert sum(len(disjunct) for disjunct in query.disjuncts) <= MAX_WORDS
    assert parse(" ".join(["chi"] * 5000)).notes


def test_a_pasted_page_in_quotes_is_searched_by_its_first_words() -> None:
    query = parse('"' + "chi bộ " * 50 + '"')
    (clause,) = query.disjuncts[0]
    assert isinstance(clause, QuotedPhrase) and len(clause.words) == MAX_WORDS and query.notes


def test_reading_ends_soon_whatever_is_typed() -> None:
    """Milliseconds, which is not measured here; what grows with the square of what is typed would take minutes."""
    worst = 0.0
    for text in (
        " ".join(["chi"] * 5000),
        "a" * 20_000,
        '"' * 20_000,
        "-a:" * 7_000,
        "a&" * 10_000,
        "ngay:" * 4_000,
        "é\u0323" * 10_000,
    ):
        started = time.thread_time()
        query = parse(text)
        plan(query, query.filters)
        worst = max(worst, time.thread_time() - started)
    assert worst < 2


@given(st.text(max_size=300) | st.text(alphabet=' "“”-*:()ORAND chibộtieude.&\x00\ud800', max_size=120))
@example("chi bộ AND (")
@example("[2020 TO")
@settings(max_examples=500, deadline=None)
def test_no_text_is_an_error(text: str) -> None:
    query = parse(text)
    assert isinstance(query, Query) and query.text == text
    for exact in (False, True):
        made = plan(parse(text, exact=exact), query.filters)
        assert len(made.disjuncts) >= (1 if query.disjuncts else 0)
        assert all(need for disjunct in made.disjuncts for need in disjunct), "a word that nothing can meet"


GUIDE = Path(__file__).parents[1] / "docs" / "query.md"


def test_the_readers_guide_names_the_limits_that_hold() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert f"{MAX_CHARS:,} ký tự".replace(",", ".") in guide and f"{MAX_WORDS} từ" in guide


@pytest.mark.parametrize("example", re.findall(r"`([^`]+)`", GUIDE.read_text(encoding="utf-8").partition("\n\n**")[0]))
def test_every_example_of_the_readers_guide_is_understood(example: str) -> None:
    query = parse(example)
    assert not query.notes
    assert query.disjuncts or query.filters != Filters() or example.rstrip(":") == "HOẶC"


def test_days_that_run_backwards_are_told() -> None:
    (note,) = parse("chi bộ tu:2025 den:2024").notes
    assert "ngược" in note and "01/01/2025" in note and "31/12/2024" in note
    assert not parse("chi bộ tu:2024 den:2025").notes


@given(st.text(st.sampled_from('aạăâdđoơưyỳİẞΣſ²0.,-&*" ') | st.characters(codec="utf-8"), max_size=30))
@settings(max_examples=300, deadline=None)
def test_a_word_has_marks_when_its_folded_term_is_another(text: str) -> None:
    query = parse(text)
    for clause in (*itertools.chain.from_iterable(query.disjuncts), *query.excluded):
        for word in plain_words(clause):
            assert word.has_diacritics == has_diacritics(word.exact)
        if not isinstance(clause, QuotedPhrase):
            assert clause.has_diacritics == has_diacritics(clause.exact)
