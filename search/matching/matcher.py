"""The matcher: which documents of an index meet the conditions of a plan, how often, and which may be among the best.

It decides nothing about ranking: factors and conditions come from execution.py. There are two, which answer alike:
compiled_matcher.py reads posting lists in place with inner loops in C, array_matcher.py decodes them into numpy
arrays where there was no C compiler.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import numpy.typing as npt

from search.ranking.plan import Condition

Array = npt.NDArray[Any]


class MatchList(Protocol):
    """The live documents that meet one condition, in whatever form the matcher has them."""

    def __len__(self) -> int:
        """How many there are."""
        ...


ListT = TypeVar("ListT", bound=MatchList)


class Matches(Protocol):
    """A set of live documents, numbered through over all segments."""

    def __len__(self) -> int:
        """How many there are."""
        ...

    @property
    def docs(self) -> Array:
        """Their numbers, int64, ascending."""
        ...

    def has(self, docs: Array) -> Array:
        """A mask of ``docs`` (int64, ascending) that are in the set."""
        ...


MatchesT = TypeVar("MatchesT", bound=Matches)


class ScoredList(NamedTuple, Generic[ListT]):
    """A scored condition: it gives a document factor * tf / (tf + norm), always less than ``factor``.

    The norm is that of the title where the condition ``is_of_title``. The condition does not count in a document that meets all
    of ``instead_of``, if there are any.
    """

    matches: ListT
    factor: float
    is_of_title: bool = False
    instead_of: tuple[ListT, ...] = ()


class Matcher(Protocol[ListT, MatchesT]):
    """Carries out conditions on the segments of one generation. Any number of threads may share it."""

    first_numbers: list[int]
    """The number in the whole index of each segment's first document, and at the end how many there are in all."""

    def of(self, condition: Condition) -> ListT:
        """The live documents that meet the condition."""
        ...

    def passing(self, excluded: Sequence[ListT], allowed: Array | None) -> MatchesT:
        """The live documents that meet none of ``excluded``, restricted to ``allowed`` (a bool per document of the index)
        unless it is None."""
        ...

    def meeting(self, disjuncts: Sequence[Sequence[Sequence[ListT]]], within: MatchesT) -> MatchesT:
        """Those of ``within`` that meet all needs of any disjunct, each by any of its lists."""
        ...

    def any_of(self, lists: Sequence[ListT], within: MatchesT) -> MatchesT:
        """Those of ``within`` that meet any of the lists."""
        ...

    def restricted(self, matches: MatchesT, allowed: Array) -> MatchesT:
        """Those of ``matches`` that are true in ``allowed``, a bool per document of the index."""
        ...

    def less(self, matches: MatchesT, others: MatchesT) -> MatchesT:
        """Those of ``matches`` that are not among ``others``."""
        ...

    def candidates(self, scored: Sequence[ScoredList[ListT]], count: int, within: MatchesT) -> Array:
        """Documents of ``within`` (int64, ascending), among them the ``count`` (1 or more) best by their lists and all ties.

        Each gets something from a list, so there may be fewer.
        """
        ...

    def contributions(self, scored: Sequence[ScoredList[ListT]], docs: Array) -> Array:
        """What each scored list gives each of ``docs`` (int64, ascending): float64 (scored lists, documents)."""
        ...
