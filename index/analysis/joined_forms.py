"""Joined forms: short parts with & - or a dot between them that readers know as one word, like KH&CN and TP.HCM."""

from __future__ import annotations

import re
import unicodedata

from index.analysis.sentences import ABBREVIATIONS
from index.analysis.tone import TONES

MAX_PARTS = 6
"""More parts make a list, not a word: NGND.GS.TS.BS has four."""

_LONGEST_PART = 6
"""Letters: LĐTBXH."""

_LONGEST_LOWER_PART = 4
"""Letters of a part in lower case, as typed in a query (qđ-ubnd)."""

_HYPHENS = frozenset("-\u2010\u2011\u2013")

JOINTS = _HYPHENS | {"&", "."}
"""What may stand between the parts."""

_VOWELS = frozenset("aăâeêioôơuưy")
_CODE_NUMBER = re.compile(r"\d{1,3}[^\W\d_]?")


def joins(left: str, joint: str, right: str) -> bool:
    """True when two words with one character between them make one written form. A tone mark never does.

    & joins any short letters (KH&CN, kh&cn). A hyphen or dot joins two parts in capitals (GD-ĐT, PGS.TS), or two in
    lower case of which one has no vowel (gd-đt, tp.hcm, not xi-lanh), and a dot an abbreviation with capitals
    (Tp.HCM). A hyphen joins letters with up to three digits (COVID-19, QL-61C), a dot a single letter with them
    (U.23). Never digits with digits (3-2, 2025-2027), nor words in ordinary spelling (Thạnh-Vị).
    """
    if joint not in JOINTS:
        return False
    if not _is_part(left):
        return False
    if _CODE_NUMBER.fullmatch(right):
        return joint in _HYPHENS or joint == "." and len(left) == 1
    if not _is_part(right):
        return False
    if joint == "&":
        return True
    if left.islower() and right.islower():
        longest = max(len(left), len(right))
        return longest <= _LONGEST_LOWER_PART and (_VOWELS.isdisjoint(left) or _VOWELS.isdisjoint(right))
    return right.isupper() and (left.isupper() or joint == "." and left.lower() in ABBREVIATIONS)


def _is_part(word: str) -> bool:
    """True for few enough letters, none with a tone mark: abbreviations leave tones out, syllables carry them."""
    return (
        len(word) <= _LONGEST_PART
        and word.isalpha()
        and (word.isascii() or TONES.isdisjoint(unicodedata.normalize("NFD", word)))
    )
