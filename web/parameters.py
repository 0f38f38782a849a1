"""The parameters of an address, read into a SearchRequest or refused with a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, get_args

from search import KINDS, VALUE_FIELDS, QueryRefused, SearchRequest, parse_from, parse_to
from search.request import Sort
from web.words import words

DEFAULT_LIMIT = 10
MAX_LIMIT = 100
"""Hits on one page at most; a page of 100 is about 100 kB of HTML."""

MAX_RESULTS = 10_000
"""How deep a result can be paged. No one reads further; only a crawler would make the engine sort it all."""

MAX_TEXT_CHARS = 1_000
MAX_FIELD_CHARS = 200

SORTS: tuple[Sort, ...] = get_args(Sort)


class ParameterRefused(QueryRefused):
    """A parameter of the address cannot be understood; ``name`` is that parameter, the message a sentence."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.name = name


def within_reach(request: SearchRequest) -> SearchRequest:
    """The search to run, never deeper than MAX_RESULTS."""
    return replace(request, offset=min(request.offset, MAX_RESULTS))


def read(parameters: Mapping[str, str]) -> SearchRequest:
    """The search that the parameters describe. Blank ones count as absent, unknown ones are ignored.

    Raises ParameterRefused for the first that cannot be understood.
    """
    request = SearchRequest()
    for parameter in PARAMETERS:
        value = parameters.get(parameter.name, "")
        if value.strip():
            request = parameter.read(request, value)
    return request


def read_leniently(parameters: Mapping[str, str]) -> SearchRequest:
    """As ``read``, leaving out what cannot be understood: for pages that only carry a search along."""
    request = SearchRequest()
    for parameter in PARAMETERS:
        value = parameters.get(parameter.name, "")
        if value.strip():
            try:
                request = parameter.read(request, value)
            except ParameterRefused:
                continue
    return request


def is_cluttered(parameters: Mapping[str, str]) -> bool:
    """True when a known parameter is blank, as a form sends the fields that were not filled in."""
    return any(one.name in parameters and not parameters[one.name].strip() for one in PARAMETERS)


def _text(request: SearchRequest, value: str) -> SearchRequest:
    if len(value) > MAX_TEXT_CHARS:
        raise ParameterRefused("q", words.too_long("q", len(value), MAX_TEXT_CHARS))
    return replace(request, text=value)


def _limit(request: SearchRequest, value: str) -> SearchRequest:
    return replace(request, limit=_number("limit", value, 1, MAX_LIMIT))


def _offset(request: SearchRequest, value: str) -> SearchRequest:
    return replace(request, offset=_number("offset", value, 0, None))


def _page(request: SearchRequest, value: str) -> SearchRequest:
    return replace(request, offset=(_number("page", value, 1, None) - 1) * request.limit)


def _sort(request: SearchRequest, value: str) -> SearchRequest:
    for sort in SORTS:
        if value.strip() == sort:
            return replace(request, sort=sort)
    raise ParameterRefused("sort", words.bad_choice("sort", value, SORTS))


def _kind(request: SearchRequest, value: str) -> SearchRequest:
    if value.strip() not in KINDS:
        raise ParameterRefused("kind", words.bad_choice("kind", value, KINDS))
    return replace(request, kind="brief" if value.strip() == "brief" else "article")


def _from(request: SearchRequest, value: str) -> SearchRequest:
    return replace(request, from_day=_day("from", value, parse_from))


def _to(request: SearchRequest, value: str) -> SearchRequest:
    return replace(request, to_day=_day("to", value, parse_to))


def _value(name: str, request: SearchRequest, value: str) -> SearchRequest:
    chosen: dict[str, Any] = {name: _field(name, value)}
    return replace(request, **chosen)


def _exact(request: SearchRequest, value: str) -> SearchRequest:
    choice = value.strip().lower()
    if choice in ("1", "true"):
        return replace(request, exact=True)
    if choice in ("0", "false"):
        return replace(request, exact=False)
    raise ParameterRefused("exact", words.bad_choice("exact", value, ("1", "0")))


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an address: how it is read into a search, and the JSON Schema of what is understood."""

    name: str
    read: Callable[[SearchRequest, str], SearchRequest]
    schema: Mapping[str, Any]


_FIELD_SCHEMA = {"type": "string", "maxLength": MAX_FIELD_CHARS}
_DAY_SCHEMA = {"type": "string", "examples": ["2023", "2023-12", "2023-12-12", "12/12/2023"]}

PARAMETERS = (
    Parameter("q", _text, {"type": "string", "maxLength": MAX_TEXT_CHARS}),
    Parameter("limit", _limit, {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}),
    Parameter("offset", _offset, {"type": "integer", "minimum": 0, "maximum": MAX_RESULTS, "default": 0}),
    # After limit, which it counts in, and offset, which it overrules.
    Parameter("page", _page, {"type": "integer", "minimum": 1}),
    Parameter("sort", _sort, {"type": "string", "enum": list(SORTS), "default": SORTS[0]}),
    Parameter("from", _from, _DAY_SCHEMA),
    Parameter("to", _to, _DAY_SCHEMA),
    Parameter("kind", _kind, {"type": "string", "enum": list(KINDS)}),
    *(Parameter(field.name, partial(_value, field.name), _FIELD_SCHEMA) for field in VALUE_FIELDS),
    Parameter("exact", _exact, {"type": "string", "enum": ["1", "0"], "default": "0"}),
)
"""Every parameter a search has, in the order they are read. The forms, the links and /api/openapi.json know no others."""

_INTEGER = re.compile(r"\s*[0-9]{1,12}\s*", re.ASCII)
"""Digits that int() reads in no time; twelve are beyond any archive."""


def _number(name: str, value: str, lowest: int, highest: int | None) -> int:
    if _INTEGER.fullmatch(value):
        number = int(value)
        if number >= lowest and (highest is None or number <= highest):
            return number
    raise ParameterRefused(name, words.bad_number(name, value, lowest, highest))


def _day(name: str, value: str, parse: Callable[[str], date]) -> date:
    try:
        return parse(value)
    except QueryRefused as refusal:
        raise ParameterRefused(name, words.bad_day(name, str(refusal))) from None


def _field(name: str, value: str) -> str:
    if len(value) > MAX_FIELD_CHARS:
        raise ParameterRefused(name, words.too_long(name, len(value), MAX_FIELD_CHARS))
    return value.strip()
