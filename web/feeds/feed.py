"""A search as an Atom feed (RFC 4287): what is new on a subject, in a feed reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element

from flask import Blueprint, Response, request

from search import Hit, Searcher, SearchRequest
from web.feeds.xml_text import child, xml_bytes
from web.http.absolute import absolute
from web.pages.hit_heading import heading_text
from web.parameters import DEFAULT_LIMIT, read, within_reach
from web.site import Site
from web.urls import document_url, feed_url, search_url
from web.words import words

ENTRIES = 50
"""Entries in a feed unless ``limit`` says otherwise: some days of one subject."""

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
"""Atom wants a date. This one is the same every time, so that no reader takes an undated document for new."""

LONG_AGO = date(1800, 1, 1)
"""Before the first Vietnamese newspaper (Gia Định Báo, 1865): "since then" means every dated document."""


def blueprint(site: Site) -> Blueprint:
    """The routes of this file, answering for the site."""
    feed = Blueprint("feed", __name__)

    @feed.get("/feed.atom")
    def atom() -> Response:
        search_request = read(request.args)
        hits = newest_hits(site, search_request, "limit" in request.args)
        return Response(
            xml_bytes(_feed(site, search_request, hits)), content_type="application/atom+xml; charset=utf-8"
        )

    return feed


def newest_hits(site: Site, search_request: SearchRequest, has_limit: bool) -> tuple[Hit, ...]:
    """What a feed of the search holds: the newest whole matches, ENTRIES of them unless a limit was named."""
    newest = replace(search_request, offset=0, sort="newest", limit=search_request.limit if has_limit else ENTRIES)
    if search_request.is_blank:
        newest = replace(newest, from_day=LONG_AGO)
    return site.searcher.search(within_reach(newest)).hits


def feed_page_url(search_request: SearchRequest) -> str:
    """The page that shows what a feed of the search holds."""
    return search_url(
        replace(
            search_request,
            offset=0,
            limit=DEFAULT_LIMIT,
            sort="newest" if not search_request.is_blank else search_request.sort,
        )
    )


def entry_id(hit: Hit) -> str:
    """Permanent, and the same under whatever name the server is reached."""
    return uuid5(NAMESPACE_URL, f"timbao:{hit.id}").urn


def _feed(site: Site, search_request: SearchRequest, hits: tuple[Hit, ...]) -> Element:
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": words.LANGUAGE})
    here = absolute(feed_url(search_request))
    child(root, "id", here)
    child(root, "title", words.feed_title(site.name, search_request.text))
    child(root, "updated", _updated(hits[0] if hits else None))
    child(child(root, "author"), "name", site.name)
    child(root, "link", rel="self", type="application/atom+xml", href=here)
    child(root, "link", rel="alternate", type="text/html", href=absolute(feed_page_url(search_request)))
    child(root, "icon", absolute("/favicon.ico"))
    for hit in hits:
        root.append(_entry(hit, site.searcher))
    return root


def _entry(hit: Hit, searcher: Searcher) -> Element:
    entry = Element("entry")
    child(entry, "id", entry_id(hit))
    child(entry, "title", heading_text(hit, searcher))
    child(entry, "updated", _updated(hit))
    if hit.date:
        child(entry, "published", hit.date.isoformat())
    if hit.author:
        child(child(entry, "author"), "name", hit.author)
    child(entry, "link", rel="alternate", type="text/html", href=absolute(document_url(hit.id)))
    child(entry, "category", term=hit.kind, label=words.KINDS[hit.kind])
    if hit.snippet.strip():
        child(entry, "summary", hit.snippet)
    return entry


def _updated(hit: Hit | None) -> str:
    return (hit.date if hit and hit.date else UNDATED).isoformat()
