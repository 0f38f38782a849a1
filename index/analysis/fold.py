"""Folding: a token without its diacritics, through unidecode, which is fed one Latin run at a time."""

from __future__ import annotations

import re
import unicodedata

from unidecode import unidecode

_LATIN = re.compile(
    r"[A-Za-z\u00AA\u00BA\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F\u0250-\u02AF\u1E00-\u1EFF\u2C60-\u2C7F\uA722-\uA787\uAB30-\uAB64\u0300-\u036F]+"
)
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def fold(word: str) -> str:
    """The word in lower case without diacritics; what is not of the Latin script is left as it is.

    Lower, never casefold: for the 134 Vietnamese letters both agree and keep the length. Unidecode alone is right on
    all of them, but makes words of punctuation and of other scripts, so it sees Latin letters only. Idempotent.
    """
    if word.isascii():
        return word.lower()
    return _LATIN.sub(_fold_run, unicodedata.normalize("NFC", word)).lower()


def _fold_run(match: re.Match[str]) -> str:
    # Marks left standing apart from their letter are dropped here; unidecode takes care of the letters.
    letters = "".join(letter for letter in match.group() if not unicodedata.combining(letter))
    return _NOT_WORD.sub("", unidecode(letters).lower())


def has_marks(word: str) -> bool:
    """True when the word carries a mark that folding takes off: đ, ă â ê ô ơ ư, a tone."""
    return not word.isascii() and fold(word) != word.lower()


def marks_within(typed: str, spelled: str) -> bool:
    """True when both fold to one term and every mark of ``typed`` stands in ``spelled`` too.

    Marks that change a letter (ă, ê, đ ...) are compared letter by letter, the tone as a property of the whole
    syllable: "bô" is within "bộ" and "bố", not within "bo" or "bơ"; "bộ" is not within "bô".
    """
    if typed == spelled:
        return True
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
