"""Ids of documents in the path of an address: any text, slashes too."""

from __future__ import annotations

from urllib.parse import quote

from werkzeug.routing import BaseConverter


class DocumentIdConverter(BaseConverter):
    """Takes all the rest of the path, however many slashes; writes it with everything unusual percent-encoded.

    Slashes are encoded as well: a browser would resolve "a/../b" before asking.
    """

    regex = "(?s:.+)"
    part_isolating = False

    def to_url(self, value: str) -> str:
        return quote(value, safe="")
