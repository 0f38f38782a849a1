"""Answers in gzip (RFC 1952) for those who accept it.

Nothing here is secret and no page mixes a secret with what was typed, so compression gives nothing away (BREACH).
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator

from flask import Response, request

LEAST_BYTES = 1_000
"""Below about so much, an answer fits into one packet either way."""

LEVEL = 6
"""zlib's usual. On result pages, 9 saves 1 % more and takes twice as long."""

TYPES = (
    "application/json",
    "application/feed+json",
    "application/jsonl",
    "application/javascript",
    "application/opensearchdescription+xml",
    "application/atom+xml",
    "image/svg+xml",
)
"""Beside text/*: what is text under another name."""


def compress(response: Response) -> Response:
    """The response, compressed where that saves and the client accepts it; told apart for caches by Vary."""
    if not _is_text(response):
        return response
    response.vary.add("Accept-Encoding")
    if (
        response.status_code not in (200, 400, 404, 429, 503)
        or "Content-Encoding" in response.headers
        or not request.accept_encodings["gzip"]
    ):
        return response
    if response.is_streamed and not response.direct_passthrough:
        response.response = _compressed_pieces(response.response)  # type: ignore[arg-type]
        response.headers.pop("Content-Length", None)
    else:
        response.direct_passthrough = False
        body = response.get_data()
        if len(body) < LEAST_BYTES:
            return response
        # No time in it, so that the same answer is the same bytes.
        response.set_data(gzip.compress(body, LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    tag, is_weak = response.get_etag()
    if tag and not is_weak:
        # Other bytes under the same name: only a weak tag may say they are the same.
        response.set_etag(tag, weak=True)
    return response


def _is_text(response: Response) -> bool:
    kind = response.mimetype or ""
    return kind.startswith("text/") or kind in TYPES


def _compressed_pieces(pieces: Iterable[bytes]) -> Iterator[bytes]:
    squeeze = zlib.compressobj(LEVEL, wbits=31)
    for piece in pieces:
        # Flushed piece by piece: a file that takes a while shows that it is coming.
        yield squeeze.compress(piece) + squeeze.flush(zlib.Z_SYNC_FLUSH)
    yield squeeze.flush()
