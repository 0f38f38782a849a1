"""What can be asked over HTTP, as an OpenAPI 3.1 document made from the code that answers.

The parameters are those of web/parameters.py, the answers the TypedDicts they are built as; the words are those of web/words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from search import VALUE_FIELDS
from search.payload import HitPayload, ResultsPayload
from web.api.answers import ErrorPayload, HealthPayload
from web.api.complete import SuggestionsPayload
from web.api.json_schema import reference, schemas_of
from web.feeds.export import MAX_EXPORTED
from web.feeds.feed import ENTRIES
from web.feeds.json_feed import TYPE as JSON_FEED_TYPE
from web.feeds.json_feed import JsonFeed
from web.parameters import MAX_LIMIT, PARAMETERS
from web.words import api_words

OPENAPI_VERSION = "3.1.1"
API_VERSION = "1.0.0"
"""Raised in its first place when a program that asks today would no longer understand the answer."""

CONDITIONS = ("q", "kind", *(field.name for field in VALUE_FIELDS), "from", "to", "exact")
"""The parameters that say which documents; the rest say in which order and how many."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One address that can be asked: what it is called, what it takes, what it answers with."""

    path: str
    id: str
    parameters: tuple[str, ...]
    content_type: str
    schema: dict[str, Any]
    example: str
    html_errors: bool = False
    """True where mistakes are told in a page, False where in JSON."""
    may_fail: tuple[int, ...] = (400, 429, 503)


OPERATIONS = (
    Operation(
        "/api/search",
        "search",
        tuple(parameter.name for parameter in PARAMETERS),
        "application/json",
        dict(reference(ResultsPayload)),
        "/api/search?q=chi+bo&kind=brief&limit=5",
    ),
    Operation(
        "/api/suggest",
        "suggest",
        ("q",),
        "application/json",
        dict(reference(SuggestionsPayload)),
        "/api/suggest?q=dai+hoi+chi",
    ),
    Operation(
        "/export.csv",
        "export_csv",
        (*CONDITIONS, "sort"),
        "text/csv",
        {"type": "string"},
        "/export.csv?q=chi+bo&sort=oldest",
        html_errors=True,
    ),
    Operation(
        "/export.jsonl",
        "export_json_lines",
        (*CONDITIONS, "sort"),
        "application/jsonl",
        {"type": "string"},
        "/export.jsonl?q=chi+bo&from=2024",
        html_errors=True,
    ),
    Operation(
        "/feed.atom",
        "feed_atom",
        (*CONDITIONS, "limit"),
        "application/atom+xml",
        {"type": "string"},
        "/feed.atom?q=chi+bo",
        html_errors=True,
    ),
    Operation(
        "/feed.json",
        "feed_json",
        (*CONDITIONS, "limit"),
        JSON_FEED_TYPE,
        dict(reference(JsonFeed)),
        "/feed.json?q=chi+bo",
        html_errors=True,
    ),
    Operation(
        "/healthz",
        "health",
        (),
        "application/json",
        dict(reference(HealthPayload)),
        "/healthz",
        may_fail=(),
    ),
)


def document(site_name: str, server_url: str) -> dict[str, Any]:
    """The OpenAPI document, for a site of this name that is reached at ``server_url`` (without a slash at its end)."""
    return {
        "openapi": OPENAPI_VERSION,
        "info": {
            "title": site_name,
            "version": API_VERSION,
            "summary": api_words.SUMMARY,
            "description": api_words.introduction(MAX_LIMIT, MAX_EXPORTED),
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": server_url}],
        "paths": {operation.path: {"get": _operation(operation)} for operation in OPERATIONS},
        "components": {
            "parameters": {parameter.name: parameter_object(parameter.name) for parameter in PARAMETERS},
            "schemas": schemas_of(
                ResultsPayload,
                HitPayload,
                SuggestionsPayload,
                JsonFeed,
                HealthPayload,
                ErrorPayload,
                descriptions=api_words.FIELDS,
            ),
        },
    }


def parameter_object(name: str) -> dict[str, Any]:
    """The Parameter Object of one parameter of web/parameters.py."""
    schema = next(parameter.schema for parameter in PARAMETERS if parameter.name == name)
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": api_words.PARAMETERS[name],
        "schema": dict(schema),
    }


def _operation(operation: Operation) -> dict[str, Any]:
    summary, description = api_words.OPERATIONS[operation.id]
    answers: dict[str, Any] = {
        "200": {
            "description": api_words.FOUND,
            "content": {operation.content_type: {"schema": operation.schema}},
        }
    }
    if operation.id == "health":
        answers["503"] = answers["200"] | {"description": api_words.FAILURES[503]}
    elif operation.id != "suggest":
        answers["304"] = {"description": api_words.UNCHANGED}
    for code in operation.may_fail:
        answers[str(code)] = _failure(code, operation.html_errors)
    return {
        "operationId": operation.id,
        "summary": summary,
        "description": description,
        "parameters": _parameters(operation),
        "responses": answers,
    }


def _parameters(operation: Operation) -> Sequence[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    for name in operation.parameters:
        if name == "limit" and operation.id.startswith("feed"):
            # A feed is longer than a page unless told otherwise.
            own = parameter_object(name)
            shown.append(own | {"schema": own["schema"] | {"default": ENTRIES}})
        else:
            shown.append({"$ref": f"#/components/parameters/{name}"})
    return shown


def _failure(code: int, is_html: bool) -> dict[str, Any]:
    content = (
        {"text/html": {"schema": {"type": "string"}}}
        if is_html
        else {"application/json": {"schema": dict(reference(ErrorPayload))}}
    )
    failure: dict[str, Any] = {"description": api_words.FAILURES[code], "content": content}
    if code in (429, 503):
        failure["headers"] = {
            "Retry-After": {
                "description": api_words.RETRY_AFTER,
                "required": True,
                "schema": {"type": "string", "pattern": "^[0-9]+$"},
            }
        }
    return failure
