"""Which documents may be among the best of a plan, without scoring all that meet a word of it.

After MaxScore (Turtle and Flood 1995, "Query evaluation: strategies and optimizations"): conditions are taken in the
order of the most that each can give, so the rare words and pairs come first. Once the best documents found so far
have more than all that is left can give together, no other document can reach them, and the frequent words, which are
most of the work, are only looked up in the few that are left.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from search.matching.doc_lists import DocList, bm25_part

Array = npt.NDArray[Any]

COSTLY_SHARE = 1 / 64
"""Before a list of this share of all documents it is worth while to look whether the rest can be left out."""

NARROW_SHARE = 1 / 16
"""Of more documents than this share it costs less to add one more list to all than to look it up in them."""

FEW = 64
"""So many documents, or four times as many as are wanted, are left to exact scoring rather than narrowed down further."""

_LEAST = float(np.finfo(np.float32).tiny)


@dataclass(frozen=True, slots=True)
class ScoredList:
    """What a scored condition gives each document that it counts in: factor * tf / (tf + norm), always less than ``factor``.

    ``norms`` is a float32 for every document of the index.
    """

    docs: DocList
    factor: float
    norms: Array


def candidates(parts: Iterable[ScoredList], document_count: int, count: int, *, mask: Array | None = None) -> Array:
    """Documents (ascending) that meet a part, among them the ``count`` best and all their ties.

    Of those marked in ``mask`` (None: all). Scores are added up in float32; what that may lose is allowed for.
    """
    ordered = sorted((part for part in parts if len(part.docs)), key=lambda part: -part.factor)
    left = [0.0, *itertools.accumulate(part.factor for part in reversed(ordered))][::-1]
    # n additions of numbers below the sum of all factors err by less than n units in its last place.
    slack = left[0] * (len(ordered) + 4) * float(np.finfo(np.float32).eps)
    board = _Board(document_count, count, mask)
    # The most that the threshold can be by now: no document has grown by more than the factors since it was looked at.
    possible = 0.0
    for place, part in enumerate(ordered):
        if len(part.docs) > COSTLY_SHARE * document_count and possible > left[place] + slack:
            possible = threshold = board.threshold()
            if threshold > left[place] + slack:
                docs, held = board.at_least(threshold - left[place] - slack)
                if len(docs) <= NARROW_SHARE * document_count:
                    return _narrowed(docs, held, ordered[place:], left[place:], count, slack)
        part.docs.add_scores(board.scores, part.factor, part.norms)
        possible += part.factor
    docs, held = board.at_least(max(board.threshold() - slack, _LEAST))
    if len(docs) <= max(FEW, count):
        return docs
    return docs[held >= _threshold(held, count) - slack]


class _Board:
    """The scores of all documents while they are added up; those that do not count stay below all."""

    def __init__(self, document_count: int, count: int, mask: Array | None) -> None:
        self._count = count
        self._block = max(1, min(64, document_count // (8 * count)))
        size = -(-document_count // self._block) * self._block
        everything = np.zeros(size, dtype=np.float32)
        everything[document_count:] = -np.inf
        self.scores = everything[:document_count]
        if mask is not None:
            np.copyto(self.scores, -np.inf, where=~mask)
        # A block is a column, so that the best of all blocks are found row by row.
        self._blocks = everything.reshape(self._block, -1)

    def threshold(self) -> float:
        """What ``count`` documents have at least: the least of the best blocks' best, which is quicker found than theirs."""
        best = self._blocks.max(axis=0)
        return _threshold(best, self._count) if len(best) >= self._count else 0.0

    def at_least(self, least: float) -> tuple[Array, Array]:
        """The documents that have so much, ascending, and their scores."""
        docs = np.flatnonzero(self.scores >= least)
        return docs, self.scores[docs]


def _threshold(held: Array, count: int) -> float:
    """The ``count``-th greatest of the scores; there are as many or more."""
    return float(np.partition(held, len(held) - count)[len(held) - count])


def _narrowed(
    docs: Array, held: Array, lists: Sequence[ScoredList], left: Sequence[float], count: int, slack: float
) -> Array:
    """Those of ``docs`` that may be among the best once ``parts`` are added; ``left`` is the most these give from each on."""
    enough = max(FEW, 4 * count)
    threshold = _threshold(held, count)
    for part, rest in zip(lists, left, strict=False):
        within_reach = held >= threshold - rest - slack
        docs, held = docs[within_reach], held[within_reach]
        if len(docs) <= enough:
            return docs
        held += bm25_part(part.docs.frequencies(docs), part.factor, part.norms[docs])
        threshold = max(threshold, _threshold(held, count))
    return docs[held >= threshold - slack]
