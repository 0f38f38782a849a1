"""A result taken along: its whole matches as CSV or JSON Lines, sent as they are found."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace

from flask import Blueprint, Response, request

from search import Hit, Searcher, SearchRequest
from search.payload import CSV_COLUMNS, csv_row, hit_payload
from web.pages.citation import file_name_words
from web.parameters import MAX_RESULTS, read, within_reach
from web.site import Site

MAX_EXPORTED = MAX_RESULTS
"""Hits in one file at most. Who wants more narrows by date and takes one file a month."""

BATCH = 500
"""Hits looked up at once: some tens of milliseconds, so that the file begins to come at once."""

FORMS = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}


def blueprint(site: Site) -> Blueprint:
    """The routes of this file, answering for the site."""
    export = Blueprint("export", __name__)

    @export.get("/export.csv", endpoint="csv")
    def as_csv() -> Response:
        return _file(site, "csv", _csv_lines)

    @export.get("/export.jsonl", endpoint="jsonl")
    def as_json_lines() -> Response:
        return _file(site, "jsonl", _json_lines)

    return export


def _file(site: Site, form: str, lines: Callable[[Iterator[Hit]], Iterator[str]]) -> Response:
    search_request = read(request.args)
    hits = whole_matches(site.searcher, search_request)
    # The first batch is searched before the answer begins, so that what is wrong becomes an error and no cut file.
    response = Response(_joined(lines(hits)), content_type=FORMS[form])
    name = file_name_words(search_request.text) or "ket-qua"
    response.headers.set("Content-Disposition", "attachment", filename=f"timbao-{name}.{form}")
    return response


def whole_matches(searcher: Searcher, search_request: SearchRequest) -> Iterator[Hit]:
    """The documents that match the whole query, in its order, MAX_EXPORTED at most, each once.

    The first of them are looked up before this returns. A commit in the meantime may move others, but none comes twice.
    """
    wanted = replace(within_reach(search_request), offset=0, limit=BATCH)
    first = searcher.search(wanted).hits if not search_request.is_blank else ()
    return _batches(searcher, wanted, first)


def _batches(searcher: Searcher, wanted: SearchRequest, batch: tuple[Hit, ...]) -> Iterator[Hit]:
    sent: set[str] = set()
    offset = 0
    while batch:
        for hit in batch:
            if hit.match == "all" and hit.id not in sent:
                sent.add(hit.id)
                yield hit
                if len(sent) == MAX_EXPORTED:
                    return
        offset += BATCH
        batch = searcher.search(replace(wanted, offset=offset)).hits if len(batch) == BATCH else ()


def _csv_lines(hits: Iterator[Hit]) -> Iterator[str]:
    """Lines ended by CR LF (RFC 4180), behind the mark by which spreadsheets know UTF-8."""
    line = io.StringIO()
    rows = csv.writer(line)
    rows.writerow(CSV_COLUMNS)
    yield "\ufeff" + line.getvalue()
    for hit in hits:
        line.seek(0)
        line.truncate()
        rows.writerow(csv_row(hit))
        yield line.getvalue()


def _json_lines(hits: Iterator[Hit]) -> Iterator[str]:
    for hit in hits:
        # Texts may hold U+2028, which some programs take for the end of a line.
        text = (
            json.dumps(hit_payload(hit), ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        )
        yield text.replace("\x85", "\\u0085") + "\n"


CHUNK_CHARS = 16_384


def _joined(lines: Iterator[str]) -> Iterator[bytes]:
    """The lines in pieces worth sending."""
    waiting: list[str] = []
    size = 0
    for line in lines:
        waiting.append(line)
        size += len(line)
        if size >= CHUNK_CHARS:
            yield "".join(waiting).encode("utf-8", "replace")
            waiting, size = [], 0
    if waiting:
        yield "".join(waiting).encode("utf-8", "replace")
