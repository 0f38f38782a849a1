"""Look-ups by binary search in the arrays of a mapped segment.

``_lookup.c`` has the same functions compiled, ten times as fast; here they are in Python and numpy, for where there is no C
compiler. ``count_pairs`` is told of exact terms by their numbers in each segment (int32 of the machine, UNKNOWN where a
segment does not have the term): those of a term one behind another, and the terms one behind another.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Sequence
from typing import Protocol, cast

import numpy as np

from index.segment.file import Array
from index.segment.inversion import CODES_A_UNIT, COUNTED, ONCE

UNKNOWN = -1
"""The number of a term in a segment that does not have it."""

PairTable = tuple[memoryview, memoryview, memoryview]
"""``row``, ``second`` and ``count`` of a segment (see index.segment.pairs)."""

Question = tuple[bytes, bytes]
"""The numbers of first terms and of second terms."""


class _Functions(Protocol):
    """What ``_lookup.c`` and ``InPython`` both have."""

    def first_at_least(self, texts: memoryview, at: memoryview, key: bytes, /) -> int: ...

    def find_pair(self, row: memoryview, second: memoryview, one: int, two: int, /) -> int: ...

    def count_pairs(self, tables: tuple[PairTable, ...], asked: list[Question], /) -> list[bytes]: ...

    def occurrences(
        self, numbers: Array, start: Array, form: Array, units: Array, bitmap_units: int, of_two: Array, /
    ) -> list[int]: ...


class InPython:
    """The functions of ``_lookup.c`` in Python and numpy."""

    def first_at_least(self, texts: memoryview, at: memoryview, key: bytes, /) -> int:
        """See ``first_at_least``."""
        return bisect_left(range(len(at) - 1), key, key=lambda number: bytes(texts[at[number] : at[number + 1]]))

    def find_pair(self, row: memoryview, second: memoryview, one: int, two: int, /) -> int:
        """See ``find_pair``."""
        place = bisect_left(second, two, row[one], row[one + 1])
        return place if place < row[one + 1] and second[place] == two else -1

    def count_pairs(self, tables: tuple[PairTable, ...], asked: list[Question], /) -> list[bytes]:
        """See ``count_pairs``; all pairs of a segment are looked up in one go, the price being in the calls."""
        firsts = [np.frombuffer(one, np.int32).reshape(-1, len(tables)) for one, _ in asked]
        seconds = [np.frombuffer(two, np.int32).reshape(-1, len(tables)) for _, two in asked]
        sizes = [len(one) * len(two) for one, two in zip(firsts, seconds, strict=True)]
        counts = np.zeros(sum(sizes), dtype=np.int64)
        which = np.repeat(
            np.arange(sum(map(len, firsts))),
            [len(two) for one, two in zip(firsts, seconds, strict=True) for _ in one],
        )
        first = np.concatenate([np.empty((0, len(tables)), np.int32), *firsts])
        second = np.concatenate(
            [
                np.empty((0, len(tables)), np.int32),
                *(two for one, two in zip(firsts, seconds, strict=True) for _ in one),
            ]
        )
        for place, table in enumerate(tables):
            counts += _counts(table, first[:, place].astype(np.int64), which, second[:, place].astype(np.int64))
        ends = list(itertools.accumulate(sizes))
        return [counts[end - size : end].tobytes() for size, end in zip(sizes, ends, strict=True)]

    def occurrences(
        self, numbers: Array, start: Array, form: Array, units: Array, bitmap_units: int, of_two: Array, /
    ) -> list[int]:
        """See ``occurrences``."""
        sums = []
        for number in numbers.tolist():
            first, last = int(start[number]), int(start[number + 1])
            if form[number] == ONCE:
                sums.append(last - first)
                continue
            count = int(units[first]) + 1
            codes = units[first + 1 + (count if form[number] == COUNTED else bitmap_units) : last]
            # The codes that fill up the last unit are 0.
            unused = (CODES_A_UNIT * len(codes) - count) * int(of_two[0]) // 2
            sums.append(int(of_two[codes.view(np.uint8)].sum(dtype=np.int64)) - unused)
        return sums


def _counts(table: PairTable, firsts: Array, which: Array, seconds: Array) -> Array:
    """How often the term ``seconds[i]`` follows the term ``firsts[which[i]]`` in one segment."""
    row, second, count = map(np.asarray, table)
    known = firsts >= 0
    starts = np.where(known, row[np.where(known, firsts, 0)], 0).astype(np.int64)
    ends = np.where(known, row[np.where(known, firsts + 1, 0)], 0).astype(np.int64)
    counts = np.zeros(len(seconds), dtype=np.int64)
    # The rows one behind another, told apart by their upper bits, so that all pairs are looked up in one go.
    rows = [second[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    held = np.concatenate([np.empty(0, np.uint32), *rows]).astype(np.int64)
    if not len(held):
        return counts
    sizes = ends - starts
    held += np.repeat(np.arange(len(firsts), dtype=np.int64) << 32, sizes)
    wanted = (which << 32) + seconds
    places = held.searchsorted(wanted)
    np.minimum(places, len(held) - 1, out=places)
    here = np.flatnonzero((held[places] == wanted) & (seconds >= 0))
    # From a place among the rows put together to its place in the table.
    shift = starts - (np.cumsum(sizes) - sizes)
    counts[here] = count[places[here] + shift[which[here]]]
    return counts


try:
    from index.segment import _lookup

    _functions: _Functions = cast(_Functions, _lookup)
except ImportError:
    _functions = InPython()


def first_at_least(texts: memoryview, at: memoryview, key: bytes) -> int:
    """The number of the first text not before ``key`` in byte order; of text n the bytes are [at[n], at[n + 1])."""
    return _functions.first_at_least(texts, at, key)


def find_pair(row: memoryview, second: memoryview, one: int, two: int) -> int:
    """The place in ``second`` (uint32) of ``two`` among [row[one], row[one + 1]), which ascend; -1 when it is not there."""
    return _functions.find_pair(row, second, one, two)


def count_pairs(tables: Sequence[PairTable], asked: Sequence[Question]) -> list[memoryview]:
    """For each question, how often each of the seconds follows each of the firsts in all segments: int64, a row a first."""
    return [memoryview(counts).cast("q") for counts in _functions.count_pairs(tuple(tables), list(asked))]


def occurrences(numbers: Array, start: Array, form: Array, units: Array, bitmap_units: int, of_two: Array) -> list[int]:
    """How often each of the terms ``numbers`` (int64) stands in all documents of a field (see index.segment.postings);
    ``of_two`` (uint16, 256) is what the two codes in a byte stand for together."""
    return _functions.occurrences(numbers, start, form, units, bitmap_units, of_two)
