"""What the result page shows, worked out: counts, headings, page numbers. The template only lays it out."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from search import Hit, Results, Searcher
from web import words
from web.asked import MAX_RESULTS, Asked
from web.hit_heading import heading_and_snippet
from web.marks import MarkedText
from web.urls import document_url, page_url
from web.vietnamese_format import moment

NEIGHBOURS = 2
"""Page numbers shown on either side of the current one."""


@dataclass(frozen=True, slots=True)
class ShownHit:
    """One hit as it is shown. ``snippet`` is None where it would only repeat the heading."""

    url: str
    heading: MarkedText
    snippet: MarkedText | None
    kind: str
    date: str | None
    date_iso: str | None
    source: str | None
    author: str | None
    is_partial: bool
    opens_partial: bool
    """True for the first of a closing stretch of hits that lack a word: a divider goes before it."""


@dataclass(frozen=True, slots=True)
class ShownPage:
    """One number in the row of pages; ``url`` None for the current one, ``number`` None for a gap."""

    number: int | None
    url: str | None


@dataclass(frozen=True, slots=True)
class ResultPage:
    results: Results
    heading: str
    count: str
    hits: list[ShownHit]
    tags_partial: bool
    """True when hits that lack a word stand between others, so that each needs its own word about it."""
    last: int
    pages: list[ShownPage]
    is_beyond: bool
    is_cut: bool
    """True on the last page that can be reached of a result that goes on."""
    deepest: int
    plain_text: str | None
    """The text without its diacritics, if it has any, to be offered when nothing is found."""


def result_page(asked: Asked, results: Results, searcher: Searcher) -> ResultPage:
    last = max(1, -(-min(results.listed, MAX_RESULTS) // asked.limit))
    is_beyond = bool(results.listed) and asked.page > last
    hits = () if is_beyond else results.hits
    divider = _divider(hits) if results.total else 0
    plain = _without_diacritics(asked.text)
    return ResultPage(
        results=results,
        heading=words.results_heading(asked.text, asked.page),
        count=words.count(results.total, results.listed - results.total, several_words=len(asked.text.split()) > 1),
        hits=[_shown(hit, asked, searcher, place == divider and results.total > 0) for place, hit in enumerate(hits)],
        tags_partial=divider is None,
        last=last,
        pages=_pages(asked, last),
        is_beyond=is_beyond,
        is_cut=results.listed > MAX_RESULTS and asked.page >= last,
        deepest=MAX_RESULTS,
        plain_text=plain if plain != asked.text else None,
    )


def _divider(hits: tuple[Hit, ...]) -> int | None:
    """Where the hits that lack a word begin, if none that matches wholly comes after; else None."""
    matches = [hit.match for hit in hits]
    if "some" not in matches:
        return None
    first = matches.index("some")
    return None if "all" in matches[first:] else first


def _shown(hit: Hit, asked: Asked, searcher: Searcher, opens_partial: bool) -> ShownHit:
    heading, snippet = heading_and_snippet(hit, searcher)
    return ShownHit(
        url=document_url(hit.id, asked),
        heading=heading,
        snippet=snippet,
        kind=words.KINDS[hit.kind],
        date=moment(hit.date) if hit.date else None,
        date_iso=hit.date.isoformat() if hit.date else None,
        source=hit.source,
        author=hit.author,
        is_partial=hit.match == "some",
        opens_partial=opens_partial,
    )


def _pages(asked: Asked, last: int) -> list[ShownPage]:
    if last == 1:
        return []
    current = min(asked.page, last)
    near = range(max(1, current - NEIGHBOURS), min(last, current + NEIGHBOURS) + 1)
    pages: list[ShownPage] = []
    for number in sorted({1, *near, last}):
        previous = pages[-1].number if pages else 0
        if previous is not None and number - previous == 2:
            pages.append(ShownPage(number - 1, page_url(asked, number - 1)))
        elif previous is not None and number - previous > 2:
            pages.append(ShownPage(None, None))
        pages.append(ShownPage(number, None if number == asked.page else page_url(asked, number)))
    return pages


def _without_diacritics(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))
