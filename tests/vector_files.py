"""Reads the test vectors in tests/vectors: UTF-8, tab separated, one header line; \\uXXXX stands for that code point."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "vectors"
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\\\")


def rows(name: str) -> list[list[str]]:
    """The rows of NAME.tsv without its header, escapes decoded."""
    lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").split("\n")[1:]
    return [[_decode(cell) for cell in line.split("\t")] for line in lines if line]


def _decode(cell: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else "\\", cell)


def variants(level: str) -> list[list[str]]:
    """The rows of equal_queries at one level, as lists of variants."""
    return [row[1].split(" | ") for row in rows("equal_queries") if row[0] == level]
