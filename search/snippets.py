"""Snippets: which words of a hit are marked, and which piece of its text is shown.

Both work on slots, the words and sentence breaks of a text in order. An engine that stores them fills TextSlots
from its arrays; for others ``slots_from_text`` analyses the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis import analyze
from index.document import Document
from search.plan import MarkedWord
from search.request import Hit, Match, Reason, Span

Array = npt.NDArray[Any]

SNIPPET_CHARS = 240
"""Longest snippet, in characters: about three lines of a result at a comfortable measure."""

LEAD_IN_CHARS = 80
"""A snippet begins with its sentence when that starts at most so far before the first marked word."""

CONTEXT_CHARS = 40
"""Otherwise it begins about so far before it, at a word."""


@dataclass(frozen=True, slots=True)
class TextSlots:
    """A text with the query's words recognised in it; the arrays have one element a slot.

    ``starts`` and ``ends`` are character offsets into ``text``; ``word`` is the index into the plan's marked
    words or -1, ``level`` 2 for an exact match, 1 for a folded one, 0 for none; a break has ``is_break``.
    """

    text: str
    starts: Array
    ends: Array
    word: Array
    level: Array
    is_break: Array


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of text with the [start, end) spans of its marked words, in order, not overlapping."""

    text: str
    spans: tuple[Span, ...]


def slots_from_text(text: str, words: Sequence[MarkedWord]) -> TextSlots:
    """The slots of a text, by analysing it."""
    starts, ends, word, level, breaks = [], [], [], [], []
    position = None
    slot_of: dict[int, int] = {}
    tokens = analyze(text)
    for token in tokens:
        if token.joined:
            continue
        if position is not None and token.position > position + 1:
            starts.append(ends[-1])
            ends.append(ends[-1])
            word.append(-1)
            level.append(0)
            breaks.append(True)
        position = token.position
        slot_of[position] = len(starts)
        found, how = _recognise(token.exact, token.folded, words)
        starts.append(token.start)
        ends.append(token.end)
        word.append(found)
        level.append(how)
        breaks.append(False)
    for token in tokens:
        if token.joined:
            found, how = _recognise(token.exact, token.folded, words)
            for slot in range(slot_of[token.position], slot_of[token.position] + token.span if how else 0):
                word[slot], level[slot] = found, how
    return TextSlots(
        text,
        np.array(starts, np.int64),
        np.array(ends, np.int64),
        np.array(word, np.int64),
        np.array(level),
        np.array(breaks, bool),
    )


def _recognise(exact: str, folded: str, words: Sequence[MarkedWord]) -> tuple[int, int]:
    """The index of the first word met exactly, else of the first met folded, with the level; (-1, 0) for none."""
    by_fold = (-1, 0)
    for place, word in enumerate(words):
        if exact == word.exact or (word.is_prefix and exact.startswith(word.exact)):
            return place, 2
        if by_fold[1] == 0 and not word.exact_only:
            if folded == word.folded or (word.is_prefix and folded.startswith(word.folded)):
                by_fold = place, 1
    return by_fold


def choose_marks(slots: TextSlots, words: Sequence[MarkedWord], *, is_title: bool = False) -> Array:
    """A mask of the slots to be marked.

    A word typed with marks is marked where it is spelled so, if it is anywhere in this text; else where it folds
    the same. Words of a bare query are marked where they stand beside their neighbour of the query, if they do
    anywhere; else wherever they stand. Words of a phrase only where the phrase is whole.
    """
    mask = np.zeros(len(slots.word), dtype=bool)
    met = np.flatnonzero(slots.word >= 0)
    if not len(met):
        return mask
    bare = not any(word.has_marks for word in words)
    together = _beside_neighbour(slots, words) if bare else mask
    phrases = _whole_phrases(slots, words)
    for place in np.unique(slots.word[met]).tolist():
        word = words[place]
        if word.title_only and not is_title:
            continue
        where = slots.word == place
        if word.phrase:
            mask |= where & phrases
            continue
        for preferred in (where & together, where & (slots.level == 2) if not bare else where):
            if preferred.any():
                where = preferred
                break
        mask |= where
    return mask


def _beside_neighbour(slots: TextSlots, words: Sequence[MarkedWord]) -> Array:
    """A mask of slots whose word stands beside the one it stands beside in the query."""
    run = np.array([word.run for word in words] + [-1])
    one, two = slots.word[:-1], slots.word[1:]
    pair = (one >= 0) & (two == one + 1) & (run[one] == run[two])
    mask = np.zeros(len(slots.word), dtype=bool)
    mask[:-1] |= pair
    mask[1:] |= pair
    return mask


def _whole_phrases(slots: TextSlots, words: Sequence[MarkedWord]) -> Array:
    mask = np.zeros(len(slots.word), dtype=bool)
    for _, members in groupby(
        (place for place, word in enumerate(words) if word.phrase), key=lambda place: words[place].run
    ):
        places = list(members)
        width = len(slots.word) - len(places) + 1
        if width <= 0:
            continue
        whole = np.ones(width, dtype=bool)
        for step, place in enumerate(places):
            alike = [other for other in places if words[other].folded == words[place].folded]
            whole &= np.isin(slots.word[step : step + width], alike)
        for start in np.flatnonzero(whole).tolist():
            mask[start : start + len(places)] = True
    return mask


_JOINTS = " \u00a0&-."


