"""Reads keystrokes of an input method that was off: Telex ("booj") and VNI ("bo65") to the syllable meant ("bộ").

Both methods add a diacritic by a key typed anywhere after the letter it belongs to, so the reading keeps the letters
in one list, the diacritics beside it, and puts the tone in its place at the end. A reading is only given for a
well-formed Vietnamese syllable; whether to believe it is the caller's question ("box" reads as bõ).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from index.analysis import canonical_tone

_TONES = {"grave": "\u0300", "acute": "\u0301", "hook": "\u0309", "tilde": "\u0303", "dot": "\u0323"}
_TELEX_TONES = {"f": "grave", "s": "acute", "r": "hook", "x": "tilde", "j": "dot"}
_VNI_TONES = {"2": "grave", "1": "acute", "3": "hook", "4": "tilde", "5": "dot"}
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_VOWELS = frozenset("aeiouy")

_KEYS = re.compile(r"[fsrxjw\d]|([adeo]).*\1")
"""What no reading is without: a key for a tone, a horn or a breve, or a letter typed again."""

_ONSET = re.compile(r"(?:qu|gi(?=[aeiouy])|ngh|ng|nh|gh|kh|ph|th|tr|ch|[bcdđghklmnprstvx])?")
_SYLLABLE = re.compile(
    r"(?:qu|gi(?=[aăâeêiouôơuưy])|ngh|ng|nh|gh|kh|ph|th|tr|ch|[bcdđghklmnprstvx])?"
    r"(?:"
    r"(?:iê|yê|uô|ươ|oă|oa|oe|oo|uâ|uê|uy|uyê|uơ|ă|â|a|ê|e|i|ô|o|ơ|u|ư|y)(?:ch|ng|nh|c|m|n|p|t)?"
    r"|(?:ai|ao|au|ay|âu|ây|eo|êu|ia|iêu|iu|oai|oao|oay|oeo|oi|ôi|ơi|ua|uao|uây|ui|uôi|ưa|ưi|ươi|ươu|ưu|uya|uyu|yêu)"
    r")"
)
"""The shape of a syllable without its tone, after Vietnamese orthography: onset, then a nucleus with a final
consonant or an open one. Wider than the syllables in use, which the archive's vocabulary knows."""


def is_syllable(word: str) -> bool:
    """True when the lower-case NFC word has the shape of one Vietnamese syllable, with at most one tone mark."""
    letters, tones = _without_tone(word)
    return tones <= 1 and _SYLLABLE.fullmatch(letters) is not None


def is_written_syllable(word: str) -> bool:
    """True when the word, as it stands with its diacritics, may be a syllable of a text.

    With a final p, t, c or ch a syllable bears the acute or the dot: "yt" and "ngưt" are none.
    """
    letters, tones = _without_tone(word)
    return is_syllable(word) and (tones == 1 or not letters.endswith(("p", "t", "c", "ch")))


def _without_tone(word: str) -> tuple[str, int]:
    diacritics = set(_TONES.values())
    decomposed = unicodedata.normalize("NFD", word)
    kept = "".join(letter for letter in decomposed if letter not in diacritics)
    return unicodedata.normalize("NFC", kept), len(decomposed) - len(kept)


def read_keystrokes(typed: str) -> Iterator[str]:
    """The syllables that ``typed`` gives in Telex and in VNI, best guess first; none when it is plain text.

    ``typed`` is one word; only ASCII letters and digits can be raw keystrokes.
    """
    typed = typed.lower()
    if not typed.isascii() or not typed.isalnum() or not _KEYS.search(typed):
        return
    seen = {typed}
    for reading in (_Keys(typed).telex(), _Keys(typed).vni()):
        if reading is not None and reading not in seen:
            seen.add(reading)
            yield reading


