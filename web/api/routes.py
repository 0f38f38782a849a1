"""The JSON that programs ask for: the contract's search, and whether the server is well."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, request

from search.payload import results_payload
from web.api.answers import HealthPayload
from web.parameters import MAX_RESULTS, ParameterRefused, read, within_reach
from web.site import Site
from web.words import words


def blueprint(site: Site) -> Blueprint:
    """The routes of this file, answering for the site."""
    api = Blueprint("api", __name__)

    @api.get("/api/search")
    def search() -> Response:
        search_request = read(request.args)
        if search_request.offset > MAX_RESULTS:
            raise ParameterRefused("offset", words.too_deep(MAX_RESULTS))
        return jsonify(results_payload(site.searcher.search(within_reach(search_request))))

    @api.get("/healthz")
    def health() -> tuple[Response, int]:
        try:
            documents, damage = site.searcher.stats().documents, site.searcher.damage()
        except Exception as error:  # whatever it is, the index does not answer
            current_app.logger.warning("health: %s", error)
            unwell: HealthPayload = {"status": "unavailable", "error": str(error)}
            return jsonify(unwell), 503
        if damage:
            degraded: HealthPayload = {"status": "degraded", "documents": documents, "damage": list(damage)}
            return jsonify(degraded), 200
        well: HealthPayload = {"status": "ok", "documents": documents}
        return jsonify(well), 200

    return api
