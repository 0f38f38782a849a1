"""Offsets: where each of many runs of elements begins in a section."""

from __future__ import annotations

import numpy as np

from index.segment.file import Array, SegmentFileWriter


def write_offsets(file: SegmentFileWriter, name: str, counts: Array) -> None:
    """Writes where each of the runs of ``counts`` elements begins, and the end of the last, in 4 bytes each if they fit."""
    offsets = np.concatenate((np.zeros(1, np.uint64), np.cumsum(counts, dtype=np.uint64)))
    file.add(name, offsets if offsets[-1] >= 2**32 else offsets.astype(np.uint32))
