"""The documents before and after one in the result it was opened from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from search import Hit, Searcher, SearchRequest
from web.pages.hit_heading import heading_text
from web.parameters import MAX_RESULTS, within_reach
from web.urls import document_url
from web.words import words


@dataclass(frozen=True, slots=True)
class Neighbour:
    heading: str
    url: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    """``place`` says which of how many the document is; an end of the result has no neighbour."""

    place: str
    previous: Neighbour | None
    next: Neighbour | None


def neighbours(id: str, request: SearchRequest, searcher: Searcher) -> Neighbours | None:
    """The neighbours of the document at ``request.offset``; None when it no longer stands there, or nothing was asked."""
    if request.is_blank or request.offset > MAX_RESULTS:
        return None
    first = max(0, request.offset - 1)
    own = request.offset - first
    results = searcher.search(replace(within_reach(request), offset=first, limit=own + 2))
    if len(results.hits) <= own or results.hits[own].id != id:
        return None

    def at(place: int) -> Neighbour | None:
        if not 0 <= place < len(results.hits) or first + place >= MAX_RESULTS:
            return None
        hit: Hit = results.hits[place]
        there = replace(request, offset=first + place)
        return Neighbour(heading_text(hit, searcher), document_url(hit.id, there))

    return Neighbours(words.place_in_result(request.offset + 1, results.listed), at(own - 1), at(own + 1))
