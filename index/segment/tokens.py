"""The token stream: every document's exact terms in order, for phrases, proximity and marking.

A slot is a word or a sentence break. Each is stored in two bytes: 0 for a break, else the term's rank by
frequency. The rare terms of rank 65,535 and up share the code 65,535 and are listed apart; in news they are
about 1 % of the slots.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from index.segment.file import Array, Sections, SegmentFile
from index.segment.inversion import count_each, take

RARE = 0xFFFF
BREAK = -1
"""The term number ``TokenStream.terms`` gives for a sentence break."""


def token_sections(slots: Array, slot_start: Array, term_count: int) -> Sections:
    """The stream: ``slots`` (int32) is 0 for a break or 1 + an exact term number; ``slot_start`` (documents + 1)."""
    counts = count_each(slots, term_count)[1:]
    by_frequency = np.argsort(-counts, kind="stable")
    code = np.zeros(term_count + 1, dtype=np.uint16)
    code[1 + by_frequency] = np.minimum(np.arange(1, term_count + 1), RARE)
    codes = take(code, slots)
    rare = np.flatnonzero(codes == RARE)
    return {
        "tokens": codes,
        "tokens.rare_slot": rare.astype(np.uint64),
        "tokens.rare_term": (slots[rare] - 1).astype(np.uint32),
        "tokens.by_frequency": by_frequency.astype(np.uint32),
        "slot_start": slot_start.astype(np.uint64),
    }


class StoredTokens(NamedTuple):
    """The bytes of a stream: its codes (uint16), the slots (uint64) and terms (uint32) of rare ones, the term of each code
    (int32), and how many characters each term has (uint8)."""

    codes: memoryview
    rare_slot: memoryview
    rare_term: memoryview
    term_of_code: memoryview
    chars: memoryview


class TokenStream:
    """Reads token streams as exact term numbers, BREAK for a sentence break."""

    def __init__(self, file: SegmentFile) -> None:
        self._codes = file.section("tokens")
        self._rare_slot = file.section("tokens.rare_slot")
        self._rare_term = file.section("tokens.rare_term")
        self.slot_start = file.section("slot_start")
        ranked = file.section("tokens.by_frequency")[: RARE - 1].astype(np.int32)
        self._term_of_code = np.concatenate((np.array([BREAK], np.int32), ranked))
        self.stored = StoredTokens(
            file.raw("tokens"),
            file.raw("tokens.rare_slot"),
            file.raw("tokens.rare_term"),
            self._term_of_code.data,
            file.raw("exact.chars"),
        )

    def terms(self, doc: int) -> Array:
        """The document's slots, int32."""
        return self.slots(int(self.slot_start[doc]), int(self.slot_start[doc + 1]))

    def slots(self, start: int, end: int) -> Array:
        """The slots [start, end) of the segment, int32."""
        codes = self._codes[start:end]
        is_rare = codes == RARE
        if not is_rare.any():
            frequent: Array = self._term_of_code[codes]
            return frequent
        first, last = np.searchsorted(self._rare_slot, (start, end))
        terms = np.empty(len(codes), dtype=np.int32)
        terms[~is_rare] = self._term_of_code[codes[~is_rare]]
        terms[is_rare] = self._rare_term[first:last]
        return terms

    def slot_counts(self, docs: Array) -> Array:
        """How many slots each of ``docs`` has, int64."""
        numbers = docs.astype(np.int64)
        counts: Array = self.slot_start[numbers + 1].astype(np.int64) - self.slot_start[numbers].astype(np.int64)
        return counts

    def gather(self, docs: Array, counts: Array) -> tuple[Array, Array]:
        """The first ``counts`` slots of each of ``docs``, one after another with a break between, and whose each is.

        Returns term numbers (int32) and, parallel, places in ``docs`` (int64).
        """
        owner = np.repeat(np.arange(len(docs)), counts + 1)
        starts = self.slot_start[docs].astype(np.int64)
        steps = np.arange(len(owner)) - np.repeat(np.cumsum(counts + 1) - counts - 1, counts + 1)
        is_between = steps == np.repeat(counts, counts + 1)
        places = np.where(is_between, 0, starts[owner] + steps)
        codes = self._codes[places]
        terms = self._term_of_code[np.where(codes == RARE, 0, codes)]
        rare = np.flatnonzero(codes == RARE)
        terms[rare] = self._rare_term[np.searchsorted(self._rare_slot, places[rare])]
        terms[is_between] = BREAK
        return terms, owner
