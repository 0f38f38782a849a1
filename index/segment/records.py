"""Stored records: each document with where its tokens stand, in compressed blocks.

A block holds the records of successive documents, deflated together; a record is

    JSON bytes (uint32) | body bytes (uint32) | joined tokens (uint32) | JSON, UTF-8 | body, UTF-8
    | gaps, a byte a slot | surplus lengths, a byte a slot | joined tokens: first slot, number of parts (2 x uint32 each)

The JSON has all but the body, which as JSON would take five times as long to write and to read. Gaps and lengths are those
of index.analysis.Encoded, the title's slots before the body's, so a snippet is cut without analysing the text again. A
length is stored as what it is over that of the exact term, modulo 256: nearly always 0, as only decomposed letters and
the like make a word longer than its term.
"""

from __future__ import annotations

import json
import struct
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from index.document import Document
from index.segment.file import Array, SegmentFile, SegmentFileWriter
from index.segment.tokens import TokenStream

BLOCK_BYTES = 8 * 1024
"""A block is closed once it holds so much. Larger blocks pack better and cost more to open for one hit: on news 16 KiB
pack to .305 of the records' size and open in 60 µs, 8 KiB to .320 in 37 µs, 4 KiB to .334 in 26 µs (and then the index of
all news is above 1.5 times its text), each record alone to .353 in 23 µs."""

DEFLATE_LEVEL = 4
"""zlib's levels run from 1 (fast) to 9 (small)."""

CACHED_BLOCKS = 128
"""Opened blocks kept a segment: a page of hits and its neighbours, about 1 MiB."""

_HEAD = struct.Struct("<III")


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """What is stored of one document. ``terms`` are its slots (see TokenStream.terms), ``gaps`` and ``lengths`` uint8 a slot;
    ``joined`` is uint32 (n, 2)."""

    document: Document
    origin: str
    terms: Array
    gaps: Array
    lengths: Array
    joined: Array


class RecordWriter:
    """Packs records into deflated blocks, handing each finished block to ``sink``."""

    def __init__(self, sink: Callable[[bytes], object]) -> None:
        self._sink = sink
        self._block_sizes: list[int] = []
        self._block_first: list[int] = []
        self._offsets: list[int] = []
        self._pending = bytearray()
        self.stored_bytes = 0

    def add(self, content: bytes, body: bytes, gaps: bytes, surplus: bytes, joined: Array) -> None:
        """Appends the next document's record; ``content`` is its JSON (see record_json), ``body`` UTF-8 (see stored_text)."""
        if not self._pending:
            self._block_first.append(len(self._offsets))
        self._offsets.append(len(self._pending))
        self._pending += _HEAD.pack(len(content), len(body), len(joined))
        self._pending += content
        self._pending += body
        self._pending += gaps
        self._pending += surplus
        self._pending += joined.astype("<u4").tobytes()
        if len(self._pending) >= BLOCK_BYTES:
            self.close()

    def add_block(self, block: bytes, offsets: Array) -> None:
        """Appends a whole finished block of another segment, whose records begin at ``offsets``."""
        self.close()
        self._block_first.append(len(self._offsets))
        self._offsets.extend(offsets.tolist())
        self._emit(block)

    def close(self) -> None:
        """Finishes the block begun last, if any."""
        if self._pending:
            self._emit(zlib.compress(bytes(self._pending), DEFLATE_LEVEL))
            self._pending = bytearray()

    def _emit(self, block: bytes) -> None:
        self.stored_bytes += len(block)
        self._block_sizes.append(len(block))
        self._sink(block)

    def offsets_by_block(self) -> list[Array]:
        """Where the records begin in each finished block."""
        at = np.array(self._offsets, dtype=np.uint32)
        return np.split(at, self._block_first[1:]) if self._block_first else []

    def write_offsets(self, file: SegmentFileWriter) -> None:
        """Writes where blocks and records begin, once all are closed."""
        sizes = np.array(self._block_sizes, dtype=np.uint64)
        file.add("records.block_at", np.concatenate((np.zeros(1, np.uint64), np.cumsum(sizes, dtype=np.uint64))))
        file.add("records.block_first", np.array(self._block_first, dtype=np.uint32))
        file.add("records.at", np.array(self._offsets, dtype=np.uint32))


