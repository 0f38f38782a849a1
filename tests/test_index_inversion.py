"""Promises of the inversion: compiled or in numpy, it gives what a dictionary of counters would."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiled_parts import compiled
from index.segment import inversion
from index.segment.file import Array
from index.segment.inversion import InNumpy, count_each, count_pairs, count_words, invert, invert_pairs, pack, take

TERMS = 7


@pytest.fixture(params=["compiled", "in numpy"], autouse=True, scope="module")
def twin(request: pytest.FixtureRequest) -> Any:
    """Every promise is kept twice: compiled, and by what stands in where there is no C compiler."""
    with pytest.MonkeyPatch.context() as patch:
        functions = compiled("index.segment._inversion") if request.param == "compiled" else InNumpy()
        patch.setattr(inversion, "_functions", functions)
        yield request.param


documents = st.lists(st.lists(st.integers(0, TERMS) | st.just(1), max_size=12), max_size=8)
"""The slots of each document; 0 is a break."""


def arrays(texts: list[list[int]]) -> tuple[Array, Array]:
    starts = [0, *itertools.accumulate(map(len, texts))]
    return np.array([slot for text in texts for slot in text], np.int32), np.array(starts, np.int64)


def expected(held: dict[Any, Counter[int]]) -> tuple[list[int], list[int], list[int]]:
    """Counts, documents and frequencies of terms in order."""
    return (
        [len(docs) for docs in held.values()],
        [doc for docs in held.values() for doc in sorted(docs)],
        [min(docs[doc], 255) for docs in held.values() for doc in sorted(docs)],
    )


def listed(*given: Array) -> tuple[list[int], ...]:
    return tuple(array.tolist() for array in given)


@given(documents, st.data())
@settings(max_examples=300, deadline=None)
def test_a_term_is_found_in_every_document_that_holds_it_as_often_as_it_stands_there(
    texts: list[list[int]], data: st.DataObject
) -> None:
    slots, starts = arrays(texts)
    ends = [int(start) + data.draw(st.integers(0, len(text))) for start, text in zip(starts, texts, strict=False)]
    a_joined = st.tuples(st.integers(0, max(0, len(texts) - 1)), st.integers(0, TERMS - 1))
    joined = sorted(data.draw(st.lists(a_joined, max_size=5 if texts else 0)))
    held: dict[int, Counter[int]] = {term: Counter() for term in range(TERMS)}
    for doc, (start, end) in enumerate(zip(starts.tolist(), ends, strict=False)):
        for slot in slots[start:end].tolist():
            if slot:
                held[slot - 1][doc] += 1
    for doc, term in joined:
        held[term][doc] += 1
    joined_docs, joined_terms = np.array(joined, np.int32).reshape(-1, 2).T.copy()
    given = invert(slots, starts[:-1], np.array(ends, np.int64), joined_terms, joined_docs, TERMS)
    assert listed(*given) == expected(held)


@given(documents)
@settings(max_examples=300, deadline=None)
def test_a_pair_is_two_words_side_by_side_in_one_document(texts: list[list[int]]) -> None:
    pairs: dict[tuple[int, int], Counter[int]] = {}
    for doc, text in enumerate(texts):
        for first, second in itertools.pairwise(text):
            if first and second:
                pairs.setdefault((first - 1, second - 1), Counter())[doc] += 1
    pairs = dict(sorted(pairs.items()))
    slots, starts = arrays(texts)
    numbers, *postings = invert_pairs(slots, starts, TERMS)
    assert numbers.tolist() == [first << 21 | second for first, second in pairs]
    assert listed(*postings) == expected(pairs)
    for fewest in (1, 2):
        often = {pair: docs.total() for pair, docs in pairs.items() if docs.total() >= fewest}
        numbers, counts = count_pairs(slots, starts, TERMS, fewest)
        assert numbers.tolist() == [first << 32 | second for first, second in often]
        assert counts.tolist() == list(often.values())


@given(st.integers(1, 70_000), st.integers(2, 3_000), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_many_pairs_come_in_order_too(size: int, terms: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    # Few first terms have most of the pairs, as in a language.
    slots = np.minimum(random.zipf(1.3, size), terms).astype(np.int32)
    slots[random.random(size) < 0.05] = 0
    starts = np.sort(np.append(random.integers(0, size + 1, 20), [0, size])).astype(np.int64)
    docs = np.repeat(np.arange(21), np.diff(starts))
    side_by_side = (slots[:-1] > 0) & (slots[1:] > 0) & (docs[:-1] == docs[1:])
    first, second = slots[:-1][side_by_side].astype(np.int64) - 1, slots[1:][side_by_side] - 1
    expected_pairs, expected_counts = np.unique(first << 32 | second, return_counts=True)
    numbers, counts = count_pairs(slots, starts, terms, 1)
    assert numbers.tolist() == expected_pairs.tolist() and counts.tolist() == expected_counts.tolist()
    postings = np.unique(np.column_stack((first, second, docs[:-1][side_by_side])), axis=0)
    numbers, counts, pair_docs, _ = invert_pairs(slots, starts, terms)
    assert np.repeat(numbers, counts).tolist() == (postings[:, 0] << 21 | postings[:, 1]).tolist()
    assert pair_docs.tolist() == postings[:, 2].tolist()


@given(documents)
def test_slots_are_counted_by_term_and_by_document(texts: list[list[int]]) -> None:
    slots, starts = arrays(texts)
    assert count_each(slots, TERMS).tolist() == [sum(text.count(slot) for text in texts) for slot in range(TERMS + 1)]
    assert count_words(slots, starts[:-1], starts[1:]).tolist() == [len(text) - text.count(0) for text in texts]


@given(st.lists(st.integers(0, 0x7FFF), min_size=1), st.data())
def test_what_is_taken_of_a_table_stands_there(table: list[int], data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.integers(0, len(table) - 1)))
    for dtype in (np.uint16, np.int32):
        taken = take(np.array(table, dtype), np.array(numbers, np.int32))
        assert taken.tolist() == [table[number] for number in numbers] and taken.dtype == dtype


def test_frequencies_stop_at_255() -> None:
    slots = np.ones(600, np.int32)
    none = np.empty(0, np.int32)
    for tfs in (
        invert(slots, np.array([0]), np.array([600]), none, none, 1)[2],
        invert_pairs(slots, np.array([0, 600]), 1)[3],
    ):
        assert tfs.tolist() == [255]


@given(st.lists(st.dictionaries(st.integers(0, 79), st.integers(1, 255)), max_size=6))
@settings(max_examples=300, deadline=None)
def test_the_compiled_form_of_lists_is_that_of_numpy(lists: list[dict[int, int]]) -> None:
    counts = np.array([len(some) for some in lists], np.int64)
    docs = np.array([doc for some in lists for doc in sorted(some)], np.uint32)
    tfs = np.array([some[doc] for some in lists for doc in sorted(some)], np.uint8)
    codes = np.arange(256, dtype=np.uint8) // 16
    # Five units of 16 documents: lists of more than five are bitmaps.
    units, sizes, forms = InNumpy().pack(counts, docs, tfs, 5, codes)
    assert [array.tobytes() for array in pack(counts, docs, tfs, 5, codes)] == [units, sizes, forms]
