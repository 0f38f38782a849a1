"""The description by which a browser adds this site to its search engines (OpenSearch 1.1)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from flask import Blueprint, Response, url_for

from web.feeds.xml_text import child, xml_bytes
from web.http.absolute import absolute
from web.site import Site
from web.words import words

SHORT_NAME_CHARS = 16
"""OpenSearch 1.1 allows no longer ShortName."""

TYPE = "application/opensearchdescription+xml"


def blueprint(site: Site) -> Blueprint:
    """The routes of this file, answering for the site."""
    opensearch = Blueprint("opensearch", __name__)

    @opensearch.get("/opensearch.xml")
    def description() -> Response:
        return Response(xml_bytes(_description(site)), content_type=f"{TYPE}; charset=utf-8")

    return opensearch


def _description(site: Site) -> Element:
    root = Element("OpenSearchDescription", {"xmlns": "http://a9.com/-/spec/opensearch/1.1/"})
    child(root, "ShortName", site.name[:SHORT_NAME_CHARS].strip())
    child(root, "Description", words.OPENSEARCH_DESCRIPTION)
    child(root, "Language", words.LANGUAGE)
    child(root, "InputEncoding", "UTF-8")
    child(root, "OutputEncoding", "UTF-8")
    child(root, "Image", absolute(url_for("pages.favicon")), width="32", height="32", type="image/svg+xml")
    # The braces are the template's own and must not be percent-encoded, as url_for would.
    terms = "?q={searchTerms}"
    child(root, "Url", type="text/html", template=absolute(url_for("pages.search")) + terms)
    child(root, "Url", type="application/atom+xml", template=absolute(url_for("feed.atom")) + terms)
    child(root, "Url", type=TYPE, rel="self", template=absolute(url_for("opensearch.description")))
    return root
