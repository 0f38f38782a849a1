"""The archive's vocabulary over all segments of one generation, for suggestions (see lexicon.Lexicon)."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property

import numpy as np

from index.document import VIETNAM
from index.segment import FlatSegmentReader
from index.segment.columns import NO_DATE
from index.segment.lookup import UNKNOWN, count_pairs
from search.intent.expansion.abbreviations import Abbreviations
from search.intent.lexicon import Neighbours

MOST_PAIRS = 500
"""Tables of pair counts remembered, at some 1 kB each; forgotten all at once beyond."""

MOST_SPELLINGS = 20_000
"""Folded terms whose spellings are remembered; news has 60,000, most of them names and numbers met once."""


class SegmentLexicon:
    """Counts of terms and pairs, added up over segments; deleted documents still count until they are merged away."""

    def __init__(self, segments: Sequence[FlatSegmentReader]) -> None:
        self._segments = segments
        self._words = sum(int(segment.length.sum(dtype=np.int64)) for segment in segments)
        self._spellings: dict[str, dict[str, int]] = {}
        self._numbers: dict[str, bytes] = {}
        """Of the terms in ``_spellings``, their numbers in all segments."""
        self._pair_tables = tuple(segment.pair_table for segment in segments)
        self._pairs: dict[Neighbours, memoryview] = {}
        """What was counted last: one query is read for ranking and for a suggestion."""

    def spellings(self, folded: str) -> Mapping[str, int]:
        """See lexicon.Lexicon."""
        found = self._spellings.get(folded)
        if found is None:
            if len(self._spellings) >= MOST_SPELLINGS:
                self._spellings.clear()
                self._numbers.clear()
            found = self._spellings[folded] = self._read_spellings(folded)
        return found

    def _read_spellings(self, folded: str) -> dict[str, int]:
        counts: dict[str, int] = {}
        numbers: dict[str, list[int]] = {}
        for place, segment in enumerate(self._segments):
            for number, term, count in segment.counted_spellings(folded):
                counts[term] = counts.get(term, 0) + count
                numbers.setdefault(term, [UNKNOWN] * len(self._segments))[place] = number
        self._numbers.update((term, array("i", held).tobytes()) for term, held in numbers.items())
        return {term: count for term, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if count}

    def pair_counts(self, asked: Sequence[Neighbours]) -> list[memoryview]:
        """See lexicon.Lexicon."""
        if not self._segments:
            return [memoryview(bytes(8 * len(firsts) * len(seconds))).cast("q") for firsts, seconds in asked]
        found = [self._pairs.get(one) for one in asked]
        unknown = [one for one, table in zip(asked, found, strict=True) if table is None]
        if unknown:
            if len(self._pairs) >= MOST_PAIRS:
                self._pairs.clear()
            numbers = {terms: self._numbers_of(terms) for terms in {terms for pair in unknown for terms in pair}}
            questions = [(numbers[firsts], numbers[seconds]) for firsts, seconds in unknown]
            tables = dict(zip(unknown, count_pairs(self._pair_tables, questions), strict=True))
            self._pairs.update(tables)
            return [tables[one] if table is None else table for one, table in zip(asked, found, strict=True)]
        return [table for table in found if table is not None]

    def _numbers_of(self, terms: Iterable[str]) -> bytes:
        """The numbers of exact terms in all segments, one term behind another, as ``count_pairs`` takes them."""
        return b"".join([self._numbers.get(term) or self._look_up(term) for term in terms])

    def _look_up(self, term: str) -> bytes:
        found = (segment.exact_terms.find(term) for segment in self._segments)
        return array("i", [UNKNOWN if number is None else number for number in found]).tobytes()

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
