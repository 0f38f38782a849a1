"""Which documents of the whole index meet a condition, and how often, in the form that is quickest to work with.

Documents are numbered through over the segments. A condition that few meet is ``Listed``, one that many meet is
``Dense``: one array over all documents. Both answer the same questions.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

DENSE_SHARE = 1 / 16
"""From this share of all documents on a condition is Dense: the array then takes about the room of the list (9 bytes a
document), and is gone through from end to end in less time than the list's documents are picked out one by one."""


class DocList(Protocol):
    """The live documents that meet a condition."""

    def __len__(self) -> int:
        """How many there are."""
        ...

    @property
    def docs(self) -> Array:
        """Their numbers, int64, ascending."""
        ...

    @property
    def nbytes(self) -> int:
        """Memory taken."""
        ...

    def frequencies(self, docs: Array) -> Array:
        """How often each of ``docs`` (ascending numbers) meets the condition: uint8, 0 for one that does not."""
        ...

    def mark(self, mask: Array) -> None:
        """Sets the places of its documents in ``mask``, a truth value for every document of the index."""
        ...

    def add_scores(self, scores: Array, factor: float, norms: Array) -> None:
        """Adds factor * tf / (tf + norm) to the scores of its documents; float32 throughout, one a document of the index."""
        ...


class Listed:
    """Numbers of documents with frequencies: parallel arrays of int64, ascending, and uint8."""

    def __init__(self, docs: Array, tfs: Array) -> None:
        self.docs = docs
        self.tfs = tfs

    def __len__(self) -> int:
        return len(self.docs)

    @property
    def nbytes(self) -> int:
        return self.docs.nbytes + self.tfs.nbytes

    def frequencies(self, docs: Array) -> Array:
        found = np.zeros(len(docs), dtype=np.uint8)
        if not len(self.docs) or not len(docs):
            return found
        # Whichever is shorter is looked up in the other.
        if len(self.docs) < len(docs):
            places = docs.searchsorted(self.docs)
            np.minimum(places, len(docs) - 1, out=places)
            here = docs[places] == self.docs
            found[places[here]] = self.tfs[here]
        else:
            places = self.docs.searchsorted(docs)
            np.minimum(places, len(self.docs) - 1, out=places)
            here = self.docs[places] == docs
            found[here] = self.tfs[places[here]]
        return found

    def mark(self, mask: Array) -> None:
        mask[self.docs] = True

    def add_scores(self, scores: Array, factor: float, norms: Array) -> None:
        scores[self.docs] += bm25_part(self.tfs, factor, norms[self.docs])


class Dense:
    """A frequency for every document of the index, uint8, 0 where the condition is not met."""

    def __init__(self, tfs: Array, count: int) -> None:
        self.tfs = tfs
        self._count = count

    def __len__(self) -> int:
        return self._count

    @property
    def docs(self) -> Array:
        return np.flatnonzero(self.tfs.astype(bool))

    @property
    def nbytes(self) -> int:
        return self.tfs.nbytes

    def frequencies(self, docs: Array) -> Array:
        found: Array = self.tfs[docs]
        return found

    def mark(self, mask: Array) -> None:
        np.logical_or(mask, self.tfs, out=mask)

    def add_scores(self, scores: Array, factor: float, norms: Array) -> None:
        scores += bm25_part(self.tfs, factor, norms)


def bm25_part(tfs: Array, factor: float, norms: Array) -> Array:
    """factor * tf / (tf + norm) in float32."""
    part = tfs.astype(np.float32)
    below = part + norms
    part *= np.float32(factor)
    part /= below
    return part


def doc_list(docs: Array, tfs: Array, document_count: int) -> DocList:
    """The form that suits so many of ``document_count`` documents; ``docs`` (int64) ascending, ``tfs`` uint8, parallel."""
    if len(docs) < DENSE_SHARE * document_count:
        return Listed(docs, tfs)
    everywhere = np.zeros(document_count, dtype=np.uint8)
    everywhere[docs] = tfs
    return Dense(everywhere, len(docs))
