"""The matcher in numpy, for where there was no C compiler: lists are decoded into arrays, those asked for last kept.

A condition is looked up in every segment once and kept as one list over the index while there is room, since the price of
a list is less in its documents than in the calls around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from index.segment import FlatSegmentReader
from search.matching import max_score
from search.matching.cache import Cache
from search.matching.doc_lists import DocList, Listed, doc_list
from search.matching.index_columns import IndexColumns
from search.matching.matcher import ScoredList
from search.matching.max_score import COSTLY_SHARE
from search.matching.segment_conditions import postings_of
from search.ranking.plan import Condition

Array = npt.NDArray[Any]

CACHE_BYTES = 64 * 1024 * 1024
"""Lists are kept up to so many bytes, or ..."""

CACHE_BYTES_A_DOCUMENT = 512
"""... so many a document of the index, whichever is more: that many lists of words that stand in a sixteenth of all
documents or more. News has some 600 such syllables."""


class ArrayMatches:
    """A set of documents as their numbers, ascending, or as truth values, whichever is asked for."""

    def __init__(self, document_count: int, *, docs: Array | None = None, mask: Array | None = None) -> None:
        """One of the two is given."""
        self._document_count = document_count
        self._docs = docs
        self._mask = mask

    def __len__(self) -> int:
        return len(self._docs) if self._docs is not None else int(np.count_nonzero(self.mask))

    @property
    def docs(self) -> Array:
        """See Matches."""
        if self._docs is None:
            self._docs = np.flatnonzero(self.mask)
        return self._docs

    @property
    def mask(self) -> Array:
        """A truth value for every document of the index."""
        if self._mask is None:
            self._mask = np.zeros(self._document_count, dtype=bool)
            self._mask[self._docs] = True
        return self._mask

    def has(self, docs: Array) -> Array:
        """See Matches."""
        found: Array = self.mask[docs]
        return found


class ArrayMatcher:
    """See search.matching.matcher.Matcher."""

    def __init__(
        self, segments: Sequence[FlatSegmentReader], alive: Sequence[Array | None], columns: IndexColumns
    ) -> None:
        self._segments = list(zip(segments, alive, strict=True))
        self.first_numbers = [0, *accumulate(segment.count for segment in segments)]
        self._count = self.first_numbers[-1]
        self._columns = columns
        live = np.ones(self._count, dtype=bool) if columns.alive is None else columns.alive
        self._live = ArrayMatches(self._count, mask=live)
        self._cache: Cache[Condition, DocList] = Cache(max(CACHE_BYTES, CACHE_BYTES_A_DOCUMENT * self._count))

    def of(self, condition: Condition) -> DocList:
        """See Matcher."""
        found = self._cache.get(condition)
        return self._cache.put(condition, self._look_up(condition)) if found is None else found

    def _look_up(self, condition: Condition) -> DocList:
        docs, tfs = [], []
        for (segment, alive), first in zip(self._segments, self.first_numbers, strict=False):
            postings = postings_of(segment, condition)
            if not len(postings):
                continue
            here = slice(None) if alive is None else alive[postings.docs]
            docs.append(postings.docs[here] + first if first else postings.docs[here])
            tfs.append(postings.tfs[here])
        if not docs:
            return Listed(np.empty(0, np.int64), np.empty(0, np.uint8))
        if len(docs) == 1:
            return doc_list(docs[0], tfs[0], self._count)
        return doc_list(np.concatenate(docs), np.concatenate(tfs), self._count)

    def passing(self, excluded: Sequence[DocList], allowed: Array | None) -> ArrayMatches:
        """See Matcher."""
        mask = self._live.mask if allowed is None else allowed
        if excluded:
            mask = mask & ~self._mask(excluded)
        return ArrayMatches(self._count, mask=mask)

    def meeting(self, disjuncts: Sequence[Sequence[Sequence[DocList]]], within: ArrayMatches) -> ArrayMatches:
        """See Matcher."""
        met = [self._meeting(disjunct) for disjunct in disjuncts]
        docs = met[0] if len(met) == 1 else self._union(met)
        return ArrayMatches(self._count, docs=docs[within.mask[docs]])

    def any_of(self, lists: Sequence[DocList], within: ArrayMatches) -> ArrayMatches:
        """See Matcher."""
        return ArrayMatches(self._count, mask=self._mask(lists) & within.mask)

    def restricted(self, matches: ArrayMatches, allowed: Array) -> ArrayMatches:
        """See Matcher."""
        return ArrayMatches(self._count, docs=matches.docs[allowed[matches.docs]])

    def less(self, matches: ArrayMatches, others: ArrayMatches) -> ArrayMatches:
        """See Matcher."""
        mask = matches.mask.copy()
        mask[others.docs] = False
        return ArrayMatches(self._count, mask=mask)

    def candidates(self, scored: Sequence[ScoredList[DocList]], count: int, within: ArrayMatches) -> Array:
        """See Matcher."""
        if len(within) <= max(count, COSTLY_SHARE * self._count):
            meeting: Array = within.docs[self.contributions(scored, within.docs).sum(axis=0) > 0]
            return meeting
        columns = self._columns
        lists = [
            max_score.ScoredList(
                self._counted(one), one.factor, columns.small_title_norms if one.is_of_title else columns.small_norms
            )
            for one in scored
        ]
        return max_score.candidates(lists, self._count, count, mask=within.mask)

    def contributions(self, scored: Sequence[ScoredList[DocList]], docs: Array) -> Array:
        """See Matcher."""
        tfs = np.empty((len(scored), len(docs)))
        for row, one in zip(tfs, scored, strict=True):
            row[:] = one.matches.frequencies(docs)
            if one.instead_of:
                row[np.logical_and.reduce([other.frequencies(docs) > 0 for other in one.instead_of])] = 0
        norms = np.stack((self._columns.norms[docs], self._columns.title_norms[docs]))
        norms = norms[[int(one.is_of_title) for one in scored]]
        factors = np.array([one.factor for one in scored])
        gained: Array = factors[:, None] * tfs / (tfs + norms)
        return gained

    def _counted(self, one: ScoredList[DocList]) -> DocList:
        """The documents in which the scored list counts."""
        if not one.instead_of:
            return one.matches
        docs = one.matches.docs
        missing = np.logical_or.reduce([other.frequencies(docs) == 0 for other in one.instead_of])
        return doc_list(docs[missing], one.matches.frequencies(docs)[missing], self._count)

    def _meeting(self, disjunct: Sequence[Sequence[DocList]]) -> Array:
        """The documents that meet all needs of a disjunct: those of the rarest need, the others looked up in them."""
        if not disjunct:
            return self._live.docs
        needs = sorted(disjunct, key=_length)
        if _length(needs[0]) > COSTLY_SHARE * self._count:
            mask = np.ones(self._count, dtype=bool)
            for lists in needs:
                mask &= self._mask(lists)
            return np.flatnonzero(mask)
        docs = needs[0][0].docs if len(needs[0]) == 1 else self._union([one.docs for one in needs[0]])
        for lists in needs[1:]:
            if not len(docs):
                break
            docs = docs[np.logical_or.reduce([one.frequencies(docs) > 0 for one in lists])]
        return docs

    def _mask(self, lists: Sequence[DocList]) -> Array:
        mask = np.zeros(self._count, dtype=bool)
        for one in lists:
            one.mark(mask)
        return mask

    def _union(self, lists: Sequence[Array]) -> Array:
        """The documents of any of the lists, ascending."""
        if not lists:
            return np.empty(0, np.int64)
        if sum(map(len, lists)) < COSTLY_SHARE * self._count:
            docs_of_any: Array = np.unique(np.concatenate(lists))
            return docs_of_any
        mask = np.zeros(self._count, dtype=bool)
        for docs in lists:
            mask[docs] = True
        return np.flatnonzero(mask)


def _length(lists: Sequence[DocList]) -> int:
    return sum(map(len, lists))
