"""Counts the facets of matching documents over all segments of one generation, a whole column at a time."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from index.document import KINDS
from index.fields import VALUE_FIELDS
from index.segment import FlatSegmentReader
from index.segment.columns import NO_DATE
from search.facets.facets import DAYS, held_values, month_facets, most_frequent, usual_spellings
from search.matching.index_columns import IndexColumns
from search.query.filters import Filters
from search.query.match_value import folded_words
from search.results import Facets, FacetValue

Array = npt.NDArray[Any]

VIETNAM_OFFSET_S = 7 * 3600

_NO_MONTH = np.iinfo(np.int32).min


class FacetCounter:
    """The columns of a generation, made ready for counting when first asked for. Any number of threads may share it."""

    def __init__(
        self, segments: Sequence[FlatSegmentReader], alive: Sequence[Array | None], columns: IndexColumns
    ) -> None:
        self._segments = segments
        self._alive = alive
        self._columns = columns
        self._firsts = list(itertools.accumulate((segment.count for segment in segments), initial=0))
        self._lock = threading.Lock()
        self._groups: dict[str, _ValueGroups] = {}

    def count(self, whole: Array, filters: Mapping[str, Filters]) -> Facets:
        """The facets of the documents ``whole`` (numbers in the index, ascending); each counts those that pass its filters."""
        passing: dict[Filters, list[Array]] = {}
        for kept in filters.values():
            if kept not in passing:
                allowed = self._columns.allowed(kept)
                passing[kept] = self._by_segment(whole if allowed is None else whole[allowed[whole]])
        docs = {name: passing[kept] for name, kept in filters.items()}
        counts, undated = self._months_of(docs[DAYS])
        facets = Facets(
            kinds=self._kinds_of(docs["kind"]),
            values=held_values(
                {field.name: self._values(field.name).count(docs[field.name]) for field in VALUE_FIELDS}
            ),
        )
        return month_facets(counts, undated, facets)

    def _by_segment(self, docs: Array) -> list[Array]:
        """The documents of each segment, by their numbers there."""
        ends = docs.searchsorted(self._firsts).tolist()
        return [
            docs[start:end] - first for first, (start, end) in zip(self._firsts, itertools.pairwise(ends), strict=False)
        ]

    def _kinds_of(self, docs: Sequence[Array]) -> tuple[FacetValue, ...]:
        counts = np.zeros(len(KINDS), dtype=np.int64)
        for segment, found in zip(self._segments, docs, strict=True):
            counts += np.bincount(segment.kind[found], minlength=len(KINDS))
        return tuple(FacetValue(kind, count) for kind, count in zip(KINDS, counts.tolist(), strict=True) if count)

    def _months_of(self, docs: Sequence[Array]) -> tuple[Counter[tuple[int, int]], int]:
        """How many documents fall into each (year, month), and how many have no date."""
        counts: Counter[tuple[int, int]] = Counter()
        undated = 0
        for months, found in zip(self._months, docs, strict=True):
            held = months[found]
            dated = held[held != _NO_MONTH]
            undated += len(held) - len(dated)
            if len(dated):
                first = int(dated.min())
                by_month = np.bincount(dated - first)
                for place in np.flatnonzero(by_month).tolist():
                    year, month = divmod(first + place, 12)
                    counts[1970 + year, month + 1] += int(by_month[place])
        return counts, undated

    @cached_property
    def _months(self) -> list[Array]:
        """Months since January 1970 at +07:00, int32 a document; _NO_MONTH for one without a date."""
        months = []
        for segment in self._segments:
            dates = np.where(segment.date == NO_DATE, 0, segment.date) + VIETNAM_OFFSET_S
            number = dates.astype("datetime64[s]").astype("datetime64[M]").astype(np.int32)
            months.append(np.where(segment.date == NO_DATE, np.int32(_NO_MONTH), number))
        return months

    def _values(self, name: str) -> _ValueGroups:
        with self._lock:
            groups = self._groups.get(name)
            if groups is None:
                groups = self._groups[name] = _ValueGroups(self._segments, self._alive, name)
        return groups


class _ValueGroups:
    """The values of one column, those that fold to the same words as one, with which stands in which."""

    def __init__(self, segments: Sequence[FlatSegmentReader], alive: Sequence[Array | None], name: str) -> None:
        columns = [segment.values[name] for segment in segments]
        tables = [[value.decode("utf-8", "surrogateescape") for value in column.values] for column in columns]
        held: Counter[str] = Counter()
        for column, table, mask in zip(columns, tables, alive, strict=True):
            counts = np.bincount(column.ordinals if mask is None else column.ordinals[mask], minlength=len(table) + 1)
            held.update({table[place - 1]: int(counts[place]) for place in np.flatnonzero(counts).tolist() if place})
        usual = usual_spellings(held)
        self._spellings = list(usual.values())
        number = {words: place for place, words in enumerate(usual)}
        self._ordinals = [column.ordinals for column in columns]
        self._group_of = [
            np.array([-1, *(number.get(folded_words(value), -1) for value in table)], dtype=np.int64)
            for table in tables
        ]
        inner, outer = _standing_in(number)
        self._inner, self._outer = np.array(inner, dtype=np.int64), np.array(outer, dtype=np.int64)

    def count(self, docs: Sequence[Array]) -> tuple[FacetValue, ...]:
        """The values of the documents (numbers, a list a segment) with how many documents choosing each gives."""
        size = len(self._spellings)
        own = np.zeros(size, dtype=np.int64)
        for ordinals, group_of, found in zip(self._ordinals, self._group_of, docs, strict=True):
            by_ordinal = np.bincount(ordinals[found], minlength=len(group_of))
            known = (group_of >= 0) & (by_ordinal > 0)
            np.add.at(own, group_of[known], by_ordinal[known])
        chosen = own.copy()
        np.add.at(chosen, self._inner, own[self._outer])
        listed = np.flatnonzero(own)
        return most_frequent(
            (self._spellings[place], count)
            for place, count in zip(listed.tolist(), chosen[listed].tolist(), strict=True)
        )


def _standing_in(number: Mapping[tuple[str, ...], int]) -> tuple[list[int], list[int]]:
    """Every pair of values of which the first's words stand side by side in the second's, parallel lists."""
    lengths = sorted({len(words) for words in number})
    inner, outer = [], []
    for words, place in number.items():
        parts = {
            words[start : start + length]
            for length in lengths
            if length < len(words)
            for start in range(len(words) - length + 1)
        }
        for part in parts:
            other = number.get(part)
            if other is not None:
                inner.append(other)
                outer.append(place)
    return inner, outer
