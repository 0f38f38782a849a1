"""Which segments a generation has: Whoosh's table of contents, read without loading Whoosh.

Of that file only the list of segments is wanted here. Whoosh reads the schema too, and loads its analyzers, its matchers
and an HTTP client: 40 ms of the 200 that a query in the terminal would take. Writing the file stays Whoosh's own affair
(whoosh.index.TOC.write); tests/test_index_toc.py reads the same files in both ways.
"""

from __future__ import annotations

import pickle
import re
import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

from index.errors import IndexDamaged

INDEX_NAME = "MAIN"
"""Whoosh's default name, so that ``whoosh.index.open_dir(folder)`` needs no second argument."""

SEGMENT_EXTENSION = ".flat"

_SIZES = (4, 8, 4)
"""Bytes of the numbers that Whoosh writes; each file begins with them."""

_BYTE_ORDER, _VERSION = -12345, -111
"""whoosh.index: a number to tell the byte order by, and the version of the table of contents of Whoosh 2.7."""

_INT = struct.Struct("!i")

LAST_GENERATION = 2**31 - 1
"""Whoosh writes a generation's number as a signed integer of four bytes."""

_TOC_NAME = re.compile(rf"_{INDEX_NAME}_([0-9]{{1,10}})\.toc")

_CHECKSUM = re.compile(rb"timbao-crc32 ([0-9a-f]{8})\n\Z")


class SegmentEntry:
    """A segment's entry in the table of contents: its name, its size and its deleted documents."""

    indexname: str
    segid: str
    count: int
    deleted: frozenset[int]

    def segment_id(self) -> str:
        """The name that its files begin with."""
        return f"{self.indexname}_{self.segid}"

    def path(self, folder: Path) -> Path:
        """The segment's file in the index folder."""
        return folder / (self.segment_id() + SEGMENT_EXTENSION)

    def doc_count(self) -> int:
        """How many documents it holds that are not deleted."""
        return self.count - len(self.deleted)


def toc_name(generation: int) -> str:
    """The file of a generation's table of contents."""
    return f"_{INDEX_NAME}_{generation}.toc"


def generation_of(name: str) -> int | None:
    """The generation whose table of contents the file of this name is; None for any other file."""
    match = _TOC_NAME.fullmatch(name)
    return int(match[1]) if match and int(match[1]) < LAST_GENERATION else None


def checksum_line(content: bytes) -> bytes:
    """The line that ends a table of contents: its CRC-32. Whoosh reads no further than its own last byte."""
    return b"timbao-crc32 %08x\n" % zlib.crc32(content)


def read_entries(folder: Path, generation: int) -> list[SegmentEntry]:
    """The segments of one generation, oldest documents first.

    Raises FileNotFoundError when that generation is gone, IndexDamaged when the file makes no sense.
    """
    content = (folder / toc_name(generation)).read_bytes()
    try:
        return _entries(BytesIO(_compared(content)), generation)
    except Exception as error:  # bad bytes may be anything to pickle
        raise IndexDamaged(
            f"mục lục {generation} của chỉ mục {folder} bị hỏng; hãy dựng lại bằng: timbao --index {folder} rebuild"
        ) from error


def _compared(content: bytes) -> bytes:
    """The table of contents without its checksum, which must fit; one written before there was one has none."""
    match = _CHECKSUM.search(content)
    if match is None:
        return content
    if checksum_line(content[: match.start()]) != match[0]:
        raise ValueError("the checksum of the table of contents differs")
    return content[: match.start()]


def _entries(file: BytesIO, generation: int) -> list[SegmentEntry]:
    sizes = tuple(_varint(file) for _ in _SIZES)
    head = (sizes, _int(file), _int(file))
    if head != (_SIZES, _BYTE_ORDER, _VERSION):
        raise ValueError(f"a table of contents of another Whoosh or machine: {head}")
    for _ in range(3):
        _varint(file)  # the release of Whoosh
    file.seek(_varint(file), 1)  # the schema
    if _int(file) != generation:
        raise ValueError("the table of contents of another generation")
    _int(file)  # unused
    entries = _EntryReader(file).load()
    if not all(isinstance(entry, SegmentEntry) and isinstance(entry.deleted, frozenset) for entry in entries):
        raise ValueError("not a list of segments")
    if file.read(1):
        raise ValueError("something stands behind the list of segments")
    return list(entries)


class _EntryReader(pickle.Unpickler):
    """Unpickles entries and what they are made of; any other class, which could do harm when made, is refused."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("index.whoosh_codec", "FlatSegment"):
            return SegmentEntry
        raise pickle.UnpicklingError(f"{module}.{name} in a table of contents")


def _int(file: BytesIO) -> int:
    number: int = _INT.unpack(file.read(_INT.size))[0]
    return number


def _varint(file: BytesIO) -> int:
    """Seven bits a byte, the lowest first; the upper bit is set in all bytes but the last."""
    number = shift = 0
    while True:
        byte = file.read(1)[0]
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return number
