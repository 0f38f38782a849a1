"""The archive's vocabulary over all segments of one generation, for suggestions (see spelling.Lexicon)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from index.segment import FlatSegmentReader


class SegmentLexicon:
    """Counts of terms and pairs, added up over segments; deleted documents still count until they are merged away."""

    def __init__(self, segments: Sequence[FlatSegmentReader]) -> None:
        self._segments = segments
        self._spellings: dict[str, dict[str, int]] = {}

    def spellings(self, folded: str) -> Mapping[str, int]:
        """See spelling.Lexicon."""
        found = self._spellings.get(folded)
        if found is None:
            found = {}
            for segment in self._segments:
                for number, term in segment.spellings(folded).items():
                    count = len(segment.exact.list_of(number))
                    if count:
                        found[term] = found.get(term, 0) + count
            self._spellings[folded] = found
        return found

    def pair_counts(self, firsts: Sequence[str], seconds: Sequence[str]) -> list[list[int]]:
        """See spelling.Lexicon."""
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
        """See spelling.Lexicon."""
        return sum(len(segment.postings("bigram", f"{first} {second}")) for segment in self._segments)

    def document_count(self) -> int:
        """See spelling.Lexicon."""
        return sum(segment.count for segment in self._segments)
