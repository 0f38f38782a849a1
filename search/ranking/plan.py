"""The plan: a parsed query turned into conditions and weights that any engine can carry out.

An engine needs to know nothing of the query language or of ranking: it looks up the documents of
each condition with how often they meet it, adds up scores, and keeps those that meet a whole disjunct.

    condition   something a document either meets, with a frequency, or not
    need        conditions that each meet one word of the query (AnyOf): one of them will do
    disjunct    the needs of one side of OR; a whole match meets all needs of at least one disjunct

What a plan has dozens of is a named tuple, made and hashed in a third of the time. Only one condition is: as tuples two of
them (a Term and a Prefix) could be equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

Field = Literal["exact", "folded", "bigram", "title"]
"""The indexed fields. "exact", "folded" and "bigram" cover title and body together; "title" holds the
folded terms of the title alone. A bigram term is two folded terms with a space between."""

Strictness = Literal["exact", "diacritics", "folded"]
"""How a word of a phrase meets a token: "exact", the same exact term; "diacritics", the same folded term and
every diacritic of the query present in the token; "folded", the same folded term."""


class Term(NamedTuple):
    """Met by documents holding the term in the field, as often as it stands there."""

    field: Field
    text: str


class PhraseWord(NamedTuple):
    exact: str
    folded: str
    strictness: Strictness


@dataclass(frozen=True, slots=True)
class Phrase:
    """Met where the words stand side by side, in order, inside one sentence; of the title alone if so told.

    A phrase of one word asks how that one word is spelled.
    """

    words: tuple[PhraseWord, ...]
    title_only: bool = False


@dataclass(frozen=True, slots=True)
class Prefix:
    """Met by documents holding any term of the field ("exact", "folded" or "title") that begins so."""

    field: Field
    text: str


@dataclass(frozen=True, slots=True)
class Published:
    """Met, once each, by documents dated within whole days at +07:00, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Both:
    """Met by documents that meet both conditions, as often as they meet the first."""

    first: Term | Phrase
    second: Published


@dataclass(frozen=True, slots=True)
class DisjunctionMax:
    """Met by documents that meet any of the conditions, as often as they meet the one they meet most."""

    conditions: tuple[Term | Phrase | Both, ...]


Condition = Term | Phrase | Prefix | Published | Both | DisjunctionMax
AnyOf = tuple[Condition, ...]


def is_of_title(condition: Condition) -> bool:
    """True when the condition looks at the title alone, so that its length is the title's."""
    if isinstance(condition, Phrase):
        return condition.title_only
    return isinstance(condition, (Term, Prefix)) and condition.field == "title"


Disjunct = tuple[AnyOf, ...]


class Scored(NamedTuple):
    """A condition that adds ``weight`` times its BM25 to the score of the documents that meet it."""

    condition: Condition
    weight: float
    word: str
    """What was typed, for explanations."""
    level: str
    """The level named in explanations (see results.Reason)."""
    instead_of: tuple[Condition, ...] = ()
    """Conditions of the words as typed, for an alternative to them. It counts only in documents that do not meet all of these,
    since who says it in both ways says it no more; and with no greater idf than the rarest of these, so that an alternative
    weighs no more for being seldom used."""


class HighlightTerm(NamedTuple):
    """A word of the query as it is recognised in the text of a hit, to be highlighted there.

    ``run`` numbers the runs of neighbouring words: two words that follow one another in one run are neighbours.
    The words of a phrase, and the components of a joined form, are a run of their own.
    """

    exact: str
    folded: str
    has_diacritics: bool
    is_prefix: bool = False
    exact_only: bool = False
    phrase: bool = False
    """Highlighted only where the whole run stands together."""
    title_only: bool = False
    run: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What an engine executes. ``word_count`` is that of the longest disjunct."""

    disjuncts: tuple[Disjunct, ...]
    scored: tuple[Scored, ...]
    excluded: tuple[Condition, ...]
    highlight_terms: tuple[HighlightTerm, ...]
    word_count: int
    whole_only: bool = False
    """True when documents that miss a need must not be listed at all."""
