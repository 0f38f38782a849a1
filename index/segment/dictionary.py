"""A sorted dictionary of strings kept as one run of UTF-8 bytes and an array of offsets."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from index.segment.file import Array, SegmentFile, SegmentFileWriter


def write_dictionary(file: SegmentFileWriter, name: str, terms: Sequence[bytes]) -> None:
    """Writes ``terms``, which are sorted and distinct UTF-8, as the sections NAME.bytes and NAME.at."""
    ends = np.cumsum(np.fromiter(map(len, terms), dtype=np.int64, count=len(terms)))
    file.add(f"{name}.bytes", b"".join(terms))
    file.add(
        f"{name}.at", np.concatenate(([0], ends)).astype(np.uint32 if not len(ends) or ends[-1] < 2**32 else np.uint64)
    )


class Dictionary:
    """Numbers strings by their place in byte order, which for UTF-8 is code point order."""

    def __init__(self, file: SegmentFile, name: str) -> None:
        self._bytes = file.raw(f"{name}.bytes")
        self._at: Array = file.section(f"{name}.at")

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
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.bytes_of(middle) < key:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, text: str | bytes) -> int | None:
        """The number of the string, or None when it is not here."""
        key = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        number = self.first_at_least(key)
        return number if number < len(self) and self.bytes_of(number) == key else None

    def prefix_range(self, prefix: str) -> tuple[int, int]:
        """The numbers [first, last) of the strings that begin with ``prefix``."""
        key = prefix.encode("utf-8", "surrogatepass")
        # 0xFF never occurs in UTF-8, so prefix + 0xFF sorts after every string with that prefix.
        return self.first_at_least(key), self.first_at_least(key + b"\xff")
