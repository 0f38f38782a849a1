"""Conditions for words as a document may say them, in any spelling."""

from __future__ import annotations

from collections.abc import Sequence

from search.query.clauses import PlainWord
from search.ranking.plan import Phrase, PhraseWord, Term


def plain(text: str) -> PlainWord:
    """A word whose exact and folded term are the same: a number, or a word spelled without diacritics."""
    return PlainWord(text, text)


def condition_of(words: Sequence[PlainWord]) -> Term | Phrase:
    """Met where the words stand side by side, folded; by one lookup where there are no more than two."""
    folded = [word.folded for word in words]
    if len(folded) == 1:
        return Term("folded", folded[0])
    if len(folded) == 2:
        return Term("bigram", " ".join(folded))
    return Phrase(tuple(PhraseWord(word.exact, word.folded, "folded") for word in words))
