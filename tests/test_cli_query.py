"""`query`: the same answer as text, JSON, JSON Lines and CSV; filters, order, pages; many queries in one process."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from program import ROOT, SAVED_PAGE, command, environment, timbao

RESULT_KEYS = ["query", "total", "took_ms", "relaxed", "suggestion", "hits"]
HIT_KEYS = ["id", "kind", "title", "date", "source", "author", "url", "score", "match", "snippet", "spans"]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kho") / "ix"
    assert timbao("index", SAVED_PAGE, index=folder).code == 0
    return folder


def ask(index: Path, *arguments: str) -> Any:
    ran = timbao("query", *arguments, "--format", "json", index=index)
    assert (ran.code, ran.err) == (0, "")
    return ran.json


def test_json_has_the_keys_of_the_contract(index: Path) -> None:
    answer = ask(index, "chi bộ")
    assert list(answer) == RESULT_KEYS
    assert [list(hit) for hit in answer["hits"]] == [HIT_KEYS] * len(answer["hits"])
    assert answer["query"] == "chi bộ"
    assert answer["relaxed"] is any(hit["match"] == "some" for hit in answer["hits"])
    assert answer["total"] >= 3
    assert answer["took_ms"] > 0


def test_a_query_typed_without_marks_marks_the_words_as_the_newspaper_spells_them(index: Path) -> None:
    marked = {
        hit["snippet"][start:end].casefold()
        for hit in ask(index, "chi bo")["hits"]
        if hit["match"] == "all"
        for start, end in hit["spans"]
    }
    assert marked & {"chi bộ", "bộ"}


def test_words_need_no_quotes_from_the_shell(index: Path) -> None:
    assert ask(index, "chi", "bộ")["hits"] == ask(index, "chi bộ")["hits"]


def test_a_query_that_begins_with_a_minus_follows_two_dashes(index: Path) -> None:
    ran = timbao("query", "--format", "json", "--", "-đảng tỉnh", index=index)
    assert ran.code == 0
    assert ran.json["query"] == "-đảng tỉnh"


def test_finding_nothing_is_done_and_says_so(index: Path) -> None:
    assert ask(index, "zzzkhongcogi")["hits"] == []
    ran = timbao("query", "zzzkhongcogi", index=index)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Không tìm thấy tài liệu nào\n")


def test_a_missing_word_is_told_apart_from_a_whole_match(index: Path) -> None:
    answer = ask(index, "chi bộ zzzkhongcogi")
    assert (answer["total"], answer["relaxed"]) == (0, True)
    assert {hit["match"] for hit in answer["hits"]} == {"some"}
    text = timbao("query", "chi bộ zzzkhongcogi", index=index).out
    assert text.startswith("Không có tài liệu nào khớp đủ các từ\n")
    assert "thiếu một vài từ, hoặc các từ không đứng cạnh nhau" in text


def test_text_in_a_pipe_is_plain_a_line_each(index: Path) -> None:
    ran = timbao("query", "chi bộ", "--limit", "2", index=index)
    answer = ask(index, "chi bộ", "--limit", "2")
    lines = ran.out.splitlines()
    assert "\x1b" not in ran.out
    assert lines[0].startswith(f"{answer['total']} tài liệu khớp · đang xem 1–2 · xem tiếp: --offset 2")
    assert [line[:3] for line in lines if re.match(r"\d+\. ", line)] == ["1. ", "2. "]
    for hit in answer["hits"]:
        assert hit["id"] in ran.out
        assert "   " + hit["snippet"].replace("\n", " ").strip() in lines


def test_explain_names_the_words_and_how_they_matched(index: Path) -> None:
    ran = timbao("query", "chi bo", "--explain", "--limit", "1", index=index)
    assert re.search(r"^ +\d+,\d{3}  .*chi bo.*hai tiếng liền nhau$", ran.out, re.MULTILINE)
    reasons = ask(index, "chi bo", "--explain", "--limit", "1")["hits"][0]["reasons"]
    assert {"bigram"} <= {reason["level"] for reason in reasons}


def test_csv_is_a_table_with_a_header(index: Path) -> None:
    ran = timbao("query", "chi bộ", "--format", "csv", index=index)
    assert ran.code == 0
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert [row["id"] for row in rows] == [hit["id"] for hit in ask(index, "chi bộ")["hits"]]
    assert next(iter(rows[0])) == "id"


def test_json_lines_is_one_object_on_one_line(index: Path) -> None:
    out = timbao("query", "chi bộ", "--format", "jsonl", index=index).out
    assert out.count("\n") == 1
    assert json.loads(out)["hits"] == ask(index, "chi bộ")["hits"]


def test_filters_and_order(index: Path) -> None:
    everything = ask(index, "tỉnh", "--limit", "50")["hits"]
    briefs = ask(index, "tỉnh", "--limit", "50", "--kind", "brief")["hits"]
    assert {hit["id"] for hit in briefs} == {hit["id"] for hit in everything if hit["kind"] == "brief"}
    day = ask(index, "tỉnh", "--from", "09/12/2024", "--to", "2024-12-09", "--limit", "50")["hits"]
    assert {hit["id"] for hit in day} == {hit["id"] for hit in everything if hit["date"].startswith("2024-12-09")}
    assert day
    newest = [hit["date"] for hit in ask(index, "tỉnh", "--sort", "newest", "--limit", "50")["hits"]]
    assert newest == sorted(newest, reverse=True)
    assert ask(index, "tỉnh", "--sort", "oldest", "--limit", "1")["hits"][0]["date"] == newest[-1]


def test_source_and_author_are_met_without_marks(index: Path) -> None:
    assert {hit["source"] for hit in ask(index, "tỉnh", "--source", "hgo")["hits"]} == {"HGO"}
    [article] = ask(index, "đảng", "--author", "thanh ngan")["hits"]
    assert unicodedata.normalize("NFC", article["author"]).casefold() == "thanh ngân"


def test_a_filter_alone_lists_what_it_lets_through(index: Path) -> None:
    [article] = ask(index, "--kind", "article")["hits"]
    assert article["date"] == "2023-12-12T07:14:00+07:00"


def test_exact_wants_the_marks_as_typed(index: Path) -> None:
    assert ask(index, "chi bo", "--exact")["total"] == 0
    assert ask(index, "chi bộ", "--exact")["total"] >= 3


def test_pages_do_not_overlap_and_end(index: Path) -> None:
    whole = [hit["id"] for hit in ask(index, "tỉnh", "--limit", "1000")["hits"]]
    pages = [ask(index, "tỉnh", "--limit", "4", "--offset", str(offset)) for offset in range(0, 20, 4)]
    assert [hit["id"] for page in pages for hit in page["hits"]] == whole
    assert ask(index, "tỉnh", "--offset", "99999999999999999999")["hits"] == []


def test_batch_answers_a_line_for_a_line_in_order(index: Path) -> None:
    ran = timbao("query", "--batch", "-", "--limit", "3", index=index, stdin="chi bộ\r\n\nchi bo\nkhong co gi ca zzz")
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert (ran.code, ran.err) == (0, "")
    assert [answer["query"] for answer in answers] == ["chi bộ", "", "chi bo", "khong co gi ca zzz"]
    assert answers[0]["hits"] == ask(index, "chi bộ", "--limit", "3")["hits"]
    assert answers[1]["hits"] == []
    assert all(len(answer["hits"]) <= 3 for answer in answers)


def test_batch_reads_a_file_and_its_options_hold_for_every_query(index: Path, tmp_path: Path) -> None:
    queries = tmp_path / "câu tìm.txt"
    queries.write_text("\ufefftỉnh\nhội nghị\n", encoding="utf-8")
    ran = timbao("query", "--batch", queries, "--kind", "brief", "--sort", "newest", index=index)
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert [answer["query"] for answer in answers] == ["tỉnh", "hội nghị"]
    assert {hit["kind"] for answer in answers for hit in answer["hits"]} == {"brief"}


@pytest.mark.parametrize(
    "line",
    [
        b'"',
        b"(" * 3000,
        b"a" * 20_000,
        b"* ? [",
        b"title:",
        b"AND OR NOT",
        b"-",
        "đ".encode() * 500 + b"*",
        b"\x00",
        "🙂".encode(),
        b"../../etc/passwd",
        "chi bộ AND (".encode(),
        b"[2020 TO",
        b"\xff\xfe ch\xe1i",
        b"\xed\xa0\x80",
        "chi\u2028bộ\u0085".encode(),
        " ".join(["chi"] * 5000).encode(),
    ],
    ids=lambda line: repr(line[:12]),
)
def test_batch_answers_any_bytes_with_one_line(index: Path, line: bytes) -> None:
    ran = timbao("query", "--batch", "-", "--format", "jsonl", index=index, stdin=line + b"\nchi b\xe1\xbb\x99\n")
    assert (ran.code, ran.err) == (0, "")
    odd, plain = [json.loads(answer) for answer in ran.out.splitlines()]
    assert list(odd) == RESULT_KEYS
    assert odd["query"] == line.decode("utf-8", "replace")
    assert plain["total"] >= 3, "the next query is answered as if nothing had been"


def test_batch_answers_before_the_next_query_is_asked(index: Path) -> None:
    process = subprocess.Popen(
        command(["query", "--batch", "-"], index),
        env=environment(),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for text in ("chi bộ", "hội nghị"):
        process.stdin.write(text.encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["query"] == text
    process.stdin.close()
    assert process.wait(30) == 0
    process.stdout.close()


@pytest.mark.parametrize("text", ["chi\udce1", "\x1b[2J", "chi\tbộ", ""])
def test_odd_text_on_the_command_line_is_answered(index: Path, text: str) -> None:
    ran = timbao("query", text, index=index)
    assert ran.code == 0
    assert "\x1b" not in ran.out


def test_days_the_wrong_way_round_are_a_sentence_and_exit_code_2(index: Path) -> None:
    ran = timbao("query", "chi bộ", "--from", "2024", "--to", "2023", index=index)
    assert (ran.code, ran.out) == (2, "")
    assert "ngược" in ran.err
