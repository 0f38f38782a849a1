"""Results as files: complete, in order, streamed, and safe to open."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from index.document import Document
from index.errors import IndexDamaged
from search.engines.memory import MemorySearcher
from search.payload import CSV_COLUMNS
from search.request import SearchRequest
from search.results import Results
from web import create_app
from web.feeds import export
from web_archive import client, documents

REPORTS = quote('"họp dân"')


@pytest.fixture(scope="module")
def browser() -> FlaskClient:
    return client()


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff"), "spreadsheets know UTF-8 by this mark"
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_csv_holds_every_whole_match_in_the_order_of_the_page(browser: FlaskClient) -> None:
    response = browser.get(f"/export.csv?q={REPORTS}&sort=oldest")
    assert response.content_type == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == "attachment; filename=timbao-hop-dan.csv"
    found = rows(response.text)
    assert tuple(found[0]) == CSV_COLUMNS
    assert len({row["id"] for row in found}) == len(found) == 45
    dates = [row["date"] for row in found]
    assert dates == sorted(dates)


def test_json_lines_are_the_hits_of_the_api(browser: FlaskClient) -> None:
    response = browser.get(f"/export.jsonl?q={REPORTS}&kind=brief&sort=newest")
    assert response.content_type == "application/jsonl; charset=utf-8"
    lines = [json.loads(line) for line in response.text.splitlines()]
    asked = browser.get(f"/api/search?q={REPORTS}&kind=brief&sort=newest&limit=100").json
    assert asked is not None
    assert lines == asked["hits"]


def test_only_documents_that_match_wholly_are_taken_along(browser: FlaskClient) -> None:
    answer = browser.get("/api/search?limit=100&q=" + quote("căn cước tỉnh")).json
    assert answer is not None and answer["relaxed"]
    found = rows(browser.get("/export.csv?q=" + quote("căn cước tỉnh")).text)
    assert {row["match"] for row in found} == {"all"}
    assert len(found) == answer["total"] < len(answer["hits"])


def test_a_long_result_is_fetched_in_pieces_and_none_comes_twice() -> None:
    search_request: list[SearchRequest] = []

    class Counting(MemorySearcher):
        def search(self, request: SearchRequest, *, with_facets: bool = False) -> Results:
            search_request.append(request)
            return super().search(request, with_facets=with_facets)

    archive = [Document(id=f"tin-{number}", body=f"Tin nước mặn số {number}.") for number in range(1, 1203)]
    app = create_app(Counting(archive))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(export, "MAX_EXPORTED", 1100)
        lines = app.test_client().get("/export.jsonl?q=" + quote("nước mặn")).text.splitlines()
    ids = [json.loads(line)["id"] for line in lines]
    assert len(ids) == len(set(ids)) == 1100
    assert [request.offset for request in search_request] == [0, 500, 1000]
    assert {request.limit for request in search_request} == {export.BATCH}


def test_a_file_goes_out_while_it_is_still_being_made() -> None:
    archive = [Document(id=f"tin-{number}", body="Tin nước mặn. " * 20) for number in range(1200)]
    response = create_app(MemorySearcher(archive)).test_client().get("/export.jsonl?q=tin", buffered=False)
    assert response.is_streamed
    assert "Content-Length" not in response.headers
    assert len(next(iter(response.iter_encoded()))) < 60_000
    response.close()


def test_a_limit_or_a_page_in_the_address_cuts_nothing_off(browser: FlaskClient) -> None:
    assert len(rows(browser.get(f"/export.csv?q={REPORTS}&limit=3&page=2").text)) == 45


def test_nothing_found_and_nothing_asked_are_an_empty_file(browser: FlaskClient) -> None:
    for query in ("?q=zzzkhongco", ""):
        assert rows(browser.get("/export.csv" + query).text) == []
        assert browser.get("/export.jsonl" + query).text == ""


def test_no_cell_is_run_as_a_formula_and_no_line_is_two() -> None:
    trap = Document(
        id="=1+1", title="=HYPERLINK(1)", body="Nước mặn.\nDòng hai.\u2028Dòng ba.\x85Dòng bốn.", author="+1"
    )
    browser = create_app(MemorySearcher([trap])).test_client()
    (row,) = rows(browser.get("/export.csv?q=" + quote("nước")).text)
    assert (row["id"], row["title"], row["author"]) == ("'=1+1", "'=HYPERLINK(1)", "'+1")
    (line,) = browser.get("/export.jsonl?q=" + quote("nước")).text.splitlines()
    assert json.loads(line)["id"] == "=1+1"


@pytest.mark.parametrize("path", ["/export.csv", "/export.jsonl"])
def test_what_is_wrong_is_an_error_and_no_cut_file(browser: FlaskClient, path: str) -> None:
    assert browser.get(path + "?q=x&from=yesterday").status_code == 400

    class Broken(MemorySearcher):
        def search(self, request: SearchRequest, *, with_facets: bool = False) -> Results:
            raise IndexDamaged("chỉ mục hỏng")

    broken = create_app(Broken(documents())).test_client().get(path + "?q=x")
    assert broken.status_code == 503
    assert "Content-Disposition" not in broken.headers


def test_a_commit_in_the_middle_gives_no_document_twice() -> None:
    class Shifting(MemorySearcher):
        """Another document comes in front with every search."""

        def search(self, request: SearchRequest, *, with_facets: bool = False) -> Results:
            return super().search(
                replace(request, offset=max(0, request.offset - request.offset // 500)), with_facets=with_facets
            )

    archive = [Document(id=f"tin-{number}", body="Tin nước mặn.") for number in range(1300)]
    lines = create_app(Shifting(archive)).test_client().get("/export.jsonl?q=tin").text.splitlines()
    ids = [json.loads(line)["id"] for line in lines]
    assert len(ids) == len(set(ids)) >= 1298
