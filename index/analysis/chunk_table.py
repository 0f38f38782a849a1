"""The slots of texts, collected chunk by chunk; what was read of a chunk once is remembered.

``_chunk_table.c`` is the same page compiled, and some twenty times as fast. It calls back for every chunk that it has not met,
so that the rules of what a token is are written once, in Python.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import Protocol

from index.analysis.chunks import LONGEST_REMEMBERED, room_of, split_chunks

BREAK = 0
"""The term number of a slot that is a sentence break."""

SENTENCE_END = -1
"""Stands in place of a term among the pieces of a chunk, where a sentence ends."""

MOST = 255
"""The greatest gap or length that a slot can hold."""

NumberedPiece = tuple[int, int, int, int]
"""A piece of a chunk (see index.analysis.chunks): the number of its term, [start, end) in the chunk, and its span."""

ReadChunk = Callable[[str], Sequence[NumberedPiece]]


class SlotCollector(Protocol):
    """Collects slots (see index.analysis.encode), text after text."""

    def add(self, text: str, /) -> None:
        """Adds the slots of a cleaned text whose characters stand where they stood."""

    def begin_text(self) -> None:
        """Begins a text that is added token by token."""

    def add_token(self, term: int, gap: int, length: int, after_break: bool, /) -> None:
        """Adds a token of at most MOST characters, behind a break where a sentence ended (but not at the head of the text)
        and behind the breaks that carry a gap over MOST."""

    def add_joined(self, span: int, term: int, /) -> None:
        """Adds a joined form of ``span`` main tokens, whose first is the token added last."""

    def add_break(self) -> None:
        """Adds a slot that is a break."""

    def __len__(self) -> int:
        """How many slots were added since the last ``take``."""

    def take(self) -> tuple[bytes, bytes, bytes, bytes]:
        """Hands over what was collected: terms (int32), gaps and lengths (uint8), and for each joined form its slot, span
        and term (int32)."""


class ChunkTable:
    """A SlotCollector in Python. ``read`` tells the pieces of a chunk, of which ``most`` are remembered before it starts over.

    ``opening`` and ``closing`` (at most 15 characters each) say nothing before a word and behind it: "(bộ" is the word that "bộ"
    was, and the compiled twin does not ask again.
    """

    def __init__(self, read: ReadChunk, most: int, opening: str, closing: str, /) -> None:
        self._read = read
        self._most = most
        self._chunks: dict[str, Sequence[NumberedPiece]] = {}
        self._begin()

    def _begin(self) -> None:
        self._terms = array("i")
        self._gaps = bytearray()
        self._lengths = bytearray()
        self._joined = array("i")
        self._text_start = 0

    def add(self, text: str, /) -> None:
        """See SlotCollector.add."""
        self.begin_text()
        gap, is_broken = 0, False
        for chunk in split_chunks(text):
            at = 0
            for term, start, end, span in self._pieces(chunk):
                if term == SENTENCE_END:
                    is_broken = True
                elif span:
                    self.add_joined(span, term)
                else:
                    self.add_token(term, gap + start - at, end - start, is_broken)
                    gap, at, is_broken = 0, end, False
            gap += room_of(chunk) - at

    def _pieces(self, chunk: str) -> Sequence[NumberedPiece]:
        pieces = self._chunks.get(chunk)
        if pieces is None:
            pieces = self._read(chunk)
            if len(chunk) <= LONGEST_REMEMBERED:
                if len(self._chunks) >= self._most:
                    self._chunks.clear()
                self._chunks[chunk] = pieces
        return pieces

    def begin_text(self) -> None:
        """See SlotCollector.begin_text."""
        self._text_start = len(self._terms)

    def add_token(self, term: int, gap: int, length: int, after_break: bool, /) -> None:
        """See SlotCollector.add_token."""
        carriers = max(0, gap - 1) // MOST
        breaks = carriers + (after_break and len(self._terms) > self._text_start)
        if breaks:
            self._terms.extend([BREAK] * breaks)
            self._gaps += bytes(breaks - carriers) + bytes([MOST]) * carriers
            self._lengths += bytes(breaks)
        self._terms.append(term)
        self._gaps.append(gap - carriers * MOST)
        self._lengths.append(length)

    def add_joined(self, span: int, term: int, /) -> None:
        """See SlotCollector.add_joined."""
        self._joined.extend((len(self._terms) - 1, span, term))

    def add_break(self) -> None:
        """See SlotCollector.add_break."""
        self._terms.append(BREAK)
        self._gaps.append(0)
        self._lengths.append(0)

    def __len__(self) -> int:
        return len(self._terms)

    def take(self) -> tuple[bytes, bytes, bytes, bytes]:
        """See SlotCollector.take."""
        taken = self._terms.tobytes(), bytes(self._gaps), bytes(self._lengths), self._joined.tobytes()
        self._begin()
        return taken
