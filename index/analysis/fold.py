"""Folding: a word without its diacritics, through unidecode, which is fed one Latin run at a time."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from unidecode import unidecode

_LATIN = (
    "a-z\u00aa\u00ba\u00df-\u00f6\u00f8-\u02b8\u1d00-\u1d25\u1d2c-\u1d5c\u1d62-\u1d65\u1d6b-\u1d77\u1e00-\u1eff"
    "\u2071\u207f\u2090-\u209c\u2170-\u217f\u2c60-\u2c7f\ufb00-\ufb06\uff41-\uff5a"
)
"""Small letters and small Roman numerals of the Latin script, ligatures and full-width forms too, as far as unidecode
knows them (a class)."""

_LATIN_RUN = re.compile(f"[{_LATIN}][{_LATIN}\u0300-\u036f]*")
_NOT_ASCII_WORD = re.compile("[^0-9a-z]+")


def fold(word: str) -> str:
    """The word in lower case without diacritics; what is not of the Latin script is left as it is.

    Unidecode is right on all 134 accented letters of Vietnamese, but makes Latin words of punctuation and of other
    scripts, so it sees Latin letters only. Idempotent, and never empty for a word that is not.
    """
    if word.isascii():
        return word.lower()
    return _LATIN_RUN.sub(_fold_run, unicodedata.normalize("NFC", word.lower()))


def _fold_run(match: re.Match[str]) -> str:
    # Marks that NFC left standing apart are dropped here; unidecode takes care of the letters.
    return "".join(_fold_letter(letter) for letter in match.group() if not unicodedata.combining(letter))


@lru_cache(maxsize=4096)
def _fold_letter(letter: str) -> str:
    # A letter for which ASCII has none (ə, which unidecode writes @) stays as it is.
    return _NOT_ASCII_WORD.sub("", unidecode(letter).lower()) or letter


def has_diacritics(word: str) -> bool:
    """True when the word carries a mark that folding takes off: đ, ă â ê ô ơ ư, a tone."""
    return not word.isascii() and fold(word) != word.lower()


def diacritics_within(typed: str, spelled: str) -> bool:
    """True when both fold to one term and every mark of ``typed`` stands in ``spelled`` too; both are exact terms.

    Marks that change a letter (ă, ê, đ ...) are compared letter by letter, the tone as a property of the whole
    syllable: "bô" is within "bộ" and "bố", not within "bo" or "bơ"; "bộ" is not within "bô".
    """
    if typed == spelled:
        return True
    if typed.isascii():
        return fold(spelled) == typed
    typed_letters, typed_tones = _letters_and_tones(typed)
    letters, tones = _letters_and_tones(spelled)
    return (
        typed_tones <= tones
        and len(typed_letters) == len(letters)
        and all(one[0] == two[0] and set(one) <= set(two) for one, two in zip(typed_letters, letters, strict=True))
    )


_STROKE = "\u0335"
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def _letters_and_tones(word: str) -> tuple[list[str], set[str]]:
    """The letters, each with the marks that change it, and the tones apart; the stroke of đ counts as a mark."""
    letters: list[str] = []
    tones: set[str] = set()
    for letter in unicodedata.normalize("NFD", word.replace("đ", "d" + _STROKE)):
        if letter in _TONES:
            tones.add(letter)
        elif letters and (letter == _STROKE or unicodedata.combining(letter)):
            letters[-1] += letter
        else:
            letters.append(letter)
    return letters, tones
