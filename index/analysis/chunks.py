"""Chunks: a text cut at spaces and line feeds, and each chunk read as the tokens in it.

What is a token is decided inside one chunk, whatever stands around it. So a chunk that was read once ("bộ,") need
not be read again: 188,000 news texts of 28 million chunks have 306,000 different ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

from index.analysis.combining_marks import combining_mark_ranges
from index.analysis.joined_forms import JOINTS, MAX_PARTS, joins
from index.analysis.numbers import is_unit, read_number
from index.analysis.sentences import ends_sentence
from index.analysis.terms import terms_of

LONGEST_TOKEN = 64
"""Characters; a longer word (a pasted key, a base64 blob) is cut into pieces of this size."""

LONGEST_REMEMBERED = 64
"""Characters; a longer chunk (a script without spaces, a link) is hardly ever met twice."""

OPENING = "([“\"‘'"
CLOSING = "]),;:”\"’'"
"""Characters that change no word behind which or before which they stand, and end no sentence."""

_ONE_WORD = re.compile(rf"[{re.escape(OPENING)}]*([^\W\d_]{{1,{LONGEST_TOKEN}}})([{re.escape(CLOSING)}.!?…]*\n?)")
"""A word of letters with what stands around it in most chunks; before it nothing that could end a sentence."""
_DIGITS = re.compile(r"\d+")


def _word_pattern(marks: str) -> re.Pattern[str]:
    """A percent sign is a word of its own behind a number or a space: 5% and 5 % are the same two words."""
    letters = rf"(?:[^\W_]++{marks})"
    return re.compile(
        # Atomic groups: Python 3.11.0 to 3.11.4 match too much by a possessive quantifier on a group (CPython gh-106052).
        rf"(?P<digits>\d++(?>(?:[.,]\d++)*))(?P<behind>{marks}(?>{letters}*))|(?P<percent>(?<![^\d])%)|(?>{letters}+)"
    )


_WITHOUT_MARKS = re.compile("[\x00-\u02ff\u1e00-\u1eff\u2010-\u2027]*")
"""Composed Latin letters and the usual punctuation, among which there is no combining mark: nearly all chunks."""
_WORD = _word_pattern("")


@cache
def _marked_word() -> re.Pattern[str]:
    return _word_pattern(f"[{combining_mark_ranges()}]*+")


@cache
def _cut_between_letters() -> re.Pattern[str]:
    return re.compile(rf".{{1,{LONGEST_TOKEN}}}(?![{combining_mark_ranges()}])|.{{1,{LONGEST_TOKEN}}}", re.DOTALL)


class Piece(NamedTuple):
    """A token of a chunk: its terms, and [start, end) in the chunk.

    ``span`` is 0 for a main token; for a joined form, which follows the first main token that it covers, the
    number of main tokens covered.
    """

    exact: str
    folded: str
    start: int
    end: int
    span: int = 0


SENTENCE_END: Final = None
"""Stands among the pieces of a chunk where a sentence ends."""


def split_chunks(cleaned: str) -> list[str]:
    """The chunks of a text in order. Behind each stood a space, unless it ends in a line feed."""
    return cleaned.replace("\n", "\n ").split(" ")


def room_of(chunk: str) -> int:
    """How many characters of the text a chunk takes, with the space behind it."""
    return len(chunk) + (not chunk.endswith("\n"))


def read_chunk(chunk: str) -> tuple[Piece | None, ...]:
    """What ``read_new_chunk`` gives; of short chunks the last ones are remembered."""
    return _read_once(chunk) if len(chunk) <= LONGEST_REMEMBERED else read_new_chunk(chunk)


def read_new_chunk(chunk: str) -> tuple[Piece | None, ...]:
    """The pieces and sentence ends of a chunk in the order of the text."""
    if one := one_word(chunk):
        word, start, end, is_end = one
        piece = Piece(*terms_of(word), start, end)
        return (piece, SENTENCE_END) if is_end else (piece,)
    return _read_words(chunk)


def one_word(chunk: str) -> tuple[str, int, int, bool] | None:
    """The word of a chunk that plainly holds just one, where it stands in it, and whether a sentence ends behind it.

    Nothing that ``_read_words`` would not say as well, but for two chunks in three several times as fast.
    """
    one = _ONE_WORD.fullmatch(chunk)
    if one is None:
        return None
    word, behind = one.groups()
    start, end = one.span(1)
    return word, start, end, behind != "" and ends_sentence(word, behind)


def _read_words(chunk: str) -> tuple[Piece | None, ...]:
    words = _words(chunk)
    joined_forms = _joined_forms(chunk, words) if len(words) > 1 else {}
    pieces: list[Piece | None] = []
    word, end = "", 0
    for place, parts in enumerate(words):
        start = parts[0].start
        separator = chunk[end:start]
        last, end = word, parts[-1].end
        word = chunk[start:end]
        if separator and ends_sentence(last, separator, word):
            pieces.append(SENTENCE_END)
        if place in joined_forms:
            pieces += (parts[0], joined_forms[place], *parts[1:])
        else:
            pieces += parts
    if end < len(chunk) and ends_sentence(word, chunk[end:]):
        pieces.append(SENTENCE_END)
    return tuple(pieces)


_read_once = lru_cache(maxsize=50_000)(read_new_chunk)


def _words(chunk: str) -> list[list[Piece]]:
    """The words of a chunk: one piece each, but more for a number with its unit, and for a very long word."""
    words: list[list[Piece]] = []
    pattern = _WORD if _WITHOUT_MARKS.fullmatch(chunk) else _marked_word()
    for match in pattern.finditer(chunk):
        digits = match["digits"]
        if digits:
            words += _numbers(digits, match["behind"], match.start())
        else:
            words.append(_cut(match.group(), match.start()))
    return words


def _numbers(digits: str, behind: str, start: int) -> list[list[Piece]]:
    readings = () if digits.isdecimal() else read_number(digits)
    if readings and (not behind or behind[0].isalnum()):
        end = start + len(digits)
        number, *others = (
            Piece(reading, terms_of(reading)[1], start, end, span) for span, reading in enumerate(readings)
        )
        return [[number, *others, *_cut(behind, end)]]
    *parts, last = _DIGITS.finditer(digits)
    words = [_cut(part.group(), start + part.start()) for part in parts]
    at = start + last.start()
    if behind and is_unit(last.group(), terms_of(behind)[0]):
        words.append(_cut(last.group(), at) + _cut(behind, start + len(digits)))
    else:
        words.append(_cut(last.group() + behind, at))
    return words


def _cut(word: str, start: int) -> list[Piece]:
    """The main tokens of a word: one, or as many as it takes; marks stay with their letter where that is possible."""
    if 0 < len(word) <= LONGEST_TOKEN:
        return [Piece(*terms_of(word), start, start + len(word))]
    return [
        Piece(*terms_of(match.group()), start + match.start(), start + match.end())
        for match in _cut_between_letters().finditer(word)
    ]


def _joined_forms(chunk: str, words: Sequence[Sequence[Piece]]) -> dict[int, Piece]:
    """Each joined form of a chunk by the place of its first part among the words."""
    forms: dict[int, Piece] = {}
    place = 0
    while place < len(words):
        last = place
        while last + 1 < len(words) and _are_joined(chunk, words[last], words[last + 1]):
            last += 1
        if last > place:
            parts = [part for word in words[place : last + 1] for part in word]
            if 1 < len(parts) <= MAX_PARTS:
                exact, folded = terms_of("".join(part.exact for part in parts))
                forms[place] = Piece(exact, folded, parts[0].start, parts[-1].end, len(parts))
        place = last + 1
    return forms


def _are_joined(chunk: str, left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    end, start = left[-1].end, right[0].start
    return (
        start - end == 1
        and chunk[end] in JOINTS
        and len(left) == len(right) == 1
        and joins(chunk[left[0].start : end], chunk[end], chunk[start : right[0].end])
    )
