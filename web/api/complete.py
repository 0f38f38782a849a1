"""Suggestions while typing, for the box of every page: the archive's phrases, names and titles as JSON."""

from __future__ import annotations

from typing import Literal, TypedDict

from flask import Blueprint, Response, jsonify, request

from search.results import Completion
from web.parameters import read
from web.site import Site
from web.urls import document_url, plain_url

MOST = 8
"""Suggestions at once: as many as stand above the keyboard of a phone."""

MAX_AGE_S = 300
"""Letters that are typed again, or deleted, need not be asked for twice."""


def blueprint(site: Site) -> Blueprint:
    """The routes of this file, answering for the site."""
    complete = Blueprint("complete", __name__)

    @complete.get("/api/suggest")
    def suggest() -> Response:
        typed = read({"q": request.args.get("q", "")}).text
        answer = jsonify(
            {"query": typed, "suggestions": [_payload(offer) for offer in site.searcher.complete(typed, MOST)]}
        )
        answer.headers["Cache-Control"] = f"private, max-age={MAX_AGE_S}"
        return answer

    return complete


class SuggestionPayload(TypedDict):
    """One suggestion; choosing it leads to ``url``."""

    text: str
    kind: Literal["phrase", "name", "title"]
    url: str


class SuggestionsPayload(TypedDict):
    """What a typed beginning may become, best first."""

    query: str
    suggestions: list[SuggestionPayload]


def _payload(offer: Completion) -> SuggestionPayload:
    """``url`` is where choosing it leads: a document for a title, else the search for its text."""
    url = plain_url(offer.text) if offer.id is None else document_url(offer.id)
    return {"text": offer.text, "kind": offer.kind, "url": url}
