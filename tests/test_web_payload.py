"""The contract's JSON and CSV, whichever door they leave by."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from index.document import VIETNAM
from search.payload import CSV_COLUMNS, csv_row, hit_payload, results_payload
from search.results import Hit, Reason, Remark, Results

HIT = Hit(
    id="hg-1",
    kind="brief",
    title=None,
    date=datetime(2023, 12, 12, 7, 14, tzinfo=VIETNAM),
    source="HG",
    author="THANH NGÂN",
    url=None,
    category="Thời sự",
    score=12.345678901,
    match="all",
    snippet="Đại hội chi bộ ấp 7.",
    spans=((8, 14),),
)
RESULTS = Results("chi bo", 13, 20, 12.3456789, False, None, (HIT,))


def test_results_have_exactly_the_contracts_keys_in_its_order() -> None:
    payload = results_payload(RESULTS)
    assert list(payload) == ["query", "total", "took_ms", "relaxed", "suggestion", "hits"]
    assert list(payload["hits"][0]) == [
        "id", "kind", "title", "date", "source", "author", "url", "score", "match", "snippet", "spans",
    ]  # fmt: skip


def test_a_payload_is_plain_json_and_says_what_the_hit_says() -> None:
    read_back = json.loads(json.dumps(results_payload(RESULTS)))
    assert read_back == {
        "query": "chi bo",
        "total": 13,
        "took_ms": 12.346,
        "relaxed": False,
        "suggestion": None,
        "hits": [
            {
                "id": "hg-1",
                "kind": "brief",
                "title": None,
                "date": "2023-12-12T07:14:00+07:00",
                "source": "HG",
                "author": "THANH NGÂN",
                "url": None,
                "score": 12.3457,
                "match": "all",
                "snippet": "Đại hội chi bộ ấp 7.",
                "spans": [[8, 14]],
            }
        ],
    }


def test_what_was_read_into_a_query_follows_the_contracts_keys() -> None:
    remark = Remark("place", "Hậu Giang nay thuộc thành phố Cần Thơ.", offers=("cần thơ",))
    payload = results_payload(replace(RESULTS, remarks=(remark,), answered="chi bộ"))
    assert list(payload)[6:] == ["answered", "remarks"]
    assert payload["answered"] == "chi bộ"
    assert payload["remarks"] == [
        {"kind": "place", "sentence": remark.sentence, "offers": ["cần thơ"], "literal": None}
    ]


def test_an_undated_hit_has_a_null_date() -> None:
    assert hit_payload(replace(HIT, date=None))["date"] is None


def test_reasons_are_told_only_when_they_were_asked_for() -> None:
    explained = hit_payload(replace(HIT, reasons=(Reason("bộ", "exact", 1.234567),)))
    assert explained["reasons"] == [{"word": "bộ", "level": "exact", "score": 1.2346}]
    assert "reasons" not in hit_payload(HIT)


def test_a_row_of_csv_has_a_cell_for_every_column() -> None:
    text = io.StringIO()
    csv.writer(text).writerows([CSV_COLUMNS, csv_row(HIT)])
    text.seek(0)
    assert list(csv.DictReader(text)) == [
        {
            "id": "hg-1",
            "kind": "brief",
            "title": "",
            "date": "2023-12-12T07:14:00+07:00",
            "source": "HG",
            "author": "THANH NGÂN",
            "url": "",
            "score": "12.3457",
            "match": "all",
            "snippet": "Đại hội chi bộ ấp 7.",
        }
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_cell_is_run_as_a_formula_by_a_spreadsheet(start: str) -> None:
    row = csv_row(replace(HIT, id=f"{start}1", title=f"{start}cmd|'/c calc'!A1", snippet=f"{start}2+3"))
    assert [cell[0] for cell in (row[0], row[2], row[9])] == ["'", "'", "'"]


def test_a_negative_score_stays_a_number() -> None:
    assert csv_row(replace(HIT, score=-0.5))[7] == "-0.5"


def test_the_terminal_gets_the_payload_without_loading_flask() -> None:
    code = "import sys; from search.payload import results_payload; sys.exit('flask' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[1], check=False).returncode == 0
