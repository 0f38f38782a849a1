"""The words of a segment's documents, and the sections that are made of them, each part by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from index.segment.file import Array, Sections
from index.segment.inversion import count_words, invert, invert_pairs
from index.segment.pairs import pair_sections
from index.segment.postings import bigram_sections, layer_sections
from index.segment.tokens import token_sections


@dataclass(frozen=True, slots=True)
class SegmentWords:
    """What stands in the documents, one behind another.

    ``exact`` and ``folded`` (int32) are 0 for a break or 1 + a term number, below ``exact_count`` and ``folded_count``; of document
    d they are [start[d], start[d + 1]) (int64), the first ``title_slots[d]`` (int64) its title with the break behind it. The
    joined tokens come by document: ``joined_docs``, ``joined_exact`` and ``joined_folded`` (int32), ``joined_in_title`` (bool).
    """

    exact: Array
    exact_count: int
    folded: Array
    folded_count: int
    start: Array
    title_slots: Array
    joined_docs: Array
    joined_exact: Array
    joined_folded: Array
    joined_in_title: Array

    def parts(self) -> Sequence[Callable[[], Sections]]:
        """What makes all sections; each part may run in any thread, and mostly does without Python's lock.

        The longest work comes first, but the two parts that take the most memory, which sort all pairs, not side by side.
        """
        return (
            self._bigrams,
            self._exact_layer,
            self._folded_layer,
            self._neighbours,
            self._tokens,
            self._title_layer,
            self._lengths,
        )

    @property
    def _count(self) -> int:
        return len(self.title_slots)

    @property
    def _title_end(self) -> Array:
        ends: Array = self.start[:-1] + self.title_slots
        return ends

    def _bigrams(self) -> Sections:
        pairs, counts, docs, tfs = invert_pairs(self.folded, self.start, self.folded_count)
        return layer_sections("bigram", counts, docs, tfs, self._count) | bigram_sections(pairs, self.folded_count)

    def _exact_layer(self) -> Sections:
        start, end = self.start[:-1], self.start[1:]
        lists = invert(self.exact, start, end, self.joined_exact, self.joined_docs, self.exact_count)
        return layer_sections("exact", *lists, self._count)

    def _folded_layer(self) -> Sections:
        start, end = self.start[:-1], self.start[1:]
        lists = invert(self.folded, start, end, self.joined_folded, self.joined_docs, self.folded_count)
        return layer_sections("folded", *lists, self._count)

    def _title_layer(self) -> Sections:
        terms, docs = self.joined_folded[self.joined_in_title], self.joined_docs[self.joined_in_title]
        lists = invert(self.folded, self.start[:-1], self._title_end, terms, docs, self.folded_count)
        return layer_sections("title", *lists, self._count)

    def _neighbours(self) -> Sections:
        return pair_sections(self.exact, self.start, self.exact_count)

    def _tokens(self) -> Sections:
        return token_sections(self.exact, self.start, self.exact_count)

    def _lengths(self) -> Sections:
        start, end = self.start[:-1], self.start[1:]
        return {
            "title_slots": self.title_slots.astype(np.uint32),
            "length": count_words(self.exact, start, end),
            "title_length": count_words(self.exact, start, self._title_end),
        }
