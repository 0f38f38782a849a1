"""One plan carried out on one generation: which documents meet it, how many, and which score best.

Scores that are told are added up in the order of the plan in float64, so that a document scores the same whatever
way it was found.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from search.doc_lists import DocList
from search.index_columns import IndexColumns
from search.index_lists import IndexLists
from search.max_score import COSTLY_SHARE, Part, candidates
from search.plan import Condition, Need, Plan, Side, is_of_title
from search.ranking import K1, idf, idf_of

Array = npt.NDArray[Any]


class Execution:
    """Made for each search; the lists it works on are those of the generation."""

    def __init__(self, plan: Plan, lists: IndexLists, columns: IndexColumns, allowed: Array | None = None) -> None:
        """``allowed`` is a mask of the live documents that pass the filters; None when all documents do."""
        self._plan = plan
        self._lists = lists
        self._columns = columns
        self._allowed = allowed
        self._held: dict[Condition, DocList] = {}

    def _of(self, condition: Condition) -> DocList:
        found = self._held.get(condition)
        if found is None:
            found = self._held[condition] = self._lists.of(condition)
        return found

    @cached_property
    def idfs(self) -> dict[Condition, float]:
        """The idfs of the plan's scored conditions, over all live documents."""
        count = self._columns.live_count
        return {scored.condition: idf(count, len(self._of(scored.condition))) for scored in self._plan.scored}

    @cached_property
    def whole(self) -> Array:
        """The documents, ascending, that meet all needs of a side and pass the filters."""
        sides = [self._meeting(side) for side in self._plan.sides]
        docs = sides[0] if len(sides) == 1 else self._union(sides)
        if self._allowed is not None:
            docs = docs[self._allowed[docs]]
        for condition in self._plan.excluded:
            docs = docs[self._of(condition).frequencies(docs) == 0]
        return docs

    def some_count(self, most: int) -> int:
        """How many documents lack a word, counted up to ``most``."""
        if self._plan.whole_only:
            return 0
        # Nearly always the most frequent word alone tells that there are more than anybody pages through.
        longest = max((len(part.docs) for part in self._parts), default=0)
        if self._allowed is None and not self._plan.excluded and longest - len(self.whole) >= most:
            return most
        return min(most, int(np.count_nonzero(self._some())))

    def best_whole(self, count: int) -> tuple[Array, Array]:
        """The ``count`` best of ``whole``, best first, with their scores; of equals the newer, then the one indexed first."""
        if not self._plan.scored:
            return self.by_date(count, newest_first=True)
        docs = self.whole
        if not count:
            docs = docs[:0]
        elif len(docs) > max(count, COSTLY_SHARE * self._lists.document_count):
            mask = np.zeros(self._lists.document_count, dtype=bool)
            mask[docs] = True
            found = candidates(self._parts, len(mask), count, mask=mask)
            docs = found if len(found) >= count else docs
        return self._best_of(docs, count)

    def best_some(self, count: int) -> tuple[Array, Array]:
        """The same of the documents that lack a word."""
        if self._plan.whole_only or not count or not self._lists.document_count:
            return np.empty(0, np.int64), np.empty(0)
        without = [self.whole, *(self._of(condition).docs for condition in self._plan.excluded)]
        docs = candidates(
            self._parts, self._lists.document_count, count, mask=self._allowed, without=np.concatenate(without)
        )
        if len(docs) < count:
            docs = np.flatnonzero(self._some())
        return self._best_of(docs, count)

    def by_date(self, count: int, *, newest_first: bool) -> tuple[Array, Array]:
        """The first ``count`` of ``whole`` by date, those without one last; with their scores."""
        docs = self.whole
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
        ascending = docs[order]
        tfs = np.empty((len(self._parts), len(docs)))
        for row, part in zip(tfs, self._parts, strict=True):
            row[order] = part.docs.frequencies(ascending)
        norms = np.stack((self._columns.norms[docs], self._columns.title_norms[docs]))
        norms = norms[[int(is_of_title(scored.condition)) for scored in self._plan.scored]]
        factors = np.array([part.factor for part in self._parts])
        gained: Array = factors[:, None] * tfs / (tfs + norms)
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
    def _parts(self) -> list[Part]:
        columns = self._columns
        return [
            Part(
                self._lists.counted(scored) if scored.instead_of else self._of(scored.condition),
                scored.weight * idf_of(scored, self.idfs) * (K1 + 1),
                columns.small_title_norms if is_of_title(scored.condition) else columns.small_norms,
            )
            for scored in self._plan.scored
        ]

    def _some(self) -> Array:
        """A mask of the documents that meet any condition of the plan and pass the filters, but are no whole match."""
        mask = np.zeros(self._lists.document_count, dtype=bool)
        for condition in self._plan_conditions():
            self._of(condition).mark(mask)
        if self._allowed is not None:
            mask &= self._allowed
        for condition in self._plan.excluded:
            mask[self._of(condition).docs] = False
        mask[self.whole] = False
        return mask

    def _plan_conditions(self) -> list[Condition]:
        needed = (condition for side in self._plan.sides for need in side for condition in need)
        return list(dict.fromkeys((*(scored.condition for scored in self._plan.scored), *needed)))

    def _meeting(self, side: Side) -> Array:
        """The documents that meet all needs of a side: those of the rarest need, the others looked up in them."""
        count = self._lists.document_count
        if not side:
            return np.arange(count) if self._columns.alive is None else np.flatnonzero(self._columns.alive)
        needs = sorted((self._lists_of(need) for need in side), key=_length)
        if _length(needs[0]) > COSTLY_SHARE * count:
            mask = np.ones(count, dtype=bool)
            for lists in needs:
                mask &= self._mask(lists)
            return np.flatnonzero(mask)
        docs = needs[0][0].docs if len(needs[0]) == 1 else self._union([one.docs for one in needs[0]])
        for lists in needs[1:]:
            if not len(docs):
                break
            met = lists[0].frequencies(docs) > 0
            for other in lists[1:]:
                met |= other.frequencies(docs) > 0
            docs = docs[met]
        return docs

    def _lists_of(self, need: Need) -> list[DocList]:
        return [self._of(condition) for condition in need]

    def _mask(self, lists: Sequence[DocList]) -> Array:
        mask = np.zeros(self._lists.document_count, dtype=bool)
        for one in lists:
            one.mark(mask)
        return mask

    def _union(self, parts: Sequence[Array]) -> Array:
        """The documents of any of the parts, ascending."""
        if not parts:
            return np.empty(0, np.int64)
        if sum(map(len, parts)) < COSTLY_SHARE * self._lists.document_count:
            return np.unique(np.concatenate(parts))
        mask = np.zeros(self._lists.document_count, dtype=bool)
        for docs in parts:
            mask[docs] = True
        return np.flatnonzero(mask)


def _length(lists: Sequence[DocList]) -> int:
    return sum(map(len, lists))
