"""The pages people read: home, results, a document, how to search."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from search import SearchRequest
from web.pages import query_help as help_text
from web.pages.document_page import document_page
from web.pages.home_page import HomePage, archive_facets, source_names
from web.pages.result_page import result_page
from web.parameters import is_cluttered, read, read_leniently, within_reach
from web.site import Site
from web.urls import search_url
from web.words import words


def blueprint(site: Site) -> Blueprint:
    """The routes of this file, answering for the site."""
    pages = Blueprint("pages", __name__)
    home = HomePage(site.searcher)

    @pages.get("/")
    def search() -> str | AnyResponse:
        search_request = read(request.args)
        if is_cluttered(request.args):
            # A form sends its empty fields too; the address to share and to go back to does without them.
            return redirect(search_url(search_request))
        if search_request.is_blank:
            return render_template("home.html", search_request=search_request, home=home.now())
        results = site.searcher.search(replace(within_reach(search_request), explain=True), with_facets=True)
        return render_template(
            "results.html",
            search_request=search_request,
            page=result_page(search_request, results, site.searcher),
            sources=source_names(site.searcher.stats()),
        )

    @pages.get("/doc/<document_id:id>")
    def document(id: str) -> str:
        search_request = read_leniently(request.args)
        found = site.searcher.highlight(id, within_reach(search_request))
        if found is None:
            abort(404, description=words.no_document(id))
        return render_template(
            "document.html", search_request=search_request, page=document_page(found, search_request, site.searcher)
        )

    @pages.get("/doc/")
    def document_by_parameter() -> str:
        return document(request.args.get("id", ""))

    @pages.get("/tro-giup")
    def query_help() -> str:
        authors = [author.value for author in archive_facets(site.searcher).values.get("author", ())]
        rows = help_text.rows(site.searcher.stats(), authors)
        return render_template("help.html", search_request=SearchRequest(), help=help_text, rows=rows)

    @pages.get("/favicon.ico")
    def favicon() -> Response:
        return current_app.send_static_file("favicon.svg")

    @pages.get("/robots.txt")
    def robots() -> Response:
        return Response(ROBOTS, mimetype="text/plain")

    return pages


ROBOTS = "User-agent: *\nDisallow: /*?\nDisallow: /api/\nDisallow: /feed.\nDisallow: /export.\nDisallow: /trich-dan/\n"
"""Documents may be listed by other search engines; results, of which there is no end, may not."""
