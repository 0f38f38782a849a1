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


class SegmentLexicon:
    """Counts of terms and pairs, added up over segments; deleted documents still count until they are merged away."""

    def __init__(self, segments: Sequence[FlatSegmentReader]) -> None:
        self._segments = segments
        self._words = sum(int(segment.length.sum(dtype=np.int64)) for segment in segments)
        self._spellings: dict[str, dict[str, int]] = {}
        self._numbers: list[dict[str, int | None]] = [{} for _ in segments]
        """The exact term numbers met so far in each segment; looking one up costs 20 µs."""

    def spellings(self, folded: str) -> Mapping[str, int]:
        """See lexicon.Lexicon."""
        found = self._spellings.get(folded)
        if found is None:
            found = {}
            for segment, numbers in zip(self._segments, self._numbers, strict=True):
                for number, term in segment.spellings(folded).items():
                    numbers[term] = number
                    count = int(segment.exact.list_of(number).tfs.sum(dtype=np.int64))
                    if count:
                        found[term] = found.get(term, 0) + count
            self._spellings[folded] = found
        return found

    def pair_counts(self, firsts: Sequence[str], seconds: Sequence[str]) -> list[list[int]]:
        """See lexicon.Lexicon."""
        counts = np.zeros((len(firsts), len(seconds)), dtype=np.int64)
        for segment, known_numbers in zip(self._segments, self._numbers, strict=True):
            for term in (*firsts, *seconds):
                if term not in known_numbers:
                    known_numbers[term] = segment.exact_terms.find(term)
            known = [(place, known_numbers[term]) for place, term in enumerate(seconds)]
            columns = [place for place, number in known if number is not None]
            numbers = np.array([number for _, number in known if number is not None], dtype=np.uint32)
            for row, term in enumerate(firsts if columns else ()):
                first = known_numbers[term]
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
