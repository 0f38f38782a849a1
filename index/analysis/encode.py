"""The bulk path: texts to arrays of term numbers, by the same rules as analyze."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.analysis.chunks import LONGEST_REMEMBERED, read_chunk, room_of, split_chunks
from index.analysis.clean import clean
from index.analysis.tokens import Token, analyze

BREAK = 0
"""The term number of a slot that is a sentence break."""

MOST_REMEMBERED = 500_000
"""Different chunks an encoder remembers, at about 250 bytes each; it starts over beyond. News does not get there:
188,000 texts have 306,000."""

_MOST = 255


@dataclass(frozen=True, slots=True)
class Encoded:
    """One text, a slot a main token or sentence break.

    ``terms`` (int32): numbers into Encoder.terms. ``gaps`` (uint8): characters of the original between the end
    of the slot before and this token; ``lengths`` (uint8): the token's characters, 0 for a break. A gap over
    255 is carried by breaks of its own, a token over 255 (invisible characters in it) is clipped, so that sums of
    both always give the right offsets. ``joined``: (slot of the first part, parts, term number) a joined token.
    """

    terms: npt.NDArray[np.int32]
    gaps: npt.NDArray[np.uint8]
    lengths: npt.NDArray[np.uint8]
    joined: list[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class _NumberedPiece:
    """A piece of a chunk (see index.analysis.chunks), with the number of its exact term in place of its terms."""

    term: int
    start: int
    end: int
    span: int


_OneToken = tuple[int, int, int, int, bool, None]
"""A chunk of one main token, as nearly all are: characters before it, its term number, its length, characters
behind it with the space, and whether a sentence ends there."""

_Other = tuple[int, int, int, int, bool, tuple[_NumberedPiece | None, ...]]
"""Any other chunk: 0, 0, 0, the characters it takes with the space behind it, False, and its pieces."""


class _Slots:
    """The slots of a text while they are collected."""

    def __init__(self) -> None:
        self.terms = array("i")
        self.gaps = bytearray()
        self.lengths = bytearray()
        self.joined: list[tuple[int, int, int]] = []

    def add(self, term: int, gap: int, length: int, *, after_break: bool) -> None:
        """Adds a token, behind a break where a sentence ended and behind what carries a gap over 255."""
        carriers = max(0, gap - 1) // _MOST
        breaks = carriers + (after_break and len(self.terms) > 0)
        self.terms.extend([BREAK] * breaks)
        self.gaps += bytes(breaks - carriers) + bytes([_MOST]) * carriers
        self.lengths += bytes(breaks)
        self.terms.append(term)
        self.gaps.append(gap - carriers * _MOST)
        self.lengths.append(length)

    def encoded(self) -> Encoded:
        return Encoded(
            np.frombuffer(self.terms, np.int32),
            np.frombuffer(self.gaps, np.uint8),
            np.frombuffer(self.lengths, np.uint8),
            self.joined,
        )


class Encoder:
    """Numbers terms as it meets them. ``terms[0]`` is the break; ``folded[n]`` is the folded form of ``terms[n]``.

    Takes memory for each different term, and for up to MOST_REMEMBERED chunks. Not for more than one thread.
    """

    def __init__(self) -> None:
        self.terms: list[str] = [""]
        self.folded: list[str] = [""]
        self._numbers: dict[str, int] = {}
        self._chunks: dict[str, _OneToken | _Other] = {}

    def encode(self, text: str) -> Encoded:
        """The text's slots; agrees with analyze token by token."""
        cleaned = clean(text)
        # Where cleaning moved characters, chunks do not tell how long a token is in the original.
        slots = self._of_chunks(cleaned.text) if cleaned.starts is None else self._of_tokens(analyze(text))
        return slots.encoded()

    def forget_chunks(self) -> None:
        """Gives back the memory of the chunks met so far; the terms and their numbers stay."""
        self._chunks.clear()

    def _of_chunks(self, text: str) -> _Slots:
        slots = _Slots()
        terms, gaps, lengths = slots.terms, slots.gaps, slots.lengths
        remembered = self._chunks.get
        gap, is_broken = 0, False
        for chunk in split_chunks(text):
            before, term, length, behind, ends_sentence, pieces = remembered(chunk) or self._number_chunk(chunk)
            if pieces is None:
                gap += before
                if is_broken or gap > _MOST:
                    slots.add(term, gap, length, after_break=is_broken)
                else:
                    terms.append(term)
                    gaps.append(gap)
                    lengths.append(length)
                gap, is_broken = behind, ends_sentence
                continue
            at = 0
            for piece in pieces:
                if piece is None:
                    is_broken = True
                elif piece.span:
                    slots.joined.append((len(terms) - 1, piece.span, piece.term))
                else:
                    slots.add(piece.term, gap + piece.start - at, piece.end - piece.start, after_break=is_broken)
                    gap, at, is_broken = 0, piece.end, False
            gap += behind - at
        return slots

    def _of_tokens(self, tokens: Iterable[Token]) -> _Slots:
        slots = _Slots()
        position, end = -1, 0
        for token in tokens:
            term = self._number(token.exact, token.folded)
            if token.joined:
                slots.joined.append((len(slots.terms) - 1, token.span, term))
                continue
            length = min(token.end - token.start, _MOST)
            slots.add(term, token.start - end, length, after_break=token.position > position + 1)
            position, end = token.position, token.start + length
        return slots

    def _number_chunk(self, chunk: str) -> _OneToken | _Other:
        pieces = tuple(
            None
            if piece is None
            else _NumberedPiece(self._number(piece.exact, piece.folded), piece.start, piece.end, piece.span)
            for piece in read_chunk(chunk)
        )
        room = room_of(chunk)
        numbered: _OneToken | _Other = (0, 0, 0, room, False, pieces)
        match pieces:
            case (_NumberedPiece() as only,) | (_NumberedPiece() as only, None):
                numbered = (only.start, only.term, only.end - only.start, room - only.end, len(pieces) > 1, None)
        if len(chunk) <= LONGEST_REMEMBERED:
            if len(self._chunks) >= MOST_REMEMBERED:
                self._chunks.clear()
            self._chunks[chunk] = numbered
        return numbered

    def _number(self, exact: str, folded: str) -> int:
        number = self._numbers.get(exact)
        if number is None:
            number = self._numbers[exact] = len(self.terms)
            self.terms.append(exact)
            self.folded.append(folded)
        return number
