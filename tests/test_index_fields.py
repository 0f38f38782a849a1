"""The table of fields and everything that names fields by itself agree; no field is taken for another."""

from __future__ import annotations

import csv
import io
from dataclasses import fields
from datetime import datetime
from pathlib import Path

import pytest
from whoosh.index import open_dir

from index.document import VIETNAM, Document, Heading
from index.fields import FIELDS, VALUE_FIELDS, WHOLE_TERMS, prefixes_of
from index.whoosh_state import open_state
from index.whoosh_writer import WhooshWriter
from program import timbao, write_json_lines
from search import Hit, SearchRequest, open_searcher
from search.engines.memory import MemorySearcher
from web import create_app
from web.parameters import PARAMETERS

DISTINCT = Document(
    id="mã-1",
    title="Tựa đề riêng",
    body="Nội dung riêng.",
    date=datetime(2024, 2, 29, 8, 15, tzinfo=VIETNAM),
    kind="brief",
    source="Nguồn riêng",
    author="Tác giả riêng",
    url="https://vidu.vn/bai",
    category="Chuyên mục riêng",
)
"""A document no two of whose fields are alike."""


def names(of: type) -> set[str]:
    return {field.name for field in fields(of)}


def test_the_dataclasses_have_the_fields_of_the_table() -> None:
    table = {field.name for field in FIELDS}
    assert names(Document) == table | {"extra"}
    assert set(Heading._fields) == table - {"body"} <= names(Hit)
    assert {field.name for field in VALUE_FIELDS} <= names(SearchRequest)
    assert tuple(field.name for field in fields(Hit))[: len(Heading._fields)] == Heading._fields, "made by position"


def test_every_value_field_is_a_parameter_an_option_a_prefix_and_a_term(tmp_path: Path) -> None:
    assert {field.name for field in VALUE_FIELDS} <= {parameter.name for parameter in PARAMETERS} & set(WHOLE_TERMS)
    assert all(prefixes_of(field.name) and field.label and field.facet is not None for field in VALUE_FIELDS)
    taken = [prefix for field in FIELDS for prefix in field.prefixes]
    assert len(taken) == len(set(taken)), "a prefix means one field"
    help_text = timbao("query", "--help").out
    assert all(f"--{field.name} " in help_text for field in VALUE_FIELDS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with WhooshWriter(tmp_path / "ix") as writer:
        writer.add(DISTINCT, "tệp riêng.jsonl")
        writer.add(Document(id="khác", body="Nội dung riêng."), "tệp khác.jsonl")
        writer.commit()
    return tmp_path / "ix"


def test_no_field_is_kept_in_the_place_of_another(folder: Path) -> None:
    (segment,) = open_state(folder).segments
    doc = segment.live_doc(DISTINCT.id)
    assert doc is not None and segment.reader.record(doc).document == DISTINCT
    for field in VALUE_FIELDS:
        assert segment.reader.values[field.name].value(doc) == getattr(DISTINCT, field.name)
    assert segment.reader.origin.value(doc) == "tệp riêng.jsonl"
    for searcher in (open_searcher(folder), MemorySearcher([DISTINCT])):
        (hit,) = searcher.search(SearchRequest("riêng", kind="brief")).hits
        assert {name: getattr(hit, name) for name in Heading._fields} == {
            name: getattr(DISTINCT, name) for name in Heading._fields
        }
    stored = next(open_dir(str(folder)).searcher().documents(id=DISTINCT.id))
    assert {name: stored[name] for name in WHOLE_TERMS} == {name: getattr(DISTINCT, name) for name in WHOLE_TERMS}


@pytest.mark.parametrize("name", [field.name for field in VALUE_FIELDS])
def test_a_value_is_chosen_alike_by_option_prefix_and_address(folder: Path, name: str) -> None:
    value = getattr(DISTINCT, name)
    for prefix in prefixes_of(name):
        assert timbao("query", f'riêng {prefix}:"{value}"', "--format", "json", index=folder).ids == [DISTINCT.id]
    assert timbao("query", "riêng", f"--{name}", value, "--format", "json", index=folder).ids == [DISTINCT.id]
    assert timbao("query", f"--{name}", value, "--format", "json", index=folder).ids == [DISTINCT.id]
    assert timbao("query", "riêng", f"--{name}", "không có", "--format", "json", index=folder).ids == []
    client = create_app(open_searcher(folder)).test_client()
    found = client.get("/api/search", query_string={"q": "riêng", name: value}).json
    assert found is not None and [hit["id"] for hit in found["hits"]] == [DISTINCT.id]
    page = client.get("/", query_string={"q": "riêng", name: value}).get_data(as_text=True)
    assert f'id="{name}" name="{name}" value="{value}"' in page
    facets = open_searcher(folder).search(SearchRequest("riêng"), with_facets=True).facets
    assert facets is not None and [(one.value, one.count) for one in facets.values[name]] == [(value, 1)]


def test_the_keys_of_json_and_csv_stay(folder: Path) -> None:
    (hit,) = timbao("query", "riêng", "--kind", "brief", "--format", "json", index=folder).json["hits"]
    contract = ["id", "kind", "title", "date", "source", "author", "url", "score", "match", "snippet"]
    assert list(hit) == [*contract, "spans"]
    rows = csv.reader(io.StringIO(timbao("query", "riêng", "--format", "csv", index=folder).out))
    assert next(rows) == contract


def test_a_category_is_read_from_an_export_and_chosen(tmp_path: Path) -> None:
    source = write_json_lines(
        tmp_path / "tin.jsonl",
        {"id": "a", "body": "Chi bộ họp.", "category": "Thời sự"},
        {"id": "b", "body": "Chi bộ họp.", "category": "Thể thao"},
    )
    assert timbao("index", source, index=tmp_path / "ix").code == 0
    assert timbao("query", "chi bộ", "--category", "thoi su", "--format", "json", index=tmp_path / "ix").ids == ["a"]
    assert timbao("query", "chi bo chuyenmuc:thể", "--format", "json", index=tmp_path / "ix").ids == ["b"]
