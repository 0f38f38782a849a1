"""Stored records: each document with where its tokens stand, every record packed by itself.

A record is

    JSON bytes (uint32) | body bytes (uint32) | joined tokens (uint32) | JSON, UTF-8 | body, UTF-8
    | gaps, a byte a slot | surplus lengths, a byte a slot | joined tokens: first slot, number of parts (2 x uint32 each)

The JSON has all but the body, which as JSON would take five times as long to write and to read. Gaps and lengths are those
of index.analysis.Encoded, the title's slots before the body's, so a snippet is cut without analysing the text again. A
length is stored as what it is over that of the exact term, modulo 256: nearly always 0, as only decomposed letters and
the like make a word longer than its term.

Records are packed with zstd and a dictionary trained on the segment's own texts (RFC 8878, section 5), in which the words of
Vietnamese and of the newspaper stand once for all of them. So each can be opened by itself, and on 20,000 articles they take
.275 of their size, where 8 KiB of them deflated together took .319; packing costs a third, and opening one for a hit 8 µs
instead of 47.
"""

from __future__ import annotations

import json
import struct
import threading
from bisect import bisect_right
from collections.abc import Callable, Sequence
from json.encoder import encode_basestring
from typing import Any

import numpy as np
from zstandard import ZstdCompressionDict, ZstdCompressor, ZstdDecompressor, ZstdError, train_dictionary

from index.document import Document, Heading
from index.segment.file import Array, SegmentFile, SegmentFileWriter
from index.segment.offsets import offsets

LEVEL = 3
"""zstd's levels run from 1 (fast) to 22 (small); 5 packs 1 % better and takes twice as long."""

LARGEST_DICTIONARY = 110 * 1024
"""Bytes; what zstd's own tool trains by default."""

SMALLEST_DICTIONARY = 8 * 1024
"""Bytes; a smaller one is not worth having."""

RECORDS_A_DICTIONARY = 32
"""A dictionary has at most this part of the bytes of the records it is made for, so that it saves more than it takes."""

MOST_SAMPLES = 600
"""Records a dictionary is trained on: 0.05 s. With 2,000 articles records take .264 of their size, with 280 .274."""

SEGMENT_BYTES, DMER_BYTES = 256, 8
"""What zstd's trainer picks out at a time, and by what it knows that it stands elsewhere too (its k and d). Given, not looked
for: articles of 20,000 take .268 of their size instead of .270, briefs as much as before, and training a quarter of the time."""

_HEAD = struct.Struct("<III")


class StoredRecord:
    """What is stored of one document, read from its record as far as it is asked for."""

    __slots__ = ("_body_at", "_joined", "_slots", "data", "gaps_at")

    def __init__(self, data: bytes, slots: int) -> None:
        content, body, self._joined = _HEAD.unpack_from(data)
        self.data = data
        """The record as ``pack_record`` made it."""
        self._body_at = _HEAD.size + content
        self.gaps_at: int = self._body_at + body
        """Where the gaps of its slots begin; behind them are the surplus lengths."""
        self._slots = slots

    @property
    def document(self) -> Document:
        """The document as it was added."""
        fields = self._fields()[1]
        fields["body"] = self.body
        return Document.from_stored(fields)

    @property
    def origin(self) -> str:
        """The file it came from."""
        return self._fields()[0]

    @property
    def heading(self) -> Heading:
        """The document without its text."""
        return Heading.from_stored(self._fields()[1])

    @property
    def body(self) -> str:
        """The document's text."""
        return self.data[self._body_at : self.gaps_at].decode("utf-8", "surrogateescape")

    @property
    def joined(self) -> list[tuple[int, int]]:
        """The joined tokens: the slot of the first part of each, and how many parts it has."""
        if not self._joined:
            return []
        places = struct.unpack_from(f"<{2 * self._joined}I", self.data, self.gaps_at + 2 * self._slots)
        return list(zip(places[::2], places[1::2], strict=True))

    def _fields(self) -> tuple[str, dict[str, Any]]:
        content = self.data[_HEAD.size : self._body_at].decode("utf-8", "surrogateescape")
        origin, fields = _DECODER.raw_decode(content)[0]
        return origin, fields


JOINED_BYTES = 8
"""Of the places of one joined token."""


