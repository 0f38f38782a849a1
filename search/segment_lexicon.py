"""The archive's vocabulary over all segments of one generation, for suggestions (see lexicon.Lexicon)."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property

import numpy as np
import numpy.typing as npt

from index.document import VIETNAM
from index.segment import FlatSegmentReader
from index.segment.columns import NO_DATE
from search.readings.abbreviations import Abbreviations

MOST_PAIRS = 500
"""Tables of pair counts remembered, at some 5 kB each; forgotten all at once beyond."""

MOST_SPELLINGS = 20_000
"""Folded terms whose spellings are remembered; news has 60,000, most of them names and numbers met once."""


class SegmentLexicon:
    """Counts of terms and pairs, added up over segments; deleted documents still count until they are merged away."""

    def __init__(self, segments: Sequence[FlatSegmentReader]) -> None:
        self._segments = segments
        self._words = sum(int(segment.length.sum(dtype=np.int64)) for segment in segments)
        self._spellings: dict[str, dict[str, int]] = {}
        self._pairs: dict[tuple[tuple[str, ...], tuple[str, ...]], list[list[int]]] = {}
        """What was counted last: one query is read for ranking and for a suggestion."""

    def spellings(self, folded: str) -> Mapping[str, int]:
        """See lexicon.Lexicon."""
        found = self._spellings.get(folded)
        if found is None:
            found = {}
            for segment in self._segments:
                for number, term in segment.spellings(folded).items():
                    count = int(segment.exact.list_of(number).tfs.sum(dtype=np.int64))
                    if count:
                        found[term] = found.get(term, 0) + count
            if len(self._spellings) >= MOST_SPELLINGS:
                self._spellings.clear()
            self._spellings[folded] = found
        return found

    def pair_counts(self, asked: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[list[list[int]]]:
        """See lexicon.Lexicon."""
        wanted = [(tuple(firsts), tuple(seconds)) for firsts, seconds in asked]
        tables = {one: table for one in wanted if (table := self._pairs.get(one)) is not None}
        unknown = [one for one in dict.fromkeys(wanted) if one not in tables]
        if unknown:
            tables.update(zip(unknown, self._count_pairs(unknown), strict=True))
            if len(self._pairs) >= MOST_PAIRS:
                self._pairs.clear()
            self._pairs.update(tables)
        return [tables[one] for one in wanted]

    def _count_pairs(self, asked: Sequence[tuple[tuple[str, ...], tuple[str, ...]]]) -> list[list[list[int]]]:
        """The table of each (firsts, seconds), all counted in one go: the price is in the calls, not in the pairs."""
        first_place = {term: place for place, term in enumerate(dict.fromkeys(one for row, _ in asked for one in row))}
        second_place = {term: place for place, term in enumerate(dict.fromkeys(two for _, row in asked for two in row))}
        rows = [[first_place[one] for one in firsts] for firsts, _ in asked]
        columns = [[second_place[two] for two in seconds] for _, seconds in asked]
        which = np.concatenate([np.repeat(row, len(column)) for row, column in zip(rows, columns, strict=True)])
        behind = np.concatenate([np.tile(column, len(row)) for row, column in zip(rows, columns, strict=True)])
        counts = np.zeros(len(which), dtype=np.int64)
        for segment in self._segments:
            first, second = _numbers(segment, first_place), _numbers(segment, second_place)
            counts += segment.pairs.counts(first, which, second[behind])
        sizes = [len(row) * len(column) for row, column in zip(rows, columns, strict=True)]
        parts = np.split(counts, list(itertools.accumulate(sizes))[:-1])
        return [part.reshape(len(row), -1).tolist() for part, row in zip(parts, rows, strict=True)]

    def folded_bigram_count(self, first: str, second: str) -> int:
        """See lexicon.Lexicon."""
        return sum(segment.bigram_count(first, second) for segment in self._segments)

    def word_count(self) -> int:
        """See lexicon.Lexicon."""
        return self._words

    @cached_property
    def abbreviations(self) -> Abbreviations:
        """See lexicon.Lexicon."""
        counts: Counter[tuple[str, str]] = Counter()
        for segment in self._segments:
            counts.update(segment.definitions)
        return Abbreviations(counts)

    @cached_property
    def days(self) -> tuple[date, date] | None:
        """See lexicon.Lexicon."""
        dated = [dates for segment in self._segments if len(dates := segment.date[segment.date != NO_DATE])]
        if not dated:
            return None
        oldest, newest = min(int(dates.min()) for dates in dated), max(int(dates.max()) for dates in dated)
        return datetime.fromtimestamp(oldest, VIETNAM).date(), datetime.fromtimestamp(newest, VIETNAM).date()


def _numbers(segment: FlatSegmentReader, terms: Iterable[str]) -> npt.NDArray[np.int64]:
    """The numbers of exact terms in the segment; -1 for one it does not know."""
    found = map(segment.exact_terms.find, terms)
    return np.array([-1 if number is None else number for number in found], dtype=np.int64)
