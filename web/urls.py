"""Every link that carries a search: what it keeps, what it drops, how it is written.

A link says only what differs from a plain search, always in one order, so that the same search has one address.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from flask import url_for

from search.request import Sort
from web.asked import MAX_FIELD_CHARS, Asked
from web.words import words
from web.words.vietnamese_format import day_of

_PLAIN = Asked()


def parameters(asked: Asked) -> dict[str, Any]:
    """The parameters that describe the search, as ``asked.read`` reads them back; nothing blank, nothing default."""
    named = {
        "q": asked.text if asked.text.strip() else "",
        "kind": asked.kind,
        "source": asked.source,
        "author": asked.author,
        "category": asked.category,
        "from": asked.from_day.isoformat() if asked.from_day else None,
        "to": asked.to_day.isoformat() if asked.to_day else None,
        "exact": "1" if asked.exact else None,
        "sort": asked.sort if asked.sort != _PLAIN.sort else None,
        "limit": str(asked.limit) if asked.limit != _PLAIN.limit else None,
        "page": str(asked.page) if asked.page > 1 else None,
    }
    return {name: value for name, value in named.items() if value}


def search_url(asked: Asked) -> str:
    return url_for("pages.search", **parameters(asked))


def plain_url(text: str) -> str:
    """The search for a text under no other condition."""
    return search_url(Asked(text=text))


def page_url(asked: Asked, page: int) -> str:
    return search_url(replace(asked, offset=(page - 1) * asked.limit))


def text_url(asked: Asked, text: str) -> str:
    """The first page for another text, under the same conditions."""
    return search_url(replace(asked, text=text, offset=0))


def sort_url(asked: Asked, sort: Sort) -> str:
    """The first page in another order: page 3 of one order says nothing of another."""
    return search_url(replace(asked, sort=sort, offset=0))


def limit_url(asked: Asked, limit: int) -> str:
    """The first page with so many hits on it."""
    return search_url(replace(asked, limit=limit, offset=0))


def chosen_url(asked: Asked, **chosen: Any) -> str:
    """The first page with these fields of Asked set, all others kept."""
    return search_url(replace(asked, offset=0, **chosen))


def without_url(asked: Asked, *names: str) -> str:
    """The first page without some conditions; ``names`` are fields of Asked."""
    plain: dict[str, Any] = {field.name: field.default for field in fields(Asked) if field.name in names}
    return search_url(replace(asked, offset=0, **plain))


def without_filters_url(asked: Asked) -> str:
    return without_url(asked, *FILTER_FIELDS)


FILTER_FIELDS = ("kind", "source", "author", "category", "from_day", "to_day", "exact")


def document_url(id: str, asked: Asked | None = None) -> str:
    """The page of a document, carrying the search along: its words are marked there, and it leads back.

    ``asked.offset`` is the place of the document in the result, so that its neighbours are a link away.
    """
    carried = parameters(asked) if asked else {}
    if asked:
        carried.pop("page", None)
        carried |= {"offset": str(asked.offset)} if asked.offset else {}
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
    return search_url(Asked(author=author, sort="newest")) if len(author) <= MAX_FIELD_CHARS else None


def day_url(day: date, source: str | None = None) -> str:
    """What was published on a day, by one source or by all."""
    return search_url(Asked(from_day=day, to_day=day, source=source, sort="oldest"))


def feed_url(asked: Asked) -> str:
    """The feed of a search: same conditions; it has its own order and length."""
    return url_for("feed.atom", **_conditions(asked))


def json_feed_url(asked: Asked) -> str:
    """As ``feed_url``, in JSON Feed."""
    return url_for("json_feed.json_feed", **_conditions(asked))


def _conditions(asked: Asked) -> dict[str, Any]:
    return parameters(replace(asked, offset=0, limit=_PLAIN.limit, sort=_PLAIN.sort))


def export_url(asked: Asked, form: str) -> str:
    """The whole matches of a search as a file, in its order; ``form`` is "csv" or "jsonl"."""
    return url_for(f"export.{form}", **parameters(replace(asked, offset=0, limit=_PLAIN.limit)))


@dataclass(frozen=True, slots=True)
class Chip:
    """An active condition, and the same search without it."""

    label: str
    url: str


def chips(asked: Asked) -> list[Chip]:
    """The active conditions beside the text, in the order of the form; days that make a year or a month are one."""
    period = words.period(asked.from_day, asked.to_day) if asked.from_day and asked.to_day else None
    shown = (
        ("kind", words.FIELD_KIND, words.KINDS[asked.kind] if asked.kind else None),
        ("source", words.FIELD_SOURCE, asked.source),
        ("author", words.FIELD_AUTHOR, asked.author),
        ("category", words.FIELD_CATEGORY, asked.category),
        ("from_day to_day", words.FIELD_DAYS, period),
        ("from_day", words.FIELD_FROM, day_of(asked.from_day) if asked.from_day and not period else None),
        ("to_day", words.FIELD_TO, day_of(asked.to_day) if asked.to_day and not period else None),
        ("exact", words.FIELD_EXACT, "" if asked.exact else None),
    )
    return [
        Chip(words.chip(name, value) if value else name, without_url(asked, *chosen.split()))
        for chosen, name, value in shown
        if value is not None
    ]
