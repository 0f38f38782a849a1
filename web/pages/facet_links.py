"""Facets as links: each value with the count it gives, the address that chooses it, or gives it up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from search import VALUE_FIELDS, SearchRequest, folded_words
from search.results import Facets, FacetValue
from web.pages.timeline import Timeline, days_of_month, days_of_year, timeline
from web.parameters import MAX_FIELD_CHARS
from web.urls import chosen_url, without_url
from web.words import words

SHOWN = 5
"""Values shown at once; one more would be shown rather than hidden behind "more"."""

MOST_SHOWN = 30
"""Values shown in all; who looks for a rarer one types it."""


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A value with its count. Following ``url`` chooses it, or gives it up where it is chosen."""

    label: str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """One facet: the values shown at once, and those behind "more"."""

    key: str
    heading: str
    links: list[FacetLink]
    more: list[FacetLink]


@dataclass(frozen=True, slots=True)
class ShownFacets:
    """All facets of a result. ``undated`` is a sentence, "" when every document has a date."""

    timeline: Timeline | None
    any_time_url: str | None
    days: FacetGroup | None
    undated: str
    groups: list[FacetGroup]

    def __bool__(self) -> bool:
        return bool(self.timeline or self.groups)


def shown_facets(request: SearchRequest, facets: Facets) -> ShownFacets:
    """The facets of the search as they stand beside its hits. What would narrow nothing is left out."""

    def days_url(first: date, last: date) -> str:
        return chosen_url(request, from_day=first, to_day=last)

    has_days = bool(request.from_day or request.to_day)
    kinds = {str(kind): label for kind, label in words.KINDS.items()}
    groups = [
        _group(request, "kind", words.FIELD_KIND, facets.kinds, kinds.__getitem__),
        *(
            _group(request, field.name, words.VALUE_LABELS[field.name], facets.values.get(field.name, ()), str)
            for field in sorted(VALUE_FIELDS, key=lambda field: field.facet or 0)
        ),
    ]
    return ShownFacets(
        timeline=timeline(facets.months, days_url, first=request.from_day, last=request.to_day),
        any_time_url=without_url(request, "from_day", "to_day") if has_days else None,
        days=_days(request, facets, days_url),
        undated=words.undated(facets.undated) if facets.undated else "",
        groups=[group for group in groups if group],
    )


def _group(
    request: SearchRequest, field: str, heading: str, values: Sequence[FacetValue], label: Callable[[str], str]
) -> FacetGroup | None:
    chosen: str | None = getattr(request, field)
    links = []
    for value in values:
        is_chosen = chosen is not None and _same(chosen, value.value)
        if len(value.value) <= MAX_FIELD_CHARS:
            fields: dict[str, Any] = {field: value.value}
            url = without_url(request, field) if is_chosen else chosen_url(request, **fields)
            links.append(FacetLink(label(value.value), value.count, url, is_chosen))
    if not links or (len(links) == 1 and chosen is None):
        return None
    links.sort(key=lambda link: not link.is_chosen)
    return _parted(field, heading, links[:MOST_SHOWN])


def _days(request: SearchRequest, facets: Facets, url: Callable[[date, date], str]) -> FacetGroup | None:
    """Years, newest first; inside one year its months."""
    chosen = (request.from_day, request.to_day)
    one_year = (
        request.from_day.year
        if request.from_day and request.to_day and request.from_day.year == request.to_day.year
        else 0
    )
    if one_year or len(facets.years) == 1:
        year = f"{one_year:04}" if one_year else facets.years[0].value
        months = [month for month in facets.months if month.value.startswith(year + "-")]
        spans = [(days_of_month(month.value), month.count) for month in months]
    else:
        spans = [(days_of_year(year.value), year.count) for year in facets.years]
    links = [
        FacetLink(
            words.period(*span) or "",
            count,
            without_url(request, "from_day", "to_day") if span == chosen else url(*span),
            span == chosen,
        )
        for span, count in reversed(spans)
    ]
    if one_year:
        whole = days_of_year(f"{one_year:04}")
        count = sum(count for _, count in spans)
        if chosen != whole and count:
            links.insert(0, FacetLink(words.year(one_year), count, url(*whole), False))
    links.sort(key=lambda link: not link.is_chosen)
    return _parted("days", words.FIELD_DAYS, links[:MOST_SHOWN]) if links else None


def _parted(key: str, heading: str, links: list[FacetLink]) -> FacetGroup:
    first = SHOWN if len(links) > SHOWN + 1 else len(links)
    return FacetGroup(key, heading, links[:first], links[first:])


def _same(typed: str, value: str) -> bool:
    return typed == value or folded_words(typed) == folded_words(value)
