"""The formats that can be read, a row each. A new one is a file with its reader and a row here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from index.sources.encoding import decode_beginning
from index.sources.found import Found, Refusal
from index.sources.json_lines import begins_json_lines, read_json_lines
from index.sources.saved_page import begins_saved_page, read_saved_page

OnBytes = Callable[[int], None]
Reader = Callable[[BinaryIO, str, OnBytes], Iterator[Found | Refusal]]


@dataclass(frozen=True, slots=True)
class Format:
    """A row. ``label`` is what a reader calls it, with its suffixes, in a sentence.

    ``begins`` tells it by the text a file of another suffix begins with, without white space in front. ``read`` gives the
    documents of an open file (its bytes, its path, who is told how many bytes were read) and refusals for all else in it.
    """

    name: str
    label: str
    suffixes: tuple[str, ...]
    begins: Callable[[str], bool]
    read: Reader


FORMATS = (
    Format("json_lines", "JSON Lines (.jsonl, .ndjson)", (".jsonl", ".ndjson"), begins_json_lines, read_json_lines),
    Format("saved_page", "trang báo đã lưu dạng văn bản (.txt)", (".txt",), begins_saved_page, read_saved_page),
)

UNDERSTOOD = " và ".join(one.label for one in FORMATS)
"""What can be read, for sentences that refuse something else."""

_BEGINNING_BYTES = 64 * 1024


def format_by_suffix(path: str) -> Format | None:
    """The format that the name promises, or None."""
    suffix = PurePath(path).suffix.lower()
    return next((one for one in FORMATS if suffix in one.suffixes), None)


def format_by_content(path: str) -> Format | None:
    """The format that the beginning of the file shows, or None. Raises OSError when it cannot be read."""
    with open(path, "rb") as file:
        beginning = decode_beginning(file.read(_BEGINNING_BYTES)).lstrip()
    return next((one for one in FORMATS if one.begins(beginning)), None)
