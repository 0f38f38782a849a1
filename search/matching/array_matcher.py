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

FLOAT32 = np.finfo(np.float32)


class ArrayMatches:
    """A set of documents as a truth value for every document of the index."""

    def __init__(self, mask: Array) -> None:
        self.mask = mask

    @cached_property
    def docs(self) -> Array:
        """See Matches."""
        return np.flatnonzero(self.mask)

    def __len__(self) -> int:
        return int(np.count_nonzero(self.mask))

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
        if len(within) <= LOOK_UP_SHARE * self._count:
            meeting: Array = within.docs[self.contributions(scored, within.docs).any(axis=0)]
            return meeting
        scores = np.zeros(self._count, dtype=np.float32)
        for one in scored:
            norms = self._columns.small_title_norms if one.is_of_title else self._columns.small_norms
            if one.instead_of:
                # In a document of infinite length a list gives nothing.
                instead = np.logical_and.reduce([self._mask([other]) for other in one.instead_of])
                norms = np.where(instead, np.float32(np.inf), norms)
            one.matches.add_scores(scores, one.factor, norms)
        scores *= within.mask
        least = 0.0
        if count < self._count:
            # Adding up n numbers in float32 loses less than n units in the last place of the sum of all factors.
            slack = sum(one.factor for one in scored) * (len(scored) + 4) * float(FLOAT32.eps)
            least = float(np.partition(scores, -count)[-count]) - slack
        return np.flatnonzero(scores >= max(least, float(FLOAT32.tiny)))

    def contributions(self, scored: Sequence[ScoredList[DocumentList]], docs: Array) -> Array:
        """See Matcher."""
        found = np.empty((len(scored), len(docs)))
        norms = self._columns.norms[docs], self._columns.title_norms[docs]
        for row, one in zip(found, scored, strict=True):
            tfs = one.matches.frequencies(docs)
            if one.instead_of:
                tfs[np.logical_and.reduce([other.frequencies(docs) > 0 for other in one.instead_of])] = 0
            row[:] = gained(tfs, one.factor, norms[one.is_of_title])
        return found

    def _mask(self, lists: Sequence[DocumentList]) -> Array:
        """The documents of any of the lists: a truth value for every document of the index."""
        mask = np.zeros(self._count, dtype=bool)
        for one in lists:
            one.mark(mask)
        return mask
