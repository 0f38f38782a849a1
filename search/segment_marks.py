"""Finds the words of a query in the stored token stream of a hit, so that no text is analysed again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis import analyze
from index.segment import FlatSegmentReader, StoredRecord
from index.segment.dictionary import Dictionary
from index.segment.tokens import BREAK
from search.marks import EXACT, FOLDED, TextSlots, recognise
from search.plan import MarkedWord

Array = npt.NDArray[Any]

_LEVELS = 4
"""A code of the finder's table is 4 * (1 + place of the word) + level; 0 for a term that meets none."""

MOST_FORMS = 4_096
"""Joined forms whose words are remembered, some 300 bytes each: KH&CN, TP.HCM and 37.000 stand in many texts."""


class MarkFinder:
    """Recognises the marked words of one plan in the documents of one segment."""

    def __init__(self, segment: FlatSegmentReader, words: Sequence[MarkedWord]) -> None:
        self._segment = segment
        self._words = words
        # By exact term; the last place is that of a break, which is term -1. Pages that no word touches stay the
        # kernel's zeros, so a table costs no more than its words.
        self._codes = np.zeros(len(segment.exact_terms) + 1, dtype=np.int32)
        # From the last word to the first, so that the first that a term meets stays; and exact ones over folded ones.
        for place in reversed(range(len(words))):
            if not words[place].exact_only:
                self._codes[self._spellings(words[place])] = _LEVELS * (place + 1) + FOLDED
        for place in reversed(range(len(words))):
            first, last = _range(segment.exact_terms, words[place].exact, words[place].is_prefix)
            self._codes[first:last] = _LEVELS * (place + 1) + EXACT

    def _spellings(self, word: MarkedWord) -> Array:
        """The exact terms that fold as the word does, or, of a beginning, to a term that begins so."""
        first, last = _range(self._segment.folded_terms, word.folded, word.is_prefix)
        return self._segment.spelling_numbers(first, last)

    def slots(self, doc: int, record: StoredRecord) -> tuple[TextSlots, TextSlots]:
        """The title and the body of a document with the query's words recognised in them."""
        terms = record.terms
        codes = self._codes[terms]
        is_break = terms == BREAK
        title_slots = int(self._segment.title_slots[doc])
        steps = record.lengths.astype(np.int64)
        steps += record.gaps
        ends = steps.cumsum()
        starts = ends - record.lengths
        if title_slots:
            before = ends[title_slots - 1]
            starts[title_slots:] -= before
            ends[title_slots:] -= before
        found = {slot: divmod(code, _LEVELS) for slot, code in _entries(codes)}
        texts = (record.document.title or "", record.document.body)
        bounds = (0, title_slots, len(terms))
        for slot, parts in record.joined.tolist():
            part = slot >= title_slots
            last = min(slot + parts, bounds[part + 1]) - 1
            met = self._joined(texts[part][int(starts[slot]) : int(ends[last])])
            if met:
                found.update(dict.fromkeys(range(slot, last + 1), met))
        if len(record.joined):
            found = dict(sorted(found.items()))
        title, body = (
            _text_slots(texts[part], starts, ends, is_break, found, bounds[part], bounds[part + 1]) for part in (0, 1)
        )
        return title, body

    def _joined(self, text: str) -> tuple[int, int] | None:
        """The word that the parts of a joined form ("KH&CN") meet as one ("khcn"), by number from 1, and how."""
        met = None
        for exact, folded in _joined_forms(text):
            place, how = recognise(exact, folded, self._words)
            if how:
                met = place + 1, how
        return met


def _range(dictionary: Dictionary, text: str, is_prefix: bool) -> tuple[int, int]:
    if is_prefix:
        return dictionary.prefix_range(text)
    number = dictionary.find(text)
    return (0, 0) if number is None else (number, number + 1)


def _entries(codes: Array) -> list[tuple[int, int]]:
    """The places of the codes that are not 0, with them."""
    places = np.flatnonzero(codes)
    return list(zip(places.tolist(), codes[places].tolist(), strict=True))


@lru_cache(maxsize=MOST_FORMS)
def _joined_forms(text: str) -> tuple[tuple[str, str], ...]:
    """The exact and folded terms of the joined tokens of a text."""
    return tuple((token.exact, token.folded) for token in analyze(text) if token.joined)


def _text_slots(
    text: str, starts: Array, ends: Array, is_break: Array, found: dict[int, tuple[int, int]], first: int, last: int
) -> TextSlots:
    """The slots [first, last) of a document as those of one of its texts."""
    met = [slot for slot in found if first <= slot < last]
    return TextSlots(
        text,
        starts[first:last],
        ends[first:last],
        is_break[first:last],
        [slot - first for slot in met] if first else met,
        [found[slot][0] - 1 for slot in met],
        [found[slot][1] for slot in met],
    )
