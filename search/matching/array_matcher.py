"""The matcher in numpy, for where there was no C compiler: lists are decoded into arrays, those asked for last kept.

A condition is looked up in every segment once and kept as one list over the index while there is room, since the price of
a list is less in its documents than in the calls around it. Sets of documents are truth values over the whole index, and
for the best all lists are added up: what finds them in less is in the compiled matcher alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from index.segment import FlatSegmentReader
from search.matching.cache import Cache
from search.matching.index_columns import IndexColumns
from search.matching.matcher import ScoredList
from search.matching.posting_lists import DocumentList, document_list, gained
from search.matching.segment_conditions import postings_of
from search.ranking.plan import Condition

Array = npt.NDArray[Any]

CACHE_BYTES = 64 * 1024 * 1024
"""Lists are kept up to so many bytes, or ..."""

CACHE_BYTES_A_DOCUMENT = 512
"""... so many a document of the index, whichever is more: that many lists of words that stand in a sixteenth of all
documents or more. News has some 600 such syllables."""

LOOK_UP_SHARE = 1 / 64
"""Up to this share of all documents it costs less to look lists up in a set than to add the lists up over the index."""


class ArrayMatches:
    """A set of documents as a truth value for every document of the index."""

    def __init__(self, mask: Array) -> None:
        self.mask = mask

    @cached_property
    def docs(self) -> Array:
        """See Matches."""
        return np.flatnonzero(self.mask)

    def __len__(self) -> int:
        return len(self.docs)

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
        self._live = np.ones(self._count, dtype=bool) if columns.alive is None else columns.alive
        self._cache: Cache[Condition, DocumentList] = Cache(max(CACHE_BYTES, CACHE_BYTES_A_DOCUMENT * self._count))

    def of(self, condition: Condition) -> DocumentList:
        """See Matcher."""
        found = self._cache.get(condition)
        return self._cache.put(condition, self._look_up(condition)) if found is None else found

    def _look_up(self, condition: Condition) -> DocumentList:
        docs, tfs = [np.empty(0, np.int64)], [np.empty(0, np.uint8)]
        for (segment, alive), first in zip(self._segments, self.first_numbers, strict=False):
            postings = postings_of(segment, condition)
            here = slice(None) if alive is None else alive[postings.docs]
            docs.append(postings.docs[here] + first)
            tfs.append(postings.tfs[here])
        return document_list(np.concatenate(docs), np.concatenate(tfs), self._count)

    def passing(self, excluded: Sequence[DocumentList], allowed: Array | None) -> ArrayMatches:
        """See Matcher."""
        mask = self._live if allowed is None else allowed
        return ArrayMatches(mask & ~self._mask(excluded) if excluded else mask)

    def meeting(self, disjuncts: Sequence[Sequence[Sequence[DocumentList]]], within: ArrayMatches) -> ArrayMatches:
        """See Matcher."""
        met = np.zeros(self._count, dtype=bool)
        for disjunct in disjuncts:
            mask = within.mask.copy()
            for lists in disjunct:
                mask &= self._mask(lists)
            met |= mask
        return ArrayMatches(met)

    def any_of(self, lists: Sequence[DocumentList], within: ArrayMatches) -> ArrayMatches:
        """See Matcher."""
        return ArrayMatches(self._mask(lists) & within.mask)

    def restricted(self, matches: ArrayMatches, allowed: Array) -> ArrayMatches:
        """See Matcher."""
        return ArrayMatches(matches.mask & allowed)

    def less(self, matches: ArrayMatches, others: ArrayMatches) -> ArrayMatches:
        """See Matcher."""
        return ArrayMatches(matches.mask & ~others.mask)

    def candidates(self, scored: Sequence[ScoredList[DocumentList]], count: int, within: ArrayMatches) -> Array:
        """See Matcher."""
        docs = within.docs
        if len(docs) <= max(count, LOOK_UP_SHARE * self._count):
            meeting: Array = docs[self.contributions(scored, docs).sum(axis=0) > 0]
            return meeting
        scores = np.zeros(self._count)
        for one in scored:
            self._counting(one).add_scores(scores, one.factor, self._norms(one))
        # Added up as those that are told are, in float64 in the order of the lists, so that what ties there ties here.
        scores = scores[docs]
        found: Array = docs[(scores >= np.partition(scores, -count)[-count]) & (scores > 0)]
        return found

    def contributions(self, scored: Sequence[ScoredList[DocumentList]], docs: Array) -> Array:
        """See Matcher."""
        found = np.empty((len(scored), len(docs)))
        for row, one in zip(found, scored, strict=True):
            tfs = one.matches.frequencies(docs)
            if one.instead_of:
                tfs[np.logical_and.reduce([other.frequencies(docs) > 0 for other in one.instead_of])] = 0
            row[:] = gained(tfs, one.factor, self._norms(one)[docs])
        return found

    def _norms(self, one: ScoredList[DocumentList]) -> Array:
        return self._columns.title_norms if one.is_of_title else self._columns.norms

    def _counting(self, one: ScoredList[DocumentList]) -> DocumentList:
        """The documents in which the scored list counts."""
        if not one.instead_of:
            return one.matches
        docs = one.matches.docs
        counts = np.logical_or.reduce([other.frequencies(docs) == 0 for other in one.instead_of])
        return document_list(docs[counts], one.matches.frequencies(docs)[counts], self._count)

    def _mask(self, lists: Sequence[DocumentList]) -> Array:
        """The documents of any of the lists: a truth value for every document of the index."""
        mask = np.zeros(self._count, dtype=bool)
        for one in lists:
            one.mark(mask)
        return mask
