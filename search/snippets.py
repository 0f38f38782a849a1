"""Snippets: which words of a hit are marked, and which piece of its text is shown.

Both work on slots, the words and sentence breaks of a text in order. An engine that stores them fills TextSlots
from its arrays; for others ``slots_from_text`` analyses the text.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis import Token, analyze
from index.document import Document
from search.plan import Condition, MarkedWord, Term
from search.request import Hit, Match, Reason, Span

Array = npt.NDArray[Any]

SNIPPET_CHARS = 240
"""Longest snippet, in characters: about three lines of a result at a comfortable measure."""

LEAD_IN_CHARS = 80
"""A snippet begins with its sentence when that starts at most so far before the first marked word."""

_SPACE = re.compile(r"\s")

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
    starts: list[int] = []
    ends: list[int] = []
    word: list[int] = []
    level: list[int] = []
    breaks: list[bool] = []
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
            word.append(-1)
            level.append(0)
            breaks.append(True)
        last = token
        met = memo.get(token.exact)
        if met is None:
            met = memo[token.exact] = recognise(token.exact, token.folded, words)
        starts.append(token.start)
        ends.append(token.end)
        word.append(met[0])
        level.append(met[1])
        breaks.append(False)
    for first, token in joined:
        found, how = recognise(token.exact, token.folded, words)
        for slot in range(first, first + token.span if how else first):
            word[slot], level[slot] = found, how
    return TextSlots(
        text,
        np.array(starts, np.int64),
        np.array(ends, np.int64),
        np.array(word, np.int64),
        np.array(level, np.int64),
        np.array(breaks, bool),
    )


def recognise(exact: str, folded: str, words: Sequence[MarkedWord]) -> tuple[int, int]:
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

    A word of a query typed with marks is marked where it is spelled as typed, if it is so anywhere in this text;
    else, and in a bare query, where it stands beside its neighbour of the query; else wherever it folds the same.
    Words of a phrase are marked only where the phrase is whole.
    """
    mask = np.zeros(len(slots.word), dtype=bool)
    met = slots.word >= 0
    if not met.any():
        return mask
    kinds, kind_of_word = _kinds(words)
    kind = kind_of_word[slots.word]
    together = _beside_neighbour(kind, words, kind_of_word)
    bare = not any(word.has_marks for word in words)
    for number in np.unique(kind[met]).tolist():
        if not any(not word.phrase and (is_title or not word.title_only) for word in kinds[number]):
            continue
        where = kind == number
        for preferred in ([] if bare else [where & (slots.level == 2)]) + [where & together]:
            if preferred.any():
                where = preferred
                break
        mask |= where
    for phrase in _phrases(words):
        if is_title or not words[phrase[0]].title_only:
            mask |= _whole_phrase(phrase, words, kind, kind_of_word, slots.level)
    return mask


def _kinds(words: Sequence[MarkedWord]) -> tuple[list[list[MarkedWord]], Array]:
    """The words put together that fold the same, and each word's number among those kinds; the last is "none"."""
    numbers: dict[tuple[str, bool], int] = {}
    of_word = [numbers.setdefault((word.folded, word.is_prefix), len(numbers)) for word in words]
    kinds: list[list[MarkedWord]] = [[] for _ in numbers]
    for number, word in zip(of_word, words, strict=True):
        kinds[number].append(word)
    return kinds, np.array([*of_word, len(numbers)])


def _beside_neighbour(kind: Array, words: Sequence[MarkedWord], kind_of_word: Array) -> Array:
    """A mask of slots whose word stands beside one that it stands beside in the query."""
    none = int(kind_of_word[-1])
    neighbours = np.zeros((none + 1, none + 1), dtype=bool)
    free = [place for place, word in enumerate(words) if not word.phrase]
    for one, two in itertools.pairwise(free):
        if words[one].run == words[two].run:
            neighbours[kind_of_word[one], kind_of_word[two]] = True
    mask = np.zeros(len(kind), dtype=bool)
    pair = neighbours[kind[:-1], kind[1:]]
    mask[:-1] |= pair
    mask[1:] |= pair
    # A joined form takes several slots, of which only the outer one touches its neighbour.
    same = (kind[:-1] == kind[1:]) & (kind[1:] != none)
    while pair.any():
        pair = same & (mask[:-1] != mask[1:])
        mask[:-1] |= pair
        mask[1:] |= pair
    return mask


def _phrases(words: Sequence[MarkedWord]) -> Iterator[list[int]]:
    """The places of the words of each phrase."""
    places = (place for place, word in enumerate(words) if word.phrase)
    for _, phrase in itertools.groupby(places, key=lambda place: words[place].run):
        yield list(phrase)


