"""Cleaning: NFC, and without the characters that split or disguise words, with the way back to the original."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

DELETED = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
"""Soft hyphen, zero-width and bidirectional controls, byte order mark (a regular expression's class)."""

_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"

_ALWAYS = str.maketrans(
    {"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ", "İ": "I", **dict.fromkeys("\u00a0\u1680\u202f\u205f\u3000", " ")}
    | {chr(space): " " for space in range(0x2000, 0x200B)}
)
"""Letters that look like Đ on screen and that NFC does not join to it; spaces of other widths."""
_LOOK_ALIKES = str.maketrans(
    "аеоорсухѕіјАВЕКМНОРСТУХЅІЈᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ",
    "aeoopcyxsijABEKMHOPCTYXSIJabcdeghijklmnoprtuvwyz",
)
"""Cyrillic letters and small capitals that copy-protected pages put in place of Latin ones."""

_DELETED = re.compile(f"[{DELETED}]")
_DIRTY = re.compile(f"[{DELETED}{_SPACES}ÐðƉɖİ\u0405\u0406\u0408\u0410-\u0458ɢʙʜɪʟɴʀʏ\u1d00-\u1d22]")
_WORD = re.compile(r"[^\W_]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Text as the analysis reads it. Character i came from [starts[i], ends[i]) of the original; None: from i itself."""

    text: str
    starts: list[int] | None = None
    ends: list[int] | None = None

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Where the non-empty stretch [start, end) stands in the original."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def clean(text: str) -> Cleaned:
    """The text in NFC without invisible characters, đ and look-alike letters mended."""
    if text.isascii() or _DIRTY.search(text) is None and unicodedata.is_normalized("NFC", text):
        return Cleaned(text)
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end, cluster in _clusters(text):
        for letter in unicodedata.normalize("NFC", cluster):
            letters.append(letter)
            starts.append(start)
            ends.append(end)
    cleaned = _WORD.sub(_mend_look_alikes, "".join(letters).translate(_ALWAYS))
    return Cleaned(cleaned, starts, ends)


def _clusters(text: str) -> Iterator[tuple[int, int, str]]:
    """Each letter with the combining marks that follow it, invisible characters between left out."""
    start, end, cluster = 0, 0, ""
    for place, letter in enumerate(text):
        if _DELETED.match(letter):
            continue
        if cluster and (unicodedata.combining(letter) or "\u1160" <= letter <= "\u11ff"):
            cluster += letter
        else:
            if cluster:
                yield start, end, cluster
            start, cluster = place, letter
        end = place + 1
    if cluster:
        yield start, end, cluster


def _mend_look_alikes(match: re.Match[str]) -> str:
    word = match.group()
    return word.translate(_LOOK_ALIKES) if not word.isascii() and _LATIN.search(word) else word
