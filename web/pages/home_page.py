"""What the home page shows: what the archive holds, and searches that find something in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from search import Kind, Searcher, SearchRequest, Stats
from search.results import Facets
from web.pages.facet_links import shown_facets
from web.pages.hit_heading import heading_text
from web.pages.timeline import Timeline
from web.urls import document_url, plain_url, search_url
from web.words import words
from web.words.vietnamese_format import day_of

MOST_EXAMPLES = 5
MOST_SOURCES = 12
MOST_NEWEST = 6

LONG_AGO = date(1, 1, 1)
"""A search from this day on lists every document that has a date."""


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class NewDocument:
    """One of the newest documents."""

    heading: str
    url: str
    kind: str
    date: str
    date_iso: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Home:
    is_empty: bool
    statement: str
    examples: list[Link]
    sources: list[Link]
    source_names: list[str]
    kinds: list[Link]
    timeline: Timeline | None
    days: list[Link]
    newest: list[NewDocument]


def _kinds(stats: Stats) -> tuple[tuple[Kind, int], ...]:
    return ("article", stats.articles), ("brief", stats.briefs)


def source_names(stats: Stats) -> list[str]:
    """The names to offer where a source is typed."""
    return [name for name, _ in stats.sources[:MOST_SOURCES]]


def archive_facets(searcher: Searcher) -> Facets:
    """The whole archive, counted."""
    return searcher.search(SearchRequest("", limit=0), with_facets=True).facets or Facets()


class HomePage:
    """The home page of one searcher. Examples are tried and documents counted once for each state of the index, then remembered."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._tried: tuple[tuple[int, datetime], list[str]] | None = None
        self._counted: tuple[tuple[int, datetime], Facets] | None = None

    def now(self) -> Home:
        """The home page as the index stands now. Raises what the searcher raises."""
        stats = self._searcher.stats()
        counted = shown_facets(SearchRequest(), self._facets(stats))
        return Home(
            is_empty=not stats.documents,
            statement=words.archive_statement(
                stats.documents,
                stats.articles,
                stats.briefs,
                day_of(stats.first_date) if stats.first_date else None,
                day_of(stats.last_date) if stats.last_date else None,
            ),
            examples=[Link(text, plain_url(text)) for text in self._examples(stats)],
            source_names=source_names(stats),
            sources=[
                Link(words.source_count(name, count), search_url(SearchRequest(source=name)))
                for name, count in stats.sources[:MOST_SOURCES]
            ],
            kinds=[
                Link(words.kind_count(kind, count), search_url(SearchRequest(kind=kind)))
                for kind, count in _kinds(stats)
                if count
            ],
            timeline=counted.timeline,
            days=[
                Link(words.source_count(link.label, link.count), link.url)
                for link in (*counted.days.links, *counted.days.more)
            ]
            if counted.days
            else [],
            newest=self._newest(),
        )

    def _newest(self) -> list[NewDocument]:
        request = SearchRequest("", limit=MOST_NEWEST, sort="newest", from_day=LONG_AGO)
        return [
            NewDocument(
                heading=heading_text(hit, self._searcher),
                url=document_url(hit.id),
                kind=words.KINDS[hit.kind],
                date=day_of(hit.date),
                date_iso=hit.date.isoformat(),
                source=hit.source,
            )
            for hit in self._searcher.search(request).hits
            if hit.date
        ]

    def _facets(self, stats: Stats) -> Facets:
        state = (stats.documents, stats.built_at)
        if self._counted is None or self._counted[0] != state:
            self._counted = (state, archive_facets(self._searcher))
        return self._counted[1]

    def _examples(self, stats: Stats) -> list[str]:
        state = (stats.documents, stats.built_at)
        # Two threads may both try the examples after a commit: twice the work once, and the same answer.
        if self._tried is None or self._tried[0] != state:
            self._tried = (state, [text for text in words.EXAMPLE_QUERIES if self._finds(text)][:MOST_EXAMPLES])
        return self._tried[1]

    def _finds(self, text: str) -> bool:
        return self._searcher.search(SearchRequest(text, limit=1)).total > 0
