"""Searches that ask for less, offered where one finds nothing: each with the number of documents it would give."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search import Results, Searcher, SearchRequest
from web.parameters import within_reach
from web.urls import search_url
from web.words import words

MOST_WORDS = 8
"""Longer queries are not tried with each word left out: a pasted sentence would cost a search a word."""

MOST_SHORTER = 3


@dataclass(frozen=True, slots=True)
class BroaderSearch:
    """What is given up, the text that is then searched for, and how many documents match it whole."""

    advice: str
    text: str
    count: int
    url: str


def broader_searches(request: SearchRequest, results: Results, searcher: Searcher) -> list[BroaderSearch]:
    """Those searches that find something. Costs a search each; asked for only when nothing matches wholly."""
    found = [offer for offer in _tried(request, results, searcher) if offer.count]
    return found + sorted(_shorter(request, searcher), key=lambda offer: -offer.count)[:MOST_SHORTER]


def _tried(request: SearchRequest, results: Results, searcher: Searcher) -> Iterator[BroaderSearch]:
    first = replace(request, offset=0)
    if results.suggestion and results.answered is None:
        yield _offer(words.TRY_SPELLING, replace(first, text=results.suggestion), searcher)
    if request.from_day or request.to_day:
        yield _offer(words.TRY_ANY_DAY, replace(first, from_day=None, to_day=None), searcher)
    has_others = bool(request.kind or request.values())
    if has_others and request.text.strip():
        plain = SearchRequest(text=request.text, exact=request.exact, limit=request.limit, sort=request.sort)
        yield _offer(words.TRY_WITHOUT_FILTERS, plain, searcher)
    if request.exact:
        yield _offer(words.TRY_NOT_EXACT, replace(first, exact=False), searcher)
    bare = without_diacritics(request.text)
    if bare != request.text:
        yield _offer(words.TRY_PLAIN, replace(first, text=bare, exact=False), searcher)


def _shorter(request: SearchRequest, searcher: Searcher) -> Iterator[BroaderSearch]:
    """The text with one of its words left out."""
    typed = request.text.split()
    if 1 < len(typed) <= MOST_WORDS and all(word.isalnum() for word in typed):
        for place in range(len(typed)):
            text = " ".join(typed[:place] + typed[place + 1 :])
            offer = _offer(words.TRY_WITHOUT_WORD, replace(request, text=text, offset=0), searcher)
            if offer.count:
                yield offer


def _offer(advice: str, request: SearchRequest, searcher: Searcher) -> BroaderSearch:
    results = searcher.search(replace(within_reach(request), limit=1))
    # Results for another spelling are not what the link says.
    count = results.total if results.answered is None else 0
    return BroaderSearch(advice, request.text.strip() or words.WHOLE_ARCHIVE, count, search_url(request))


def without_diacritics(text: str) -> str:
    """The text as typed with no Vietnamese input method."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))
