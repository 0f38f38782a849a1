"""Abbreviations that a text defines itself: words with their initials in brackets behind, "Hội Cựu Chiến binh (CCB)"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.analysis.chunks import read_chunk
from index.analysis.fold import fold
from index.analysis.tokens import Token, analyze

MOST_LETTERS = 10
"""Of an abbreviation; UBMTTQVN has eight."""

WINDOW_CHARS = 120
"""How far before the bracket the words are looked for: ten words of Vietnamese with room."""

_BRACKET = re.compile(r"\(\s*([^\W\d_a-z][\w&.\-]{1,12})\s*\)")
_LINKING = frozenset({"và", "của"})
"""Words that abbreviations leave out: Khoa học và Công nghệ (KHCN)."""


def definitions(cleaned: str) -> Iterator[tuple[str, str]]:
    """The abbreviations that a clean text defines, as (exact term, exact terms of the full words with spaces between).

    Every capital letter stands for one word before the bracket that begins with it, in order; only "và" and "của" may
    be left out. Joined forms give their one term: (KH&CN) is khcn.
    """
    if "(" not in cleaned:
        return
    for match in _BRACKET.finditer(cleaned):
        written = match.group(1)
        letters = [letter for letter in written if letter.isalpha()]
        if not 2 <= len(letters) <= MOST_LETTERS or sum(letter.isupper() for letter in letters) < len(letters) - 1:
            continue
        words = _words_before(cleaned[max(0, match.start() - WINDOW_CHARS) : match.start()], letters)
        if words and (term := _term(written)):
            yield term, " ".join(words)


def _term(written: str) -> str | None:
    """The one exact term of an abbreviation as written; None when it is several words."""
    tokens = analyze(written)
    joined = [token for token in tokens if token.joined]
    if len(joined) == 1 and joined[0].span == len(tokens) - 1:
        return joined[0].exact
    return tokens[0].exact if len(tokens) == 1 else None


def _words_before(text: str, letters: list[str]) -> list[str]:
    """The words at the end of ``text`` whose initials are ``letters``; none when they are not."""
    *_, last = text.rsplit(None, 1) or ("",)
    end = [piece for piece in read_chunk(last) if piece is not None and not piece.span]
    if end and end[-1].folded[:1] != fold(letters[-1].lower()):
        # Most brackets hold something else, which the last word alone can tell.
        return []
    main = _main_tokens(text)
    words: list[str] = []
    place = len(main)
    for letter in reversed(letters):
        place -= 1
        while words and place >= 0 and main[place].exact in _LINKING and fold(letter) != main[place].folded[:1]:
            words.append(main[place].exact)
            place -= 1
        if place < 0 or main[place].folded[:1] != fold(letter.lower()):
            return []
        if words and main[place + 1].position != main[place].position + 1:
            return []
        if (letter in "Đđ") != main[place].exact.startswith("đ"):
            return []
        words.append(main[place].exact)
    return words[::-1]


def _main_tokens(text: str) -> list[Token]:
    return [token for token in analyze(text) if not token.joined]