class RecordReader:
    """Reads single records; any number of threads may."""

    def __init__(self, file: SegmentFile, tokens: TokenStream) -> None:
        self._blocks = file.raw("records.blocks")
        self._block_at = file.section("records.block_at")
        self._block_first = file.section("records.block_first")
        self._at = file.section("records.at")
        self._tokens = tokens
        self._slot_start = tokens.slot_start
        self._chars = np.append(file.section("exact.chars"), np.uint8(0))
        self._cache: OrderedDict[int, bytes] = OrderedDict()
        self._cache_lock = threading.Lock()

    def raw(self, doc: int) -> tuple[bytes, bytes, bytes, bytes, Array]:
        """The record's JSON, body, gaps, surplus lengths and joined tokens, as RecordWriter.add takes them."""
        data = self._block(int(np.searchsorted(self._block_first, doc, side="right")) - 1)
        at = int(self._at[doc])
        size, body_size, joined = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        slots = int(self._slot_start[doc + 1]) - int(self._slot_start[doc])
        body = at + size
        gaps = body + body_size
        surplus = gaps + slots
        end = surplus + slots
        tail = np.frombuffer(data, dtype="<u4", count=2 * joined, offset=end).reshape(-1, 2)
        return data[at:body], data[body:gaps], data[gaps:surplus], data[surplus:end], tail

    def copy(self, alive: Array, writer: RecordWriter) -> None:
        """Appends the records of the documents marked in ``alive`` to ``writer``, whole blocks as they are."""
        ends = np.append(self._block_first[1:], len(self._at))
        for number, (first, last) in enumerate(zip(self._block_first.tolist(), ends.tolist(), strict=True)):
            if alive[first:last].all():
                start, end = int(self._block_at[number]), int(self._block_at[number + 1])
                writer.add_block(bytes(self._blocks[start:end]), self._at[first:last])
            else:
                for doc in np.flatnonzero(alive[first:last]).tolist():
                    writer.add(*self.raw(first + doc))

    def read(self, doc: int) -> StoredRecord:
        """The stored record of a document."""
        content, body, gaps, surplus, joined = self.raw(doc)
        document, origin = parse_record(content, body)
        terms = self._tokens.terms(doc)
        # A break is term -1: the table's last place, which is 0.
        lengths = self._chars[terms]
        lengths += np.frombuffer(surplus, np.uint8)
        return StoredRecord(document, origin, terms, np.frombuffer(gaps, np.uint8), lengths, joined)

    def _block(self, number: int) -> bytes:
        with self._cache_lock:
            block = self._cache.get(number)
            if block is not None:
                self._cache.move_to_end(number)
                return block
        block = zlib.decompress(self._blocks[int(self._block_at[number]) : int(self._block_at[number + 1])])
        with self._cache_lock:
            self._cache[number] = block
            if len(self._cache) > CACHED_BLOCKS:
                self._cache.popitem(last=False)
        return block


def term_chars(terms: Sequence[str]) -> Array:
    """The lengths of exact terms in characters, modulo 256 as surplus lengths are."""
    return np.fromiter((len(term) & 0xFF for term in terms), np.uint8, count=len(terms))


def record_json(document: Document, origin: str) -> bytes:
    """The stored form of all of a document but its body, and of the file it came from, whose name may be in no encoding at
    all."""
    record = document.to_json()
    del record["body"]
    return stored_text(_ENCODER.encode([origin, record]))


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def stored_text(text: str) -> bytes:
    """The stored form of a text: UTF-8; a byte of a file name that is none is the byte it was."""
    return text.encode("utf-8", "surrogateescape")


def parse_record(content: bytes, body: bytes) -> tuple[Document, str]:
    """What ``record_json`` and ``stored_text`` stored: the document and the file it came from."""
    origin, record = json.loads(content.decode("utf-8", "surrogateescape"))
    record["body"] = body.decode("utf-8", "surrogateescape")
    return Document.from_stored(record), origin
