"""The plan of a query: which conditions are met, which are scored and with which weight."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.filters import Filters
from search.query.parse import parse
from search.ranking.bm25 import idf
from search.ranking.plan import Both, Condition, DisjunctionMax, Plan, Prefix, Published, Term
from search.ranking.planner import (
    BARE_FOLDED_WEIGHT,
    BIGRAM_WEIGHT,
    EXACT_WEIGHT,
    FOLDED_WEIGHT,
    PHRASE_WEIGHT,
    TITLE_WEIGHT,
    plan,
)


def plan_of(text: str, *, exact: bool = False) -> Plan:
    query = parse(text, exact=exact)
    return plan(query, query.filters)


def written(condition: Condition) -> str:
    """A condition in short: field:term, field:prefix*, or "phrase words" with ~ for marks within and = for exactly."""
    if isinstance(condition, Term):
        return f"{condition.field}:{condition.text}"
    if isinstance(condition, Prefix):
        return f"{condition.field}:{condition.text}*"
    if isinstance(condition, Published):
        return f"{condition.first}..{condition.last}"
    if isinstance(condition, Both):
        return f"{written(condition.first)} & {written(condition.second)}"
    if isinstance(condition, DisjunctionMax):
        return " or ".join(map(written, condition.conditions))
    signs = {"exact": "=", "diacritics": "~", "folded": ""}
    words = " ".join(
        signs[word.strictness] + (word.folded if word.strictness == "folded" else word.exact)
        for word in condition.words
    )
    return ("title " if condition.title_only else "") + f'"{words}"'


def needs(text: str, *, exact: bool = False) -> list[list[str]]:
    """The needs of each disjunct, each as its alternatives with | between."""
    return [[" | ".join(map(written, need)) for need in disjunct] for disjunct in plan_of(text, exact=exact).disjuncts]


def scored(text: str, *, exact: bool = False) -> dict[str, float]:
    return {written(item.condition): item.weight for item in plan_of(text, exact=exact).scored}


def test_a_marked_query_trusts_every_spelling_typed_and_its_fold_a_little() -> None:
    assert scored("chi bộ") == {
        "exact:chi": EXACT_WEIGHT,
        "folded:chi": FOLDED_WEIGHT,
        "title:chi": TITLE_WEIGHT,
        "exact:bộ": EXACT_WEIGHT,
        "folded:bo": FOLDED_WEIGHT,
        "title:bo": TITLE_WEIGHT,
        "bigram:chi bo": BIGRAM_WEIGHT,
    }
    assert (EXACT_WEIGHT, FOLDED_WEIGHT, BIGRAM_WEIGHT, TITLE_WEIGHT) == (0.7, 0.3, 0.5, 0.6)


def test_a_bare_query_says_nothing_of_spelling() -> None:
    assert scored("chi bo") == {
        "folded:chi": BARE_FOLDED_WEIGHT,
        "title:chi": TITLE_WEIGHT,
        "folded:bo": BARE_FOLDED_WEIGHT,
        "title:bo": TITLE_WEIGHT,
        "bigram:chi bo": BIGRAM_WEIGHT,
    }


def test_an_exact_query_scores_and_needs_exact_terms_alone() -> None:
    assert scored("chi bộ tieude:họp", exact=True) == {"exact:chi": 1.0, "exact:bộ": 1.0, 'title "=họp"': 1.0}
    assert needs("chi bộ tieude:họp", exact=True) == [["exact:chi", "exact:bộ", 'title "=họp"']]
    assert needs('"chi bộ" "họp" bo*', exact=True) == [['"=chi =bộ"', "exact:họp", "exact:bo*"]]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("bộ", [["folded:bo"]]),
        ("bo", [["folded:bo"]]),
        ("chi bộ", [["folded:chi", "folded:bo"]]),
        ("chi bo", [["bigram:chi bo"]]),
        ("dai hoi dang", [["bigram:dai hoi", "bigram:dai hoi | bigram:hoi dang", "bigram:hoi dang"]]),
        ('"nga bay" dong', [['"nga bay"', "folded:dong"]]),
        ("dai hoi -chi bo", [["bigram:dai hoi", "folded:bo"]]),
        ("dai ho*", [["folded:dai", "folded:ho*"]]),
        ("chi bo OR ban", [["bigram:chi bo"], ["folded:ban"]]),
        ("bô*", [["exact:bô*"]]),
        ("tieude:bo* tieude:chợ", [["title:bo*", "title:cho"]]),
        ('"chi bô" "bo" "bộ"', [['"~chi ~bô"', "folded:bo", '"~bộ"']]),
        ('tieude:"chi bo"', [['title "chi bo"']]),
        ("KH&CN", [['folded:khcn | "kh cn"']]),
        ("tieude:KH&CN", [['title:khcn | title "kh cn"']]),
        ("so KH&CN", [["bigram:so kh | bigram:so khcn"]]),
        ("chợ chợ chợ", [["folded:cho"]]),
    ],
)
def test_what_a_whole_match_needs(text: str, wanted: list[list[str]]) -> None:
    assert needs(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("chợ -nổi", ["exact:nổi"]),
        ("chợ -noi", ["exact:noi"]),
        ("cho -noi", ["folded:noi"]),
        ("cho -nổi", ["exact:nổi"]),
        ('cho -"cho noi" -"chợ nổi"', ['"cho noi"', '"~chợ ~nổi"']),
        ("-bo* -KH&CN", ["folded:bo*", "folded:khcn", '"kh cn"']),
        ("-tieude:chợ -tieude:cho", ['title "=chợ"', "title:cho"]),
    ],
)
def test_what_is_excluded(text: str, wanted: list[str]) -> None:
    assert [written(condition) for condition in plan_of(text).excluded] == wanted


def test_a_phrase_is_scored_whole_beside_its_words() -> None:
    weights = scored('"chi bộ"')
    assert weights['"~chi ~bộ"'] == PHRASE_WEIGHT
    assert weights["bigram:chi bo"] == BIGRAM_WEIGHT
    assert weights["exact:bộ"] == EXACT_WEIGHT


def test_a_word_typed_twice_is_no_stronger_a_wish() -> None:
    assert scored("chợ chợ")["exact:chợ"] == scored("chợ")["exact:chợ"]
    assert "bigram:cho cho" in scored("chợ chợ")


def test_phrases_alone_list_nothing_less_and_words_do() -> None:
    assert plan_of('"chi bộ" OR "đảng ủy"').whole_only
    assert not plan_of('"chi bộ" ấp').whole_only


def test_filters_or_exclusions_alone_list_everything_that_passes() -> None:
    for text in ("loai:tin", "-chợ", "ngay:2024 -chợ"):
        assert plan_of(text).disjuncts == ((),)
        assert plan_of(text).scored == ()
    assert plan(parse(""), Filters(kinds=("brief",))).disjuncts == ((),)
    assert plan_of("").disjuncts == ()


def test_the_longest_side_counts_as_the_querys_length() -> None:
    assert plan_of('chi OR đại hội "chi bộ ấp"').word_count == 5
    assert plan_of("KH&CN bo*").word_count == 2


def test_marked_words_know_their_neighbours_and_phrases() -> None:
    marked = plan_of('sở KH&CN họp "chi bộ"').highlight_terms
    assert [(word.exact, word.phrase) for word in marked] == [
        ("sở", False),
        ("khcn", False),
        ("kh", True),
        ("cn", True),
        ("họp", False),
        ("chi", True),
        ("bộ", True),
    ]
    runs = [word.run for word in marked]
    assert runs[0] == runs[1] == runs[4]
    assert runs[2] == runs[3] != runs[0]
    assert runs[5] == runs[6] and len({runs[0], runs[2], runs[5]}) == 3


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_idf_is_positive_and_falls_as_a_word_grows_common(one: int, other: int) -> None:
    documents, containing = max(one, other), min(one, other)
    value = idf(documents, containing)
    assert value > 0
    assert math.isfinite(value)
    if containing:
        assert idf(documents, containing - 1) > value


@pytest.mark.parametrize("text", ["chi bo", "đại hội KH&CN -bộ OR tieude:x*"])
def test_one_query_makes_one_plan(text: str) -> None:
    assert plan_of(text) == plan_of(text)
