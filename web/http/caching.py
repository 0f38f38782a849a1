"""When an answer has not changed: ETag and Last-Modified (RFC 9110, 8.8), and 304 before anything is searched.

An answer depends on the state of the index, on the program, on what was search_request, and on the day, since some dates in a
query are read against it. So its tag is known before the answer is, and asking again costs no search.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import blake2b

from flask import Flask, Response, g, request
from werkzeug.sansio.http import is_resource_modified

from search import VIETNAM, TimBaoError
from web.site import Site

UNTAGGED = ("static", "api.health", "complete.suggest")
"""Endpoints that see to their own freshness: static files, the health of now, suggestions that may still be growing."""


def register(app: Flask, site: Site) -> None:
    """Has the application answer 304 to who has the answer already, and tag what it sends."""
    started = datetime.now(UTC).replace(microsecond=0)

    @app.before_request
    def answer_unchanged() -> Response | None:
        g.tag = None
        if request.method not in ("GET", "HEAD") or request.endpoint is None or request.endpoint in UNTAGGED:
            return None
        try:
            stats = site.searcher.stats()
        except (TimBaoError, OSError):
            return None  # the page itself will say what is the matter
        day = datetime.now(VIETNAM).date()
        parts = (started, stats, day, request.scheme, request.host, request.full_path)
        g.tag = blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
        g.modified = max(started, stats.built_at, datetime(day.year, day.month, day.day, tzinfo=VIETNAM))
        environ = request.environ
        if is_resource_modified(
            http_if_none_match=environ.get("HTTP_IF_NONE_MATCH"),
            http_if_modified_since=environ.get("HTTP_IF_MODIFIED_SINCE"),
            etag=g.tag,
            last_modified=g.modified,
        ):
            return None
        return Response(status=304)

    @app.after_request
    def tag(response: Response) -> Response:
        if g.get("tag") and response.status_code in (200, 304):
            response.set_etag(g.tag, weak=True)
            response.last_modified = g.modified
        return response