def _whole_phrase(
    phrase: Sequence[int], words: Sequence[MarkedWord], kind: Array, kind_of_word: Array, level: Array
) -> Array:
    """A mask of the slots where the phrase stands; only where it is spelled as typed, if it is so anywhere."""
    mask = np.zeros(len(kind), dtype=bool)
    width = len(kind) - len(phrase) + 1
    if width <= 0:
        return mask
    whole = np.ones(width, dtype=bool)
    as_typed = np.ones(width, dtype=bool)
    for step, place in enumerate(phrase):
        whole &= kind[step : step + width] == kind_of_word[place]
        if words[place].has_marks:
            as_typed &= level[step : step + width] == 2
    if (whole & as_typed).any():
        whole &= as_typed
    for step in range(len(phrase)):
        mask[step : step + width] |= whole
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


def cut(
    slots: TextSlots, mask: Array, most_chars: int = SNIPPET_CHARS, *, rarities: Sequence[float] | None = None
) -> Snippet:
    """The piece of the text, at most ``most_chars`` long beside its ellipses, that says most about the query.

    The one with the rarest of the query's words (``rarities``, one a word; all alike when None), the more of them
    side by side the better, the earlier the better. Line breaks become spaces.
    """
    text = slots.text
    marked = np.flatnonzero(mask)
    if not len(marked):
        begin = len(text) - len(text.lstrip())
        last = -1
    else:
        first, last = _best_window(slots, marked, most_chars - CONTEXT_CHARS, rarities)
        begin = min(_beginning(slots, first, last, most_chars), _latest_beginning(slots, most_chars))
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
    return Snippet(head + _SPACE.sub(" ", piece) + tail, spans)


def _best_window(slots: TextSlots, marked: Array, chars: int, rarities: Sequence[float] | None) -> tuple[int, int]:
    """The first and last marked slot of the best stretch of at most ``chars`` characters (see cut)."""
    starts, ends, words = slots.starts[marked].tolist(), slots.ends[marked].tolist(), slots.word[marked].tolist()
    # Whole numbers, so that the same words weigh the same in whatever order they are added up.
    worth = [1 if rarities is None else round(rarities[word] * 1000) for word in words]
    beside = [0, *(np.diff(marked) == 1).astype(int).tolist()]
    held: dict[int, int] = {}
    best, best_score = (0, 0), (-1, -1)
    last, value, together = -1, 0, 0
    for first, word in enumerate(words):
        while last + 1 < len(words) and (last < first or ends[last + 1] - starts[first] <= chars):
            last += 1
            together += beside[last] if last > first else 0
            value += worth[last] if words[last] not in held else 0
            held[words[last]] = held.get(words[last], 0) + 1
        if (value, together) > best_score:
            best, best_score = (first, last), (value, together)
        held[word] -= 1
        if not held[word]:
            del held[word]
            value -= worth[first]
        together -= beside[first + 1] if last > first else 0
    return int(marked[best[0]]), int(marked[best[1]])


def _beginning(slots: TextSlots, first: int, last: int, most_chars: int) -> int:
    """Where a snippet begins that shows the slots first to last: at its sentence, or else a little before, at a word."""
    start = int(slots.starts[first])
    breaks = np.flatnonzero(slots.is_break[:first])
    sentence_slot = int(breaks[-1]) + 1 if len(breaks) else 0
    sentence = int(slots.starts[sentence_slot])
    opening = slots.text[int(slots.ends[sentence_slot - 1]) if sentence_slot else 0 : sentence]
    # A quote or bracket before the first word of the sentence belongs to it.
    sentence -= len(opening) - len(opening.rstrip("“\"'‘«(["))
    if start - sentence <= LEAD_IN_CHARS and int(slots.ends[last]) - sentence <= most_chars:
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
    # A word longer than the snippet (one letter under hundreds of marks) is cut like anything else.
    end = min(int(slots.ends[max(int(words[-1]), last)]), begin + most_chars)
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
    idfs: Mapping[Condition, float],
    reasons: tuple[Reason, ...] = (),
) -> Hit:
    """A hit with its title marked and its snippet cut: from the body, or from the title when only that answers.

    ``idfs`` are those of the plan's scored conditions: they tell which of the words are rare.
    """
    rarities = _rarities(marked, idfs)
    title_mask = choose_marks(title, marked, is_title=True)
    body_mask = choose_marks(body, marked)
    title_spans = marked_spans(title, title_mask)
    from_title = bool(title_spans and not body_mask.any()) or not document.body.strip()
    snippet = cut(title, title_mask, rarities=rarities) if from_title else cut(body, body_mask, rarities=rarities)
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


def _rarities(words: Sequence[MarkedWord], idfs: Mapping[Condition, float]) -> list[float]:
    """The idf of each word as it was typed or, failing that, folded; 1 for a word that was not scored by itself."""
    return [
        idfs.get(Term("exact", word.exact))
        or idfs.get(Term("folded", word.folded))
        or idfs.get(Term("title", word.folded))
        or 1.0
        for word in words
    ]
