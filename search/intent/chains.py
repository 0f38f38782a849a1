"""Chains: of each word of a sentence one of several candidates, and how probable each is beside the others.

The model is a hidden Markov model over pairs: P(b | a) = (followed(a, b) + w P(b)) / (count(a) + w), where P(b) is b's share of
all ``words`` and w the weight of the smoothing. ``_chains.c`` has the same functions compiled, some thirty times as fast; both
add up in the same order, and so give the same numbers.

Told are a tuple of counts a word (one a candidate), and for each step from one word to the next how often each candidate is
followed by each of the next: int64, a row a candidate.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Protocol, cast

Counts = tuple[tuple[int, ...], ...]
Costs = tuple[tuple[float, ...], ...]
Steps = list[memoryview]


class _Functions(Protocol):
    """What ``_chains.c`` and ``InPython`` both have."""

    def probabilities(self, counts: Counts, followed: Steps, words: float, weight: float, /) -> list[list[float]]: ...

    def best_chain(
        self, counts: Counts, costs: Costs, followed: Steps, words: float, weight: float, /
    ) -> list[int]: ...


class InPython:
    """The functions of ``_chains.c`` in Python."""

    def probabilities(self, counts: Counts, followed: Steps, words: float, weight: float, /) -> list[list[float]]:
        """See ``probabilities``."""
        steps = _steps(counts, followed, words, weight)
        forward = [_normalised(_shares(counts[0], words))]
        for step in steps:
            reached = [0.0] * len(step[0])
            for before, row in zip(forward[-1], step, strict=True):
                reached = [one + before * other for one, other in zip(reached, row, strict=True)]
            forward.append(_normalised(reached))
        backward = [[1.0] * len(counts[-1])]
        for step in reversed(steps):
            backward.append(_normalised([_dot(row, backward[-1]) for row in step]))
        return [
            _normalised([one * other for one, other in zip(ahead, behind, strict=True)])
            for ahead, behind in zip(forward, reversed(backward), strict=True)
        ]

    def best_chain(self, counts: Counts, costs: Costs, followed: Steps, words: float, weight: float, /) -> list[int]:
        """See ``best_chain``."""
        scores = [math.log(share) - cost for share, cost in zip(_shares(counts[0], words), costs[0], strict=True)]
        back: list[list[int]] = []
        for step, cost in zip(_steps(counts, followed, words, weight), costs[1:], strict=True):
            options = [
                [score + math.log(row[place]) for score, row in zip(scores, step, strict=True)]
                for place in range(len(cost))
            ]
            scores = [max(option) - one for option, one in zip(options, cost, strict=True)]
            back.append([option.index(max(option)) for option in options])
        chain = [scores.index(max(scores))]
        for pointers in reversed(back):
            chain.append(pointers[chain[-1]])
        return chain[::-1]


def _shares(counts: tuple[int, ...], words: float) -> list[float]:
    return [(count + 0.1) / words for count in counts]


def _steps(counts: Counts, followed: Steps, words: float, weight: float) -> list[list[list[float]]]:
    """P(b | a), a row for each a, for each step."""
    steps = []
    for (before, behind), table in zip(pairwise(counts), followed, strict=True):
        shares, width = _shares(behind, words), len(behind)
        rows = [table[width * row : width * (row + 1)] for row in range(len(before))]
        steps.append(
            [
                [(known + weight * share) / (count + weight) for known, share in zip(row, shares, strict=True)]
                for count, row in zip(before, rows, strict=True)
            ]
        )
    return steps


def _normalised(numbers: list[float]) -> list[float]:
    total = 0.0
    for number in numbers:
        total += number
    return [number / total for number in numbers]


def _dot(one: list[float], other: list[float]) -> float:
    # Not by sum(), which from Python 3.12 on adds up more exactly than a plain loop.
    total = 0.0
    for left, right in zip(one, other, strict=True):
        total += left * right
    return total


try:
    from search.intent import _chains

    _functions: _Functions = cast(_Functions, _chains)
except ImportError:
    _functions = InPython()


def probabilities(counts: Counts, followed: Steps, words: float, weight: float) -> list[list[float]]:
    """How probable each candidate is given all the others (the forward-backward algorithm: Rabiner 1989, "A Tutorial on
    Hidden Markov Models"); those of a word add up to 1."""
    return _functions.probabilities(counts, followed, words, weight)


def best_chain(counts: Counts, costs: Costs, followed: Steps, words: float, weight: float) -> list[int]:
    """The place of the likeliest candidate a word (Viterbi 1967), a candidate's cost taken off the logarithm; of equals the
    first."""
    return _functions.best_chain(counts, costs, followed, words, weight)
