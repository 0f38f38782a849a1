"""Offsets: where each of many runs of elements begins in a section."""

from __future__ import annotations

import numpy as np

from index.segment.file import Array


def offsets(counts: Array) -> Array:
    """Where each of the runs of ``counts`` elements begins, and the end of the last, in 4 bytes each if they fit."""
    places = np.concatenate((np.zeros(1, np.uint64), np.cumsum(counts, dtype=np.uint64)))
    return places if places[-1] >= 2**32 else places.astype(np.uint32)
