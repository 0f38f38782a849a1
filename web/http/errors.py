"""Errors as answers: a page that helps, or JSON for a program; never a traceback."""

from __future__ import annotations

from flask import Flask, Response, jsonify, render_template, request
from werkzeug.exceptions import BadHost, HTTPException

from search import QueryRefused, SearchRequest, TimBaoError
from web.parameters import MAX_TEXT_CHARS, ParameterRefused, read_leniently
from web.urls import search_url
from web.words import words

Answer = tuple[str | Response, int, dict[str, str]]


def register(app: Flask) -> None:
    """Has the application answer every error through this file."""

    @app.errorhandler(QueryRefused)
    def refused(error: QueryRefused) -> Answer:
        is_condition = isinstance(error, ParameterRefused) and error.name != "q"
        without_url = search_url(read_leniently(request.args)) if is_condition else None
        return _answer(400, words.sentence(str(error)), without_url=without_url)

    @app.errorhandler(TimBaoError)
    def unavailable(error: TimBaoError) -> Answer:
        app.logger.error("%s", error)
        return _answer(503, words.sentence(str(error)), headers={"Retry-After": "60"})

    @app.errorhandler(BadHost)
    def no_host(error: BadHost) -> Answer:
        # Without a host no address of this site can be written, and every page has some.
        heading, _ = words.ERRORS[400]
        return Response(f"{heading}. {words.BAD_HOST}\n", mimetype="text/plain"), 400, {}

    @app.errorhandler(HTTPException)
    def refused_by_http(error: HTTPException) -> Answer:
        headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
        code = error.code or 500
        # Werkzeug's own descriptions are English; only a missing document comes with a sentence of ours.
        is_document = code == 404 and (request.endpoint or "").startswith(("pages.document", "citation."))
        return _answer(code, error.description if is_document else None, headers=headers)

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Answer:
        app.logger.exception("%s %s", request.method, request.path, exc_info=error)
        return _answer(500, None)


def _answer(
    code: int, sentence: str | None, *, without_url: str | None = None, headers: dict[str, str] | None = None
) -> Answer:
    heading, advice = words.ERRORS.get(code, words.OTHER_ERROR)
    if request.path.startswith("/api/"):
        return jsonify({"error": sentence or f"{heading}. {advice}"}), code, headers or {}
    if code == 404 and sentence:
        heading, advice = words.DOCUMENT_MISSING, words.DOCUMENT_MISSING_ADVICE
    page = render_template(
        "error.html",
        search_request=SearchRequest(text=_typed()),
        heading=heading,
        sentence=sentence,
        advice=advice,
        without_url=without_url,
    )
    return page, code, headers or {}


def _typed() -> str:
    """What was typed, to be put back into the box: cut, if it was too long, to what can be sent again."""
    return request.args.get("q", "")[:MAX_TEXT_CHARS]
