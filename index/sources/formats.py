"""Telling formats apart: by suffix, and for a file with another suffix by how it begins."""

from __future__ import annotations

from pathlib import PurePath

from index.sources.encoding import decode_beginning
from index.sources.found import Format
from index.sources.printed_dates import read_date_line

SUFFIXES: dict[str, Format] = {".jsonl": "json_lines", ".ndjson": "json_lines", ".txt": "saved_page"}

UNDERSTOOD = "JSON Lines (.jsonl, .ndjson) và trang báo đã lưu dạng văn bản (.txt)"
"""What can be read, for sentences that refuse something else."""

TOP_LINES = 10
"""Lines with text, from the top, among which a page shows its date: site name, section path, headline, date."""

_BEGINNING_BYTES = 64 * 1024


def format_by_suffix(path: str) -> Format | None:
    """The format that the name promises, or None."""
    return SUFFIXES.get(PurePath(path).suffix.lower())


def format_by_content(path: str) -> Format | None:
    """The format that the beginning of the file shows, or None. Raises OSError when it cannot be read."""
    with open(path, "rb") as file:
        beginning = decode_beginning(file.read(_BEGINNING_BYTES)).lstrip()
    if beginning.startswith("{"):
        return "json_lines"
    lines = [line for line in beginning.splitlines() if line.strip()]
    return "saved_page" if any(read_date_line(line) for line in lines[:TOP_LINES]) else None
