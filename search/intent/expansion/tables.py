"""Reads the tables of facts beside this file: tab separated, one header line, lines with # are comments."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parent

_WORD = re.compile(r"[^\W_]+")


def rows(name: str) -> list[list[str]]:
    """The rows of a table as cells, without its header."""
    text = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [line.split("\t") for line in lines[1:]]


def words(cell: str) -> list[str]:
    """The words of a cell in small letters, as the analysis cuts them: tables hold words and what joins them, nothing else.

    The analysis itself would take longer for the tables than a whole search takes.
    """
    return _WORD.findall(cell.lower())
