"""The rules of highlighting: which of a query's words are highlighted in a text, and which piece of it is shown.

A text is looked at as slots, its words and sentence breaks in order. A slot is *met* by a term of the query; ``met`` are such
slots, ascending, and ``codes``, parallel, say how (see code_of). A *match* is a place in these two lists; *chosen* are the
matches that are highlighted. ``_rules.h`` has the same rules in C, in the same order and under the same names.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from search.highlight.text_slots import TextSlots
from search.ranking.plan import Condition, HighlightTerm, Term
from search.results import Span

SNIPPET_CHARS = 240
"""Longest snippet, in characters: about three lines of a result at a comfortable measure."""

LEAD_IN_CHARS = 80
"""A snippet begins with its sentence when that starts at most so far before the first highlighted word."""

CONTEXT_CHARS = 40
"""Otherwise it begins about so far before it, at a word."""

OPENING_QUOTES = "“\"'‘«(["
"""What belongs to the sentence whose first word it stands before."""

JOINTS = " \u00a0&-."
"""What may stand between two words of one span."""


class PhraseKinds(NamedTuple):
    """The kinds of the words of a phrase, in order, and which of its words were typed with diacritics."""

    kinds: tuple[int, ...]
    has_diacritics: tuple[bool, ...]


class WordKinds(NamedTuple):
    """The terms of a query as matches are chosen by them. Terms that fold the same are of one kind, numbered from 0."""

    of_word: tuple[int, ...]
    free: bytes
    """1 for each kind that is highlighted wherever it stands, not only in a phrase."""
    neighbours: bytes
    """1 at first * len(free) + second for two kinds that stand side by side in the query."""
    phrases: tuple[PhraseKinds, ...]
    is_bare: bool
    """No word was typed with diacritics."""


class HighlightRules:
    """What is highlighted for the terms of one plan, made once and asked for each text.

    A word of a query typed with diacritics is highlighted where it is spelled as typed, if it is so anywhere in this text;
    else, and in a bare query, where it stands beside its neighbour of the query; else wherever it folds the same.
    Words of a phrase are highlighted only where the phrase is whole.

    ``idfs`` are those of the plan's scored conditions: what it is worth to show a word.
    """

    def __init__(self, terms: Sequence[HighlightTerm], idfs: Mapping[Condition, float] | None = None) -> None:
        self.terms = tuple(terms)
        self.in_title = kinds_of(self.terms)
        has_title_terms = any(term.title_only for term in terms)
        self.in_body = kinds_of(self.terms, is_title=False) if has_title_terms else self.in_title
        self.weights = [weight_of(term, idfs or {}) for term in self.terms]

    def choose(self, slots: TextSlots, *, is_title: bool = False) -> list[int]:
        """The chosen matches of a text, ascending."""
        return choose(slots.met, slots.codes, self.in_title if is_title else self.in_body) if slots.met else []


def weight_of(term: HighlightTerm, idfs: Mapping[Condition, float]) -> int:
    """What it is worth to show the word, in thousandths: the idf of the word as it was typed or, failing that, folded; 1,000
    for a word that was not scored by itself."""
    idf = (
        idfs.get(Term("exact", term.exact))
        or idfs.get(Term("folded", term.folded))
        or idfs.get(Term("title", term.folded))
        or 1.0
    )
    return round(1000 * idf)


def kinds_of(terms: Sequence[HighlightTerm], *, is_title: bool = True) -> WordKinds:
    """The terms as matches are chosen by them, in titles or in other texts."""
    numbers: dict[tuple[str, bool], int] = {}
    of_word = tuple([numbers.setdefault((term.folded, term.is_prefix), len(numbers)) for term in terms])
    free = bytearray(len(numbers))
    neighbours = bytearray(len(numbers) ** 2)
    before = None
    for term, kind in zip(terms, of_word, strict=True):
        if term.phrase:
            continue
        if is_title or not term.title_only:
            free[kind] = 1
        if before is not None and before[0] == term.run:
            neighbours[before[1] * len(numbers) + kind] = 1
        before = term.run, kind
    phrases = tuple(
        PhraseKinds(
            tuple([of_word[place] for place in phrase]), tuple([terms[place].has_diacritics for place in phrase])
        )
        for phrase in _phrases(terms)
        if is_title or not terms[phrase[0]].title_only
    )
    is_bare = not any(term.has_diacritics for term in terms)
    return WordKinds(of_word, bytes(free), bytes(neighbours), phrases, is_bare)


def _phrases(terms: Sequence[HighlightTerm]) -> Iterator[list[int]]:
    """The places of the terms of each phrase."""
    places = (place for place, term in enumerate(terms) if term.phrase)
    for _, phrase in itertools.groupby(places, key=lambda place: terms[place].run):
        yield list(phrase)


# From here on in the order of _rules.h.


def choose_phrase(
    phrase: PhraseKinds, met: Sequence[int], kind: Sequence[int], is_exact: Sequence[bool]
) -> Iterator[int]:
    """The matches where the phrase stands; only where it is spelled as typed, if it is so anywhere."""
    width = len(phrase.kinds)
    whole = [
        first
        for first in range(len(kind) - width + 1)
        if kind[first] == phrase.kinds[0]
        and met[first + width - 1] - met[first] == width - 1
        and tuple(kind[first : first + width]) == phrase.kinds
    ]
    as_typed = [
        first
        for first in whole
        if all(is_exact[first + step] for step, typed_so in enumerate(phrase.has_diacritics) if typed_so)
    ]
    for first in as_typed or whole:
        yield from range(first, first + width)


def find_together(met: Sequence[int], kind: Sequence[int], kinds: WordKinds) -> list[bool]:
    """Of each match, whether its word stands beside one that it stands beside in the query."""
    together = [False] * len(met)
    same = []
    for match in range(1, len(met)):
        if met[match] - met[match - 1] == 1:
            if kinds.neighbours[kind[match - 1] * len(kinds.free) + kind[match]]:
                together[match - 1] = together[match] = True
            if kind[match - 1] == kind[match]:
                same.append(match)
    # A joined form takes several slots, of which only the outer one touches its neighbour.
    for match in same:
        together[match] |= together[match - 1]
    for match in reversed(same):
        together[match - 1] |= together[match]
    return together


def choose(met: list[int], codes: list[int], kinds: WordKinds) -> list[int]:
    """The chosen matches, ascending (see HighlightRules)."""
    kind = [kinds.of_word[code // 2] for code in codes]
    is_exact = [code % 2 == 1 for code in codes]
    together = find_together(met, kind, kinds)
    of_kind: dict[int, list[int]] = {}
    for match, one in enumerate(kind):
        if kinds.free[one]:
            of_kind.setdefault(one, []).append(match)
    chosen: set[int] = set()
    for matches in of_kind.values():
        as_typed = [] if kinds.is_bare else [match for match in matches if is_exact[match]]
        chosen.update(as_typed or [match for match in matches if together[match]] or matches)
    for phrase in kinds.phrases:
        chosen.update(choose_phrase(phrase, met, kind, is_exact))
    return sorted(chosen)


def best_passage(slots: TextSlots, chosen: list[int], weights: Sequence[int], most_chars: int) -> tuple[int, int]:
    """The first and the last highlighted slot of the best passage of at most ``most_chars`` characters; any is chosen.

    The best one has the words of the greatest weight, each counted once (``weights``, one a word: whole numbers, so that the
    same words weigh the same in whatever order they are added up); then the most of them side by side; then it is the first.
    """
    starts, ends = slots.starts, slots.ends
    places = [slots.met[match] for match in chosen]
    words = [slots.codes[match] // 2 for match in chosen]
    held: dict[int, int] = {}
    best, best_score = (0, 0), (-1, -1)
    last, value, together = -1, 0, 0
    for first, word in enumerate(words):
        begin = starts[places[first]]
        while last + 1 < len(words) and (last < first or ends[places[last + 1]] - begin <= most_chars):
            last += 1
            together += last > first and places[last] - places[last - 1] == 1
            value += weights[words[last]] if words[last] not in held else 0
            held[words[last]] = held.get(words[last], 0) + 1
        if (value, together) > best_score:
            best, best_score = (first, last), (value, together)
        held[word] -= 1
        if not held[word]:
            del held[word]
            value -= weights[word]
        together -= last > first and places[first + 1] - places[first] == 1
    return places[best[0]], places[best[1]]


def highlight_spans(
    slots: TextSlots, chosen: Sequence[int], begin: int = 0, end: int | None = None
) -> tuple[Span, ...]:
    """The chosen matches as spans of the text; words with one space or joint between (chi bộ, KH&CN) become one span.

    Only spans that start from ``begin`` on and, unless it is None, before ``end``; these may be cut off behind it.
    """
    text, starts, ends, met = slots.text, slots.starts, slots.ends, slots.met
    place = 0
    if begin:
        place = bisect_left(chosen, bisect_left(starts, begin), key=met.__getitem__)
        # A word that goes on with the one before it begins no span.
        while 0 < place < len(chosen) and starts[met[chosen[place]]] - ends[met[chosen[place - 1]]] <= 1:
            place -= 1
    spans: list[Span] = []
    first, last = 0, -2
    for match in chosen[place:] if place else chosen:
        slot = met[match]
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


def beginning(slots: TextSlots, first: int, last: int, most_chars: int) -> int:
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


def latest_beginning(slots: TextSlots, earliest: int) -> int:
    """Where a snippet of full length would begin that runs to the end of the text, at a word, not before ``earliest``."""
    if earliest <= 0:
        return 0
    place = bisect_left(slots.starts, earliest)
    while place < len(slots.starts) - 1 and slots.is_break(place):
        place += 1
    return slots.starts[place] if place < len(slots.starts) else earliest


def ending(slots: TextSlots, begin: int, most_chars: int, last: int, content_end: int) -> int:
    """Where a snippet ends that begins there and shows the slot ``last``: behind a word."""
    text = slots.text
    if len(text) - begin <= most_chars:
        return content_end if content_end > begin else len(text)
    word = bisect_right(slots.ends, begin + most_chars) - 1
    while word >= 0 and slots.is_break(word):
        word -= 1
    if word < 0 or slots.ends[word] <= begin:
        return min(len(text), begin + most_chars)
    # A word longer than the snippet (one letter under hundreds of combining marks) is cut like anything else.
    end = min(slots.ends[max(word, last)], begin + most_chars)
    # The stop or closing quote right after the last word goes with it.
    while end < len(text) and end < begin + most_chars and not text[end].isspace() and not text[end].isalnum():
        end += 1
    return end


_SPACE = re.compile(r"\s")


class Snippet(NamedTuple):
    """A piece of text with the [start, end) spans of its highlighted words, in order, not overlapping."""

    text: str
    spans: tuple[Span, ...]


def cut(slots: TextSlots, chosen: list[int], weights: Sequence[int], most_chars: int = SNIPPET_CHARS) -> Snippet:
    """The piece of the text, at most ``most_chars`` long beside its ellipses, that says most about the query.

    The one with the words of the greatest weight, the more of them side by side the better, the earlier the better. Line
    breaks become spaces.
    """
    text = slots.text
    content_end = len(text.rstrip())
    if not chosen:
        begin = len(text) - len(text.lstrip())
        last = -1
    else:
        first, last = best_passage(slots, chosen, weights, most_chars - CONTEXT_CHARS)
        begin = min(beginning(slots, first, last, most_chars), latest_beginning(slots, content_end - most_chars))
    end = ending(slots, begin, most_chars, last, content_end)
    head = "…" if text[:begin].strip() else ""
    tail = "…" if end < content_end else ""
    shift = begin - len(head)
    spans = [(start - shift, min(stop, end) - shift) for start, stop in highlight_spans(slots, chosen, begin, end)]
    return Snippet(head + _SPACE.sub(" ", text[begin:end]) + tail, tuple(spans))


Shown = tuple[str, tuple[Span, ...], tuple[Span, ...], Literal["body", "title"]]
"""What of a document is shown for a query: ``snippet``, ``spans``, ``title_spans`` and ``snippet_of`` of a Hit."""


def show(title: TextSlots, body: TextSlots, rules: HighlightRules) -> Shown:
    """What is shown of a document: the snippet is cut from the body, or from the title when only that answers."""
    in_title = rules.choose(title, is_title=True)
    in_body = rules.choose(body)
    title_spans = highlight_spans(title, in_title)
    if not in_body and (title_spans or not body.text.strip()):
        return *cut(title, in_title, rules.weights), title_spans, "title"
    return *cut(body, in_body, rules.weights), title_spans, "body"
