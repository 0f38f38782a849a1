"""Why a hit stands where it does, in words: what of the query it met, how, and how much that counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search import Reason
from web.words import words

IMPLIED = {"exact": ("folded",), "restored": ("folded",), "phrase": ("bigram",)}
"""Levels that say nothing more where a stronger one is met."""


@dataclass(frozen=True, slots=True)
class ShownReason:
    """One word or piece of the query: ``how`` it was met, and its share of the score ("45 %")."""

    word: str
    how: str
    share: str


def shown_reasons(reasons: Sequence[Reason]) -> list[ShownReason]:
    """One line a word of the query, the weightiest first."""
    scores: defaultdict[str, float] = defaultdict(float)
    levels: defaultdict[str, list[str]] = defaultdict(list)
    for reason in reasons:
        scores[reason.word] += reason.score
        levels[reason.word].append(reason.level)
    total = sum(scores.values())
    return [
        ShownReason(word, _how(levels[word]), words.share(scores[word] / total if total else 0))
        for word in sorted(scores, key=lambda word: -scores[word])
    ]


def _how(levels: Iterable[str]) -> str:
    met = dict.fromkeys(levels)
    implied = {level for strong in met for level in IMPLIED.get(strong, ())}
    return ", ".join(words.LEVELS.get(level, level) for level in met if level not in implied)
