"""The tokens of a text as a table: how the index reads it, word by word and level by level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from index.analysis import Token
from terminal.style import Style, one_line
from terminal.wrap import cells, wrap

HEADINGS = ("vị trí", "ký tự", "nguyên văn", "đúng dấu", "bỏ dấu", "")
_RIGHT_ALIGNED = 2
"""The first columns hold numbers."""


def token_lines(
    text: str, tokens: Sequence[Token], bigrams: Sequence[str], *, style: Style, width: int | None
) -> Iterator[str]:
    """The lines of the table, then the pairs of neighbouring words; ``width`` as in terminal.wrap."""
    if not tokens:
        yield "Không có từ nào trong đoạn này."
        return
    rows = [HEADINGS, *(_row(text, token) for token in tokens)]
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        padded = [_pad(cell, widths[place], place < _RIGHT_ALIGNED) for place, cell in enumerate(row)]
        line = "  ".join(padded).rstrip()
        yield style.bold(line) if number == 0 else line
    yield ""
    yield style.bold("Cặp tiếng liền nhau, bỏ dấu:")
    pairs = one_line(" · ".join(bigrams)) or "không có"
    yield from (pairs[start:end] for start, end in wrap(pairs, width))


def token_values(tokens: Sequence[Token], bigrams: Sequence[str]) -> dict[str, Any]:
    """The same as values that JSON can hold."""
    return {"tokens": [token._asdict() for token in tokens], "bigrams": list(bigrams)}


def _row(text: str, token: Token) -> tuple[str, ...]:
    return (
        str(token.position),
        f"{token.start}–{token.end}",
        one_line(text[token.start : token.end]),
        one_line(token.exact),
        one_line(token.folded),
        f"dạng ghép của {token.span} tiếng" if token.joined else "",
    )


def _pad(cell: str, width: int, right: bool) -> str:
    padding = " " * (width - cells(cell))
    return padding + cell if right else cell + padding
