"""Searches that ask for less, offered where one finds nothing: each with the number of documents it would give."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search import Results, Searcher
from web.asked import Asked
from web.urls import search_url
from web.words import words

MOST_WORDS = 8
"""Longer queries are not tried with each word left out: a pasted sentence would cost a search a word."""

MOST_SHORTER = 3
FILTERS = ("kind", "source", "author", "category", "from_day", "to_day")


@dataclass(frozen=True, slots=True)
class BroaderSearch:
    """What is given up, the text that is then searched for, and how many documents match it whole."""

    advice: str
    text: str
    count: int
    url: str


def broader_searches(asked: Asked, results: Results, searcher: Searcher) -> list[BroaderSearch]:
    """Those searches that find something. Costs a search each; asked for only when nothing matches wholly."""
    found = [offer for offer in _tried(asked, results, searcher) if offer.count]
    return found + sorted(_shorter(asked, searcher), key=lambda offer: -offer.count)[:MOST_SHORTER]


def _tried(asked: Asked, results: Results, searcher: Searcher) -> Iterator[BroaderSearch]:
    first = replace(asked, offset=0)
    if results.suggestion and results.answered is None:
        yield _offer(words.TRY_SPELLING, replace(first, text=results.suggestion), searcher)
    if asked.from_day or asked.to_day:
        yield _offer(words.TRY_ANY_DAY, replace(first, from_day=None, to_day=None), searcher)
    has_others = any((asked.kind, asked.source, asked.author, asked.category))
    if has_others and asked.text.strip():
        plain = Asked(text=asked.text, exact=asked.exact, limit=asked.limit, sort=asked.sort)
        yield _offer(words.TRY_WITHOUT_FILTERS, plain, searcher)
    if asked.exact:
        yield _offer(words.TRY_NOT_EXACT, replace(first, exact=False), searcher)
    bare = without_diacritics(asked.text)
    if bare != asked.text:
        yield _offer(words.TRY_PLAIN, replace(first, text=bare, exact=False), searcher)


def _shorter(asked: Asked, searcher: Searcher) -> Iterator[BroaderSearch]:
    """The text with one of its words left out."""
    typed = asked.text.split()
    if 1 < len(typed) <= MOST_WORDS and all(word.isalnum() for word in typed):
        for place in range(len(typed)):
            text = " ".join(typed[:place] + typed[place + 1 :])
            offer = _offer(words.TRY_WITHOUT_WORD, replace(asked, text=text, offset=0), searcher)
            if offer.count:
                yield offer


def _offer(advice: str, asked: Asked, searcher: Searcher) -> BroaderSearch:
    results = searcher.search(replace(asked.request(), limit=1))
    # Results for another spelling are not what the link says.
    count = results.total if results.answered is None else 0
    return BroaderSearch(advice, asked.text.strip() or words.WHOLE_ARCHIVE, count, search_url(asked))


def without_diacritics(text: str) -> str:
    """The text as typed with no Vietnamese input method."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))
