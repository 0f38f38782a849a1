"""Promises of the look-ups: compiled or in Python, they find what a dictionary would."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiled_parts import compiled
from index.segment import lookup
from index.segment.file import Array
from index.segment.inversion import pack
from index.segment.lookup import UNKNOWN, InPython, PairTable, count_pairs, find_pair, first_at_least, occurrences
from index.segment.postings import SUMS_OF_TWO, TF_VALUES, stored_tf

TERMS = 6


@pytest.fixture(params=["compiled", "in Python"], autouse=True, scope="module")
def twin(request: pytest.FixtureRequest) -> Any:
    """Every promise is kept twice: compiled, and by what stands in where there is no C compiler."""
    with pytest.MonkeyPatch.context() as patch:
        functions = compiled("index.segment._lookup") if request.param == "compiled" else InPython()
        patch.setattr(lookup, "_functions", functions)
        yield request.param


words = st.text(st.sampled_from("bộôoốđdz ") | st.characters(codec="utf-8"), max_size=5).map(str.encode)
widths = st.sampled_from([np.uint32, np.uint64])


@given(st.lists(words, unique=True).map(sorted), words, widths)
@settings(max_examples=300, deadline=None)
def test_a_text_has_the_number_of_its_place_in_byte_order(terms: list[bytes], key: bytes, width: Any) -> None:
    at = np.array([0, *itertools.accumulate(map(len, terms))], width)
    for wanted in (key, key + b"\xff", *terms):
        assert first_at_least(memoryview(b"".join(terms)), at.data, wanted) == bisect_left(terms, wanted)


held_pairs = st.dictionaries(
    st.tuples(st.integers(0, TERMS - 1), st.integers(0, TERMS - 1)), st.integers(1, 0xFFFF), max_size=20
)


def table_of(held: dict[tuple[int, int], int], width: Any) -> PairTable:
    pairs = sorted(held)
    row: Array = np.searchsorted([one for one, _ in pairs], np.arange(TERMS + 1)).astype(width)
    second, count = np.array([two for _, two in pairs], np.uint32), np.array([held[pair] for pair in pairs], np.uint16)
    return row.data, second.data, count.data


@given(held_pairs, widths)
@settings(max_examples=100, deadline=None)
def test_a_pair_is_found_where_it_is_and_nowhere_else(held: dict[tuple[int, int], int], width: Any) -> None:
    row, second, _ = table_of(held, width)
    pairs = sorted(held)
    for one, two in itertools.product(range(TERMS), range(TERMS + 1)):
        assert find_pair(row, second, one, two) == (pairs.index((one, two)) if (one, two) in held else -1)


numbers = st.lists(st.integers(UNKNOWN, TERMS - 1), min_size=2, max_size=2)
terms = st.lists(numbers, max_size=5)
"""The numbers in two segments of some terms."""


@given(held_pairs, held_pairs, st.lists(st.tuples(terms, terms), max_size=4), widths)
@settings(max_examples=300, deadline=None)
def test_pairs_are_counted_over_all_segments(
    one: dict[tuple[int, int], int],
    other: dict[tuple[int, int], int],
    asked: list[tuple[list[list[int]], list[list[int]]]],
    width: Any,
) -> None:
    def packed(given: list[list[int]]) -> bytes:
        return np.array(given, np.int32).tobytes()

    counted = count_pairs(
        (table_of(one, width), table_of(other, np.uint32)),
        [(packed(firsts), packed(seconds)) for firsts, seconds in asked],
    )
    assert [table.tolist() for table in counted] == [
        [
            sum(held.get((a, b), 0) for held, a, b in zip((one, other), first, second, strict=True))
            for first in firsts
            for second in seconds
        ]
        for firsts, seconds in asked
    ]


@given(st.lists(st.dictionaries(st.integers(0, 199), st.integers(1, 255), min_size=1), max_size=6))
@settings(max_examples=100, deadline=None)
def test_occurrences_of_a_term_are_the_frequencies_of_its_list(held: list[dict[int, int]]) -> None:
    counts = np.array(list(map(len, held)), np.int64)
    docs = np.array([doc for docs in held for doc in sorted(docs)], np.uint32)
    tfs = np.array([docs[doc] for docs in held for doc in sorted(docs)], np.uint8)
    codes = (np.searchsorted(TF_VALUES, np.arange(256), side="right") - 1).clip(0).astype(np.uint8)
    bitmap_units = 13
    units, sizes, form = pack(counts, docs, tfs, bitmap_units, codes)
    start = np.array([0, *np.cumsum(sizes)], np.uint32)
    numbers = np.arange(len(held), dtype=np.int64)
    assert occurrences(numbers, start, form, units, bitmap_units, SUMS_OF_TWO) == [
        sum(stored_tf(tf) for tf in docs.values()) for docs in held
    ]
