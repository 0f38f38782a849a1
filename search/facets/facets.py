"""Facets: the whole matches of a request counted by what they are, each count that of the search it leads to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from index.document import KINDS, VIETNAM, Document
from search.query.filters import Filters
from search.query.match_value import folded_words, value_matches
from search.request import SearchRequest
from search.results import Facets, FacetValue

MOST_VALUES = 100
"""Sources, authors and categories listed at most, the most frequent."""

FacetName = Literal["kind", "source", "author", "category", "days"]
"""The options of a request that a facet chooses; "days" are ``from_day`` and ``to_day``."""


def filters_by_facet(typed: Filters, request: SearchRequest) -> dict[FacetName, Filters]:
    """For each facet the filters that its counts keep: those ``typed`` in the text, and the options other than its own."""
    without: dict[FacetName, SearchRequest] = {
        "kind": replace(request, kind=None),
        "source": replace(request, source=None),
        "author": replace(request, author=None),
        "category": replace(request, category=None),
        "days": replace(request, from_day=None, to_day=None),
    }
    return {name: typed.and_also(Filters.of_request(kept)) for name, kept in without.items()}


def month_facets(counts: Mapping[tuple[int, int], int], undated: int, facets: Facets) -> Facets:
    """The facets with ``years`` and ``months`` from counts by (year, month)."""
    years: Counter[int] = Counter()
    for (year, _), count in counts.items():
        years[year] += count
    return replace(
        facets,
        years=tuple(FacetValue(f"{year:04}", years[year]) for year in sorted(years)),
        months=tuple(FacetValue(f"{year:04}-{month:02}", counts[year, month]) for year, month in sorted(counts)),
        undated=undated,
    )


def most_frequent(counts: Iterable[tuple[str, int]]) -> tuple[FacetValue, ...]:
    """The values of a facet in its order, no more than are listed."""
    ordered = sorted(counts, key=lambda pair: (-pair[1], pair[0]))
    return tuple(FacetValue(value, count) for value, count in ordered[:MOST_VALUES])


def usual_spellings(counts: Mapping[str, int]) -> dict[tuple[str, ...], str]:
    """For the folded words of every value the spelling that most documents bear; values without a word are left out."""
    spellings: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for value in counts:
        words = folded_words(value)
        if words:
            spellings[words].append(value)
    return {words: min(values, key=lambda value: (-counts[value], value)) for words, values in spellings.items()}


def count_documents(found: Mapping[FacetName, Sequence[Document]], archive: Sequence[Document]) -> Facets:
    """The facets of documents given one by one: for each facet those it counts, and the whole archive for spellings."""

    def values(name: FacetName, of: Callable[[Document], str | None]) -> tuple[FacetValue, ...]:
        held = [value for document in found[name] if (value := of(document)) is not None]
        usual = usual_spellings(Counter(value for document in archive if (value := of(document)) is not None))
        listed = {usual[words] for value in held if (words := folded_words(value))}
        return most_frequent((value, sum(value_matches(value, other) for other in held)) for value in listed)

    kinds = Counter[str](document.kind for document in found["kind"])
    dates = [document.date.astimezone(VIETNAM) for document in found["days"] if document.date]
    facets = Facets(
        kinds=tuple(FacetValue(kind, kinds[kind]) for kind in KINDS if kinds[kind]),
        sources=values("source", lambda document: document.source),
        authors=values("author", lambda document: document.author),
        categories=values("category", lambda document: document.category),
    )
    return month_facets(Counter((date.year, date.month) for date in dates), len(found["days"]) - len(dates), facets)
