"""The bulk path: texts to arrays of term numbers, by the same rules as analyze."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.analysis.clean import clean
from index.analysis.tokens import scan

BREAK = 0
"""The term number of a slot that is a sentence break."""

_MOST = 255


@dataclass(frozen=True, slots=True)
class Encoded:
    """One text, a slot a main token or sentence break.

    ``terms`` (int32): numbers into Encoder.terms. ``gaps`` (uint8): characters of the original between the end
    of the slot before and this token; ``lengths`` (uint8): the token's characters, 0 for a break. A gap over
    255 is carried by breaks of its own. ``joined``: (slot of the first part, parts, term number) a joined token.
    """

    terms: npt.NDArray[np.int32]
    gaps: npt.NDArray[np.uint8]
    lengths: npt.NDArray[np.uint8]
    joined: list[tuple[int, int, int]]


class Encoder:
    """Numbers terms as it meets them. ``terms[0]`` is the break; ``folded[n]`` is the folded form of ``terms[n]``."""

    def __init__(self) -> None:
        self.terms: list[str] = [""]
        self.folded: list[str] = [""]
        self._numbers: dict[str, int] = {}

    def encode(self, text: str) -> Encoded:
        """The text's slots; agrees with analyze token by token."""
        cleaned = clean(text)
        identity = cleaned.starts is None
        numbers = self._numbers
        terms: list[int] = []
        gaps: list[int] = []
        lengths: list[int] = []
        joined: list[tuple[int, int, int]] = []
        end = 0
        for pieces, at, after_break in scan(cleaned.text):
            for piece in pieces:
                number = numbers.get(piece.exact)
                if number is None:
                    number = self._number(piece.exact, piece.folded)
                if piece.span:
                    joined.append((len(terms) - 1, piece.span, number))
                    continue
                start, stop = at + piece.start, at + piece.end
                if not identity:
                    start, stop = cleaned.original_span(start, stop)
                if (after_break or piece.after_break) and terms:
                    terms.append(BREAK)
                    gaps.append(0)
                    lengths.append(0)
                after_break = False
                gap, length = start - end, stop - start
                while gap > _MOST:
                    terms.append(BREAK)
                    gaps.append(_MOST)
                    lengths.append(0)
                    gap -= _MOST
                terms.append(number)
                gaps.append(gap)
                lengths.append(min(length, _MOST))
                end = start + min(length, _MOST)
        return Encoded(
            np.array(terms, dtype=np.int32), np.array(gaps, dtype=np.uint8), np.array(lengths, dtype=np.uint8), joined
        )

    def _number(self, exact: str, folded: str) -> int:
        number = self._numbers[exact] = len(self.terms)
        self.terms.append(exact)
        self.folded.append(folded)
        return number
