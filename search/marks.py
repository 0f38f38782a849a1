"""Marks: which words of a text are marked for a query.

A text is looked at as slots, its words and sentence breaks in order. Only the few slots that meet a word of the query
are gone through one by one; an engine that stores the slots of its texts finds these without analysing a text again,
for others ``slots_from_text`` does. A *mark* is the place of such a slot in the lists of TextSlots.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis import Token, analyze
from search.plan import MarkedWord
from search.request import Span

Array = npt.NDArray[Any]

EXACT, FOLDED = 2, 1
"""How a slot meets a word of the query: spelled the same, or folding the same."""


@dataclass(frozen=True, slots=True)
class TextSlots:
    """A text with the query's words recognised in it.

    ``starts``, ``ends`` (character offsets into ``text``) and ``is_break`` are arrays of one element a slot.
    ``met``, ``word`` and ``level`` are parallel lists: the slots that meet a word, ascending; which of the plan's
    marked words that is; and EXACT or FOLDED.
    """

    text: str
    starts: Array
    ends: Array
    is_break: Array
    met: list[int]
    word: list[int]
    level: list[int]


def slots_from_text(text: str, words: Sequence[MarkedWord]) -> TextSlots:
    """The slots of a text, by analysing it."""
    starts: list[int] = []
    ends: list[int] = []
    breaks: list[bool] = []
    found: dict[int, tuple[int, int]] = {}
    memo: dict[str, tuple[int, int]] = {}
    last: Token | None = None
    joined: list[tuple[int, Token]] = []
    for token in analyze(text):
        if token.joined:
            joined.append((len(starts) - 1, token))
            continue
        if last is not None and token.position > last.position + 1:
            starts.append(ends[-1])
            ends.append(ends[-1])
            breaks.append(True)
        last = token
        met = memo.get(token.exact)
        if met is None:
            met = memo[token.exact] = recognise(token.exact, token.folded, words)
        if met[1]:
            found[len(starts)] = met
        starts.append(token.start)
        ends.append(token.end)
        breaks.append(False)
    for first, token in joined:
        met = recognise(token.exact, token.folded, words)
        if met[1]:
            found.update(dict.fromkeys(range(first, first + token.span), met))
    slots = sorted(found)
    return TextSlots(
        text,
        np.array(starts, np.int64),
        np.array(ends, np.int64),
        np.array(breaks, bool),
        slots,
        [found[slot][0] for slot in slots],
        [found[slot][1] for slot in slots],
    )


def recognise(exact: str, folded: str, words: Sequence[MarkedWord]) -> tuple[int, int]:
    """The index of the first word met exactly, else of the first met folded, with the level; (-1, 0) for none."""
    by_fold = (-1, 0)
    for place, word in enumerate(words):
        if exact == word.exact or (word.is_prefix and exact.startswith(word.exact)):
            return place, EXACT
        if by_fold[1] == 0 and not word.exact_only:
            if folded == word.folded or (word.is_prefix and folded.startswith(word.folded)):
                by_fold = place, FOLDED
    return by_fold


class MarkRules:
    """What is marked for the marked words of one plan, made once and asked for each text.

    A word of a query typed with marks is marked where it is spelled as typed, if it is so anywhere in this text;
    else, and in a bare query, where it stands beside its neighbour of the query; else wherever it folds the same.
    Words of a phrase are marked only where the phrase is whole.
    """

    def __init__(self, words: Sequence[MarkedWord]) -> None:
        self.words = tuple(words)
        numbers: dict[tuple[str, bool], int] = {}
        # Words that fold the same are of one kind.
        self._kind_of_word = [numbers.setdefault((word.folded, word.is_prefix), len(numbers)) for word in words]
        self._free_in_title, self._free_in_body = (
            {
                kind
                for kind, word in zip(self._kind_of_word, words, strict=True)
                if not word.phrase and (is_title or not word.title_only)
            }
            for is_title in (True, False)
        )
        self._is_bare = not any(word.has_marks for word in words)
        free = [place for place, word in enumerate(words) if not word.phrase]
        self._neighbours = {
            (self._kind_of_word[one], self._kind_of_word[two])
            for one, two in itertools.pairwise(free)
            if words[one].run == words[two].run
        }
        self._phrases = list(_phrases(words))

    def choose(self, slots: TextSlots, *, is_title: bool = False) -> list[int]:
        """The marks of a text, ascending."""
        if not slots.met:
            return []
        kinds = [self._kind_of_word[word] for word in slots.word]
        together = self._beside_neighbour(slots.met, kinds)
        of_kind: dict[int, list[int]] = {}
        free = self._free_in_title if is_title else self._free_in_body
        for mark, kind in enumerate(kinds):
            if kind in free:
                of_kind.setdefault(kind, []).append(mark)
        chosen: set[int] = set()
        for marks in of_kind.values():
            as_typed = [] if self._is_bare else [mark for mark in marks if slots.level[mark] == EXACT]
            chosen.update(as_typed or [mark for mark in marks if together[mark]] or marks)
        for phrase in self._phrases:
            if is_title or not self.words[phrase[0]].title_only:
                chosen.update(self._whole_phrase(phrase, slots, kinds))
        return sorted(chosen)

    def _beside_neighbour(self, met: Sequence[int], kinds: Sequence[int]) -> list[bool]:
        """Of each met slot, whether its word stands beside one that it stands beside in the query."""
        together = [False] * len(met)
        same = []
        for mark in range(1, len(met)):
            if met[mark] - met[mark - 1] == 1:
                if (kinds[mark - 1], kinds[mark]) in self._neighbours:
                    together[mark - 1] = together[mark] = True
                if kinds[mark - 1] == kinds[mark]:
                    same.append(mark)
        # A joined form takes several slots, of which only the outer one touches its neighbour.
        for mark in same:
            together[mark] |= together[mark - 1]
        for mark in reversed(same):
            together[mark - 1] |= together[mark]
        return together

    def _whole_phrase(self, phrase: Sequence[int], slots: TextSlots, kinds: Sequence[int]) -> Iterator[int]:
        """The marks where the phrase stands; only where it is spelled as typed, if it is so anywhere."""
        wanted = [self._kind_of_word[place] for place in phrase]
        marked = [step for step, place in enumerate(phrase) if self.words[place].has_marks]
        width = len(wanted)
        whole = [
            first
            for first in range(len(kinds) - width + 1)
            if kinds[first] == wanted[0]
            and slots.met[first + width - 1] - slots.met[first] == width - 1
            and kinds[first : first + width] == wanted
        ]
        as_typed = [first for first in whole if all(slots.level[first + step] == EXACT for step in marked)]
        for first in as_typed or whole:
            yield from range(first, first + width)


def _phrases(words: Sequence[MarkedWord]) -> Iterator[list[int]]:
    """The places of the words of each phrase."""
    places = (place for place, word in enumerate(words) if word.phrase)
    for _, phrase in itertools.groupby(places, key=lambda place: words[place].run):
        yield list(phrase)


_JOINTS = " \u00a0&-."


def marked_spans(slots: TextSlots, marks: Sequence[int]) -> tuple[Span, ...]:
    """The marks as spans of the text; words with one space or joint between (chi bộ, KH&CN) become one span."""
    if not marks:
        return ()
    places = [slots.met[mark] for mark in marks]
    spans: list[Span] = []
    for start, end in zip(slots.starts[places].tolist(), slots.ends[places].tolist(), strict=True):
        if spans and start - spans[-1][1] == 1 and slots.text[start - 1] in _JOINTS:
            spans[-1] = (spans[-1][0], end)
        elif start < end and (not spans or start >= spans[-1][1]):
            spans.append((start, end))
    return tuple(spans)
