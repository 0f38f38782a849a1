"""Cleaning: NFC, and without the characters that split or disguise words, with the way back to the original."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from index.analysis.combining_marks import combining_mark_ranges

all_within: Callable[[str, bytes], bool] | None
try:
    from index.analysis._chunk_table import all_within
except ImportError:
    all_within = None

_DELETED = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
"""Soft hyphen, zero-width and bidirectional controls, variation selectors, byte order mark (a class)."""

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"

_REPLACED = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ", "İ": "I"} | dict.fromkeys(_SPACES, " "))
"""Letters that look like Đ on screen and that NFC does not join to it; İ, whose lower case is two characters;
spaces of other widths. Character for character, so that offsets stay."""

_LOOK_ALIKES = str.maketrans(
    "аеоорсухѕіјАВЕКМНОРСТУХЅІЈᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ",
    "aeoopcyxsijABEKMHOPCTYXSIJabcdeghijklmnoprtuvwyz",
)
"""Cyrillic letters and small capitals that copy-protected pages put in place of Latin ones."""

_DISGUISED = "\u0405\u0406\u0408\u0410-\u0458ɢʙʜɪʟɴʀʏ\u1d00-\u1d22"
_DIRTY = re.compile(f"[{_DELETED}{_SPACES}ÐðƉɖİ{_DISGUISED}]")
_HAS_DISGUISED = re.compile(f"[{_DISGUISED}]")
_HAS_DELETED = re.compile(f"[{_DELETED}]")
_LATIN = re.compile("[A-Za-zÀ-ɏḀ-ỿ]")


@cache
def _word() -> re.Pattern[str]:
    """A word with its marks and what is deleted in it. Made when first needed, as few texts need it."""
    return re.compile(f"(?:[^\\W_]|[{combining_mark_ranges()}{_DELETED}])+")


def _joining() -> str:
    """What can change when normalised with the letter before it, or lies between the two, as a class: marks, vowels and
    finals of Hangul, and what is deleted."""
    return f"{combining_mark_ranges()}{_DELETED}\u1160-\u11ff"


@cache
def _joined() -> re.Pattern[str]:
    return re.compile(f"[{_joining()}]+")


_LONG_TEXT = 200
"""Characters from which on a text may be looked through in C, for which a table has to be made once (20 ms)."""


@cache
def plain_characters() -> bytes:
    """A bit for each of the code points 0 to 0xFFFF: 1 when texts of such characters alone are clean as they stand."""
    apart = re.compile(f"[{_DELETED}{_SPACES}ÐðƉɖİ{_DISGUISED}{_joining()}]")
    bits = bytearray(0x10000 // 8)
    for code, letter in enumerate(map(chr, range(0x10000))):
        if not apart.match(letter) and unicodedata.is_normalized("NFC", letter):
            bits[code >> 3] |= 1 << (code & 7)
    return bytes(bits)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Text as the analysis reads it.

    Its character i came from [starts[i], ends[i]) of the original, combining marks included and deleted characters
    around it left out; both are None when every character stands where it stood.
    """

    text: str
    starts: list[int] | None = None
    ends: list[int] | None = None

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Where the non-empty range [start, end) stands in the original."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def clean(text: str) -> Cleaned:
    """The text in NFC without invisible characters, with đ, spaces and look-alike letters mended.

    Look-alikes are mended only in words that have Latin letters as well, so that Russian stays Russian.
    """
    if text.isascii():
        return Cleaned(text)
    if all_within and len(text) >= _LONG_TEXT and all_within(text, plain_characters()):
        return Cleaned(text)
    if _DIRTY.search(text):
        text = text.translate(_REPLACED)
        if _HAS_DISGUISED.search(text):
            text = _word().sub(_mend_look_alikes, text)
        if _HAS_DELETED.search(text):
            return _compose(text)
    return Cleaned(text) if unicodedata.is_normalized("NFC", text) else _compose(text)


def _mend_look_alikes(match: re.Match[str]) -> str:
    word = match.group()
    return word.translate(_LOOK_ALIKES) if _LATIN.search(word) else word


@lru_cache(maxsize=2)
def _compose(text: str) -> Cleaned:
    """NFC without what is deleted, cluster by cluster; what lies between the clusters is copied.

    Slow, and asked of a text several times in a row: for its words, and for what it defines.
    """
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def take(normalized: str, start: int, end: int) -> None:
        letters.append(normalized)
        starts.extend([start] * len(normalized))
        ends.extend([end] * len(normalized))

    def copy(start: int, end: int) -> None:
        between = text[start:end]
        if between.isascii() or unicodedata.is_normalized("NFC", between):
            letters.append(between)
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            for place, letter in enumerate(between, start):
                take(unicodedata.normalize("NFC", letter), place, place + 1)

    has_deleted = _HAS_DELETED.search(text) is not None
    copied = 0
    for match in _joined().finditer(text):
        # With the letter before it, which no other cluster has: it would have gone on.
        start, end = max(0, match.start() - 1), match.end()
        copy(copied, start)
        copied = end
        if not has_deleted:
            take(unicodedata.normalize("NFC", text[start:end]), start, end)
            continue
        kept = [place for place in range(start, end) if not _HAS_DELETED.match(text, place)]
        if kept:
            take(unicodedata.normalize("NFC", "".join(map(text.__getitem__, kept))), kept[0], kept[-1] + 1)
    copy(copied, len(text))
    # Once more for İ, which may have come as I and a dot above.
    return Cleaned("".join(letters).translate(_REPLACED), starts, ends)
