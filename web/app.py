"""The Flask application, put together from its parts."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

from flask import Flask, url_for

from search import Searcher
from web import urls
from web.api import api_page, complete
from web.api import routes as api
from web.feeds import citation_download, export, feed, json_feed, opensearch
from web.http import caching, errors, limits
from web.http.compression import compress
from web.http.document_ids import DocumentIdConverter
from web.http.security import add_headers
from web.pages import routes as pages
from web.site import Site
from web.words import vietnamese_format, words

STATIC_MAX_AGE_S = 365 * 24 * 3600
"""Static files are linked under a hash of their content, so that a browser may keep them for a year."""


def create_app(searcher: Searcher, *, site_name: str = "Tìm Báo", requests_per_minute: int | None = None) -> Flask:
    """The application that answers from the searcher. It sets no cookie; of a client it keeps how much it asked lately.

    ``requests_per_minute`` is what one client may ask for; None sets no limit.
    """
    app = Flask("web", static_folder="static", template_folder="templates")
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = STATIC_MAX_AGE_S
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Flask's default provider has it
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # Ids of documents may hold "//"; a redirect would change them.
    app.url_map.merge_slashes = False
    app.url_map.converters["document_id"] = DocumentIdConverter
    site = Site(searcher, site_name)
    if requests_per_minute is not None:
        limits.register(app, requests_per_minute)
    # What goes out passes these in the order of the last first: tagged, compressed, given its headers.
    app.after_request(add_headers)
    app.after_request(compress)
    caching.register(app, site)
    for part in (pages, api, api_page, citation_download, complete, export, feed, json_feed, opensearch):
        app.register_blueprint(part.blueprint(site))
    errors.register(app)
    versions = _content_hashes(Path(app.static_folder or ""))
    app.jinja_env.globals.update(
        site_name=site_name,
        words=words,
        urls=urls,
        printed=vietnamese_format,
        static_url=lambda name: url_for("static", filename=name, v=versions[name]),
    )
    return app


def _content_hashes(folder: Path) -> dict[str, str]:
    return {
        path.name: blake2b(path.read_bytes(), digest_size=6).hexdigest() for path in folder.iterdir() if path.is_file()
    }
