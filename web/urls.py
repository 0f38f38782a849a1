"""Every link that carries a search: what it keeps, what it drops, how it is written.

A link says only what differs from a plain search, always in one order, so that the same search has one address.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from flask import url_for

from search import VALUE_FIELDS, SearchRequest
from search.request import Sort
from web.parameters import MAX_FIELD_CHARS
from web.words import words
from web.words.vietnamese_format import day_of

_PLAIN = SearchRequest()


def parameters(request: SearchRequest) -> dict[str, Any]:
    """The parameters that describe the search, as ``web.parameters.read`` reads them back; nothing blank, nothing default."""
    named = {
        "q": request.text if request.text.strip() else "",
        "kind": request.kind,
        **request.values(),
        "from": request.from_day.isoformat() if request.from_day else None,
        "to": request.to_day.isoformat() if request.to_day else None,
        "exact": "1" if request.exact else None,
        "sort": request.sort if request.sort != _PLAIN.sort else None,
        "limit": str(request.limit) if request.limit != _PLAIN.limit else None,
        "page": str(request.page) if request.page > 1 else None,
    }
    return {name: value for name, value in named.items() if value}


def search_url(request: SearchRequest) -> str:
    return url_for("pages.search", **parameters(request))


def plain_url(text: str) -> str:
    """The search for a text under no other condition."""
    return search_url(SearchRequest(text=text))


def page_url(request: SearchRequest, page: int) -> str:
    return search_url(replace(request, offset=(page - 1) * request.limit))


def text_url(request: SearchRequest, text: str) -> str:
    """The first page for another text, under the same conditions."""
    return search_url(replace(request, text=text, offset=0))


def sort_url(request: SearchRequest, sort: Sort) -> str:
    """The first page in another order: page 3 of one order says nothing of another."""
    return search_url(replace(request, sort=sort, offset=0))


def limit_url(request: SearchRequest, limit: int) -> str:
    """The first page with so many hits on it."""
    return search_url(replace(request, limit=limit, offset=0))


def chosen_url(request: SearchRequest, **chosen: Any) -> str:
    """The first page with these fields of SearchRequest set, all others kept."""
    return search_url(replace(request, offset=0, **chosen))


def without_url(request: SearchRequest, *names: str) -> str:
    """The first page without some conditions; ``names`` are fields of SearchRequest."""
    plain: dict[str, Any] = {field.name: field.default for field in fields(SearchRequest) if field.name in names}
    return search_url(replace(request, offset=0, **plain))


def without_filters_url(request: SearchRequest) -> str:
    return without_url(request, *FILTER_FIELDS)


FILTER_FIELDS = ("kind", *(field.name for field in VALUE_FIELDS), "from_day", "to_day", "exact")


def document_url(id: str, request: SearchRequest | None = None) -> str:
    """The page of a document, carrying the search along: its words are marked there, and it leads back.

    ``request.offset`` is the place of the document in the result, so that its neighbours are a link away.
    """
    carried = parameters(request) if request else {}
    if request:
        carried.pop("page", None)
        carried |= {"offset": str(request.offset)} if request.offset else {}
    return _id_url("pages.document", id, carried)


def citation_url(id: str, form: str) -> str:
    """The citation of a document as a file; ``form`` is one of citation.FILES."""
    return _id_url("citation.download", id, {"dang": form})


def _id_url(endpoint: str, id: str, carried: dict[str, Any]) -> str:
    if id in (".", ".."):
        # Browsers resolve the first two in a path, however they are encoded.
        return url_for(f"{endpoint}_by_parameter", id=id, **carried)
    return url_for(endpoint, id=id, **carried)


def author_url(author: str) -> str | None:
    """The other pieces of an author, newest first; None for a name too long to ask for."""
    return search_url(SearchRequest(author=author, sort="newest")) if len(author) <= MAX_FIELD_CHARS else None


def day_url(day: date, source: str | None = None) -> str:
    """What was published on a day, by one source or by all."""
    return search_url(SearchRequest(from_day=day, to_day=day, source=source, sort="oldest"))


def feed_url(request: SearchRequest) -> str:
    """The feed of a search: same conditions; it has its own order and length."""
    return url_for("feed.atom", **_conditions(request))


def json_feed_url(request: SearchRequest) -> str:
    """As ``feed_url``, in JSON Feed."""
    return url_for("json_feed.json_feed", **_conditions(request))


def _conditions(request: SearchRequest) -> dict[str, Any]:
    return parameters(replace(request, offset=0, limit=_PLAIN.limit, sort=_PLAIN.sort))


def export_url(request: SearchRequest, form: str) -> str:
    """The whole matches of a search as a file, in its order; ``form`` is "csv" or "jsonl"."""
    return url_for(f"export.{form}", **parameters(replace(request, offset=0, limit=_PLAIN.limit)))


@dataclass(frozen=True, slots=True)
class Chip:
    """An active condition, and the same search without it."""

    label: str
    url: str


def chips(request: SearchRequest) -> list[Chip]:
    """The active conditions beside the text, in the order of the form; days that make a year or a month are one."""
    period = words.period(request.from_day, request.to_day) if request.from_day and request.to_day else None
    shown = (
        ("kind", words.FIELD_KIND, words.KINDS[request.kind] if request.kind else None),
        *((name, words.VALUE_LABELS[name], value) for name, value in request.values().items()),
        ("from_day to_day", words.FIELD_DAYS, period),
        (
            "from_day",
            words.FIELD_FROM,
            day_of(request.from_day) if request.from_day and not period else None,
        ),
        ("to_day", words.FIELD_TO, day_of(request.to_day) if request.to_day and not period else None),
        ("exact", words.FIELD_EXACT, "" if request.exact else None),
    )
    return [
        Chip(words.chip(name, value) if value else name, without_url(request, *chosen.split()))
        for chosen, name, value in shown
        if value is not None
    ]
