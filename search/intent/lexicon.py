"""What an archive knows of its own language: which terms it holds, how often, next to which others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from search.query.clauses import PlainWord

if TYPE_CHECKING:
    from search.intent.expansion.abbreviations import Abbreviations


Neighbours = tuple[tuple[str, ...], tuple[str, ...]]
"""Exact terms, and those that may follow them."""


class Lexicon(Protocol):
    """The archive's vocabulary with its counts, whichever engine keeps it."""

    def spellings(self, folded: str) -> Mapping[str, int]:
        """The exact terms that fold to ``folded``, with how often each stands in the archive; the most frequent first, of
        equals in the order of the alphabet."""

    def pair_counts(self, asked: Sequence[Neighbours]) -> list[memoryview]:
        """For each (firsts, seconds): how often each of the seconds follows each of the firsts, int64, a row a first.

        Counted together, since the price of counting is more in the asking.
        """

    def folded_bigram_count(self, first: str, second: str) -> int:
        """How many documents hold the folded terms side by side."""

    def word_count(self) -> int:
        """How many words the archive has in all."""

    @property
    def abbreviations(self) -> Abbreviations:
        """The abbreviations known: the usual ones, and those that the archive's texts define."""

    @property
    def days(self) -> tuple[date, date] | None:
        """The days of the oldest and of the newest document; None when none has a date."""


def is_known(words: Sequence[PlainWord], lexicon: Lexicon) -> bool:
    """True when the archive may hold the words side by side: all pairs of neighbours, or the one word, stand in it."""
    if len(words) == 1:
        return bool(lexicon.spellings(words[0].folded))
    return all(lexicon.folded_bigram_count(one.folded, two.folded) for one, two in pairwise(words))
