"""Running text cut into lines that fit a terminal, by the cells its characters take."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_WORD = re.compile(r"\S+")


def cells(text: str) -> int:
    """How many columns of a terminal the text takes: none for combining and invisible characters, two for wide ones."""
    return len(text) if text.isascii() else sum(map(_cells_of, text))


def _cells_of(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(text: str, width: int | None) -> Iterator[tuple[int, int]]:
    """[start, end) of each line of the text, broken between words; a word wider than ``width`` is cut.

    ``width`` is in cells, 2 or more; None makes it one line. Yields nothing for a text without words.
    """
    words = [word.span() for word in _WORD.finditer(text)]
    if not words:
        return
    if width is None:
        yield words[0][0], words[-1][1]
        return
    start, end = words[0][0], words[0][0]
    for first, after in words:
        if end > start and cells(text[start:after]) > width:
            yield start, end
            start = first
        end = after
        while cells(text[start:end]) > width:
            cut = _fitting(text, start, width)
            yield start, cut
            start = cut
    yield start, end


def _fitting(text: str, start: int, width: int) -> int:
    """The end of the longest piece of the text from ``start`` that fits; never inside a letter and its marks."""
    used, at = 0, start
    while used + (more := _cells_of(text[at])) <= width:
        used += more
        at += 1
    return at
