"""Addresses that work from outside a page: in feeds, and where a browser is told how to search here."""

from __future__ import annotations

from flask import request


def absolute(url: str) -> str:
    """The address of a path on this site, as the client reached the site."""
    # Werkzeug leaves the host empty where the client named none, or one that is no host name.
    return f"{request.scheme}://{request.host or 'localhost'}{url}"
