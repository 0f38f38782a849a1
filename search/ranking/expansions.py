"""Expansions: other ways in which a document may say what a run of the query says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.query.clauses import PlainWord, Word
from search.ranking.plan import Condition
from search.results import Remark


@dataclass(frozen=True, slots=True)
class Alternative:
    """One other way of saying it.

    ``words`` are those to be highlighted in a text that meets the condition, side by side; none when it is met by what the
    document is rather than by what it says. ``weight`` is relative to that of the words as typed: 1 would be as good.
    """

    condition: Condition
    words: tuple[PlainWord, ...]
    weight: float
    stands_in: bool = True
    """True when the words take the very place of those typed, so that the neighbours of these stand beside them."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """What the words [first, last) of a disjunct of the query may also be said as. Any one of ``alternatives`` will do for all.

    ``level`` is the one named in explanations (see results.Reason).
    """

    disjunct: int
    first: int
    last: int
    level: str
    alternatives: tuple[Alternative, ...]
    is_strict: bool = False
    """True when the words one by one will not do: "3" and "12" anywhere in a text are no 3-12."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words typed next to each other: clauses [first, first + len(words)) of a disjunct of the query. ``folded`` is each folded."""

    disjunct: int
    first: int
    words: Sequence[Word]
    folded: tuple[str, ...]

    @staticmethod
    def of(disjunct: int, first: int, words: Sequence[Word]) -> Run:
        return Run(disjunct, first, words, tuple([word.folded for word in words]))

    def expansion(
        self, first: int, last: int, level: str, alternatives: Sequence[Alternative], *, is_strict: bool = False
    ) -> Expansion:
        """The expansion of its words [first, last)."""
        return Expansion(self.disjunct, self.first + first, self.first + last, level, tuple(alternatives), is_strict)


@dataclass(frozen=True, slots=True)
class Expansions:
    """All that was read into a query, with the lines to be said about it."""

    expansions: tuple[Expansion, ...] = ()
    remarks: tuple[Remark, ...] = ()
