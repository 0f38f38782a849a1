"""The citation of a document as a file, for programs that keep references."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from web.pages.citation import FILES, file_name_words
from web.pages.document_page import cited
from web.parameters import ParameterRefused
from web.site import Site
from web.words import words


def blueprint(site: Site) -> Blueprint:
    """The routes of this file, answering for the site."""
    citation = Blueprint("citation", __name__)

    @citation.get("/trich-dan/<document_id:id>")
    def download(id: str) -> Response:
        stored = site.searcher.get(id)
        if stored is None:
            abort(404, description=words.no_document(id))
        form = request.args.get("dang", "")
        if form not in FILES:
            raise ParameterRefused("dang", words.bad_choice("dang", form, tuple(FILES)))
        citation = cited(stored.document)
        ending, content_type = FILES[form]
        text = citation.as_bibtex() if form == "bibtex" else citation.as_ris()
        response = Response(text, content_type=content_type)
        name = file_name_words(citation.heading) or "trich-dan"
        response.headers.set("Content-Disposition", "attachment", filename=f"{name}.{ending}")
        return response

    @citation.get("/trich-dan/")
    def download_by_parameter() -> Response:
        return download(request.args.get("id", ""))

    return citation
