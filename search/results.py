"""What a search answers: the types that every engine makes and every door shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from index.document import Document, Kind

Match = Literal["all", "some"]
Span = tuple[int, int]
RemarkKind = Literal["abbreviation", "spelling", "number", "date", "place"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of an explanation: a word of the query, how the document matched it, and what that gave."""

    word: str
    level: str
    """How it was met: "exact", "restored" (as the archive likely spells a bare word), "folded", "bigram", "title",
    "phrase", "prefix", or as what was read into it: "abbreviation", "spelling", "number", "date", "published" (on
    the days that were named)."""
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One document of a result, with the piece of its text that answers the query.

    ``spans`` are [start, end) character offsets into ``snippet``, ``title_spans`` into ``title``,
    in order and not overlapping. ``snippet_of`` says which text the snippet was cut from.
    """

    id: str
    kind: Kind
    title: str | None
    date: datetime | None
    source: str | None
    author: str | None
    url: str | None
    category: str | None
    score: float
    match: Match
    snippet: str
    spans: tuple[Span, ...]
    title_spans: tuple[Span, ...] = ()
    snippet_of: Literal["body", "title"] = "body"
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """What was read into a query beyond its letters, to be said in one line.

    ``sentence`` is Vietnamese. ``offers`` are whole queries that the reader may want besides (the old names of a
    place). ``literal`` is the whole query written so that this is not read into it (the words in quotes), or None
    when the reading changed nothing that could be undone.
    """

    kind: RemarkKind
    sentence: str
    offers: tuple[str, ...] = ()
    literal: str | None = None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value to choose and how many whole matches choosing it gives. ``value`` is what the option takes."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The whole matches of a request by what they are; values without a match are left out.

    Each count leaves the option of its own facet out of the request, and keeps all others. ``values`` are those of each field
    that has any (see index.fields): most frequent first, as the archive mostly spells them; a value counts the documents of
    every value that it stands in, as the filter does. ``years`` ("2023") and ``months`` ("2023-12") are those of +07:00
    in order; ``undated`` counts the matches without a date, which belong to none.
    """

    kinds: tuple[FacetValue, ...] = ()
    values: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    years: tuple[FacetValue, ...] = ()
    months: tuple[FacetValue, ...] = ()
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to one search.

    ``total`` counts the documents that match the whole query; ``listed`` how many can be paged
    through (whole matches and, in relevance order, at most 100 that lack a word). ``relaxed`` is
    true when some of ``hits`` lack a word. ``notes`` are Vietnamese sentences on what was not understood, ``remarks``
    tell what was read into the query. ``answered`` is None, or, when what was typed finds nothing, the text that
    ``total``, ``listed`` and ``hits`` are for instead; it must be shown with them. ``facets`` are those of the same documents
    as ``total``, None when nobody asked for them.
    """

    query: str
    total: int
    listed: int
    took_ms: float
    relaxed: bool
    suggestion: str | None
    hits: tuple[Hit, ...]
    notes: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    answered: str | None = None
    facets: Facets | None = None


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as the index keeps it, with the file it came from."""

    document: Document
    origin: str


@dataclass(frozen=True, slots=True)
class HighlightedDocument:
    """A whole document with the words of a search in it: [start, end) character offsets into its title and its body, in
    order and not overlapping."""

    document: Document
    title_spans: tuple[Span, ...]
    body_spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Stats:
    """What an index holds, when and with what it was built."""

    documents: int
    articles: int
    briefs: int
    first_date: datetime | None
    last_date: datetime | None
    sources: tuple[tuple[str, int], ...]
    """Names in the ``source`` field with their document counts, most frequent first."""
    built_at: datetime
    engine: str
    """The engine and its version, such as "whoosh 2.7.4"."""
    analysis_version: str
    size_bytes: int
    remembered: tuple[str, ...]
    """The files and folders that ``rebuild`` reads again, in the order they were given."""


@dataclass(frozen=True, slots=True)
class Completion:
    """One offer: a whole text to search for. ``id`` is that of the document for the kind "title"."""

    text: str
    kind: Literal["phrase", "name", "title"]
    id: str | None = None
