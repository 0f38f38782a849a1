"""The web room: how a browser or a program asks over HTTP, and how an answer looks and travels there.

In: a Searcher (search/). Out: a Flask application, served. Not here: what is found and in which order (search/).

    create_app   the application             serve   the application behind a production server
    payload      the JSON and CSV of a result, shared with the terminal; importing it does not load Flask
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from web.app import create_app
    from web.http.serving import CannotServe, serve

__all__ = ["CannotServe", "create_app", "serve"]


def __getattr__(name: str) -> Any:
    """The exported names, loaded when first asked for: the terminal wants ``search.payload`` without Flask."""
    if name == "create_app":
        from web.app import create_app

        return create_app
    if name in ("CannotServe", "serve"):
        from web.http import serving

        return getattr(serving, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
