"""Headings for documents without a title: the opening of their text, set apart rather than repeated."""

from __future__ import annotations

import re

_SENTENCE_END = re.compile(r"""[.!?…]+[”"’»)\]]*(?=\s+[^\s\W_a-zà-ỹđ]|\s+[“"‘«(\[]|\s*$)""")
"""A full stop, perhaps with closing quotes, before a capital, a digit, an opening quote or the end."""

_ABBREVIATION = re.compile(r"(?:\b(?:\w|TP|TX|TT|Tp|tp|Tr|tr|Th|ThS|TS|PGS|GS|BS|KS|CN|LS|st|No))\.$")
"""Written with a stop that ends no sentence: initials, and titles and units before a name ("TP. Ngã Bảy")."""


def first_sentence(text: str, longest: int) -> int:
    """Where the first sentence ends, if that is within ``longest`` characters; else 0."""
    for match in _SENTENCE_END.finditer(text, 0, longest + 2):
        if match.end() > longest:
            break
        if not _ABBREVIATION.search(text, 0, match.end()):
            return match.end()
    return len(text) if 0 < len(text) <= longest else 0


def opening(text: str, longest: int) -> int:
    """Where a heading of at most ``longest`` characters ends: at the first sentence, else between two words.

    0 for a text that is blank or is one word longer than that.
    """
    end = first_sentence(text, longest)
    if end or len(text) <= longest:
        return end
    return max((match.start() for match in re.finditer(r"\s+", text[: longest + 1])), default=0)
