"""Facets: the whole matches of a request counted by what they are, each count that of the search it leads to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from index.document import KINDS, VIETNAM, Document
from index.fields import VALUE_FIELDS
from search.query.filters import Filters
from search.query.match_value import folded_words, value_matches
from search.request import SearchRequest
from search.results import Facets, FacetValue

MOST_VALUES = 100
"""Values of a field listed at most, the most frequent."""

DAYS = "days"
"""The facet that chooses ``from_day`` and ``to_day``; all others bear the names of their fields."""


def filters_by_facet(typed: Filters, request: SearchRequest) -> dict[str, Filters]:
    """For each facet the filters that its counts keep: those ``typed`` in the text, and the options other than its own."""
    without = {"kind": replace(request, kind=None), DAYS: replace(request, from_day=None, to_day=None)}
    for field in VALUE_FIELDS:
        own: dict[str, Any] = {field.name: None}
        without[field.name] = replace(request, **own)
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


def held_values(values: Mapping[str, tuple[FacetValue, ...]]) -> dict[str, tuple[FacetValue, ...]]:
    """The fields of which there are any values."""
    return {name: found for name, found in values.items() if found}


def usual_spellings(counts: Mapping[str, int]) -> dict[tuple[str, ...], str]:
    """For the folded words of every value the spelling that most documents bear; values without a word are left out."""
    spellings: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for value in counts:
        words = folded_words(value)
        if words:
            spellings[words].append(value)
    return {words: min(values, key=lambda value: (-counts[value], value)) for words, values in spellings.items()}


def count_documents(found: Mapping[str, Sequence[Document]], archive: Sequence[Document]) -> Facets:
    """The facets of documents given one by one: for each facet those it counts, and the whole archive for spellings."""

    def values(name: str) -> tuple[FacetValue, ...]:
        of: Callable[[Document], str | None] = attrgetter(name)
        held = [value for document in found[name] if (value := of(document)) is not None]
        usual = usual_spellings(Counter(value for document in archive if (value := of(document)) is not None))
        listed = {usual[words] for value in held if (words := folded_words(value))}
        return most_frequent((value, sum(value_matches(value, other) for other in held)) for value in listed)

    kinds = Counter[str](document.kind for document in found["kind"])
    dates = [document.date.astimezone(VIETNAM) for document in found[DAYS] if document.date]
    facets = Facets(
        kinds=tuple(FacetValue(kind, kinds[kind]) for kind in KINDS if kinds[kind]),
        values=held_values({field.name: values(field.name) for field in VALUE_FIELDS}),
    )
    return month_facets(Counter((date.year, date.month) for date in dates), len(found[DAYS]) - len(dates), facets)
