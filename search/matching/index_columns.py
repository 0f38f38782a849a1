"""What is known of every document of a generation, as arrays over the whole index: dates, lengths, who is alive."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from index.document import KINDS
from index.segment import FlatSegmentReader
from index.segment.columns import NO_DATE, ValueColumn
from search.matching.cache import Cache
from search.query.filters import Filters
from search.query.match_value import value_matches
from search.ranking.bm25 import K1, B

Array = npt.NDArray[Any]

MOST_MASKS = 32
"""Filters whose documents are remembered, a byte a document of the index each: people page on and count facets under one."""


class IndexColumns:
    """The columns of all segments, one behind the other. Read-only, so any number of threads may share it."""

    def __init__(self, segments: Sequence[FlatSegmentReader], alive: Sequence[Array | None]) -> None:
        self._segments = segments
        self.alive: Array | None = None
        """A mask of the documents that are not deleted; None when none is."""
        if any(mask is not None for mask in alive):
            self.alive = np.concatenate(
                [
                    np.ones(segment.count, dtype=bool) if mask is None else mask
                    for segment, mask in zip(segments, alive, strict=True)
                ]
            )
        self.live_count = sum(segment.count for segment in segments)
        if self.alive is not None:
            self.live_count = int(np.count_nonzero(self.alive))
        document_count = sum(segment.count for segment in segments)
        self._masks: Cache[Filters, Array] = Cache(MOST_MASKS * (document_count + 1))

    @cached_property
    def date(self) -> Array:
        """Publication as Unix seconds, or NO_DATE."""
        return _joined([segment.date for segment in self._segments], np.int64)

    @cached_property
    def norms(self) -> Array:
        """BM25's K1 * (1 - B + B * length / average), a float64 a document, for all text."""
        return self._norms([segment.length for segment in self._segments])

    @cached_property
    def title_norms(self) -> Array:
        """The same for the title alone."""
        return self._norms([segment.title_length for segment in self._segments])

    @cached_property
    def small_norms(self) -> Array:
        """``norms`` as float32."""
        return self.norms.astype(np.float32)

    @cached_property
    def small_title_norms(self) -> Array:
        """``title_norms`` as float32."""
        return self.title_norms.astype(np.float32)

    def _norms(self, lengths: Sequence[Array]) -> Array:
        norms = _joined(lengths, np.float64)
        live = norms if self.alive is None else norms[self.alive]
        average = float(live.sum()) / len(live) if len(live) else 0.0
        # In place: at this size the price is in the fresh memory, of which the plain formula takes five times as much.
        if average:
            norms /= average
        else:
            norms[:] = 0
        norms *= B
        norms += 1 - B
        norms *= K1
        return norms

    def allowed(self, filters: Filters) -> Array | None:
        """A mask of the live documents that pass the filters; None when there are none, so that every live one does."""
        if filters == Filters():
            return None
        found = self._masks.get(filters)
        return self._masks.put(filters, self._mask(filters)) if found is None else found

    def _mask(self, filters: Filters) -> Array:
        masks = [] if self.alive is None else [self.alive]
        first, after = filters.moments()
        if first is not None:
            masks.append(self.date >= first)
        if after is not None:
            masks.append(self.date < after)
        # Open at the beginning, or at the end of all days: what has no date passes neither.
        if first is None and (filters.from_day or filters.to_day):
            masks.append(self.date != NO_DATE)
        for kind in filters.kinds:
            masks.append(_joined([segment.kind == KINDS.index(kind) for segment in self._segments], np.bool_))
        for name, typed in filters.values:
            columns = [segment.values[name] for segment in self._segments]
            masks.append(_joined([_value_mask(column, typed) for column in columns], np.bool_))
        return masks[0] if len(masks) == 1 else np.logical_and.reduce(masks)


def _joined(columns: Sequence[Array], dtype: type[np.generic]) -> Array:
    joined: Array = np.concatenate([np.empty(0, dtype), *columns]).astype(dtype, copy=False)
    return joined


def _value_mask(column: ValueColumn, typed: str) -> Array:
    passes = np.zeros(len(column.values) + 1, dtype=bool)
    for place, value in enumerate(column.values):
        passes[place + 1] = value_matches(typed, value.decode("utf-8", "surrogateescape"))
    mask: Array = passes[column.ordinals]
    return mask
