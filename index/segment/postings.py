"""Postings: for every term of a field, the documents that hold it and how often.

A layer is stored as three arrays. The list of term number t is units start[t] to start[t + 1] of ``units`` (two bytes
each), written in ``form[t]``:

    ONCE      the document numbers, ascending; each document holds the term once
    COUNTED   one unit, how many documents less one; their numbers; their frequency codes, four to a unit
    DENSE     one unit, how many documents less one; a bitmap of all documents of the segment; their frequency codes

Segments hold at most 65,536 documents, so that a number takes two bytes and a bitmap never more than 8 KB: a list is one
container of a roaring bitmap (Chambi, Lemire, Kaser and Godin 2016, "Better bitmap performance with Roaring bitmaps").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from index.segment.file import Array, Sections, SegmentFile, SegmentFileWriter
from index.segment.inversion import CODES_A_UNIT, COUNTED, DENSE, ONCE, PAIR_BITS, UNIT_BITS, pack, run_starts
from index.segment.lookup import occurrences
from index.segment.offsets import offsets

MAX_DOCS = 1 << 16
"""Documents of one segment."""

MAX_FOLDED_TERMS = 1 << PAIR_BITS
"""Folded terms of one segment, from packing (first, second, document) of a bigram posting into 64 bits to sort it."""

TF_VALUES = np.array([1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 28, 40, 64, 128], dtype=np.uint8)
"""The frequencies that a code of four bits stands for; others count as the nearest below. BM25 saturates: at k1 = 1.2 and
average length a frequency of 127 taken for 64 loses 0.9 % of its weight, 19 for 16 loses 1.1 %."""

MAX_TF = 255
"""The greatest frequency of a list that was added up from several (word*)."""

POSTINGS_AT_ONCE = 1_000_000
"""Postings written at a time; some 60 bytes each while they are."""

_CODES = (np.searchsorted(TF_VALUES, np.arange(256), side="right") - 1).clip(0).astype(np.uint8)

_TWO_TFS = (TF_VALUES[np.arange(256) & 15] | TF_VALUES[np.arange(256) >> 4].astype("<u2") << 8).astype("<u2")
"""The two frequencies that a byte holds the codes of, the first in the low byte."""

SUMS_OF_TWO = TF_VALUES[np.arange(256) & 15].astype(np.uint16) + TF_VALUES[np.arange(256) >> 4]
"""The same two added up."""

_ONCE_EACH = np.ones(MAX_DOCS, dtype=np.uint8)
_ONCE_EACH.flags.writeable = False

_TERM_BITS = np.uint64(PAIR_BITS)
_TERM_MASK = np.uint64(MAX_FOLDED_TERMS - 1)


@dataclass(frozen=True, slots=True)
class PostingList:
    """The postings of one term: parallel arrays of document numbers (int64, ascending) and frequencies (uint8)."""

    docs: Array
    tfs: Array

    def __len__(self) -> int:
        return len(self.docs)


NO_POSTINGS = PostingList(np.empty(0, np.int64), np.empty(0, np.uint8))


def stored_tf(tf: int) -> int:
    """The frequency that a term standing ``tf`` times in a document counts with; 0 for 0."""
    return int(TF_VALUES[_CODES[min(tf, 255)]]) if tf else 0


def stored_tfs(tfs: Array) -> Array:
    """The frequencies (1 and up) that such numbers of occurrences count with, as uint8."""
    stored: Array = TF_VALUES[_CODES[np.minimum(tfs, 255)]]
    return stored


class FieldWriter:
    """Writes one field from runs of postings of ascending terms; bounded memory whatever their number."""

    def __init__(self, file: SegmentFileWriter, name: str, document_count: int) -> None:
        self._file = file
        self._name = name
        self._document_count = document_count
        self._sizes: list[Array] = []
        self._forms: list[Array] = []
        file.begin(f"{name}.units", np.uint16)

    def append(self, counts: Array, docs: Array, tfs: Array) -> None:
        """Writes the lists of the next ``len(counts)`` terms: how many postings each has, and all of them in order."""
        for units, sizes, forms in _packed_runs(counts, docs, tfs, self._document_count):
            self._file.append(units)
            self._sizes.append(sizes)
            self._forms.append(forms)

    def close(self) -> None:
        """Writes where each list begins and in which form it is."""
        self._file.add(f"{self._name}.start", offsets(np.concatenate(self._sizes or [np.empty(0, np.int64)])))
        self._file.add(f"{self._name}.form", np.concatenate(self._forms or [np.empty(0, np.uint8)]))


def layer_sections(name: str, counts: Array, docs: Array, tfs: Array, document_count: int) -> Sections:
    """The postings of a field (see index.segment.inversion) as the sections NAME.*."""
    runs = [*_packed_runs(counts, docs, tfs, document_count)]
    return {
        f"{name}.units": np.concatenate([np.empty(0, np.uint16), *(units for units, _, _ in runs)]),
        f"{name}.start": offsets(np.concatenate([np.empty(0, np.int64), *(sizes for _, sizes, _ in runs)])),
        f"{name}.form": np.concatenate([np.empty(0, np.uint8), *(forms for _, _, forms in runs)]),
    }


def _packed_runs(counts: Array, docs: Array, tfs: Array, document_count: int) -> Iterator[tuple[Array, Array, Array]]:
    """Units, sizes and forms of the lists, some POSTINGS_AT_ONCE postings at a time."""
    ends = np.cumsum(counts)
    first = 0
    while first < len(counts):
        done = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, done + POSTINGS_AT_ONCE, side="right")))
        end = int(ends[last - 1])
        yield pack(counts[first:last], docs[done:end], tfs[done:end], -(-document_count // UNIT_BITS), _CODES)
        first = last


def bigram_sections(pairs: Array, folded_count: int) -> Sections:
    """Which bigrams there are: ``pairs``, ascending, is first << 21 | second.

    Those whose first term is f are positions row[f] to row[f + 1] of ``second``, ascending; their place there is their
    number in ``start``.
    """
    firsts = (pairs >> _TERM_BITS).astype(np.int64)
    return {
        "bigram.second": (pairs & _TERM_MASK).astype(np.uint32),
        "bigram.row": offsets(np.bincount(firsts, minlength=folded_count)),
    }


def bigram_pairs(row: Array, second: Array) -> tuple[Array, Array]:
    """The first and second folded term numbers of every bigram, in the order of their numbers."""
    return np.repeat(np.arange(len(row) - 1, dtype=np.uint32), np.diff(row)), second


class Field:
    """One stored field, decoded a list at a time."""

    def __init__(self, file: SegmentFile, name: str) -> None:
        self._start = file.section(f"{name}.start")
        self._form = file.section(f"{name}.form")
        self._units = file.section(f"{name}.units")
        self._bitmap_units = -(-int(file.facts["documents"]) // UNIT_BITS)

    def count_of(self, number: int) -> int:
        """How many documents hold the term, without decoding its list."""
        start = int(self._start[number])
        if self._form[number] == ONCE:
            return int(self._start[number + 1]) - start
        return int(self._units[start]) + 1

    def occurrences(self, numbers: Array) -> list[int]:
        """How often each of the terms (int64) stands in all documents together."""
        return occurrences(numbers, self._start, self._form, self._units, self._bitmap_units, SUMS_OF_TWO)

    def list_of(self, number: int) -> PostingList:
        """The postings of a term."""
        form, start, end = self._form[number], int(self._start[number]), int(self._start[number + 1])
        if form == ONCE:
            return PostingList(self._units[start:end].astype(np.int64), _ONCE_EACH[: end - start])
        count = int(self._units[start]) + 1
        start += 1
        if form == COUNTED:
            docs = self._units[start : start + count].astype(np.int64)
            start += count
        else:
            docs = self._bitmap(start)
            start += self._bitmap_units
        return PostingList(docs, _TWO_TFS[self._units[start:end].view(np.uint8)].view(np.uint8)[:count])

    def _bitmap(self, start: int) -> Array:
        units = self._units[start : start + self._bitmap_units]
        # As truth values, which numpy finds several times faster than numbers that are not 0.
        return np.flatnonzero(np.unpackbits(units.view(np.uint8), bitorder="little").view(bool))

    def lists_of(self, first: int, last: int) -> tuple[Array, Array, Array]:
        """The postings of the terms [first, last): how many each has, and all their documents and frequencies."""
        start = self._start[first : last + 1].astype(np.int64)
        form = self._form[first:last]
        has_codes = form != ONCE
        counts = start[1:] - start[:-1]
        counts[has_codes] = self._units[start[:-1][has_codes]].astype(np.int64) + 1
        firsts = np.cumsum(counts) - counts
        rank = np.arange(int(counts.sum())) - np.repeat(firsts, counts)
        docs = np.empty(len(rank), dtype=np.int64)
        is_listed = np.repeat(form != DENSE, counts)
        docs[is_listed] = self._units[(np.repeat(start[:-1] + has_codes, counts) + rank)[is_listed]]
        for term in np.flatnonzero(form == DENSE).tolist():
            docs[firsts[term] : firsts[term] + counts[term]] = self._bitmap(int(start[term]) + 1)
        tfs = np.ones(len(rank), dtype=np.uint8)
        is_coded = np.repeat(has_codes, counts)
        body = np.where(form == DENSE, self._bitmap_units, counts)
        rank = rank[is_coded]
        places = np.repeat(start[:-1] + 1 + body, counts)[is_coded] + rank // CODES_A_UNIT
        shifts = (4 * (rank % CODES_A_UNIT)).astype(np.uint16)
        tfs[is_coded] = TF_VALUES[(self._units[places] >> shifts) & 15]
        return counts, docs, tfs

    def counts_of(self, first: int, last: int) -> Array:
        """How many documents hold each of the terms [first, last)."""
        start = self._start[first : last + 1].astype(np.int64)
        has_codes = self._form[first:last] != ONCE
        counts: Array = start[1:] - start[:-1]
        counts[has_codes] = self._units[start[:-1][has_codes]].astype(np.int64) + 1
        return counts

    def __len__(self) -> int:
        return len(self._form)

    def list_of_range(self, first: int, last: int) -> PostingList:
        """The postings of any term numbered [first, last), as if they were one term."""
        _, docs, tfs = self.lists_of(first, last)
        return merge_lists(docs, tfs)


def merge_lists(docs: Array, tfs: Array) -> PostingList:
    """Postings in any order, a document perhaps more than once, as one posting list with frequencies added up."""
    if not len(docs):
        return NO_POSTINGS
    order = np.argsort(docs, kind="stable")
    docs, tfs = docs[order], tfs[order]
    starts = run_starts(docs)
    sums = np.add.reduceat(tfs.astype(np.uint32), starts)
    return PostingList(docs[starts], np.minimum(sums, MAX_TF).astype(np.uint8))
