"""Merges segments into one, leaving deleted documents behind; no text is analysed again.

Terms are numbered in byte order in every segment, so the numbers of the merged vocabulary rise with those
of each input. Postings are therefore merged a range of terms at a time, in bounded memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.segment.build import write_ids
from index.segment.columns import VALUE_COLUMNS, write_value_column
from index.segment.definitions import Definition, write_definitions
from index.segment.dictionary import Dictionary, write_dictionary
from index.segment.file import Array, SegmentFileWriter
from index.segment.pairs import pair_sections
from index.segment.postings import Field, FieldWriter, bigram_pairs, bigram_sections
from index.segment.reader import FlatSegmentReader
from index.segment.records import MOST_SAMPLES, Packer, RecordWriter, trained
from index.segment.tokens import token_sections

POSTINGS_AT_ONCE = 4_000_000
"""Postings sorted at a time; 8 bytes each, a few times over: about 100 MB."""

RECORDS_AT_ONCE = 1_000
"""Records packed before they are written."""


@dataclass(frozen=True, slots=True)
class _Input:
    """A segment to be merged: which documents live, and their numbers in the merged segment (-1: none)."""

    reader: FlatSegmentReader
    alive: Array
    new_doc: Array


def merge_segments(readers: Sequence[FlatSegmentReader], deleted: Sequence[frozenset[int]], path: Path) -> None:
    """Writes the live documents of ``readers``, in their order, as one segment file at ``path``."""
    inputs, count = [], 0
    for reader, gone in zip(readers, deleted, strict=True):
        alive = np.ones(reader.count, dtype=bool)
        alive[list(gone)] = False
        new_doc = np.where(alive, count + np.cumsum(alive) - 1, -1)
        inputs.append(_Input(reader, alive, new_doc))
        count += int(alive.sum())
    file = SegmentFileWriter(path)
    try:
        _merge(file, inputs, count)
    except BaseException:
        file.abandon()
        raise


def _merge(file: SegmentFileWriter, inputs: list[_Input], count: int) -> None:
    _merge_records(file, inputs, count)

    exact_maps, exact_count = _merge_dictionaries(file, "exact", [source.reader.exact_terms for source in inputs])
    folded_maps, folded_count = _merge_dictionaries(file, "folded", [source.reader.folded_terms for source in inputs])
    folded_of = np.zeros(exact_count, dtype=np.uint32)
    for source, exact_map, folded_map in zip(inputs, exact_maps, folded_maps, strict=True):
        folded_of[exact_map] = folded_map[source.reader.folded_of]
    file.add("exact.folded", folded_of)
    chars = np.zeros(exact_count, dtype=np.uint8)
    for source, exact_map in zip(inputs, exact_maps, strict=True):
        chars[exact_map] = source.reader.exact_chars
    file.add("exact.chars", chars)

    new_docs = [source.new_doc for source in inputs]
    _merge_field(file, "exact", [source.reader.exact for source in inputs], exact_maps, new_docs, exact_count)
    _merge_field(file, "folded", [source.reader.folded for source in inputs], folded_maps, new_docs, folded_count)
    _merge_field(file, "title", [source.reader.title for source in inputs], folded_maps, new_docs, folded_count)
    _merge_bigrams(file, inputs, folded_maps, folded_count)
    _merge_tokens(file, inputs, exact_maps, exact_count)

    for name in ("title_slots", "length", "title_length", "date", "kind"):
        file.add(name, np.concatenate([getattr(source.reader, name)[source.alive] for source in inputs]))
    file.add("hash", np.concatenate([source.reader.hashes[source.alive] for source in inputs]))
    definitions: Counter[Definition] = Counter()
    for source in inputs:
        definitions.update(source.reader.definitions)
    write_definitions(file, definitions)
    numbers: dict[str, int] = {}
    for source in inputs:
        for id, doc in zip(source.reader.ids, source.new_doc[source.reader.id_docs].tolist(), strict=True):
            if doc >= 0:
                numbers[id.decode()] = doc
    write_ids(file, numbers)
    for name in VALUE_COLUMNS:
        values: list[str | None] = []
        for source in inputs:
            column = source.reader.values[name].all_values()
            values.extend(value for value, alive in zip(column, source.alive.tolist(), strict=True) if alive)
        write_value_column(file, name, values)
    file.finish({"documents": count})


def _merge_records(file: SegmentFileWriter, inputs: list[_Input], count: int) -> None:
    """Packs the records anew, with one dictionary for all."""
    docs = [(source.reader, doc) for source in inputs for doc in np.flatnonzero(source.alive).tolist()]
    samples = [reader.stored(doc) for reader, doc in docs[:: max(1, count // MOST_SAMPLES)]]
    total = sum(map(len, samples)) * count // max(1, len(samples))
    packer = Packer(trained(samples, total))
    file.begin("records.packed", np.uint8)
    records = RecordWriter(file.append)
    records.use(packer.dictionary)
    for first in range(0, count, RECORDS_AT_ONCE):
        records.add([packer.pack(reader.stored(doc)) for reader, doc in docs[first : first + RECORDS_AT_ONCE]])
    records.finish(file)


def _merge_dictionaries(file: SegmentFileWriter, name: str, dictionaries: list[Dictionary]) -> tuple[list[Array], int]:
    """Writes the union; returns, an input, the union's number of each of its terms (ascending), and the union's size."""
    terms = [list(dictionary) for dictionary in dictionaries]
    union = sorted(set().union(*terms))
    number = {term: place for place, term in enumerate(union)}
    write_dictionary(file, name, union)
    return [np.fromiter(map(number.__getitem__, some), np.int64, count=len(some)) for some in terms], len(union)


def _merge_field(
    file: SegmentFileWriter,
    name: str,
    fields: list[Field],
    term_maps: list[Array],
    new_docs: list[Array],
    term_count: int,
) -> None:
    """Writes one field's postings."""
    sizes = np.zeros(term_count, dtype=np.int64)
    for field, term_map in zip(fields, term_maps, strict=True):
        sizes[term_map] += field.counts_of(0, len(field))
    ends = np.cumsum(sizes)
    merged = FieldWriter(file, name, sum(int((new_doc >= 0).sum()) for new_doc in new_docs))
    first = 0
    while first < term_count:
        done = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, done + POSTINGS_AT_ONCE, side="right")))
        keys = np.concatenate([_keys(*part, first, last) for part in zip(fields, term_maps, new_docs, strict=True)])
        keys.sort()
        counts = np.bincount((keys >> (_TF_BITS + _DOC_BITS)).astype(np.int64), minlength=last - first)
        merged.append(counts, ((keys >> _TF_BITS) & _DOC_MASK).astype(np.uint32), (keys & _TF_MASK).astype(np.uint8))
        first = last
    merged.close()


