"""A sorted dictionary of strings kept as one run of UTF-8 bytes and an array of offsets."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from index.segment.file import SegmentFile, SegmentFileWriter
from index.segment.lookup import first_at_least


def write_dictionary(file: SegmentFileWriter, name: str, terms: Sequence[bytes]) -> None:
    """Writes ``terms``, which are sorted and distinct UTF-8, as the sections NAME.bytes and NAME.at."""
    ends = np.cumsum(np.fromiter(map(len, terms), dtype=np.int64, count=len(terms)))
    file.add(f"{name}.bytes", b"".join(terms))
    file.add(
        f"{name}.at", np.concatenate(([0], ends)).astype(np.uint32 if not len(ends) or ends[-1] < 2**32 else np.uint64)
    )


MOST_FOUND = 5_000
"""Strings whose places are remembered, at about 150 bytes each; forgotten all at once beyond."""


class Dictionary:
    """Numbers strings by their place in byte order, which for UTF-8 is code point order."""

    def __init__(self, file: SegmentFile, name: str) -> None:
        self._bytes = file.raw(f"{name}.bytes")
        self._at: memoryview = file.section(f"{name}.at").data
        self._found: dict[str | bytes, int | None] = {}
        """What was looked up last; people ask for the same words, and a search asks for each several times."""

    def __len__(self) -> int:
        return len(self._at) - 1

    def __getitem__(self, number: int) -> str:
        return self.bytes_of(number).decode("utf-8", "surrogateescape")

    def bytes_of(self, number: int) -> bytes:
        return bytes(self._bytes[self._at[number] : self._at[number + 1]])

    def __iter__(self) -> Iterator[bytes]:
        at = self._at.tolist()
        data = bytes(self._bytes)
        return (data[start:end] for start, end in itertools.pairwise(at))

    def first_at_least(self, key: bytes) -> int:
        """The number of the first string not before ``key``; ``len`` when all are before it."""
        return first_at_least(self._bytes, self._at, key)

    def find(self, text: str | bytes) -> int | None:
        """The number of the string, or None when it is not here."""
        if text in self._found:
            return self._found[text]
        key = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        place = self.first_at_least(key)
        number = place if place < len(self) and self.bytes_of(place) == key else None
        if len(self._found) >= MOST_FOUND:
            self._found.clear()
        self._found[text] = number
        return number

    def prefix_range(self, prefix: str) -> tuple[int, int]:
        """The numbers [first, last) of the strings that begin with ``prefix``."""
        key = prefix.encode("utf-8", "surrogatepass")
        # 0xFF never occurs in UTF-8, so prefix + 0xFF sorts after every string with that prefix.
        return self.first_at_least(key), self.first_at_least(key + b"\xff")
