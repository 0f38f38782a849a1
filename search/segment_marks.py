"""Finds the words of a query in the stored token stream of a hit, so that no text is analysed again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis import analyze
from index.segment import FlatSegmentReader, StoredRecord
from index.segment.tokens import BREAK
from search.plan import MarkedWord
from search.snippets import TextSlots, recognise

Array = npt.NDArray[Any]


class MarkFinder:
    """Recognises the marked words of one plan in the documents of one segment."""

    def __init__(self, segment: FlatSegmentReader, words: Sequence[MarkedWord]) -> None:
        self._segment = segment
        self._words = words
        count = len(segment.exact_terms)
        # By exact term; the last place is that of a break, which is term -1.
        self._word_of = np.full(count + 1, -1, dtype=np.int16)
        self._level_of = np.zeros(count + 1, dtype=np.int8)
        # From the last word to the first, so that the first that a term meets stays; and exact ones over folded ones.
        for place in reversed(range(len(words))):
            if not words[place].exact_only:
                self._note(self._spellings(words[place]), place, 1)
        for place in reversed(range(len(words))):
            first, last = self._range(segment.exact_terms, words[place].exact, words[place].is_prefix)
            self._note(slice(first, last), place, 2)

    def _note(self, terms: Array | slice, place: int, level: int) -> None:
        self._word_of[terms], self._level_of[terms] = place, level

    def _spellings(self, word: MarkedWord) -> Array:
        """The exact terms that fold as the word does, or, of a beginning, to a term that begins so."""
        first, last = self._range(self._segment.folded_terms, word.folded, word.is_prefix)
        return self._segment.spelling_numbers(first, last)

    @staticmethod
    def _range(dictionary: Any, text: str, is_prefix: bool) -> tuple[int, int]:
        if is_prefix:
            first, last = dictionary.prefix_range(text)
            return first, last
        number = dictionary.find(text)
        return (0, 0) if number is None else (number, number + 1)

    def slots(self, doc: int, record: StoredRecord) -> tuple[TextSlots, TextSlots]:
        """The title and the body of a document with the query's words recognised in them."""
        terms = self._segment.tokens.terms(doc)
        word, level = self._word_of[terms], self._level_of[terms]
        title_slots = int(self._segment.title_slots[doc])
        title = self._text(record.document.title or "", record, terms, word, level, 0, title_slots)
        body = self._text(record.document.body, record, terms, word, level, title_slots, len(terms))
        return title, body

    def _text(
        self, text: str, record: StoredRecord, terms: Array, word: Array, level: Array, first: int, last: int
    ) -> TextSlots:
        ends = np.cumsum(record.gaps[first:last].astype(np.int64) + record.lengths[first:last])
        starts = ends - record.lengths[first:last]
        word, level = word[first:last].copy(), level[first:last].copy()
        for slot, parts in record.joined.tolist():
            if first <= slot < last:
                self._recognise_joined(text, starts, ends, word, level, slot - first, parts)
        return TextSlots(
            text=text, starts=starts, ends=ends, word=word, level=level, is_break=terms[first:last] == BREAK
        )

    def _recognise_joined(
        self, text: str, starts: Array, ends: Array, word: Array, level: Array, slot: int, parts: int
    ) -> None:
        """Marks the parts of a joined form ("KH&CN") that the query meets as one word ("khcn")."""
        last = min(slot + parts, len(starts)) - 1
        joined = [token for token in analyze(text[int(starts[slot]) : int(ends[last])]) if token.joined]
        for token in joined:
            place, how = recognise(token.exact, token.folded, self._words)
            if how:
                word[slot : last + 1], level[slot : last + 1] = place, how
