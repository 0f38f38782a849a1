"""Postings: for every term of a layer, the documents that hold it and how often.

A layer is stored as three flat arrays. The postings of term number t are positions start[t] to
start[t + 1] of ``docs`` (document numbers, ascending) and ``tfs`` (frequencies, at most 255).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.segment.file import Array, SegmentFile, SegmentFileWriter

MAX_TF = 255
"""Frequencies are stored in one byte. BM25 saturates long before: at k1 = 1.2 and average length, 255
occurrences give 99.5 % of what infinitely many would."""

MAX_DOCS = 1 << 22
MAX_FOLDED_TERMS = 1 << 21
"""Bounds of one segment, from packing (first, second, document) of a bigram posting into 64 bits to sort it."""

_DOC_BITS = np.uint64(22)
_TERM_BITS = np.uint64(21)
_DOC_MASK = np.uint64(MAX_DOCS - 1)
_TERM_MASK = np.uint64(MAX_FOLDED_TERMS - 1)


@dataclass(frozen=True, slots=True)
class PostingList:
    """The postings of one term: parallel arrays of document numbers (uint32, ascending) and frequencies (uint8)."""

    docs: Array
    tfs: Array

    def __len__(self) -> int:
        return len(self.docs)


NO_POSTINGS = PostingList(np.empty(0, np.uint32), np.empty(0, np.uint8))


def _run_starts(keys: Array) -> Array:
    """Where each run of equal values begins in a sorted array."""
    if not len(keys):
        return np.empty(0, np.int64)
    return np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))


def _count_runs(keys: Array) -> tuple[Array, Array]:
    """The distinct values of a sorted array, and how often each stands there, as uint8 up to MAX_TF."""
    starts = _run_starts(keys)
    tfs = np.minimum(np.diff(np.append(starts, len(keys))), MAX_TF).astype(np.uint8)
    return keys[starts], tfs


def write_layer(file: SegmentFileWriter, name: str, terms: Array, docs: Array, term_count: int) -> None:
    """Inverts occurrences (term numbers and document numbers, parallel, any order) into the sections NAME.*."""
    keys = terms.astype(np.uint64)
    keys <<= np.uint64(32)
    keys |= docs.astype(np.uint64)
    keys.sort()
    keys, tfs = _count_runs(keys)
    file.add(f"{name}.docs", keys.astype(np.uint32))
    file.add(f"{name}.tfs", tfs)
    counts = np.bincount((keys >> np.uint64(32)).astype(np.int64), minlength=term_count)
    write_offsets(file, f"{name}.start", counts)


def write_bigram_layer(file: SegmentFileWriter, first: Array, second: Array, docs: Array, folded_count: int) -> None:
    """Inverts occurrences of neighbouring folded terms into the sections bigram.*.

    The bigrams whose first term is f are positions row[f] to row[f + 1] of ``second``, ascending; their
    place there is their number in ``start``.
    """
    keys = first.astype(np.uint64)
    keys <<= _TERM_BITS
    keys |= second.astype(np.uint64)
    keys <<= _DOC_BITS
    keys |= docs.astype(np.uint64)
    keys.sort()
    keys, tfs = _count_runs(keys)
    file.add("bigram.docs", (keys & _DOC_MASK).astype(np.uint32))
    file.add("bigram.tfs", tfs)
    pairs = keys >> _DOC_BITS
    starts = _run_starts(pairs)
    write_offsets(file, "bigram.start", np.diff(np.append(starts, len(pairs))))
    write_bigram_table(file, pairs[starts], folded_count)


def write_bigram_table(file: SegmentFileWriter, pairs: Array, folded_count: int) -> None:
    """Writes which bigrams there are: ``pairs``, ascending, is first << 21 | second."""
    file.add("bigram.second", (pairs & _TERM_MASK).astype(np.uint32))
    write_offsets(file, "bigram.row", np.bincount((pairs >> _TERM_BITS).astype(np.int64), minlength=folded_count))


def bigram_pairs(row: Array, second: Array) -> tuple[Array, Array]:
    """The first and second folded term numbers of every bigram, in the order of their numbers."""
    return np.repeat(np.arange(len(row) - 1, dtype=np.uint32), np.diff(row)), second


def write_offsets(file: SegmentFileWriter, name: str, counts: Array) -> None:
    """Writes where each of the runs of ``counts`` elements begins, and the end of the last, in 4 bytes each if they fit."""
    offsets = np.concatenate((np.zeros(1, np.uint64), np.cumsum(counts, dtype=np.uint64)))
    file.add(name, offsets if offsets[-1] >= 2**32 else offsets.astype(np.uint32))


class Layer:
    """One stored layer; ``list_of`` gives a term's postings without copying."""

    def __init__(self, file: SegmentFile, name: str) -> None:
        self.start = file.section(f"{name}.start")
        self.docs = file.section(f"{name}.docs")
        self.tfs = file.section(f"{name}.tfs")

    def list_of(self, number: int) -> PostingList:
        start, end = int(self.start[number]), int(self.start[number + 1])
        return PostingList(self.docs[start:end], self.tfs[start:end])

    def list_of_range(self, first: int, last: int) -> PostingList:
        """The postings of any term numbered [first, last), as if they were one term."""
        start, end = int(self.start[first]), int(self.start[last])
        return merge_lists(self.docs[start:end], self.tfs[start:end])


def merge_lists(docs: Array, tfs: Array) -> PostingList:
    """Postings in any order, a document perhaps more than once, as one posting list with frequencies added up."""
    if not len(docs):
        return NO_POSTINGS
    order = np.argsort(docs, kind="stable")
    docs, tfs = docs[order], tfs[order]
    starts = _run_starts(docs)
    sums = np.add.reduceat(tfs.astype(np.uint32), starts)
    return PostingList(docs[starts], np.minimum(sums, MAX_TF).astype(np.uint8))
