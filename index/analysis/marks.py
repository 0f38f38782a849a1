"""Combining marks: the characters that belong to the letter before them, and that ``\\w`` leaves out."""

from __future__ import annotations

import unicodedata

_BLOCKS = (
    *range(0x0300, 0x2100),
    *range(0x2CEF, 0x3100),
    *range(0xA66F, 0xABF0),
    *range(0xFB1E, 0xFE30),
    *range(0x101FD, 0x12000),
    *range(0x16AF0, 0x16F93),
    *range(0x1E000, 0x1E94B),
)
"""Code points of the blocks that hold marks; beyond them come only notations (music, sign writing)."""

MARKS = "".join(map(chr, filter(lambda code: unicodedata.category(chr(code)) in ("Mn", "Mc"), _BLOCKS)))
"""Every mark that stands on or beside a letter, ready for a regular expression's class. Enclosing marks are no
part of a word: the keycap in 5⃣ leaves a plain 5. Asked of Python rather than listed: ``\\w`` is Python's too."""
