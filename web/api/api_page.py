"""What programs can ask: the OpenAPI document, and the page that tells it to people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from search import SearchRequest
from web.api import openapi
from web.feeds.export import MAX_EXPORTED
from web.http.absolute import absolute
from web.parameters import MAX_LIMIT, PARAMETERS
from web.site import Site
from web.words import api_words


@dataclass(frozen=True, slots=True)
class Row:
    """One parameter or field: its name, what it means, what it may be."""

    name: str
    meaning: str
    values: str


@dataclass(frozen=True, slots=True)
class ShownOperation:
    path: str
    summary: str
    description: str
    parameters: tuple[str, ...]
    content_type: str
    example: str


def blueprint(site: Site) -> Blueprint:
    """The routes of this file, answering for the site."""
    pages = Blueprint("api_page", __name__)

    @pages.get("/api/openapi.json")
    def description() -> Response:
        return jsonify(openapi.document(site.name, absolute("")))

    @pages.get("/api/")
    def about() -> str:
        described = openapi.document(site.name, absolute(""))
        return render_template(
            "api.html",
            search_request=SearchRequest(),
            told=api_words,
            operations=[_operation(operation) for operation in openapi.OPERATIONS],
            parameters=[
                Row(parameter.name, api_words.PARAMETERS[parameter.name], _values(dict(parameter.schema)))
                for parameter in PARAMETERS
            ],
            schemas=[
                (heading, _rows(described["components"]["schemas"][name]))
                for name, heading in api_words.SCHEMA_NAMES.items()
            ],
            limits=api_words.limits(MAX_LIMIT, MAX_EXPORTED),
            address=absolute(""),
        )

    @pages.get("/api")
    def about_without_slash() -> AnyResponse:
        return redirect(url_for("api_page.about"), 308)

    return pages


def _operation(operation: openapi.Operation) -> ShownOperation:
    summary, description = api_words.OPERATIONS[operation.id]
    return ShownOperation(
        operation.path, summary, description, operation.parameters, operation.content_type, operation.example
    )


def _rows(schema: dict[str, Any]) -> list[Row]:
    return [
        Row(
            name,
            field["description"],
            _values(field) + ("" if name in schema["required"] else f", {api_words.MAYBE}"),
        )
        for name, field in schema["properties"].items()
    ]


def _values(schema: dict[str, Any]) -> str:
    """What a value may be, as in "article | brief", "integer 1–100", "string | null"."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2].removesuffix("Payload")
    if "anyOf" in schema:
        return " | ".join(_values(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(schema["enum"])
    if schema["type"] == "array":
        return f"[{_values(schema['items'])}]"
    if "examples" in schema:
        return ", ".join(schema["examples"])
    kind = str(schema["type"])
    if "maximum" in schema:
        return f"{kind} {schema['minimum']}–{schema['maximum']}"
    if "minimum" in schema:
        return f"{kind} ≥ {schema['minimum']}"
    return f"{kind} ≤ {schema['maxLength']}" if "maxLength" in schema else kind
