"""Inversion: from what stands in each document to which documents hold each term, and how often.

``_inversion.c`` has the same functions compiled, several times as fast; here they are in numpy, for where there is no C
compiler. Texts come as ``slots`` (int32): 0 for a break, or 1 + a term number; of document d they are [start[d], end[d]),
and ``start`` (int64) ascends. Frequencies (uint8) stop at 255.
"""

from __future__ import annotations

from typing import Protocol, cast

import numpy as np

from index.segment.file import Array

ONCE, COUNTED, DENSE = 0, 1, 2
"""The forms of a list (see index.segment.postings)."""

UNIT_BITS = 16
CODES_A_UNIT = 4
MOST_TIMES = 255

PAIR_BITS = 21
"""A bigram as one number is first << 21 | second."""

_PAIR_MASK = (1 << PAIR_BITS) - 1
_DOC_BITS = np.uint64(22)
_DOC_MASK = np.uint64((1 << 22) - 1)


class _Functions(Protocol):
    """What ``_inversion.c`` and ``InNumpy`` both have; both give the bytes of arrays."""

    def invert(
        self, slots: Array, start: Array, end: Array, joined_terms: Array, joined_docs: Array, term_count: int, /
    ) -> tuple[bytes, bytes, bytes]: ...

    def invert_pairs(self, slots: Array, start: Array, term_count: int, /) -> tuple[bytes, bytes, bytes, bytes]: ...

    def count_pairs(self, slots: Array, start: Array, term_count: int, fewest: int, /) -> tuple[bytes, bytes]: ...

    def pack(
        self, counts: Array, docs: Array, tfs: Array, bitmap_units: int, codes: Array, /
    ) -> tuple[bytes, bytes, bytes]: ...

    def take(self, table: Array, item_size: int, numbers: Array, /) -> bytes: ...

    def count_each(self, slots: Array, term_count: int, /) -> bytes: ...

    def count_words(self, slots: Array, start: Array, end: Array, /) -> bytes: ...


def run_starts(keys: Array) -> Array:
    """Where each run of equal values begins in a sorted array."""
    if not len(keys):
        return np.empty(0, np.int64)
    return np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))