class _Keys:
    """Letters typed so far with the diacritics that later keys put on them."""

    def __init__(self, typed: str) -> None:
        self._typed = typed
        self._letters: list[str] = []
        self._diacritics: dict[int, str] = {}
        self._tone: str | None = None
        self._understood = False
        """True once a key has done what plain typing does not."""

    def telex(self) -> str | None:
        """The syllable in Telex, or None when the keys are not one."""
        for key in self._typed:
            if key.isdigit():
                return None
            has_vowel = self._first_vowel() is not None
            if key in _TELEX_TONES and has_vowel:
                self._set_tone(_TELEX_TONES[key])
            elif key == "z" and self._tone:
                self._tone = None
            elif key == "w" and has_vowel:
                if not self._horn_or_breve():
                    return None
            elif key == "w":
                self._letters.append("u")
                self._put(len(self._letters) - 1, _HORN)
            elif key == "d" and self._letters[:1] == ["d"]:
                self._stroke()
            elif not (key in "aeo" and self._circumflex(key)):
                self._letters.append(key)
        return self._syllable()

    def vni(self) -> str | None:
        """The syllable in VNI, or None when the keys are not one."""
        for key in self._typed:
            if not key.isdigit():
                self._letters.append(key)
            elif key in _VNI_TONES and self._first_vowel() is not None:
                self._set_tone(_VNI_TONES[key])
            elif key == "9" and self._letters[:1] == ["d"]:
                self._stroke()
            elif not (
                (key == "6" and any(self._circumflex(vowel) for vowel in "aeo"))
                or (key == "7" and self._horn())
                or (key == "8" and self._breve())
            ):
                return None
        return self._syllable()

    def _set_tone(self, tone: str) -> None:
        self._tone, self._understood = tone, True

    def _put(self, place: int, diacritic: str) -> None:
        self._diacritics[place], self._understood = diacritic, True

    def _stroke(self) -> None:
        self._letters[0], self._understood = "đ", True

    def _first_vowel(self) -> int | None:
        """Where the vowels begin after the onset; the u of qu and the i of gi before a vowel belong to the onset."""
        onset = _ONSET.match("".join(self._letters))
        start = onset.end() if onset else 0
        return start if start < len(self._letters) and self._letters[start] in _VOWELS else None

    def _vowels(self) -> tuple[int, str]:
        start = self._first_vowel()
        if start is None:
            return 0, ""
        end = start
        while end < len(self._letters) and self._letters[end] in _VOWELS:
            end += 1
        return start, "".join(self._letters[start:end])

    def _circumflex(self, vowel: str) -> bool:
        start, vowels = self._vowels()
        place = vowels.find(vowel)
        if place < 0 or self._diacritics.get(start + place) == _CIRCUMFLEX:
            return False
        self._put(start + place, _CIRCUMFLEX)
        return True

    def _horn_or_breve(self) -> bool:
        """What w does: ươ, ă after o, else the first of u, o, a that can take a diacritic."""
        _, vowels = self._vowels()
        if "uo" in vowels or "oa" not in vowels and not vowels.startswith("a"):
            return self._horn() or self._breve()
        return self._breve() or self._horn()

    def _horn(self) -> bool:
        start, vowels = self._vowels()
        pair = vowels.find("uo")
        if pair >= 0:
            self._put(start + pair, _HORN)
            self._put(start + pair + 1, _HORN)
            return True
        for vowel in "uo":
            place = vowels.find(vowel)
            if place >= 0 and self._diacritics.get(start + place) != _HORN:
                self._put(start + place, _HORN)
                return True
        return False

    def _breve(self) -> bool:
        start, vowels = self._vowels()
        place = vowels.find("a")
        if place < 0:
            return False
        self._put(start + place, _BREVE)
        return True

    def _syllable(self) -> str | None:
        if not self._understood:
            return None
        start, vowels = self._vowels()
        pair = vowels.find("uo")
        at_end = pair >= 0 and start + pair + 2 == len(self._letters)
        if at_end and self._diacritics.get(start + pair + 1) == _HORN:
            # At the end of a syllable uơ (thuở, huơ), elsewhere ươ (thương, người).
            self._diacritics.pop(start + pair, None)
        spelled = "".join(letter + self._diacritics.get(place, "") for place, letter in enumerate(self._letters))
        spelled = unicodedata.normalize("NFC", spelled)
        if not vowels or _SYLLABLE.fullmatch(spelled) is None:
            return None
        if self._tone is None:
            return spelled
        first = self._first_vowel() or 0
        bearer = max((place for place in self._diacritics if place >= first), default=first)
        letters = [letter + self._diacritics.get(place, "") for place, letter in enumerate(self._letters)]
        letters[bearer] += _TONES[self._tone]
        return canonical_tone(unicodedata.normalize("NFC", "".join(letters)))
