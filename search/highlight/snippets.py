"""Snippets: which piece of a hit's text is shown."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from search.highlight.choosing import best_passage
from search.highlight.marks import HighlightRules, TextSlots, highlight_spans
from search.ranking.plan import Condition, HighlightTerm, Term
from search.results import Span

SNIPPET_CHARS = 240
"""Longest snippet, in characters: about three lines of a result at a comfortable measure."""

LEAD_IN_CHARS = 80
"""A snippet begins with its sentence when that starts at most so far before the first marked word."""

CONTEXT_CHARS = 40
"""Otherwise it begins about so far before it, at a word."""

OPENING_QUOTES = "“\"'‘«(["
"""What belongs to the sentence whose first word it stands before."""

_SPACE = re.compile(r"\s")


class Snippet(NamedTuple):
    """A piece of text with the [start, end) spans of its highlighted words, in order, not overlapping."""

    text: str
    spans: tuple[Span, ...]


def cut(
    slots: TextSlots,
    marks: list[int],
    most_chars: int = SNIPPET_CHARS,
    *,
    worth: Sequence[int],
) -> Snippet:
    """The piece of the text, at most ``most_chars`` long beside its ellipses, that says most about the query.

    The one with the rarest of the query's words (``worth``, see worth_of_words), the more of them side by side the better,
    the earlier the better. Line breaks become spaces.
    """
    text = slots.text
    content_end = len(text.rstrip())
    if not marks:
        begin = len(text) - len(text.lstrip())
        last = -1
    else:
        stretch = best_passage(
            slots.met, slots.codes, marks, slots.starts, slots.ends, worth, most_chars - CONTEXT_CHARS
        )
        last = stretch[1]
        begin = min(_beginning(slots, *stretch, most_chars), _latest_beginning(slots, content_end - most_chars))
    end = _ending(slots, begin, most_chars, last, content_end)
    head = "…" if text[:begin].strip() else ""
    tail = "…" if end < content_end else ""
    shift = begin - len(head)
    spans = [(start - shift, min(stop, end) - shift) for start, stop in highlight_spans(slots, marks, begin, end)]
    return Snippet(head + _SPACE.sub(" ", text[begin:end]) + tail, tuple(spans))


def _beginning(slots: TextSlots, first: int, last: int, most_chars: int) -> int:
    """Where a snippet begins that shows the slots first to last: at its sentence, or else a little before, at a word."""
    starts, ends = slots.starts, slots.ends
    start = starts[first]
    slot = first
    while slot and not slots.is_break(slot - 1) and start - starts[slot] <= LEAD_IN_CHARS:
        slot -= 1
    sentence = starts[slot]
    opening = slots.text[ends[slot - 1] if slot else 0 : sentence]
    sentence -= len(opening) - len(opening.rstrip(OPENING_QUOTES))
    if start - sentence <= LEAD_IN_CHARS and ends[last] - sentence <= most_chars:
        return sentence
    place = bisect_left(starts, start - CONTEXT_CHARS)
    while place < first and slots.is_break(place):
        place += 1
    return starts[min(place, first)]


def _latest_beginning(slots: TextSlots, earliest: int) -> int:
    """Where a snippet of full length would begin that runs to the end of the text, at a word, not before ``earliest``."""
    if earliest <= 0:
        return 0
    place = bisect_left(slots.starts, earliest)
    while place < len(slots.starts) - 1 and slots.is_break(place):
        place += 1
    return slots.starts[place] if place < len(slots.starts) else earliest


def _ending(slots: TextSlots, begin: int, most_chars: int, last: int, content_end: int) -> int:
    """Where a snippet ends that begins there and shows the slot ``last``: behind a word."""
    text = slots.text
    if len(text) - begin <= most_chars:
        return content_end if content_end > begin else len(text)
    word = bisect_right(slots.ends, begin + most_chars) - 1
    while word >= 0 and slots.is_break(word):
        word -= 1
    if word < 0 or slots.ends[word] <= begin:
        return min(len(text), begin + most_chars)
    # A word longer than the snippet (one letter under hundreds of marks) is cut like anything else.
    end = min(slots.ends[max(word, last)], begin + most_chars)
    # The stop or closing quote right after the last word goes with it.
    while end < len(text) and end < begin + most_chars and not text[end].isspace() and not text[end].isalnum():
        end += 1
    return end


Shown = tuple[str, tuple[Span, ...], tuple[Span, ...], Literal["body", "title"]]
"""What of a document is shown for a query: ``snippet``, ``spans``, ``title_spans`` and ``snippet_of`` of a Hit."""


def show(title: TextSlots, body: TextSlots, rules: HighlightRules, worth: Sequence[int]) -> Shown:
    """What is shown of a document: the snippet is cut from the body, or from the title when only that answers.

    ``worth`` tells how rare each of the highlighted words is (see worth_of_words).
    """
    title_marks = rules.choose(title, is_title=True)
    body_marks = rules.choose(body)
    title_spans = highlight_spans(title, title_marks)
    if not body_marks and (title_spans or not body.text.strip()):
        return *cut(title, title_marks, worth=worth), title_spans, "title"
    return *cut(body, body_marks, worth=worth), title_spans, "body"


def worth_of_words(words: Sequence[HighlightTerm], idfs: Mapping[Condition, float]) -> list[int]:
    """What it is worth to show each word, in thousandths: the idf of the word as it was typed or, failing that, folded; 1,000
    for a word that was not scored by itself.

    ``idfs`` are those of the plan's scored conditions.
    """
    return [
        round(
            1000
            * (
                idfs.get(Term("exact", word.exact))
                or idfs.get(Term("folded", word.folded))
                or idfs.get(Term("title", word.folded))
                or 1.0
            )
        )
        for word in words
    ]