class InNumpy:
    """The functions of ``_inversion.c`` in numpy."""

    def invert(
        self, slots: Array, start: Array, end: Array, joined_terms: Array, joined_docs: Array, term_count: int, /
    ) -> tuple[bytes, bytes, bytes]:
        """See ``invert``."""
        sizes = end - start
        docs = np.repeat(np.arange(len(start), dtype=np.uint64), sizes)
        places = np.arange(len(docs)) + np.repeat(start - (np.cumsum(sizes) - sizes), sizes)
        words = slots[places]
        keys = words.astype(np.uint64) - np.uint64(1)
        keys <<= np.uint64(32)
        keys |= docs
        joined = joined_terms.astype(np.uint64) << np.uint64(32) | joined_docs.astype(np.uint64)
        keys = np.concatenate((keys[words > 0], joined))
        keys.sort()
        keys, tfs = _count_runs(keys)
        counts = np.bincount((keys >> np.uint64(32)).astype(np.int64), minlength=term_count)
        return counts.astype(np.int64).tobytes(), keys.astype(np.uint32).tobytes(), tfs.tobytes()

    def invert_pairs(self, slots: Array, start: Array, term_count: int, /) -> tuple[bytes, bytes, bytes, bytes]:
        """See ``invert_pairs``."""
        first, second, docs = _neighbours(slots, start)
        keys = first.astype(np.uint64)
        keys <<= np.uint64(PAIR_BITS)
        keys |= second.astype(np.uint64)
        keys <<= _DOC_BITS
        keys |= docs.astype(np.uint64)
        keys.sort()
        keys, tfs = _count_runs(keys)
        pairs = keys >> _DOC_BITS
        starts = run_starts(pairs)
        counts = np.diff(np.append(starts, len(pairs))).astype(np.int64)
        return pairs[starts].tobytes(), counts.tobytes(), (keys & _DOC_MASK).astype(np.uint32).tobytes(), tfs.tobytes()

    def count_pairs(self, slots: Array, start: Array, term_count: int, fewest: int, /) -> tuple[bytes, bytes]:
        """See ``count_pairs``."""
        first, second, _ = _neighbours(slots, start)
        keys = first.astype(np.uint64)
        keys <<= np.uint64(32)
        keys |= second.astype(np.uint64)
        pairs, counts = np.unique(keys, return_counts=True)
        kept = counts >= fewest
        return pairs[kept].tobytes(), counts[kept].astype(np.int64).tobytes()

    def pack(
        self, counts: Array, docs: Array, tfs: Array, bitmap_units: int, codes: Array, /
    ) -> tuple[bytes, bytes, bytes]:
        """See ``pack``."""
        codes = codes[tfs]
        firsts = np.cumsum(counts) - counts
        held = np.flatnonzero(counts)
        form = np.zeros(len(counts), dtype=np.uint8)
        if len(held):
            form[held] = np.maximum.reduceat(codes, firsts[held]) > 0
        form[counts > bitmap_units] = DENSE
        body = np.where(form == DENSE, bitmap_units, counts)
        sizes = body + np.where(form == ONCE, 0, 1 + -(-counts // CODES_A_UNIT))
        starts = np.cumsum(sizes) - sizes
        units = np.zeros(int(sizes.sum()), dtype=np.uint16)
        has_codes = form != ONCE
        units[starts[has_codes]] = counts[has_codes] - 1

        rank = np.arange(len(docs)) - np.repeat(firsts, counts)
        is_listed = np.repeat(form != DENSE, counts)
        units[(np.repeat(starts + has_codes, counts) + rank)[is_listed]] = docs[is_listed]
        is_coded = np.repeat(has_codes, counts)
        rank = rank[is_coded]
        places = np.repeat(starts + 1 + body, counts)[is_coded] + rank // CODES_A_UNIT
        coded = codes[is_coded].astype(np.uint16)
        for step in range(CODES_A_UNIT):
            chosen = rank % CODES_A_UNIT == step
            units[places[chosen]] |= coded[chosen] << np.uint16(4 * step)
        for term in np.flatnonzero(form == DENSE).tolist():
            bits = np.zeros(bitmap_units * UNIT_BITS, dtype=bool)
            bits[docs[firsts[term] : firsts[term] + counts[term]]] = True
            at = int(starts[term]) + 1
            units[at : at + bitmap_units] = np.packbits(bits, bitorder="little").view("<u2")
        return units.tobytes(), sizes.astype(np.int64).tobytes(), form.tobytes()

    def take(self, table: Array, item_size: int, numbers: Array, /) -> bytes:
        """See ``take``."""
        taken: Array = table[numbers]
        return taken.tobytes()

    def count_each(self, slots: Array, term_count: int, /) -> bytes:
        """See ``count_each``."""
        return np.bincount(slots, minlength=term_count + 1).astype(np.int64).tobytes()

    def count_words(self, slots: Array, start: Array, end: Array, /) -> bytes:
        """See ``count_words``."""
        before = np.concatenate((np.zeros(1, np.int64), np.cumsum(slots != 0)))
        counts: Array = before[end] - before[start]
        return counts.astype(np.uint32).tobytes()


def _count_runs(keys: Array) -> tuple[Array, Array]:
    """The distinct values of a sorted array, and how often each stands there, as uint8 up to 255."""
    starts = run_starts(keys)
    tfs = np.minimum(np.diff(np.append(starts, len(keys))), MOST_TIMES).astype(np.uint8)
    return keys[starts], tfs


def _neighbours(slots: Array, start: Array) -> tuple[Array, Array, Array]:
    """The term numbers of words that stand side by side in a document, and the document's number."""
    is_pair = (slots[:-1] > 0) & (slots[1:] > 0)
    inner_starts = start[(start > 0) & (start < len(slots))]
    is_pair[inner_starts - 1] = False
    docs = np.repeat(np.arange(len(start) - 1, dtype=np.uint32), np.diff(start))
    return slots[:-1][is_pair] - 1, slots[1:][is_pair] - 1, docs[:-1][is_pair]


try:
    from index.segment import _inversion

    _functions: _Functions = cast(_Functions, _inversion)
except ImportError:
    _functions = InNumpy()


def invert(
    slots: Array, start: Array, end: Array, joined_terms: Array, joined_docs: Array, term_count: int
) -> tuple[Array, Array, Array]:
    """The postings of all terms: how many documents hold each (int64), these, ascending (uint32), and how often (uint8).

    A joined term (int32) counts in its document (int32, ascending) as if it stood there once more.
    """
    counts, docs, tfs = _functions.invert(slots, start, end, joined_terms, joined_docs, term_count)
    return np.frombuffer(counts, np.int64), np.frombuffer(docs, np.uint32), np.frombuffer(tfs, np.uint8)


def invert_pairs(slots: Array, start: Array, term_count: int) -> tuple[Array, Array, Array, Array]:
    """The pairs of neighbouring words (uint64, ascending, first << 21 | second) with their postings as ``invert`` gives them.

    ``start`` has the end of the last document too.
    """
    pairs, counts, docs, tfs = _functions.invert_pairs(slots, start, term_count)
    return (
        np.frombuffer(pairs, np.uint64),
        np.frombuffer(counts, np.int64),
        np.frombuffer(docs, np.uint32),
        np.frombuffer(tfs, np.uint8),
    )


def count_pairs(slots: Array, start: Array, term_count: int, fewest: int) -> tuple[Array, Array]:
    """The pairs of neighbouring words (uint64, ascending, first << 32 | second) that stand side by side at least ``fewest``
    times, and how often they do (int64)."""
    pairs, counts = _functions.count_pairs(slots, start, term_count, fewest)
    return np.frombuffer(pairs, np.uint64), np.frombuffer(counts, np.int64)


def pack(counts: Array, docs: Array, tfs: Array, bitmap_units: int, codes: Array) -> tuple[Array, Array, Array]:
    """Postings as they are stored (see index.segment.postings): all units (uint16), how many each list takes (int64), and its
    form (uint8). ``codes`` (uint8, 256) is the code of each frequency."""
    units, sizes, forms = _functions.pack(
        np.ascontiguousarray(counts, np.int64), np.ascontiguousarray(docs, np.uint32), tfs, bitmap_units, codes
    )
    return np.frombuffer(units, np.uint16), np.frombuffer(sizes, np.int64), np.frombuffer(forms, np.uint8)


def take(table: Array, numbers: Array) -> Array:
    """``table[numbers]`` of a table of items of 2 or 4 bytes; ``numbers`` is int32, none below 0."""
    return np.frombuffer(_functions.take(table, table.itemsize, numbers), table.dtype)


def count_each(slots: Array, term_count: int) -> Array:
    """How many of the slots are breaks, and how many each term (int64, term_count + 1)."""
    return np.frombuffer(_functions.count_each(slots, term_count), np.int64)


def count_words(slots: Array, start: Array, end: Array) -> Array:
    """How many slots of each document [start, end) are no breaks (uint32)."""
    return np.frombuffer(_functions.count_words(slots, start, end), np.uint32)
