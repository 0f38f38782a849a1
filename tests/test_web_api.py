"""The JSON that programs ask for."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from index.errors import IndexMissing
from search.engines.memory import MemorySearcher
from search.results import Stats
from web import create_app
from web_archive import client, documents


def parsed(response: TestResponse) -> Any:
    return json.loads(response.text)


@pytest.fixture(scope="module")
def api() -> FlaskClient:
    return client()


def test_the_answer_is_the_contracts(api: FlaskClient) -> None:
    response = api.get("/api/search?q=" + quote("chi bộ"))
    assert response.status_code == 200
    assert response.content_type == "application/json"
    assert list(parsed(response)) == ["query", "total", "took_ms", "relaxed", "suggestion", "hits"]
    assert parsed(response)["query"] == "chi bộ"
    assert parsed(response)["total"] == sum(
        hit["match"] == "all" for hit in parsed(api.get("/api/search?q=chi+bộ&limit=100"))["hits"]
    )
    for hit in parsed(response)["hits"]:
        assert list(hit) == [
            "id", "kind", "title", "date", "source", "author", "url", "score", "match", "snippet", "spans",
        ]  # fmt: skip
        assert all(0 <= start < end <= len(hit["snippet"]) for start, end in hit["spans"])


def test_vietnamese_travels_as_it_is_written(api: FlaskClient) -> None:
    assert "chi bộ" in api.get("/api/search?q=chi+bo").text


def test_the_query_comes_back_as_it_was_typed(api: FlaskClient) -> None:
    assert parsed(api.get("/api/search?q=%20CHI%20%20bo%20"))["query"] == " CHI  bo "


def test_limit_and_offset_page_without_overlap(api: FlaskClient) -> None:
    ids = [
        hit["id"]
        for offset in (0, 20, 40, 60)
        for hit in parsed(api.get(f'/api/search?q="họp dân"&sort=newest&limit=20&offset={offset}'))["hits"]
    ]
    assert len(ids) == len(set(ids)) == 45


def test_page_is_understood_too(api: FlaskClient) -> None:
    by_page = parsed(api.get('/api/search?q="họp dân"&limit=7&page=3'))["hits"]
    by_offset = parsed(api.get('/api/search?q="họp dân"&limit=7&offset=14'))["hits"]
    assert by_page == by_offset != []


def test_filters_and_order_are_the_command_lines(api: FlaskClient) -> None:
    found = parsed(
        api.get(
            "/api/search?q=họp&kind=brief&source=hgo&author=thanh+ngan&from=2022-02&to=2022-08&sort=oldest&limit=100"
        )
    )["hits"]
    assert found
    assert {(hit["kind"], hit["source"], hit["author"]) for hit in found} == {("brief", "HGO", "THANH NGÂN")}
    dates = [hit["date"] for hit in found]
    assert dates == sorted(dates)
    assert dates[0] >= "2022-02-01"
    assert dates[-1] < "2022-09-01"


def test_exact_keeps_bare_words_from_marked_ones(api: FlaskClient) -> None:
    assert parsed(api.get("/api/search?q=chi+bo&exact=1"))["total"] == 0
    assert parsed(api.get("/api/search?q=chi+bo&exact=0"))["total"] > 0


def test_nothing_asked_finds_nothing(api: FlaskClient) -> None:
    assert parsed(api.get("/api/search"))["hits"] == []


@pytest.mark.parametrize(
    ("parameter", "named"),
    [("from=yesterday", "yesterday"), ("limit=5000", "5000"), ("page=-1", "-1"), ("page=abc", "abc"), ("sort=best", "best"),
     ("kind=video", "video"), ("offset=10001", "10.000"), ("exact=si", "si")],
)  # fmt: skip
def test_a_bad_parameter_is_400_with_a_sentence_that_names_the_value(
    api: FlaskClient, parameter: str, named: str
) -> None:
    response = api.get("/api/search?q=x&" + parameter)
    assert response.status_code == 400
    assert list(parsed(response)) == ["error"]
    assert named in parsed(response)["error"]
    assert parsed(response)["error"].endswith(".")


def test_other_mistakes_are_json_too(api: FlaskClient) -> None:
    assert (api.get("/api/nope").status_code, list(parsed(api.get("/api/nope")))) == (404, ["error"])
    refused = api.post("/api/search?q=x")
    assert (refused.status_code, list(parsed(refused))) == (405, ["error"])
    assert "GET" in refused.headers["Allow"]


def test_health_is_200_while_the_index_answers(api: FlaskClient) -> None:
    response = api.get("/healthz")
    assert (response.status_code, parsed(response)) == (200, {"status": "ok", "documents": len(documents())})


def test_health_is_503_with_the_reason_when_it_does_not() -> None:
    class Gone(MemorySearcher):
        def stats(self) -> Stats:
            raise IndexMissing("chưa có chỉ mục ở đây")

    response = create_app(Gone([])).test_client().get("/healthz")
    assert response.status_code == 503
    assert parsed(response) == {"status": "unavailable", "error": "chưa có chỉ mục ở đây"}
