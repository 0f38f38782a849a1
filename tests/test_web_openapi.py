"""The API does what its description says: real answers are checked against it, and it is asked all it says can be."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
import schemathesis.checks
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from jsonschema import Draft202012Validator
from schemathesis.specs.openapi import checks as openapi_checks

from index.errors import IndexMissing
from search.engines.memory import MemorySearcher
from search.request import SearchRequest
from search.results import Remark, Results, Stats
from web import create_app
from web.api.openapi import OPERATIONS
from web.parameters import PARAMETERS
from web_archive import client, documents

app = create_app(MemorySearcher(documents()))


@pytest.fixture(scope="module")
def api() -> FlaskClient:
    return client()


@pytest.fixture(scope="module")
def described(api: FlaskClient) -> dict[str, Any]:
    response = api.get("/api/openapi.json")
    assert response.status_code == 200
    assert response.content_type == "application/json"
    found: dict[str, Any] = json.loads(response.text)
    return found


def validator(described: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": described["components"]})


def schema_of(described: dict[str, Any], path: str, code: str = "200") -> dict[str, Any]:
    (content,) = described["paths"][path]["get"]["responses"][code]["content"].values()
    schema: dict[str, Any] = content["schema"]
    return schema


def test_it_is_openapi_3_1_and_its_schemas_are_json_schema(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1.")
    assert described["info"]["title"] == "Tìm Báo"
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
        assert all(field["description"] for field in schema["properties"].values())
    text = json.dumps(described)
    for kind, name in re.findall(r'"#/components/(\w+)/(\w+)"', text):
        assert name in described["components"][kind]


def test_every_parameter_is_the_one_table_s(described: dict[str, Any]) -> None:
    assert list(described["components"]["parameters"]) == [parameter.name for parameter in PARAMETERS]
    named = {
        one["$ref"].rpartition("/")[2]
        for one in described["paths"]["/api/search"]["get"]["parameters"]
        if "$ref" in one
    }
    assert named == {parameter.name for parameter in PARAMETERS}


@pytest.mark.parametrize(
    "url",
    ["/api/search?q=chi+bo", "/api/search?q=" + quote("căn cước tỉnh"), "/api/search?kind=brief&limit=100", "/api/search",
     "/api/search?q=zzzkhongco", "/api/suggest?q=hop", "/api/suggest?q=", "/feed.json?q=chi+bo", "/feed.json", "/healthz"],
)  # fmt: skip
def test_a_real_answer_is_as_described(api: FlaskClient, described: dict[str, Any], url: str) -> None:
    path = url.partition("?")[0]
    response = api.get(url)
    assert response.content_type == next(iter(described["paths"][path]["get"]["responses"]["200"]["content"]))
    validator(described, schema_of(described, path)).validate(json.loads(response.text))


def test_what_comes_only_now_and_then_is_described_too(described: dict[str, Any]) -> None:
    class Telling(MemorySearcher):
        def search(self, request: SearchRequest, *, with_facets: bool = False) -> Results:
            found = super().search(SearchRequest("chi bộ", explain=True))
            remark = Remark("abbreviation", "UBND là ủy ban nhân dân.", ("a",), None)
            return Results("x", 1, 1, 1.0, True, "chi bộ", found.hits, (), (remark,), "chi bộ")

    answer = json.loads(create_app(Telling(documents())).test_client().get("/api/search?q=x").text)
    assert {"answered", "remarks"} <= set(answer) and answer["hits"][0]["reasons"]
    validator(described, schema_of(described, "/api/search")).validate(answer)


def test_mistakes_are_as_described(api: FlaskClient, described: dict[str, Any]) -> None:
    class Gone(MemorySearcher):
        def stats(self) -> Stats:
            raise IndexMissing("chưa có chỉ mục ở đây")

    refused = api.get("/api/search?q=x&limit=0")
    assert refused.status_code == 400
    validator(described, schema_of(described, "/api/search", "400")).validate(refused.json)
    unwell = create_app(Gone([])).test_client().get("/healthz")
    assert unwell.status_code == 503
    validator(described, schema_of(described, "/healthz", "503")).validate(unwell.json)


def test_a_key_that_is_not_described_is_noticed(described: dict[str, Any]) -> None:
    strict = validator(described, schema_of(described, "/healthz"))
    assert strict.is_valid({"status": "ok", "documents": 1})
    assert not strict.is_valid({"status": "ok", "documents": 1, "more": 1})
    assert not strict.is_valid({"documents": 1})


# --- everything that the description allows, and what it does not
schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
UNDOCUMENTED = (
    schemathesis.checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
)
"""No 5xx, nothing undocumented. Whether a value that fits the schema is understood is not asked: the days of a month and
the words of a query are more than a schema can say."""


@schema.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_meets_a_server_error_or_an_undocumented_answer(case: schemathesis.Case[Any]) -> None:
    # Called without a network, it does not unpack what is compressed.
    case.call_and_validate(checks=list(UNDOCUMENTED), headers={"Accept-Encoding": "identity"})


# --- the page about it
def test_the_page_tells_every_address_parameter_and_field(api: FlaskClient, described: dict[str, Any]) -> None:
    html = api.get("/api/").text
    for operation in OPERATIONS:
        assert f"<code>{operation.path}</code>" in html
    for parameter in PARAMETERS:
        assert f'id="p-{parameter.name}"' in html
    for field in described["components"]["schemas"]["ResultsPayload"]["properties"]:
        assert f"<code>{field}</code>" in html
    assert 'href="/api/openapi.json"' in html


def test_every_example_of_the_page_answers(api: FlaskClient) -> None:
    for operation in OPERATIONS:
        response = api.get(operation.example)
        assert response.status_code == 200
        assert response.mimetype == operation.content_type


def test_the_address_without_a_slash_leads_there(api: FlaskClient) -> None:
    response = api.get("/api")
    assert (response.status_code, response.location) == (308, "/api/")
