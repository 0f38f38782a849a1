"""The document lists of one generation: conditions looked up in all its segments, those asked for last kept.

A page asks for hits and then for facets, people search for the same words, and every query has the frequent ones.
"""

from __future__ import annotations

import itertools
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from index.segment import FlatSegmentReader
from search.doc_lists import DocList, Listed, doc_list
from search.plan import Condition, Scored
from search.segment_conditions import postings_of

Array = npt.NDArray[Any]

KEPT_BYTES = 64 * 1024 * 1024
"""Lists are kept up to so many bytes, or ..."""

KEPT_BYTES_A_DOCUMENT = 512
"""... so many a document of the index, whichever is more: that many lists of words that stand in a sixteenth of all
documents or more. News has some 600 such syllables."""

LIST_BYTES = 1_000
"""What a list takes beside its documents: two arrays' heads, the condition and its place in the table."""


class IndexLists:
    """Looks up conditions in all segments of a generation. Any number of threads may share it."""

    def __init__(self, segments: Sequence[FlatSegmentReader], alive: Sequence[Array | None]) -> None:
        self._segments = list(zip(segments, alive, strict=True))
        self.first_numbers = [0, *itertools.accumulate(segment.count for segment in segments)]
        """The number in the whole index of each segment's first document, and at the end how many there are in all."""
        self.document_count = self.first_numbers[-1]
        self._room = max(KEPT_BYTES, KEPT_BYTES_A_DOCUMENT * self.document_count)
        self._kept: OrderedDict[Condition | Scored, DocList] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def of(self, condition: Condition) -> DocList:
        """The live documents that meet the condition."""
        found = self._find(condition)
        return found if found is not None else self._keep(condition, self._look_up(condition))

    def counted(self, scored: Scored) -> DocList:
        """The live documents in which the scored condition counts (see plan.Scored.instead_of)."""
        if not scored.instead_of:
            return self.of(scored.condition)
        found = self._find(scored)
        if found is None:
            held = self.of(scored.condition)
            docs = held.docs
            missing = np.zeros(len(docs), dtype=bool)
            for condition in scored.instead_of:
                missing |= self.of(condition).frequencies(docs) == 0
            docs = docs[missing]
            found = self._keep(scored, doc_list(docs, held.frequencies(docs), self.document_count))
        return found

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
            return doc_list(docs[0], tfs[0], self.document_count)
        return doc_list(np.concatenate(docs), np.concatenate(tfs), self.document_count)

    def _find(self, key: Condition | Scored) -> DocList | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def _keep(self, key: Condition | Scored, found: DocList) -> DocList:
        with self._lock:
            if key not in self._kept:
                self._kept[key] = found
                self._bytes += LIST_BYTES + found.nbytes
                while self._bytes > self._room and len(self._kept) > 1:
                    _, dropped = self._kept.popitem(last=False)
                    self._bytes -= LIST_BYTES + dropped.nbytes
        return found