_TF_BITS, _DOC_BITS = np.uint64(8), np.uint64(22)
_TF_MASK, _DOC_MASK = np.uint64((1 << 8) - 1), np.uint64((1 << 22) - 1)


def _gaps(offsets: Array) -> Array:
    """How many elements lie between each offset and the next, int64."""
    signed = offsets.astype(np.int64)
    return signed[1:] - signed[:-1]


def _keys(field: Field, term_map: Array, new_doc: Array, first: int, last: int) -> Array:
    """The live postings of merged terms [first, last), packed (term - first, document, frequency) to sort as one number."""
    low, high = np.searchsorted(term_map, (first, last)).tolist()
    counts, docs, tfs = field.lists_of(low, high)
    docs = new_doc[docs]
    live = docs >= 0
    terms = np.repeat((term_map[low:high] - first).astype(np.uint64), counts)[live]
    keys: Array = (terms << (_DOC_BITS + _TF_BITS)) | (docs[live].astype(np.uint64) << _TF_BITS)
    keys |= tfs[live]
    return keys


def _merge_bigrams(file: SegmentFileWriter, inputs: list[_Input], folded_maps: list[Array], folded_count: int) -> None:
    pairs = []
    for source, folded_map in zip(inputs, folded_maps, strict=True):
        first, second = bigram_pairs(source.reader.bigram_row, source.reader.bigram_second)
        pairs.append((folded_map[first].astype(np.uint64) << np.uint64(21)) | folded_map[second].astype(np.uint64))
    union = np.unique(np.concatenate(pairs))
    maps = [np.searchsorted(union, some) for some in pairs]
    fields = [source.reader.bigram for source in inputs]
    _merge_field(file, "bigram", fields, maps, [source.new_doc for source in inputs], len(union))
    file.add_all(bigram_sections(union, folded_count))


def _merge_tokens(file: SegmentFileWriter, inputs: list[_Input], exact_maps: list[Array], exact_count: int) -> None:
    slots, lengths = [], []
    for source, exact_map in zip(inputs, exact_maps, strict=True):
        start = source.reader.tokens.slot_start.astype(np.int64)
        terms = source.reader.tokens.slots(0, int(start[-1]))
        counts = _gaps(start)
        shifted = np.concatenate((np.zeros(1, np.int64), exact_map + 1)).astype(np.int32)
        slots.append(shifted[terms + 1][np.repeat(source.alive, counts)])
        lengths.append(counts[source.alive])
    slot_start = np.concatenate((np.zeros(1, np.int64), np.cumsum(np.concatenate(lengths))))
    merged = np.concatenate(slots)
    file.add_all(token_sections(merged, slot_start, exact_count))
    file.add_all(pair_sections(merged, slot_start, exact_count))
