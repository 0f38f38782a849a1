"""Puts matches in the contract's order and takes one page of them.

Relevance lists, for a plan of up to WHOLE_FIRST_WORDS words, whole matches before those that lack a word;
for a longer one by score alone. At most MOST_PARTIAL of those that lack a word are listed, the best.
Sorting by date lists whole matches only. Ties: the newer document, then the one indexed earlier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from search.request import SearchRequest
from search.segment_scores import SegmentMatches

Array = npt.NDArray[Any]

WHOLE_FIRST_WORDS = 3
"""Measured on hidden sets (DESIGN section 1): whole matches first gains a little up to three words and costs
from four on (.911 to .781 mean nDCG@10 on full-length queries)."""

MOST_PARTIAL = 100
"""How many documents that lack a word are listed at most (DESIGN section 1)."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Documents by number in the whole index (parallel arrays): score, and date as Unix seconds."""

    number: Array
    score: Array
    date: Array

    def __len__(self) -> int:
        return len(self.number)

    def take(self, places: Array) -> Ranked:
        return Ranked(self.number[places], self.score[places], self.date[places])

    def best(self, count: int) -> Ranked:
        """The first ``count`` in the order of relevance, sorting no more than it must."""
        candidates = self
        if 0 < count < len(self):
            threshold = np.partition(self.score, len(self) - count)[len(self) - count]
            # All that tie with the last place stay in, so that the tie is broken by date, not by chance.
            candidates = self.take(np.flatnonzero(self.score >= threshold))
        order = np.lexsort((candidates.number, ~candidates.date, -candidates.score))
        return candidates.take(order[:count])

    def by_date(self, *, newest_first: bool, count: int) -> Ranked:
        """The first ``count`` by date, those without one last."""
        undated = self.date == np.iinfo(np.int64).min
        key = ~self.date if newest_first else self.date
        return self.take(np.lexsort((self.number, key, undated))[:count])


@dataclass(frozen=True, slots=True)
class Matches:
    """The matches of a whole index: documents that meet the whole query, and those that lack a word."""

    whole: Ranked
    some: Ranked

    @classmethod
    def of(cls, parts: Sequence[SegmentMatches], dates: Sequence[Array], first_numbers: Sequence[int]) -> Matches:
        """Joins the matches of the index's segments; ``first_numbers`` numbers each segment's first document."""

        def join(docs: str, scores: str) -> Ranked:
            found = [
                (getattr(part, docs), getattr(part, scores), date, first)
                for part, date, first in zip(parts, dates, first_numbers, strict=False)
            ]
            return Ranked(
                np.concatenate(
                    [docs.astype(np.int64) + first for docs, _, _, first in found] or [np.empty(0, np.int64)]
                ),
                np.concatenate([scores for _, scores, _, _ in found] or [np.empty(0)]),
                np.concatenate([date[docs] for docs, _, date, _ in found] or [np.empty(0, np.int64)]),
            )

        return cls(join("whole", "whole_scores"), join("some", "some_scores"))


@dataclass(frozen=True, slots=True)
class Selection:
    """One page: (number in the index, score, is a whole match) a hit; ``total`` whole matches, ``listed`` pageable."""

    hits: list[tuple[int, float, bool]]
    total: int
    listed: int


def select(matches: Matches, request: SearchRequest, word_count: int) -> Selection:
    """The page [offset, offset + limit) of the matches in the order the request asks for."""
    total = len(matches.whole)
    end = request.offset + request.limit
    if request.sort != "relevance":
        page = matches.whole.by_date(newest_first=request.sort == "newest", count=end)
        return Selection(_rows(page, True)[request.offset :], total, total)
    listed = total + min(len(matches.some), MOST_PARTIAL)
    if word_count <= WHOLE_FIRST_WORDS:
        rows = _rows(matches.whole.best(min(end, total)), True)
        if end > total:
            rows += _rows(matches.some.best(min(end - total, MOST_PARTIAL)), False)
        return Selection(rows[request.offset :], total, listed)
    some = matches.some.best(min(len(matches.some), MOST_PARTIAL))
    everything = Ranked(*(np.concatenate(pair) for pair in zip(_fields(matches.whole), _fields(some), strict=True)))
    partial = set(some.number.tolist())
    rows = [(number, score, number not in partial) for number, score, _ in _rows(everything.best(end), True)]
    return Selection(rows[request.offset :], total, listed)


def _fields(ranked: Ranked) -> tuple[Array, Array, Array]:
    return ranked.number, ranked.score, ranked.date


def _rows(ranked: Ranked, is_whole: bool) -> list[tuple[int, float, bool]]:
    return [
        (number, score, is_whole) for number, score in zip(ranked.number.tolist(), ranked.score.tolist(), strict=True)
    ]
