"""What the home page shows: what the archive holds, and searches that find something in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from search import Searcher, SearchRequest, Stats
from web import words
from web.asked import Asked
from web.urls import plain_url, search_url
from web.vietnamese_format import day_of

MOST_EXAMPLES = 5
MOST_SOURCES = 12


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Home:
    is_empty: bool
    statement: str
    examples: list[Link]
    sources: list[Link]
    source_names: list[str]


def source_names(stats: Stats) -> list[str]:
    """The names to offer where a source is typed."""
    return [name for name, _ in stats.sources[:MOST_SOURCES]]


class HomePage:
    """The home page of one searcher. Examples are tried once for each state of the index, then remembered."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._tried: tuple[tuple[int, datetime], list[str]] | None = None

    def now(self) -> Home:
        """The home page as the index stands now. Raises what the searcher raises."""
        stats = self._searcher.stats()
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
                Link(words.source_count(name, count), search_url(Asked(source=name)))
                for name, count in stats.sources[:MOST_SOURCES]
            ],
        )

    def _examples(self, stats: Stats) -> list[str]:
        state = (stats.documents, stats.built_at)
        # Two threads may both try the examples after a commit: twice the work once, and the same answer.
        if self._tried is None or self._tried[0] != state:
            self._tried = (state, [text for text in words.EXAMPLE_QUERIES if self._finds(text)][:MOST_EXAMPLES])
        return self._tried[1]

    def _finds(self, text: str) -> bool:
        return self._searcher.search(SearchRequest(text, limit=1)).total > 0
