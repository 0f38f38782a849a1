"""Where a reader may go on from a document: what is like it, and what was published the same day."""

from __future__ import annotations

from dataclasses import dataclass

from search import Document, Hit, Searcher, SearchRequest
from web.pages.hit_heading import heading_text
from web.urls import day_url, document_url
from web.words import words
from web.words.vietnamese_format import day_of

MOST_SIMILAR = 6
MOST_SAME_DAY = 5


@dataclass(frozen=True, slots=True)
class RelatedDocument:
    heading: str
    url: str
    kind: str
    date: str | None
    date_iso: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class SameDay:
    """Other documents of the day (of the same source, where that has others), and links to all of them."""

    heading: str
    documents: list[RelatedDocument]
    links: list[tuple[str, str]]


def similar_documents(document: Document, searcher: Searcher) -> list[RelatedDocument]:
    """The documents most like this one, best first."""
    return [_shown(hit, searcher) for hit in searcher.similar(document.id, MOST_SIMILAR)]


def same_day(document: Document, searcher: Searcher) -> SameDay | None:
    """What else was published on the document's day; None without a date, or when nothing else was."""
    if document.date is None:
        return None
    day = document.date.date()
    every = SearchRequest("", limit=MOST_SAME_DAY + 1, from_day=day, to_day=day, sort="oldest")
    of_day = searcher.search(every)
    if of_day.total < 2:
        return None
    links = [(words.all_of_day(of_day.total), day_url(day))]
    shown = of_day
    heading = words.same_day(day_of(day))
    source = document.source
    if source and len(source) <= MAX_SOURCE_CHARS:
        of_source = searcher.search(
            SearchRequest("", limit=MOST_SAME_DAY + 1, from_day=day, to_day=day, source=source, sort="oldest")
        )
        if 1 < of_source.total < of_day.total:
            shown = of_source
            heading = words.same_day(day_of(day), source)
            links.insert(0, (words.all_of_day(of_source.total, source), day_url(day, source)))
    others = [hit for hit in shown.hits if hit.id != document.id][:MOST_SAME_DAY]
    return SameDay(heading, [_shown(hit, searcher) for hit in others], links)


MAX_SOURCE_CHARS = 60
"""A longer name of a source would not stand in a heading."""


def _shown(hit: Hit, searcher: Searcher) -> RelatedDocument:
    return RelatedDocument(
        heading=heading_text(hit, searcher),
        url=document_url(hit.id),
        kind=words.KINDS[hit.kind],
        date=day_of(hit.date) if hit.date else None,
        date_iso=hit.date.isoformat() if hit.date else None,
        source=hit.source,
    )
