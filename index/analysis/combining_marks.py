"""Combining marks: the characters that belong to the letter before them, and that ``\\w`` leaves out."""

from __future__ import annotations

import itertools
import unicodedata
from functools import cache

_BLOCKS = (
    range(0x0300, 0x2100),
    range(0x2CEF, 0x3100),
    range(0xA66F, 0xABF0),
    range(0xFB1E, 0xFE30),
    range(0x101FD, 0x12000),
    range(0x16AF0, 0x16F93),
    range(0x1E000, 0x1E94B),
)
"""Code points of the blocks that hold marks; beyond them come only notations (music, sign writing)."""


@cache
def combining_mark_ranges() -> str:
    """Every mark that stands on or beside a letter, as ranges for a regular expression's class.

    Enclosing marks are no part of a word: the keycap in 5⃣ leaves a plain 5. Taken from Python rather than listed: ``\\w``
    is Python's too. Made when first needed, which for most texts is never: it takes 2 ms, each expression 1 ms more.
    """
    marks = [code for code in itertools.chain(*_BLOCKS) if unicodedata.category(chr(code)) in ("Mn", "Mc")]
    starts = [code for last, code in itertools.pairwise((-1, *marks)) if code != last + 1]
    ends = [code for code, following in itertools.pairwise((*marks, -1)) if following != code + 1]
    return "".join(f"{chr(start)}-{chr(end)}" for start, end in zip(starts, ends, strict=True))
