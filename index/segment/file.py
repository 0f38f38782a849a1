"""A file of named arrays, written once from front to back and read through one memory map.

    magic | section | section | ... | directory (JSON) | directory length, CRC-32 | magic

Every section starts at a multiple of 64 bytes and has its CRC-32 in the directory. All numbers are
little-endian. Nothing in the file is executable: no pickle, no code.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.errors import IndexDamaged

MAGIC = b"TIMBAO\x00\x01"
ALIGNMENT = 64
"""Bytes; a cache line, and more than any array element needs."""

_TAIL = struct.Struct("<QI8s")

Array = npt.NDArray[Any]

Sections = dict[str, Array]
"""Whole sections by their names."""


class SegmentFileDamaged(IndexDamaged):
    """The file is cut short or its bytes are not those that were written."""


def _way_out(path: Path) -> str:
    return f"hãy dựng lại bằng: timbao --index {path.parent} rebuild"


class SegmentFileWriter:
    """Writes one segment file; it is complete, and synced to the disk, only after ``finish``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb", buffering=1 << 20)
        self._directory: dict[str, dict[str, Any]] = {}
        self._open: str | None = None
        self._position = self._file.write(MAGIC)

    def add(self, name: str, values: Array | bytes) -> None:
        """Writes a whole section: a one- or two-dimensional array, or bytes."""
        array = np.frombuffer(values, dtype=np.uint8) if isinstance(values, bytes | bytearray) else values
        self.begin(name, array.dtype, columns=array.shape[1] if array.ndim == 2 else None)
        self.append(array)

    def add_all(self, sections: Sections) -> None:
        """Writes whole sections."""
        for name, values in sections.items():
            self.add(name, values)

    def begin(self, name: str, dtype: npt.DTypeLike, *, columns: int | None = None) -> None:
        """Starts a section that ``append`` fills piece by piece; the one before it is closed."""
        if name in self._directory:
            raise ValueError(f"section {name!r} is already written")
        padding = -self._position % ALIGNMENT
        self._position += self._file.write(b"\0" * padding)
        entry: dict[str, Any] = {
            "dtype": np.dtype(dtype).newbyteorder("<").str,
            "at": self._position,
            "bytes": 0,
            "crc": 0,
        }
        if columns is not None:
            entry["columns"] = columns
        self._directory[name] = entry
        self._open = name

    def append(self, values: Array | bytes) -> None:
        """Adds to the section begun last, converting to its dtype."""
        assert self._open is not None
        entry = self._directory[self._open]
        if isinstance(values, bytes):
            data = memoryview(values)
        else:
            data = np.ascontiguousarray(values, dtype=np.dtype(entry["dtype"])).reshape(-1).view(np.uint8).data
        self._file.write(data)
        entry["crc"] = zlib.crc32(data, entry["crc"])
        entry["bytes"] += len(data)
        self._position += len(data)

    def finish(self, facts: dict[str, Any]) -> None:
        """Closes the file with ``facts`` (JSON values) in its directory and syncs it to the disk."""
        directory = json.dumps({"facts": facts, "sections": self._directory}).encode()
        self._file.write(directory)
        self._file.write(_TAIL.pack(len(directory), zlib.crc32(directory), MAGIC))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        """Removes the unfinished file."""
        self._file.close()
        self.path.unlink(missing_ok=True)


class SegmentFile:
    """A finished segment file, mapped into memory; ``section`` gives views that copy nothing.

    Raises SegmentFileDamaged when the file is not whole; the sections' own checksums are only
    compared by ``verify``, which reads everything. A mapped file may be deleted meanwhile.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < len(MAGIC) + _TAIL.size:
                raise SegmentFileDamaged(f"tệp {path.name} của chỉ mục chỉ còn {size} byte; {_way_out(path)}")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        length, crc, magic = _TAIL.unpack(self._map[-_TAIL.size :])
        directory = self._map[size - _TAIL.size - length : size - _TAIL.size] if length < size else b""
        if magic != MAGIC or self._map[: len(MAGIC)] != MAGIC or zlib.crc32(directory) != crc:
            raise SegmentFileDamaged(f"tệp {path.name} của chỉ mục bị hỏng hoặc bị cắt ngắn; {_way_out(path)}")
        content = json.loads(directory)
        self.facts: dict[str, Any] = content["facts"]
        self._directory: dict[str, dict[str, Any]] = content["sections"]
        self.size_bytes = size

    def section(self, name: str) -> Array:
        """The section as a read-only array backed by the map."""
        entry = self._directory[name]
        dtype = np.dtype(entry["dtype"])
        array = np.frombuffer(self._map, dtype=dtype, count=entry["bytes"] // dtype.itemsize, offset=entry["at"])
        return array.reshape(-1, entry["columns"]) if "columns" in entry else array

    def raw(self, name: str) -> memoryview:
        """The section's bytes."""
        entry = self._directory[name]
        return memoryview(self._map)[entry["at"] : entry["at"] + entry["bytes"]]

    def verify(self) -> None:
        """Reads the whole file; raises SegmentFileDamaged, naming the section, when a checksum differs."""
        for name, entry in self._directory.items():
            if zlib.crc32(self.raw(name)) != entry["crc"]:
                raise SegmentFileDamaged(f"phần {name} của tệp {self.path.name} không còn như khi ghi")