def marked_spans(slots: TextSlots, mask: Array) -> tuple[Span, ...]:
    """The marked slots as spans of the text; words with one space or joint between (chi bộ, KH&CN) become one span."""
    spans: list[Span] = []
    for slot in np.flatnonzero(mask).tolist():
        start, end = int(slots.starts[slot]), int(slots.ends[slot])
        if spans and start - spans[-1][1] == 1 and slots.text[start - 1] in _JOINTS:
            spans[-1] = (spans[-1][0], end)
        elif start < end and (not spans or start >= spans[-1][1]):
            spans.append((start, end))
    return tuple(spans)


def cut(slots: TextSlots, mask: Array, most_chars: int = SNIPPET_CHARS) -> Snippet:
    """The piece of the text with the most of the query's words, the more of them together the better."""
    text = slots.text
    marked = np.flatnonzero(mask).tolist()
    if not marked:
        begin = len(text) - len(text.lstrip())
        first, last = 0, -1
    else:
        first, last = _best_window(slots, marked, most_chars - CONTEXT_CHARS)
        begin = _beginning(slots, first)
        begin = min(begin, _latest_beginning(slots, most_chars))
    end = _ending(slots, begin, most_chars, last)
    head = "…" if text[:begin].strip() else ""
    tail = "…" if text[end:].strip() else ""
    piece = text[begin:end]
    shift = begin - len(head)
    spans = tuple(
        (start - shift, min(stop, end) - shift)
        for start, stop in marked_spans(slots, mask)
        if start >= begin and start < end
    )
    return Snippet(head + "".join(" " if letter.isspace() else letter for letter in piece) + tail, spans)


def _best_window(slots: TextSlots, marked: Sequence[int], chars: int) -> tuple[int, int]:
    """The first and last marked slot of the window with most distinct words, then most neighbours; the earliest."""
    starts, ends, word = slots.starts[marked].tolist(), slots.ends[marked].tolist(), slots.word[marked].tolist()
    best, best_score = (marked[0], marked[0]), (-1, -1)
    last = 0
    for first in range(len(marked)):
        last = max(last, first)
        while last + 1 < len(marked) and ends[last + 1] - starts[first] <= chars:
            last += 1
        inside = range(first, last + 1)
        distinct = len({word[place] for place in inside})
        together = sum(
            1
            for place in range(first, last)
            if marked[place + 1] == marked[place] + 1 and word[place + 1] == word[place] + 1
        )
        if (distinct, together) > best_score:
            best, best_score = (marked[first], marked[last]), (distinct, together)
    return best


def _beginning(slots: TextSlots, first: int) -> int:
    start = int(slots.starts[first])
    breaks = np.flatnonzero(slots.is_break[:first])
    sentence_slot = int(breaks[-1]) + 1 if len(breaks) else 0
    sentence = int(slots.starts[sentence_slot])
    opening = slots.text[int(slots.ends[sentence_slot - 1]) if sentence_slot else 0 : sentence]
    # A quote or bracket before the first word of the sentence belongs to it.
    sentence -= len(opening) - len(opening.rstrip("“\"'‘«(["))
    if start - sentence <= LEAD_IN_CHARS:
        return sentence
    place = int(np.searchsorted(slots.starts, start - CONTEXT_CHARS))
    while place < first and slots.is_break[place]:
        place += 1
    return int(slots.starts[min(place, first)])


def _latest_beginning(slots: TextSlots, most_chars: int) -> int:
    """Where a snippet of full length would begin that runs to the end of the text, at a word."""
    earliest = len(slots.text.rstrip()) - most_chars
    if earliest <= 0:
        return 0
    place = int(np.searchsorted(slots.starts, earliest))
    while place < len(slots.starts) - 1 and slots.is_break[place]:
        place += 1
    return int(slots.starts[place]) if place < len(slots.starts) else earliest


def _ending(slots: TextSlots, begin: int, most_chars: int, last: int) -> int:
    text = slots.text
    if len(text) - begin <= most_chars:
        return len(text.rstrip()) if len(text.rstrip()) > begin else len(text)
    words = np.flatnonzero(~slots.is_break & (slots.ends <= begin + most_chars) & (slots.ends > begin))
    if not len(words):
        return min(len(text), begin + most_chars)
    end = int(slots.ends[max(int(words[-1]), last)])
    # The stop or closing quote right after the last word goes with it.
    while end < len(text) and end < begin + most_chars and not text[end].isspace() and not text[end].isalnum():
        end += 1
    return end


def make_hit(
    document: Document,
    *,
    score: float,
    match: Match,
    title: TextSlots,
    body: TextSlots,
    marked: Sequence[MarkedWord],
    reasons: tuple[Reason, ...] = (),
) -> Hit:
    """A hit with its title marked and its snippet cut: from the body, or from the title when only that answers."""
    title_mask = choose_marks(title, marked, is_title=True)
    body_mask = choose_marks(body, marked)
    title_spans = marked_spans(title, title_mask)
    from_title = bool(title_spans and not body_mask.any()) or not document.body.strip()
    snippet = cut(title, title_mask) if from_title else cut(body, body_mask)
    return Hit(
        id=document.id,
        kind=document.kind,
        title=document.title,
        date=document.date,
        source=document.source,
        author=document.author,
        url=document.url,
        category=document.category,
        score=score,
        match=match,
        snippet=snippet.text,
        spans=snippet.spans,
        title_spans=title_spans,
        snippet_of="title" if from_title else "body",
        reasons=reasons,
    )
