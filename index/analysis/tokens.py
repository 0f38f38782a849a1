"""Tokens: the words of a text at three levels, with where they stand in the original."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import NamedTuple

from index.analysis.chunks import read_chunk, room_of, split_chunks
from index.analysis.clean import clean

SENTENCE_GAP = 10
"""Positions skipped at a sentence end, so that no pair or phrase crosses it."""


class Token(NamedTuple):
    """A word: its exact and folded terms, [start, end) in the original text, and its position.

    A joined token ("khcn" for KH&CN) stands beside the main tokens of its parts: it follows the first of them, has
    its position, and covers ``span`` of them. The second reading of 37,000 is one too, of span 1.
    """

    exact: str
    folded: str
    start: int
    end: int
    position: int
    joined: bool = False
    span: int = 1


def analyze(text: str) -> list[Token]:
    """The tokens of a text; main tokens at successive positions, SENTENCE_GAP more after a sentence end."""
    cleaned = clean(text)
    tokens: list[Token] = []
    position, is_broken, at, last = -1, False, 0, 0
    for chunk in split_chunks(cleaned.text):
        for piece in read_chunk(chunk):
            if piece is None:
                is_broken = position >= 0
                continue
            start, end = cleaned.original_span(at + piece.start, at + piece.end)
            if piece.span:
                tokens.append(Token(piece.exact, piece.folded, start, end, position, True, piece.span))
                continue
            position += 1 + (SENTENCE_GAP if is_broken else 0)
            is_broken = False
            # One letter under a hundred marks is cut into tokens that all stand where it stands: only the first has a place.
            start, end = max(start, last), max(end, last)
            last = end
            tokens.append(Token(piece.exact, piece.folded, start, end, position))
        at += room_of(chunk)
    return tokens


def bigrams(tokens: Iterable[Token]) -> list[str]:
    """The folded terms of neighbouring main tokens, with a space between."""
    main = [token for token in tokens if not token.joined]
    return [f"{one.folded} {two.folded}" for one, two in itertools.pairwise(main) if two.position == one.position + 1]
