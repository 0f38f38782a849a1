"""Choosing: which of the met slots of a text are marked, and which stretch of it says most about the query.

``_marking_rules.h`` has the same rules in C. A slot is *met* by a word of the query; ``met`` are such slots, ascending, and
``codes``, parallel, say how (see code_of). A *mark* is a place in these lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

Offsets = memoryview
"""Character offsets, one a slot (int32)."""


def code_of(word: int, is_exact: bool) -> int:
    """How a slot meets the word of that number: spelled the same, or only folding the same."""
    return 2 * word + is_exact


class PhraseKinds(NamedTuple):
    """The kinds of the words of a phrase, in order, and which of its words were typed with marks."""

    kinds: tuple[int, ...]
    has_diacritics: tuple[bool, ...]


class WordKinds(NamedTuple):
    """The words of a query as marks are chosen by them. Words that fold the same are of one kind; kinds are numbered from 0."""

    of_word: tuple[int, ...]
    free: bytes
    """1 for each kind that is highlighted wherever it stands, not only in a phrase."""
    neighbours: bytes
    """1 at first * len(free) + second for two kinds that stand side by side in the query."""
    phrases: tuple[PhraseKinds, ...]
    is_bare: bool
    """No word was typed with marks."""


def choose(met: list[int], codes: list[int], kinds: WordKinds) -> list[int]:
    """The marks that are shown, ascending (see search.highlight.marks.HighlightRules)."""
    kind = [kinds.of_word[code // 2] for code in codes]
    is_exact = [code % 2 == 1 for code in codes]
    together = _beside_neighbour(met, kind, kinds)
    of_kind: dict[int, list[int]] = {}
    for mark, one in enumerate(kind):
        if kinds.free[one]:
            of_kind.setdefault(one, []).append(mark)
    chosen: set[int] = set()
    for marks in of_kind.values():
        as_typed = [] if kinds.is_bare else [mark for mark in marks if is_exact[mark]]
        chosen.update(as_typed or [mark for mark in marks if together[mark]] or marks)
    for phrase in kinds.phrases:
        chosen.update(_whole_phrase(phrase, met, kind, is_exact))
    return sorted(chosen)


def best_passage(
    met: list[int],
    codes: list[int],
    marks: list[int],
    starts: Offsets,
    ends: Offsets,
    worth: Sequence[int],
    most_chars: int,
) -> tuple[int, int]:
    """The first and the last marked slot of the best stretch of at most ``most_chars`` characters; there is a mark.

    The best one has the words that are worth most, each counted once (``worth``, one a word: whole numbers, so that the
    same words are worth the same in whatever order they are added up); then the most of them side by side; then it is the
    first.
    """
    places = [met[mark] for mark in marks]
    words = [codes[mark] // 2 for mark in marks]
    held: dict[int, int] = {}
    best, best_score = (0, 0), (-1, -1)
    last, value, together = -1, 0, 0
    for first, word in enumerate(words):
        begin = starts[places[first]]
        while last + 1 < len(words) and (last < first or ends[places[last + 1]] - begin <= most_chars):
            last += 1
            together += last > first and places[last] - places[last - 1] == 1
            value += worth[words[last]] if words[last] not in held else 0
            held[words[last]] = held.get(words[last], 0) + 1
        if (value, together) > best_score:
            best, best_score = (first, last), (value, together)
        held[word] -= 1
        if not held[word]:
            del held[word]
            value -= worth[word]
        together -= last > first and places[first + 1] - places[first] == 1
    return places[best[0]], places[best[1]]


def _beside_neighbour(met: Sequence[int], kind: Sequence[int], kinds: WordKinds) -> list[bool]:
    """Of each met slot, whether its word stands beside one that it stands beside in the query."""
    together = [False] * len(met)
    same = []
    for mark in range(1, len(met)):
        if met[mark] - met[mark - 1] == 1:
            if kinds.neighbours[kind[mark - 1] * len(kinds.free) + kind[mark]]:
                together[mark - 1] = together[mark] = True
            if kind[mark - 1] == kind[mark]:
                same.append(mark)
    # A joined form takes several slots, of which only the outer one touches its neighbour.
    for mark in same:
        together[mark] |= together[mark - 1]
    for mark in reversed(same):
        together[mark - 1] |= together[mark]
    return together


def _whole_phrase(
    phrase: PhraseKinds, met: Sequence[int], kind: Sequence[int], is_exact: Sequence[bool]
) -> Iterator[int]:
    """The marks where the phrase stands; only where it is spelled as typed, if it is so anywhere."""
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
        if all(is_exact[first + step] for step, marked in enumerate(phrase.has_diacritics) if marked)
    ]
    for first in as_typed or whole:
        yield from range(first, first + width)
