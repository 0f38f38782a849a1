"""The words of one stored document and how common they are, for finding documents like it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from index.segment import FlatSegmentReader
from index.segment.tokens import BREAK
from search.ranking.plan import Term
from search.ranking.similar import MOST_WORDS, counted_terms


def terms_of_document(segment: FlatSegmentReader, doc: int) -> Counter[Term]:
    """The folded words and pairs of the document, counted (see similar.counted_terms)."""
    title_slots = int(segment.title_slots[doc])
    # Breaks take slots too; a sentence has more than one word.
    slots = segment.tokens.terms(doc)[: title_slots + 2 * MOST_WORDS]
    folded = np.where(slots == BREAK, BREAK, segment.folded_of[slots].astype(np.int64))
    spelled = {number: segment.folded_terms[number] for number in np.unique(folded).tolist() if number != BREAK}
    words = [spelled.get(number) for number in folded.tolist()]
    return counted_terms(_runs(words[:title_slots]), _runs(words[title_slots:]))


def _runs(words: Sequence[str | None]) -> list[list[str]]:
    runs: list[list[str]] = [[]]
    for word in words:
        if word is None:
            runs.append([])
        else:
            runs[-1].append(word)
    return [run for run in runs if run]


class HeldCounts:
    """How many documents of the segments hold a term; deleted ones count until they are merged away."""

    def __init__(self, segments: Sequence[FlatSegmentReader]) -> None:
        self._segments = segments
        self._numbers: dict[str, list[int | None]] = {}
        """The number of a folded word in each segment. Looking one up costs 20 µs, and there are few thousand."""

    def __call__(self, term: Term) -> int:
        if term.field == "folded":
            return sum(
                segment.folded.count_of(number)
                for segment, number in zip(self._segments, self._numbers_of(term.text), strict=True)
                if number is not None
            )
        first, _, second = term.text.partition(" ")
        return sum(
            self._pair_count(segment, one, two)
            for segment, one, two in zip(self._segments, self._numbers_of(first), self._numbers_of(second), strict=True)
            if one is not None and two is not None
        )

    def _numbers_of(self, word: str) -> list[int | None]:
        numbers = self._numbers.get(word)
        if numbers is None:
            numbers = self._numbers[word] = [segment.folded_terms.find(word) for segment in self._segments]
        return numbers

    def _pair_count(self, segment: FlatSegmentReader, one: int, two: int) -> int:
        start, end = segment.bigram_row[one], segment.bigram_row[one + 1]
        row = segment.bigram_second[start:end]
        place = int(np.searchsorted(row, two))
        return segment.bigram.count_of(int(start) + place) if place < len(row) and row[place] == two else 0
