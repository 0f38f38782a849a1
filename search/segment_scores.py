"""Scores the documents of one flat segment for a plan, a whole posting list at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.document import KINDS
from index.segment import FlatSegmentReader
from index.segment.columns import NO_DATE, ValueColumn
from index.segment.postings import PostingList
from search.filters import Filters
from search.match_value import value_matches
from search.plan import Condition, Plan, Scored, is_of_title
from search.ranking import K1, B, idf_of
from search.segment_conditions import among, postings_of

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Norms:
    """BM25's K1 * (1 - B + B * length / average), a float64 a document, for all text and for the title alone."""

    text: Array
    title: Array

    @classmethod
    def of(cls, segment: FlatSegmentReader, average_length: float, average_title_length: float) -> Norms:
        return cls(_norm(segment.length, average_length), _norm(segment.title_length, average_title_length))

    def for_condition(self, condition: Condition) -> Array:
        """The norm of the texts the condition looks at."""
        return self.title if is_of_title(condition) else self.text


def _norm(length: Array, average: float) -> Array:
    return K1 * (1 - B + B * (length / average if average else np.zeros(len(length))))


def contribution(scored: Scored, idf: float, postings: PostingList, norms: Norms) -> Array:
    """What the condition adds to the score of each of its documents: weight * idf * tf (K1 + 1) / (tf + norm)."""
    tfs = postings.tfs.astype(np.float64)
    return scored.weight * idf * (K1 + 1) * tfs / (tfs + norms.for_condition(scored.condition)[postings.docs])


@dataclass(frozen=True, slots=True)
class SegmentMatches:
    """The documents of a segment that meet a plan: wholly, or (``some``) lacking a word, with their scores."""

    whole: Array
    whole_scores: Array
    some: Array
    some_scores: Array


class SegmentQuery:
    """One plan on one segment. Made for each search; its lists are views of the segment's own arrays."""

    def __init__(self, segment: FlatSegmentReader, alive: Array | None, plan: Plan) -> None:
        self.segment = segment
        self._alive = alive
        self._plan = plan
        self._lists: dict[Condition, PostingList] = {}
        self._counted: dict[Scored, PostingList] = {}

    def postings(self, condition: Condition) -> PostingList:
        """The live documents that meet the condition."""
        found = self._lists.get(condition)
        if found is None:
            found = postings_of(self.segment, condition)
            if self._alive is not None and len(found):
                live = self._alive[found.docs]
                found = PostingList(found.docs[live], found.tfs[live])
            self._lists[condition] = found
        return found

    def counted(self, scored: Scored) -> PostingList:
        """The live documents in which the scored condition counts."""
        postings = self.postings(scored.condition)
        if not scored.instead_of or not len(postings):
            return postings
        # Scoring asks once, and then each hit that is to be explained.
        found = self._counted.get(scored)
        if found is None:
            found = self._counted[scored] = self._where_missing(postings, scored.instead_of)
        return found

    def _where_missing(self, postings: PostingList, instead_of: tuple[Condition, ...]) -> PostingList:
        """The postings in documents that do not meet all of the conditions."""
        meets_all = np.ones(len(postings), dtype=bool)
        for condition in instead_of:
            meets_all &= among(postings.docs, self.postings(condition).docs)
        return PostingList(postings.docs[~meets_all], postings.tfs[~meets_all])

    def matches(self, idfs: dict[Condition, float], norms: Norms, allowed: Array | None) -> SegmentMatches:
        """The live documents that meet the plan, and ``allowed`` (a mask over documents) where given."""
        count = self.segment.count
        scores = np.zeros(count)
        for scored in self._plan.scored:
            postings = self.counted(scored)
            if len(postings):
                scores[postings.docs] += contribution(scored, idf_of(scored, idfs), postings, norms)
        whole, touched = self._needs_met(count)
        touched |= scores > 0
        for condition in self._plan.excluded:
            docs = self.postings(condition).docs
            whole[docs] = False
            touched[docs] = False
        if allowed is not None:
            whole &= allowed
            touched &= allowed
        whole_docs = np.flatnonzero(whole)
        if self._plan.whole_only:
            some_docs = np.empty(0, np.int64)
        else:
            some_docs = np.flatnonzero(touched & ~whole)
        return SegmentMatches(whole_docs, scores[whole_docs], some_docs, scores[some_docs])

    def whole(self) -> Array:
        """A mask of the live documents that meet the plan wholly; nothing is scored."""
        whole, _ = self._needs_met(self.segment.count)
        for condition in self._plan.excluded:
            whole[self.postings(condition).docs] = False
        return whole

    def _needs_met(self, count: int) -> tuple[Array, Array]:
        """Masks of the documents that meet all needs of a side, and of those that meet any need at all."""
        whole = np.zeros(count, dtype=bool)
        touched = np.zeros(count, dtype=bool)
        for side in self._plan.sides:
            if not side:
                whole[:] = True if self._alive is None else self._alive
                continue
            met = np.zeros(count, dtype=np.uint16)
            for need in side:
                if len(need) == 1:
                    met[self.postings(need[0]).docs] += 1
                else:
                    any_of = np.zeros(count, dtype=bool)
                    for condition in need:
                        any_of[self.postings(condition).docs] = True
                    met += any_of
            whole |= met == len(side)
            touched |= met > 0
        return whole, touched


def allowed_docs(segment: FlatSegmentReader, alive: Array | None, filters: Filters) -> Array | None:
    """A mask of the live documents that pass the filters; None when all documents do."""
    first, after = filters.moments()
    masks: list[Array] = [] if alive is None else [alive]
    if first is not None:
        masks.append(segment.date >= first)
    if after is not None:
        masks.append((segment.date < after) & (segment.date != NO_DATE))
    masks += [segment.kind == KINDS.index(kind) for kind in filters.kinds]
    masks += [_value_mask(segment.source, typed) for typed in filters.sources]
    masks += [_value_mask(segment.author, typed) for typed in filters.authors]
    masks += [_value_mask(segment.category, typed) for typed in filters.categories]
    return np.logical_and.reduce(masks) if masks else None


def _value_mask(column: ValueColumn, typed: str) -> Array:
    numbers = [place + 1 for place, value in enumerate(column.values) if value_matches(typed, value.decode())]
    return np.isin(column.ordinals, np.array(numbers, dtype=np.uint32))
