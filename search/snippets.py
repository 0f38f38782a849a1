"""Snippets: which piece of a hit's text is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.document import Document
from search.marks import MarkRules, TextSlots, marked_spans
from search.plan import Condition, MarkedWord, Term
from search.request import Hit, Match, Reason, Span

SNIPPET_CHARS = 240
"""Longest snippet, in characters: about three lines of a result at a comfortable measure."""

LEAD_IN_CHARS = 80
"""A snippet begins with its sentence when that starts at most so far before the first marked word."""

CONTEXT_CHARS = 40
"""Otherwise it begins about so far before it, at a word."""

_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of text with the [start, end) spans of its marked words, in order, not overlapping."""

    text: str
    spans: tuple[Span, ...]


def cut(
    slots: TextSlots,
    marks: Sequence[int],
    most_chars: int = SNIPPET_CHARS,
    *,
    rarities: Sequence[float] | None = None,
) -> Snippet:
    """The piece of the text, at most ``most_chars`` long beside its ellipses, that says most about the query.

    The one with the rarest of the query's words (``rarities``, one a word; all alike when None), the more of them
    side by side the better, the earlier the better. Line breaks become spaces.
    """
    text = slots.text
    if not marks:
        begin = len(text) - len(text.lstrip())
        last = -1
    else:
        first, last = _best_window(slots, marks, most_chars - CONTEXT_CHARS, rarities)
        begin = min(_beginning(slots, first, last, most_chars), _latest_beginning(slots, most_chars))
    end = _ending(slots, begin, most_chars, last)
    head = "…" if text[:begin].strip() else ""
    tail = "…" if text[end:].strip() else ""
    piece = text[begin:end]
    shift = begin - len(head)
    spans = tuple(
        (start - shift, min(stop, end) - shift)
        for start, stop in marked_spans(slots, marks)
        if start >= begin and start < end
    )
    return Snippet(head + _SPACE.sub(" ", piece) + tail, spans)


def _best_window(
    slots: TextSlots, marks: Sequence[int], chars: int, rarities: Sequence[float] | None
) -> tuple[int, int]:
    """The first and last marked slot of the best stretch of at most ``chars`` characters (see cut)."""
    places = [slots.met[mark] for mark in marks]
    starts, ends = slots.starts[places].tolist(), slots.ends[places].tolist()
    words = [slots.word[mark] for mark in marks]
    # Whole numbers, so that the same words weigh the same in whatever order they are added up.
    worth = [1 if rarities is None else round(rarities[word] * 1000) for word in words]
    held: dict[int, int] = {}
    best, best_score = (0, 0), (-1, -1)
    last, value, together = -1, 0, 0
    for first, word in enumerate(words):
        while last + 1 < len(words) and (last < first or ends[last + 1] - starts[first] <= chars):
            last += 1
            together += last > first and places[last] - places[last - 1] == 1
            value += worth[last] if words[last] not in held else 0
            held[words[last]] = held.get(words[last], 0) + 1
        if (value, together) > best_score:
            best, best_score = (first, last), (value, together)
        held[word] -= 1
        if not held[word]:
            del held[word]
            value -= worth[first]
        together -= last > first and places[first + 1] - places[first] == 1
    return places[best[0]], places[best[1]]


def _beginning(slots: TextSlots, first: int, last: int, most_chars: int) -> int:
    """Where a snippet begins that shows the slots first to last: at its sentence, or else a little before, at a word."""
    start = int(slots.starts[first])
    slot = first
    while slot and not slots.is_break[slot - 1] and start - slots.starts[slot] <= LEAD_IN_CHARS:
        slot -= 1
    sentence = int(slots.starts[slot])
    opening = slots.text[int(slots.ends[slot - 1]) if slot else 0 : sentence]
    # A quote or bracket before the first word of the sentence belongs to it.
    sentence -= len(opening) - len(opening.rstrip("“\"'‘«(["))
    if start - sentence <= LEAD_IN_CHARS and int(slots.ends[last]) - sentence <= most_chars:
        return sentence
    place = int(slots.starts.searchsorted(start - CONTEXT_CHARS))
    while place < first and slots.is_break[place]:
        place += 1
    return int(slots.starts[min(place, first)])


def _latest_beginning(slots: TextSlots, most_chars: int) -> int:
    """Where a snippet of full length would begin that runs to the end of the text, at a word."""
    earliest = len(slots.text.rstrip()) - most_chars
    if earliest <= 0:
        return 0
    place = int(slots.starts.searchsorted(earliest))
    while place < len(slots.starts) - 1 and slots.is_break[place]:
        place += 1
    return int(slots.starts[place]) if place < len(slots.starts) else earliest


def _ending(slots: TextSlots, begin: int, most_chars: int, last: int) -> int:
    text = slots.text
    if len(text) - begin <= most_chars:
        return len(text.rstrip()) if len(text.rstrip()) > begin else len(text)
    word = int(slots.ends.searchsorted(begin + most_chars, side="right")) - 1
    while word >= 0 and slots.is_break[word]:
        word -= 1
    if word < 0 or slots.ends[word] <= begin:
        return min(len(text), begin + most_chars)
    # A word longer than the snippet (one letter under hundreds of marks) is cut like anything else.
    end = min(int(slots.ends[max(word, last)]), begin + most_chars)
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
    rules: MarkRules,
    rarities: Sequence[float],
    reasons: tuple[Reason, ...] = (),
) -> Hit:
    """A hit with its title marked and its snippet cut: from the body, or from the title when only that answers.

    ``rarities`` tells how rare each of the marked words is (see rarities_of).
    """
    title_marks = rules.choose(title, is_title=True)
    body_marks = rules.choose(body)
    title_spans = marked_spans(title, title_marks)
    from_title = bool(title_spans and not body_marks) or not document.body.strip()
    snippet = cut(title, title_marks, rarities=rarities) if from_title else cut(body, body_marks, rarities=rarities)
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


def rarities_of(words: Sequence[MarkedWord], idfs: Mapping[Condition, float]) -> list[float]:
    """The idf of each word as it was typed or, failing that, folded; 1 for a word that was not scored by itself.

    ``idfs`` are those of the plan's scored conditions.
    """
    return [
        idfs.get(Term("exact", word.exact))
        or idfs.get(Term("folded", word.folded))
        or idfs.get(Term("title", word.folded))
        or 1.0
        for word in words
    ]
