"""The archive's vocabulary over all segments of one generation, for suggestions (see lexicon.Lexicon)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property

import numpy as np

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

    def pair_counts(self, firsts: Sequence[str], seconds: Sequence[str]) -> list[list[int]]:
        """See lexicon.Lexicon."""
        asked = (tuple(firsts), tuple(seconds))
        known = self._pairs.get(asked)
        if known is None:
            if len(self._pairs) >= MOST_PAIRS:
                self._pairs.clear()
            known = self._pairs[asked] = self._count_pairs(firsts, seconds)
        return known

    def _count_pairs(self, firsts: Sequence[str], seconds: Sequence[str]) -> list[list[int]]:
        counts = np.zeros((len(firsts), len(seconds)), dtype=np.int64)
        for segment in self._segments:
            known = [(place, segment.exact_terms.find(term)) for place, term in enumerate(seconds)]
            columns = [place for place, number in known if number is not None]
            numbers = np.array([number for _, number in known if number is not None], dtype=np.uint32)
            for row, term in enumerate(firsts if columns else ()):
                first = segment.exact_terms.find(term)
                if first is not None:
                    counts[row, columns] += segment.pairs.counts(first, numbers)
        rows: list[list[int]] = counts.tolist()
        return rows

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
    def newest_day(self) -> date | None:
        """See lexicon.Lexicon."""
        newest = max((int(segment.date.max()) for segment in self._segments if segment.count), default=NO_DATE)
        return None if newest == NO_DATE else datetime.fromtimestamp(newest, VIETNAM).date()
