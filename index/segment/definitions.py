"""The abbreviations that the texts of a segment define, with the number of documents that do.

Section ``definitions``: UTF-8 lines of abbreviation, full words and count, with tabs between, in byte order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from index.segment.file import SegmentFile, SegmentFileWriter

Definition = tuple[str, str]
"""The exact term of an abbreviation, and the exact terms of its full words with spaces between."""


def write_definitions(file: SegmentFileWriter, counts: Mapping[Definition, int]) -> None:
    """Writes the section."""
    lines = [f"{short}\t{full}\t{count}\n" for (short, full), count in sorted(counts.items())]
    file.add("definitions", "".join(lines).encode("utf-8", "replace"))


def read_definitions(file: SegmentFile) -> Counter[Definition]:
    """The definitions with their counts; 187,696 news texts hold about 1,400."""
    counts: Counter[Definition] = Counter()
    for line in bytes(file.section("definitions")).decode().splitlines():
        short, full, count = line.split("\t")
        counts[short, full] += int(count)
    return counts
