"""What the result page shows, worked out: counts, headings, page numbers. The template only lays it out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from search import Hit, Remark, Results, Searcher, SearchRequest
from search.results import Facets
from web.pages.broader_searches import BroaderSearch, broader_searches
from web.pages.facet_links import ShownFacets, shown_facets
from web.pages.highlighted_text import HighlightedText
from web.pages.hit_heading import heading_and_snippet
from web.pages.hit_reasons import ShownReason, shown_reasons
from web.parameters import MAX_RESULTS
from web.urls import document_url, limit_url, page_url, text_url
from web.words import words
from web.words.vietnamese_format import moment

NEIGHBOURS = 2
"""Page numbers shown on either side of the current one."""

LIMITS = (10, 20, 50, 100)
"""Hits on a page to choose from."""


@dataclass(frozen=True, slots=True)
class ShownHit:
    """One hit as it is shown. ``snippet`` is None where it would only repeat the heading."""

    url: str
    heading: HighlightedText
    snippet: HighlightedText | None
    kind: str
    date: str | None
    date_iso: str | None
    source: str | None
    author: str | None
    is_partial: bool
    reasons: list[ShownReason]
    opens_partial: bool
    """True for the first of the closing run of hits that lack a word: a divider goes before it."""


@dataclass(frozen=True, slots=True)
class ShownPage:
    """One number in the row of pages; ``url`` None for the current one, ``number`` None for a gap."""

    number: int | None
    url: str | None


@dataclass(frozen=True, slots=True)
class ShownRemark:
    """What was read into the query: a sentence, other queries as (text, url), and the way to undo it."""

    sentence: str
    offers: list[tuple[str, str]]
    literal_url: str | None


@dataclass(frozen=True, slots=True)
class Length:
    """One choice of hits a page; ``url`` None for the current one."""

    limit: int
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
    facets: ShownFacets
    remarks: list[ShownRemark]
    answered: tuple[str, str] | None
    """Said when the hits are for another text than was typed (``results.answered``): a sentence, and a beginning."""
    broader: list[BroaderSearch]
    """Searches that ask for less, when no document matches the whole query."""
    lengths: list[Length]


def result_page(request: SearchRequest, results: Results, searcher: Searcher) -> ResultPage:
    """The page for the results of ``request``, which were asked for with facets, and explained if its hits are to tell why."""
    last = max(1, -(-min(results.listed, MAX_RESULTS) // request.limit))
    is_beyond = bool(results.listed) and request.page > last
    hits = () if is_beyond else results.hits
    divider = _divider(hits) if results.total else 0
    meant = request if results.answered is None else replace(request, text=results.answered)
    return ResultPage(
        results=results,
        heading=words.results_heading(request.text, request.page),
        count=words.count(results.total, results.listed - results.total, several_words=len(request.text.split()) > 1),
        hits=[
            _shown(
                hit,
                replace(request, offset=request.offset + place),
                searcher,
                place == divider and results.total > 0,
            )
            for place, hit in enumerate(hits)
        ],
        tags_partial=divider is None,
        last=last,
        pages=_pages(request, last),
        is_beyond=is_beyond,
        is_cut=results.listed > MAX_RESULTS and request.page >= last,
        deepest=MAX_RESULTS,
        facets=shown_facets(meant, results.facets or Facets()),
        remarks=[_remark(remark, request) for remark in results.remarks],
        answered=words.answered(request.text) if results.answered is not None else None,
        broader=[] if results.total else broader_searches(request, results, searcher),
        lengths=[Length(limit, None if limit == request.limit else limit_url(request, limit)) for limit in LIMITS]
        if results.listed > min(LIMITS)
        else [],
    )


def _divider(hits: tuple[Hit, ...]) -> int | None:
    """Where the hits that lack a word begin, if none that matches wholly comes after; else None."""
    matches = [hit.match for hit in hits]
    if "some" not in matches:
        return None
    first = matches.index("some")
    return None if "all" in matches[first:] else first


def _shown(hit: Hit, request: SearchRequest, searcher: Searcher, opens_partial: bool) -> ShownHit:
    heading, snippet = heading_and_snippet(hit, searcher)
    return ShownHit(
        url=document_url(hit.id, request),
        heading=heading,
        snippet=snippet,
        kind=words.KINDS[hit.kind],
        date=moment(hit.date) if hit.date else None,
        date_iso=hit.date.isoformat() if hit.date else None,
        source=hit.source,
        author=hit.author,
        is_partial=hit.match == "some",
        reasons=shown_reasons(hit.reasons),
        opens_partial=opens_partial,
    )


def _pages(request: SearchRequest, last: int) -> list[ShownPage]:
    if last == 1:
        return []
    current = min(request.page, last)
    near = range(max(1, current - NEIGHBOURS), min(last, current + NEIGHBOURS) + 1)
    pages: list[ShownPage] = []
    for number in sorted({1, *near, last}):
        previous = pages[-1].number if pages else 0
        if previous is not None and number - previous == 2:
            pages.append(ShownPage(number - 1, page_url(request, number - 1)))
        elif previous is not None and number - previous > 2:
            pages.append(ShownPage(None, None))
        pages.append(ShownPage(number, None if number == request.page else page_url(request, number)))
    return pages


def _remark(remark: Remark, request: SearchRequest) -> ShownRemark:
    return ShownRemark(
        sentence=remark.sentence,
        offers=[(offer, text_url(request, offer)) for offer in remark.offers],
        literal_url=None if remark.literal is None else text_url(request, remark.literal),
    )
