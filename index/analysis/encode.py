"""The bulk path: texts to arrays of term numbers, by the same rules as analyze."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.analysis import chunk_table
from index.analysis.chunk_table import BREAK, SENTENCE_END, NumberedPiece, SlotCollector
from index.analysis.chunks import CLOSING, OPENING, one_word, read_chunk, read_new_chunk, room_of, split_chunks
from index.analysis.clean import Cleaned, clean
from index.analysis.terms import terms_of

try:
    from index.analysis._chunk_table import ChunkTable
except ImportError:
    # No C compiler where this was installed.
    ChunkTable = chunk_table.ChunkTable  # type: ignore[assignment,misc]

__all__ = ["BREAK", "Encoded", "Encoder"]

MOST_REMEMBERED = 500_000
"""Different chunks an encoder remembers, at about 50 bytes each (250 in Python); it starts over beyond. News does not get
there: 188,000 texts have 306,000."""

_MOST = chunk_table.MOST
_SENTENCE_END = (SENTENCE_END, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Texts one after another, a slot a main token or sentence break.

    ``terms`` (int32): numbers into Encoder.terms. ``gaps`` (uint8): characters of the original between the end
    of the slot before and this token; ``lengths`` (uint8): the token's characters, 0 for a break. A gap over
    255 is carried by breaks of its own, a token over 255 (invisible characters in it) is clipped, so that sums of
    both always give the right offsets. ``joined`` (int32, n x 3): slot of the first part, parts, term number of a joined token.
    """

    terms: npt.NDArray[np.int32]
    gaps: npt.NDArray[np.uint8]
    lengths: npt.NDArray[np.uint8]
    joined: npt.NDArray[np.int32]


class Encoder:
    """Numbers terms as it meets them. ``terms[0]`` is the break; ``folded[n]`` is the folded form of ``terms[n]``.

    Texts are collected with ``add`` and handed over with ``take``. Takes memory for each different term, and for up to
    MOST_REMEMBERED chunks. Not for more than one thread.
    """

    def __init__(self) -> None:
        self.terms: list[str] = [""]
        self.folded: list[str] = [""]
        self._numbers: dict[str, int] = {}
        self._slots: SlotCollector = ChunkTable(self._numbered_pieces, MOST_REMEMBERED, OPENING, CLOSING)

    def __len__(self) -> int:
        """How many slots were collected since the last ``take``."""
        return len(self._slots)

    def add(self, text: str) -> str:
        """Collects the text's slots; they agree with analyze token by token. Returns the text cleaned."""
        cleaned = clean(text)
        if cleaned.starts is None:
            self._slots.add(cleaned.text)
        else:
            # Where cleaning moved characters, chunks do not tell how long a token is in the original.
            self._add_moved(cleaned)
        return cleaned.text

    def add_break(self) -> None:
        """Collects a break, which parts one text from the next."""
        self._slots.add_break()

    def take(self) -> Encoded:
        """What was collected since it was last taken."""
        terms, gaps, lengths, joined = self._slots.take()
        return Encoded(
            np.frombuffer(terms, np.int32),
            np.frombuffer(gaps, np.uint8),
            np.frombuffer(lengths, np.uint8),
            np.frombuffer(joined, np.int32).reshape(-1, 3),
        )

    def encode(self, text: str) -> Encoded:
        """The slots of a text alone."""
        self.add(text)
        return self.take()

    def _add_moved(self, cleaned: Cleaned) -> None:
        """Collects a text token by token, as analyze goes through it."""
        slots = self._slots
        slots.begin_text()
        is_broken, end, at, last = False, 0, 0, 0
        for chunk in split_chunks(cleaned.text):
            for piece in read_chunk(chunk):
                if piece is None:
                    is_broken = True
                    continue
                term = self._number(piece.exact, piece.folded)
                if piece.span:
                    slots.add_joined(piece.span, term)
                    continue
                token_start, token_end = cleaned.original_span(at + piece.start, at + piece.end)
                token_start, token_end = max(token_start, last), max(token_end, last)
                last = token_end
                length = min(token_end - token_start, _MOST)
                slots.add_token(term, token_start - end, length, is_broken)
                is_broken, end = False, token_start + length
            at += room_of(chunk)

    def _numbered_pieces(self, chunk: str) -> Sequence[NumberedPiece]:
        if one := one_word(chunk):
            word, start, end, is_end = one
            piece = (self._number(*terms_of(word)), start, end, 0)
            return (piece, _SENTENCE_END) if is_end else (piece,)
        return [
            _SENTENCE_END if piece is None else (self._number(piece[0], piece[1]), *piece[2:])
            for piece in read_new_chunk(chunk)
        ]

    def _number(self, exact: str, folded: str) -> int:
        number = self._numbers.get(exact)
        if number is None:
            number = self._numbers[exact] = len(self.terms)
            self.terms.append(exact)
            self.folded.append(folded)
        return number
