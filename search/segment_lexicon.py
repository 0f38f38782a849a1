"""The archive's vocabulary over all segments of one generation, for suggestions (see spelling.Lexicon)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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

    def pair_count(self, first: str, second: str) -> int:
        """See spelling.Lexicon."""
        total = 0
        for segment in self._segments:
            one, two = segment.exact_terms.find(first), segment.exact_terms.find(second)
            if one is not None and two is not None:
                total += segment.pairs.count(one, two)
        return total

    def folded_bigram_count(self, first: str, second: str) -> int:
        """See spelling.Lexicon."""
        return sum(len(segment.postings("bigram", f"{first} {second}")) for segment in self._segments)

    def document_count(self) -> int:
        """See spelling.Lexicon."""
        return sum(segment.count for segment in self._segments)
