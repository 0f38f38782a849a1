"""A search as a JSON Feed (version 1.1, https://www.jsonfeed.org/version/1.1/): the Atom feed's entries, for programs."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from flask import Blueprint, Response, current_app, request

from search import Hit, Searcher, SearchRequest
from web.feeds.feed import entry_id, feed_page_url, newest_hits
from web.http.absolute import absolute
from web.pages.document_page import original_url
from web.pages.hit_heading import heading_text
from web.parameters import read
from web.site import Site
from web.urls import document_url, json_feed_url
from web.words import words

TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


class FeedAuthor(TypedDict):
    name: str


class FeedItem(TypedDict):
    """One document; ``external_url`` is its original at the newspaper."""

    id: str
    url: str
    title: str
    content_text: str
    tags: list[str]
    external_url: NotRequired[str]
    date_published: NotRequired[str]
    authors: NotRequired[list[FeedAuthor]]


class JsonFeed(TypedDict):
    version: str
    title: str
    home_page_url: str
    feed_url: str
    icon: str
    language: str
    items: list[FeedItem]


def blueprint(site: Site) -> Blueprint:
    """The routes of this file, answering for the site."""
    feed = Blueprint("json_feed", __name__)

    @feed.get("/feed.json")
    def json_feed() -> Response:
        search_request = read(request.args)
        text = current_app.json.dumps(
            _feed(site, search_request, newest_hits(site, search_request, "limit" in request.args))
        )
        return Response(text + "\n", content_type=TYPE)

    return feed


def _feed(site: Site, search_request: SearchRequest, hits: tuple[Hit, ...]) -> JsonFeed:
    return {
        "version": VERSION,
        "title": words.feed_title(site.name, search_request.text),
        "home_page_url": absolute(feed_page_url(search_request)),
        "feed_url": absolute(json_feed_url(search_request)),
        "icon": absolute("/favicon.ico"),
        "language": words.LANGUAGE,
        "items": [_item(hit, site.searcher) for hit in hits],
    }


def _item(hit: Hit, searcher: Searcher) -> FeedItem:
    item: FeedItem = {
        "id": entry_id(hit),
        "url": absolute(document_url(hit.id)),
        "title": heading_text(hit, searcher),
        "content_text": hit.snippet,
        "tags": [tag for tag in (words.KINDS[hit.kind], hit.category, hit.source) if tag],
    }
    original = original_url(hit.url)
    if original:
        item["external_url"] = original
    if hit.date:
        item["date_published"] = hit.date.isoformat()
    if hit.author:
        item["authors"] = [{"name": hit.author}]
    return item
