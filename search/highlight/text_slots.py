"""Text slots: a text as its words and sentence breaks in order, with the terms of a query recognised in it.

Only the few slots that meet a term are gone through one by one. An engine that stores the slots of its texts finds these
without analysing a text again; for others ``slots_from_text`` does.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple

from index.analysis import Token, analyze
from search.ranking.plan import HighlightTerm

Offsets = memoryview
"""Character offsets, one a slot (int32)."""


class TextSlots(NamedTuple):
    """A text with the query's terms recognised in it.

    ``starts`` and ``ends`` are character offsets into ``text``, one a slot and equal for a break. ``met`` and ``codes`` are
    parallel: the slots that meet one of the plan's highlight terms, ascending, and which and how (see code_of).
    """

    text: str
    starts: Offsets
    ends: Offsets
    met: list[int]
    codes: list[int]

    def is_break(self, slot: int) -> bool:
        """True where no word but a break stands."""
        return self.starts[slot] == self.ends[slot]


def code_of(term: int, is_exact: bool) -> int:
    """How a slot meets the term of that number: spelled the same, or only folding the same."""
    return 2 * term + is_exact


def recognise(exact: str, folded: str, terms: Sequence[HighlightTerm]) -> int | None:
    """The code of the first term met exactly, else of the first met folded; None when none is."""
    by_fold = None
    for place, term in enumerate(terms):
        if exact == term.exact or (term.is_prefix and exact.startswith(term.exact)):
            return code_of(place, True)
        if by_fold is None and not term.exact_only:
            if folded == term.folded or (term.is_prefix and folded.startswith(term.folded)):
                by_fold = code_of(place, False)
    return by_fold


def slots_from_text(text: str, terms: Sequence[HighlightTerm]) -> TextSlots:
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
            memo[token.exact] = recognise(token.exact, token.folded, terms)
        code = memo[token.exact]
        if code is not None:
            found[len(starts)] = code
        starts.append(token.start)
        ends.append(token.end)
    for first, token in joined:
        code = recognise(token.exact, token.folded, terms)
        if code is not None:
            found.update(dict.fromkeys(range(first, first + token.span), code))
    met = sorted(found)
    return TextSlots(text, memoryview(starts), memoryview(ends), met, [found[slot] for slot in met])
