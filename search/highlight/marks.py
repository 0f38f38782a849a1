"""Marks: which words of a text are marked for a query.

A text is looked at as slots, its words and sentence breaks in order. Only the few slots that meet a word of the query
are gone through one by one; an engine that stores the slots of its texts finds these without analysing a text again,
for others ``slots_from_text`` does. A *mark* is the place of such a slot in the lists of TextSlots.
"""

from __future__ import annotations

import itertools
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.analysis import Token, analyze
from search.highlight.choosing import Offsets, PhraseKinds, WordKinds, choose, code_of
from search.ranking.plan import HighlightTerm
from search.results import Span


class TextSlots(NamedTuple):
    """A text with the query's words recognised in it.

    ``starts`` and ``ends`` are character offsets into ``text``, one a slot and equal for a break. ``met`` and ``codes`` are
    parallel: the slots that meet one of the plan's highlighted words, ascending, and which and how (see choosing.code_of).
    """

    text: str
    starts: Offsets
    ends: Offsets
    met: list[int]
    codes: list[int]

    def is_break(self, slot: int) -> bool:
        """True where no word but a break stands."""
        return self.starts[slot] == self.ends[slot]


def slots_from_text(text: str, words: Sequence[HighlightTerm]) -> TextSlots:
    """The slots of a text, by analysing it."""
    starts, ends = array("i"), array("i")
    found: dict[int, int] = {}
    memo: dict[str, int | None] = {}
    last: Token | None = None
    joined: list[tuple[int, Token]] = []
    for token in analyze(text):
        if token.joined:
            joined.append((len(starts) - 1, token))
            continue
        if last is not None and token.position > last.position + 1:
            starts.append(ends[-1])
            ends.append(ends[-1])
        last = token
        if token.exact not in memo:
            memo[token.exact] = recognise(token.exact, token.folded, words)
        code = memo[token.exact]
        if code is not None:
            found[len(starts)] = code
        starts.append(token.start)
        ends.append(token.end)
    for first, token in joined:
        code = recognise(token.exact, token.folded, words)
        if code is not None:
            found.update(dict.fromkeys(range(first, first + token.span), code))
    met = sorted(found)
    return TextSlots(text, memoryview(starts), memoryview(ends), met, [found[slot] for slot in met])


def recognise(exact: str, folded: str, words: Sequence[HighlightTerm]) -> int | None:
    """The code of the first word met exactly, else of the first met folded; None when none is."""
    by_fold = None
    for place, word in enumerate(words):
        if exact == word.exact or (word.is_prefix and exact.startswith(word.exact)):
            return code_of(place, True)
        if by_fold is None and not word.exact_only:
            if folded == word.folded or (word.is_prefix and folded.startswith(word.folded)):
                by_fold = code_of(place, False)
    return by_fold


class HighlightRules:
    """What is marked for the highlighted words of one plan, made once and asked for each text.

    A word of a query typed with diacritics is highlighted where it is spelled as typed, if it is so anywhere in this text;
    else, and in a bare query, where it stands beside its neighbour of the query; else wherever it folds the same.
    Words of a phrase are highlighted only where the phrase is whole.
    """

    def __init__(self, words: Sequence[HighlightTerm]) -> None:
        self.words = tuple(words)
        self.in_title = _kinds(self.words)
        has_title_words = any(word.title_only for word in words)
        self.in_body = _kinds(self.words, is_title=False) if has_title_words else self.in_title

    def choose(self, slots: TextSlots, *, is_title: bool = False) -> list[int]:
        """The marks of a text, ascending."""
        return choose(slots.met, slots.codes, self.in_title if is_title else self.in_body) if slots.met else []


def _kinds(words: Sequence[HighlightTerm], *, is_title: bool = True) -> WordKinds:
    """The words as marks are chosen by them, in titles or in other texts."""
    numbers: dict[tuple[str, bool], int] = {}
    of_word = tuple([numbers.setdefault((word.folded, word.is_prefix), len(numbers)) for word in words])
    free = bytearray(len(numbers))
    neighbours = bytearray(len(numbers) ** 2)
    before = None
    for word, kind in zip(words, of_word, strict=True):
        if word.phrase:
            continue
        if is_title or not word.title_only:
            free[kind] = 1
        if before is not None and before[0] == word.run:
            neighbours[before[1] * len(numbers) + kind] = 1
        before = word.run, kind
    phrases = tuple(
        PhraseKinds(
            tuple([of_word[place] for place in phrase]), tuple([words[place].has_diacritics for place in phrase])
        )
        for phrase in _phrases(words)
        if is_title or not words[phrase[0]].title_only
    )
    is_bare = not any(word.has_diacritics for word in words)
    return WordKinds(of_word, bytes(free), bytes(neighbours), phrases, is_bare)


def _phrases(words: Sequence[HighlightTerm]) -> Iterator[list[int]]:
    """The places of the words of each phrase."""
    places = (place for place, word in enumerate(words) if word.phrase)
    for _, phrase in itertools.groupby(places, key=lambda place: words[place].run):
        yield list(phrase)


JOINTS = " \u00a0&-."
"""What may stand between two words of one span."""


def highlight_spans(slots: TextSlots, marks: Sequence[int], begin: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """The marks as spans of the text; words with one space or joint between (chi bộ, KH&CN) become one span.

    Only spans that start from ``begin`` on and, unless it is None, before ``end``; these may be cut off behind it.
    """
    text, starts, ends, met = slots.text, slots.starts, slots.ends, slots.met
    place = 0
    if begin:
        place = bisect_left(marks, bisect_left(starts, begin), key=met.__getitem__)
        # A word that goes on with the one before it begins no span.
        while 0 < place < len(marks) and starts[met[marks[place]]] - ends[met[marks[place - 1]]] <= 1:
            place -= 1
    spans: list[Span] = []
    first, last = 0, -2
    for mark in marks[place:] if place else marks:
        slot = met[mark]
        start = starts[slot]
        if start - last == 1 and text[last] in JOINTS:
            last = ends[slot]
        elif end is not None and start >= end:
            break
        elif start < ends[slot] and start >= last:
            if last > 0 and first >= begin:
                spans.append((first, last))
            first, last = start, ends[slot]
    if last > 0 and first >= begin:
        spans.append((first, last))
    return tuple(spans)
