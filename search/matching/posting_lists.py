"""Which live documents of the whole index meet a condition, and how often, as numpy arrays.

Documents are numbered through over the segments. A condition that few meet is ``Sparse``, one that many meet is
``Dense``; both answer the same questions.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

DENSE_SHARE = 1 / 16
"""From this share of all documents on a condition is Dense: the array then takes about the room of the list (9 bytes a
document), and is gone through from end to end in less time than the list's documents are picked out one by one."""


class Sparse:
    """The numbers of the documents with their frequencies: parallel arrays of int64, ascending, and uint8."""

    def __init__(self, docs: Array, tfs: Array) -> None:
        self.docs = docs
        self._tfs = tfs
        self.nbytes = docs.nbytes + tfs.nbytes

    def __len__(self) -> int:
        return len(self.docs)

    def frequencies(self, docs: Array) -> Array:
        """How often each of ``docs`` (int64, ascending) meets the condition: uint8, 0 for one that does not."""
        if not len(self.docs):
            return np.zeros(len(docs), dtype=np.uint8)
        places = np.minimum(self.docs.searchsorted(docs), len(self.docs) - 1)
        return np.where(self.docs[places] == docs, self._tfs[places], np.uint8(0))

    def mark(self, mask: Array) -> None:
        """Sets the places of its documents in ``mask``, a truth value for every document of the index."""
        mask[self.docs] = True

    def add_scores(self, scores: Array, factor: float, norms: Array) -> None:
        """Adds ``gained`` to the scores of its documents; ``scores`` and ``norms`` are of one type, one a document of the index."""
        # No document stands in it twice; ``at`` takes two thirds of the time of reading, adding and writing back.
        np.add.at(scores, self.docs, gained(self._tfs, factor, norms[self.docs]))


class Dense:
    """A frequency for every document of the index, uint8, 0 where the condition is not met. Methods as those of Sparse."""

    def __init__(self, tfs: Array, count: int) -> None:
        self._tfs = tfs
        self._count = count
        self.nbytes = tfs.nbytes

    def __len__(self) -> int:
        return self._count

    @property
    def docs(self) -> Array:
        # As truth values first: numpy goes through those several times as fast.
        return np.flatnonzero(self._tfs.astype(bool))

    def frequencies(self, docs: Array) -> Array:
        found: Array = self._tfs[docs]
        return found

    def mark(self, mask: Array) -> None:
        np.logical_or(mask, self._tfs, out=mask)

    def add_scores(self, scores: Array, factor: float, norms: Array) -> None:
        scores += gained(self._tfs, factor, norms)


DocumentList = Sparse | Dense


def gained(tfs: Array, factor: float, norms: Array) -> Array:
    """factor * tf / (tf + norm), of the type of ``norms``, float32 or float64."""
    gain = tfs.astype(norms.dtype)
    below = gain + norms
    gain *= factor
    gain /= below
    return gain


def document_list(docs: Array, tfs: Array, document_count: int) -> DocumentList:
    """The form that suits so many of ``document_count`` documents; ``docs`` (int64) ascending, ``tfs`` uint8, parallel."""
    if len(docs) < DENSE_SHARE * document_count:
        return Sparse(docs, tfs)
    everywhere = np.zeros(document_count, dtype=np.uint8)
    everywhere[docs] = tfs
    return Dense(everywhere, len(docs))