def pack_record(content: bytes, body: bytes, gaps: bytes, surplus: bytes, joined: bytes) -> bytes:
    """A document's record; ``content`` is its JSON (see record_json), ``body`` UTF-8 (see stored_text)."""
    head = _HEAD.pack(len(content), len(body), len(joined) // JOINED_BYTES)
    return b"".join((head, content, body, gaps, surplus, joined))


def trained(samples: Sequence[bytes], total_bytes: int) -> bytes:
    """A dictionary for records of so many bytes in all, trained on some of them; b"" when none is worth having."""
    size = min(LARGEST_DICTIONARY, total_bytes // RECORDS_A_DICTIONARY)
    if size < SMALLEST_DICTIONARY:
        return b""
    try:
        return train_dictionary(size, list(samples), k=SEGMENT_BYTES, d=DMER_BYTES, level=LEVEL).as_bytes()
    except ZstdError:
        # Texts too few, too short or too much alike to learn from.
        return b""


class Packer:
    """Packs records with a dictionary. Not for more than one thread."""

    def __init__(self, dictionary: bytes) -> None:
        self.dictionary = dictionary
        data = ZstdCompressionDict(dictionary) if dictionary else None
        if data is not None:
            data.precompute_compress(level=LEVEL)
        self._compressor = ZstdCompressor(level=LEVEL, dict_data=data, write_checksum=False, write_dict_id=False)

    def pack(self, record: bytes) -> bytes:
        """The packed record."""
        return self._compressor.compress(record)


class RecordWriter:
    """Puts packed records one behind another, handing them to ``sink``; a dictionary is for all that follow it."""

    def __init__(self, sink: Callable[[bytes], object]) -> None:
        self._sink = sink
        self._sizes: list[int] = []
        self._dictionaries: list[bytes] = []
        self._firsts: list[int] = []
        """The first record that each of the dictionaries is for."""
        self.stored_bytes = 0

    def use(self, dictionary: bytes) -> None:
        """Says what the records that follow are packed with."""
        if not self._dictionaries or self._dictionaries[-1] != dictionary:
            self._dictionaries.append(dictionary)
            self._firsts.append(len(self._sizes))
            self.stored_bytes += len(dictionary)

    def add(self, packed: Sequence[bytes]) -> None:
        """Appends the records of the next documents."""
        joined = b"".join(packed)
        self.stored_bytes += len(joined)
        self._sizes += map(len, packed)
        self._sink(joined)

    def finish(self, file: SegmentFileWriter) -> None:
        """Writes where each record begins, and the dictionaries."""
        file.add("records.at", offsets(np.array(self._sizes, dtype=np.uint64)))
        file.add("records.dictionaries", b"".join(self._dictionaries))
        sizes = np.array([len(one) for one in self._dictionaries], dtype=np.uint64)
        file.add("records.dictionary_at", offsets(sizes))
        file.add("records.dictionary_first", np.array(self._firsts, dtype=np.uint32))


class RecordReader:
    """Reads single records; any number of threads may."""

    def __init__(self, file: SegmentFile, slot_start: Array) -> None:
        self._packed = file.raw("records.packed")
        self._at = file.section("records.at").data
        self._dictionaries = file.raw("records.dictionaries")
        self._dictionary_at = file.section("records.dictionary_at")
        self._firsts: list[int] = file.section("records.dictionary_first").tolist()
        self._openers: list[ZstdDecompressor | None] = [None] * len(self._firsts)
        self._lock = threading.Lock()
        self._slot_start = slot_start.data

    def record(self, doc: int) -> bytes:
        """The record as ``pack_record`` made it."""
        packed = self._packed[self._at[doc] : self._at[doc + 1]]
        number = bisect_right(self._firsts, doc) - 1
        # zstd's decompressors are not for more than one thread at a time.
        with self._lock:
            opener = self._openers[number]
            if opener is None:
                start, end = int(self._dictionary_at[number]), int(self._dictionary_at[number + 1])
                data = ZstdCompressionDict(bytes(self._dictionaries[start:end])) if end > start else None
                opener = self._openers[number] = ZstdDecompressor(dict_data=data)
            return opener.decompress(packed)

    def read(self, doc: int) -> StoredRecord:
        """The stored record of a document."""
        return StoredRecord(self.record(doc), self._slot_start[doc + 1] - self._slot_start[doc])


def term_chars(terms: Sequence[str]) -> Array:
    """The lengths of exact terms in characters, modulo 256 as surplus lengths are."""
    return np.fromiter((len(term) & 0xFF for term in terms), np.uint8, count=len(terms))


_DECODER = json.JSONDecoder()


def record_json(others: str, origin: str) -> bytes:
    """The stored form of all of a document but its body (Document.json_without_body), and of the file it came from, whose name
    may be in no encoding at all."""
    return stored_text(f"[{encode_basestring(origin)},{others}]")


def stored_text(text: str) -> bytes:
    """The stored form of a text: UTF-8; a byte of a file name that is none is the byte it was."""
    return text.encode("utf-8", "surrogateescape")
