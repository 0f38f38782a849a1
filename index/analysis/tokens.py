"""Tokens: the words of a text at three levels, with where they stand in the original."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.analysis.clean import clean
from index.analysis.runs import RUN, Piece, take_apart

SENTENCE_GAP = 10
"""Positions skipped at a sentence end, so that no pair or phrase crosses it."""

MEMO_RUNS = 200_000
"""Distinct runs remembered; the memo starts over beyond, which bounds its memory at about 60 MB."""

_SPLIT = re.compile(f"({RUN})")
_BREAK, _MAYBE, _NONE = 2, 1, 0
_LINE_BREAK = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_STOP = re.compile(r"[.!?…。！？]")
_TITLES = frozenset({"Tp", "Tx", "Ths", "ThS", "Bs", "Gs", "Ts", "Pgs"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word: its exact and folded terms, [start, end) in the original text, and its position.

    A joined token ("khcn" for KH&CN) stands beside the main tokens of its parts: it has the position of the
    first and covers ``span`` of them.
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
    position = -1
    for pieces, at, after_break in scan(cleaned.text):
        for piece in pieces:
            start, end = cleaned.original_span(at + piece.start, at + piece.end)
            if piece.span:
                tokens.append(Token(piece.exact, piece.folded, start, end, position, True, piece.span))
                continue
            position += 1 + (SENTENCE_GAP if position >= 0 and (after_break or piece.after_break) else 0)
            after_break = False
            tokens.append(Token(piece.exact, piece.folded, start, end, position))
    return tokens


def bigrams(tokens: list[Token]) -> list[str]:
    """The folded terms of neighbouring main tokens, with a space between."""
    main = [token for token in tokens if not token.joined]
    return [f"{one.folded} {two.folded}" for one, two in itertools.pairwise(main) if two.position == one.position + 1]


def scan(cleaned: str) -> Iterator[tuple[tuple[Piece, ...], int, bool]]:
    """The runs of a cleaned text: their pieces, where they begin, and whether a sentence ended before."""
    parts = _SPLIT.split(cleaned)
    at = len(parts[0])
    before = _NONE
    left = ""
    for run, separator in zip(parts[1::2], parts[2::2], strict=True):
        pieces = _memo.get(run)
        if pieces is None:
            pieces = _remember(run)
        yield pieces, at, before == _BREAK or (before == _MAYBE and not _is_abbreviation(left, run))
        at += len(run) + len(separator)
        known = _separators.get(separator)
        before = _classify(separator) if known is None else known
        left = run


_memo: dict[str, tuple[Piece, ...]] = {}
_separators: dict[str, int] = {" ": _NONE, ", ": _NONE}


def _remember(run: str) -> tuple[Piece, ...]:
    pieces = take_apart(run)
    if len(_memo) >= MEMO_RUNS:
        _memo.clear()
    _memo[run] = pieces
    return pieces


def _classify(separator: str) -> int:
    if _LINE_BREAK.search(separator):
        kind = _BREAK
    elif _STOP.search(separator):
        kind = _MAYBE if separator.rstrip() == "." else _BREAK
    else:
        kind = _NONE
    if len(separator) <= 8 and len(_separators) < 10_000:
        _separators[separator] = kind
    return kind


def _is_abbreviation(left: str, right: str) -> bool:
    """True for the dot of "TP. HCM", "TX. Long Mỹ", "N. V. A": up to three capitals before a capital or digit."""
    last = left.rsplit(".", 1)[-1]
    return (len(last) <= 3 and last.isupper() or last in _TITLES) and (right[:1].isupper() or right[:1].isdigit())
