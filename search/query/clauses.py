"""The parsed query: what was typed, as clauses; still free of weights and engines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from index.analysis import Token
from search.query.filters import Filters


class PlainWord(NamedTuple):
    """One word as index.analysis sees it."""

    exact: str
    folded: str

    @property
    def has_diacritics(self) -> bool:
        """True when it was typed with a diacritic that folding takes off."""
        return self.exact != self.folded


@dataclass(frozen=True, slots=True)
class Word:
    """One typed word. A joined form (KH&CN) is one word too: its own terms, and its ``components`` standing together.

    ``follows``: the clause before it is a word too, and nothing stood between them that parts words in a text:
    no operator, no phrase, no sentence end. Such words are neighbours. ``start`` and ``end`` say where it stands in
    the query's ``read`` text.
    """

    exact: str
    folded: str
    components: tuple[PlainWord, ...] = ()
    in_title: bool = False
    follows: bool = False
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    @property
    def has_diacritics(self) -> bool:
        """True when it was typed with a diacritic that folding takes off."""
        return self.exact != self.folded


@dataclass(frozen=True, slots=True)
class QuotedPhrase:
    """Words in quotes, side by side."""

    words: tuple[PlainWord, ...]
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class WordBeginning:
    """word*: any word that begins so."""

    exact: str
    folded: str
    in_title: bool = False

    @property
    def has_diacritics(self) -> bool:
        """True when it was typed with a diacritic that folding takes off."""
        return self.exact != self.folded


Clause = Word | QuotedPhrase | WordBeginning


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query. ``disjuncts`` are those of OR; each is the clauses a document should meet, in typed order.

    ``bare`` is true when no word of any disjunct was typed with a diacritic: then diacritics are no evidence either way; an
    exclusion or an author's name may bear some. ``notes`` are Vietnamese sentences on what was not understood.
    ``read`` is the text as it was read: cleaned, brackets as spaces; words tell their places in it, and so do ``tokens``,
    which are all of its words.
    """

    text: str
    disjuncts: tuple[tuple[Clause, ...], ...]
    excluded: tuple[Clause, ...]
    filters: Filters
    bare: bool
    exact: bool
    notes: tuple[str, ...] = ()
    read: str = ""
    tokens: Sequence[Token] = field(default=(), compare=False, repr=False)

    @property
    def is_plain(self) -> bool:
        """True for words alone, without any operator: what can be respelled as a whole."""
        return (
            not self.exact
            and not self.excluded
            and len(self.disjuncts) == 1
            and all(isinstance(clause, Word) and not clause.in_title for clause in self.disjuncts[0])
            and ":" not in self.text
        )


def runs_of(clauses: Sequence[Clause]) -> list[list[Clause]]:
    """Words that were typed next to each other, in any text; everything else stands alone."""
    found: list[list[Clause]] = []
    for clause in clauses:
        if isinstance(clause, Word) and clause.follows and not clause.in_title:
            found[-1].append(clause)
        else:
            found.append([clause])
    return found


def plain_words(clause: Clause) -> Sequence[PlainWord]:
    """The words of a clause one by one, a joined form as its components."""
    if isinstance(clause, QuotedPhrase):
        return clause.words
    if isinstance(clause, Word) and clause.components:
        return clause.components
    return (PlainWord(clause.exact, clause.folded),)
