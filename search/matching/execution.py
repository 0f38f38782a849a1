"""One plan carried out on one generation: which documents meet it, how many, and which score best.

Scores that are told are added up in the order of the plan in float64, so that a document scores the same whatever
way it was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from search.matching.index_columns import IndexColumns
from search.matching.matcher import Matcher, Matches, MatchList, ScoredList
from search.ranking.bm25 import K1, idf, idf_of
from search.ranking.plan import Condition, Plan, is_of_title

Array = npt.NDArray[Any]


class Execution:
    """Made for each search; the lists it works on are those of the generation."""

    def __init__(
        self,
        plan: Plan,
        matcher: Matcher[Any, Any],
        columns: IndexColumns,
        allowed: Array | None = None,
        *,
        is_counted: bool = False,
    ) -> None:
        """``allowed`` is a mask of the live documents that pass the filters; None when all documents do.

        ``is_counted``: facets are counted too, which need the whole matches that the filters leave out.
        """
        self._plan = plan
        self._matcher = matcher
        self._columns = columns
        self._allowed = allowed
        self._is_counted = is_counted
        self._held: dict[Condition, MatchList] = {}

    def _of(self, condition: Condition) -> MatchList:
        found = self._held.get(condition)
        if found is None:
            found = self._held[condition] = self._matcher.of(condition)
        return found

    @cached_property
    def idfs(self) -> dict[Condition, float]:
        """The idfs of the plan's scored conditions, over all live documents."""
        count, scored = self._columns.live_count, self._plan.scored
        return {one.condition: idf(count, len(held)) for one, held in zip(scored, self._scored_lists, strict=True)}

    @cached_property
    def _scored_lists(self) -> list[MatchList]:
        return self._lists_of(scored.condition for scored in self._plan.scored)

    @cached_property
    def _passing(self) -> Matches:
        """The documents that pass the filters and meet nothing that is excluded."""
        passing: Matches = self._matcher.passing(self._lists_of(self._plan.excluded), self._allowed)
        return passing

    @cached_property
    def whole(self) -> Matches:
        """The documents that meet all needs of a disjunct and pass the filters."""
        if self._is_counted and self._allowed is not None and self._plan.disjuncts:
            restricted: Matches = self._matcher.restricted(self.whole_unfiltered, self._allowed)
            return restricted
        return self._meeting(self._passing)

    @cached_property
    def whole_unfiltered(self) -> Matches:
        """The same whether they pass the filters or not. Of a plan that asks for nothing, all documents."""
        passing: Matches = self._matcher.passing(self._lists_of(self._plan.excluded), None)
        if not self._plan.disjuncts:
            return passing
        return self.whole if self._allowed is None else self._meeting(passing)

    def _meeting(self, passing: Matches) -> Matches:
        disjuncts = [[self._lists_of(need) for need in disjunct] for disjunct in self._plan.disjuncts]
        whole: Matches = self._matcher.meeting(disjuncts, passing)
        return whole

    @cached_property
    def _others(self) -> Matches:
        """The documents that pass the filters and are no whole matches."""
        others: Matches = self._matcher.less(self._passing, self.whole)
        return others

    @cached_property
    def _some(self) -> Matches:
        """Those of the others that meet any condition of the plan."""
        some: Matches = self._matcher.any_of(self._lists_of(self._plan_conditions()), self._others)
        return some

    def _lists_of(self, conditions: Iterable[Condition]) -> list[MatchList]:
        return [self._of(condition) for condition in conditions]

    def some_count(self, most: int) -> int:
        """How many documents lack a word, counted up to ``most``."""
        if self._plan.whole_only:
            return 0
        # Nearly always the most frequent word alone tells that there are more than anybody pages through.
        longest = max((len(one.matches) for one in self._scored if not one.instead_of), default=0)
        if self._allowed is None and not self._plan.excluded and longest - len(self.whole) >= most:
            return most
        return min(most, len(self._some))

    def best_whole(self, count: int) -> tuple[Array, Array]:
        """The ``count`` best of ``whole``, best first, with their scores; of equals the newer, then the one indexed first."""
        if not self._plan.scored:
            return self.by_date(count, newest_first=True)
        found = self._candidates(self.whole, count)
        return self._best_of(found if len(found) >= count else self.whole.docs, count)

    def best_some(self, count: int) -> tuple[Array, Array]:
        """The same of the documents that lack a word."""
        if self._plan.whole_only:
            count = 0
        found = self._candidates(self._others, count)
        return self._best_of(found if len(found) >= count else self._some.docs, count)

    def best(self, count: int) -> tuple[Array, Array, Array]:
        """The same whether they lack a word or not, and which of them are whole matches."""
        found = self._candidates(self.whole if self._plan.whole_only else self._passing, count)
        if len(found) < count:
            found = self.whole.docs if self._plan.whole_only else np.union1d(self.whole.docs, self._some.docs)
        docs, scores = self._best_of(found, count)
        order = docs.argsort()
        is_whole = np.empty(len(docs), dtype=bool)
        is_whole[order] = self.whole.has(docs[order])
        return docs, scores, is_whole

    def _candidates(self, within: Matches, count: int) -> Array:
        if not count:
            return np.empty(0, np.int64)
        found: Array = self._matcher.candidates(self._scored, count, within)
        return found

    def by_date(self, count: int, *, newest_first: bool) -> tuple[Array, Array]:
        """The first ``count`` of ``whole`` by date, those without one last; with their scores."""
        docs = self.whole.docs
        date = self._columns.date[docs]
        undated = date == np.iinfo(np.int64).min
        key = ~date if newest_first else date
        if count < len(docs):
            # The least date sorts first, of NO_DATE the complement last: an undated one is put behind in both.
            last = np.where(undated, np.iinfo(np.int64).max, key)
            kept = np.flatnonzero(last <= np.partition(last, count - 1)[count - 1]) if count else slice(0)
            docs, key, undated = docs[kept], key[kept], undated[kept]
        docs = docs[np.lexsort((docs, key, undated))[:count]]
        return docs, self.scores(docs)

    def dates_of(self, docs: Sequence[int]) -> list[int]:
        """Publication as Unix seconds, NO_DATE where there is none."""
        dates: list[int] = self._columns.date[list(docs)].tolist()
        return dates

    def contributions(self, docs: Array) -> Array:
        """What each scored condition of the plan gives each of ``docs``: float64 (conditions, documents)."""
        order = np.argsort(docs, kind="stable")
        gained = np.empty((len(self._scored), len(docs)))
        gained[:, order] = self._matcher.contributions(self._scored, docs[order])
        return gained

    def scores(self, docs: Array) -> Array:
        """The scores of ``docs``."""
        scores = np.zeros(len(docs))
        if not len(docs):
            return scores
        # One after the other: numpy's own sum adds up in another order for one document than for many.
        for gained in self.contributions(docs) if self._plan.scored else ():
            scores += gained
        return scores

    def _best_of(self, docs: Array, count: int) -> tuple[Array, Array]:
        scores = self.scores(docs)
        if 0 < count < len(docs):
            # All that tie with the last place stay in, so that the tie is broken by date, not by chance.
            kept = np.flatnonzero(scores >= np.partition(scores, len(docs) - count)[len(docs) - count])
            docs, scores = docs[kept], scores[kept]
        order = np.lexsort((docs, ~self._columns.date[docs], -scores))[:count]
        return docs[order], scores[order]

    @cached_property
    def _scored(self) -> list[ScoredList[Any]]:
        idfs = self.idfs
        return [
            ScoredList(
                held,
                scored.weight * idf_of(scored, idfs) * (K1 + 1),
                is_of_title(scored.condition),
                tuple(self._lists_of(scored.instead_of)) if scored.instead_of else (),
            )
            for scored, held in zip(self._plan.scored, self._scored_lists, strict=True)
        ]

    def _plan_conditions(self) -> list[Condition]:
        needed = (condition for disjunct in self._plan.disjuncts for need in disjunct for condition in need)
        return list(dict.fromkeys((*(scored.condition for scored in self._plan.scored), *needed)))
