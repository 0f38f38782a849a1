"""JSON Lines are read one line at a time; a bad line is refused by its number and costs no other line."""

from __future__ import annotations

import codecs
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import Document
from index.sources import Found, Refusal, json_lines
from index.sources.json_lines import read_json_lines


def line(id: str, **values: object) -> bytes:
    return json.dumps({"id": id, "body": f"Tin về khóm {id}.", **values}, ensure_ascii=False).encode()


def read(data: bytes) -> list[Found | Refusal]:
    consumed: list[int] = []
    items = list(read_json_lines(io.BytesIO(data), "/bao/tin.jsonl", consumed.append))
    assert sum(consumed) == len(data)
    return items


def ids(items: list[Found | Refusal]) -> list[str | int | None]:
    return [item.document.id if isinstance(item, Found) else item.line for item in items]


def test_each_line_is_a_document_with_its_origin() -> None:
    [found] = read(line("a", title="Khai mạc lễ hội khóm", kind="brief", date="2024-12-10"))
    assert isinstance(found, Found)
    assert found.origin == "/bao/tin.jsonl"
    values = {"title": "Khai mạc lễ hội khóm", "kind": "brief", "date": "2024-12-10"}
    assert found.document == Document.from_json({"id": "a", "body": "Tin về khóm a.", **values})


@pytest.mark.parametrize(
    "data",
    [
        line("a") + b"\n" + line("b") + b"\n",
        line("a") + b"\n" + line("b"),
        line("a") + b"\r\n" + line("b") + b"\r\n",
        codecs.BOM_UTF8 + line("a") + b"\n" + codecs.BOM_UTF8 + line("b"),
        b"\n  \r\n" + line("a") + b"\n\n\n\t" + line("b") + b" \n\n",
    ],
    ids=["LF", "no final newline", "CRLF", "BOM", "blank lines"],
)
def test_line_ends_marks_and_blank_lines_change_nothing(data: bytes) -> None:
    assert ids(read(data)) == ["a", "b"]


def test_separators_inside_a_string_do_not_cut_the_line() -> None:
    [found] = read(line("a", title="Một\u2028Hai\u0085Ba"))
    assert isinstance(found, Found)
    assert found.document.title == "Một\u2028Hai\u0085Ba"


def test_the_same_id_twice_is_handed_over_twice() -> None:
    assert ids(read(line("a") + b"\n" + line("a"))) == ["a", "a"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"{not json}", "không phải JSON, sai ở ký tự thứ 2 gần “not json}”"),
        (b'{"id": "1", "body": "x"} {"id": "2"}', 'không phải JSON, sai ở ký tự thứ 26 gần “{"id": "2"}”'),
        (b'{"id": "1", "body": ', "không phải JSON, sai ở ký tự thứ 22 vì dòng bị cắt ngang"),
        (b"[", "không phải JSON trọn vẹn; hãy ghi mỗi bài trọn trên một dòng (JSON Lines)"),
        (
            b'{"id": "1", "body": "\xb6\xea"}',
            "không phải văn bản UTF-8 (byte 0xB6 ở vị trí 22); hãy mở tệp và lưu lại với mã hóa UTF-8",
        ),
        (b'["id", "body"]', "không phải một đối tượng JSON mà là mảng"),
        (b"NaN", "không phải một đối tượng JSON mà là số"),
        (b'{"title": "no id"}', "thiếu “id”"),
        (b'{"id": 5, "body": "x"}', '“id” phải là chuỗi, không phải số; hãy ghi "id": "5"'),
        (b'{"id": "1", "body": "x", "view": NaN}', "“view” có giá trị nan, JSON không có số này"),
        (b'{"id": "1", "body": "x", "view": 1e999}', "“view” có giá trị inf, JSON không có số này"),
        (b'{"id": "1", "body": "x", "view": ' + b"9" * 5000 + b"}", "có số quá lớn; hãy ghi số ấy thành chuỗi"),
        (b'{"id": "1", "body": "x", "cay": ' + b"[" * 100 + b"]" * 100 + b"}", "“cay” lồng nhau quá 64 tầng"),
        (b"[" * 200_000, "không phải một bài: JSON lồng nhau quá nhiều tầng"),
        (
            '{"id": "1", "body": "x", "date": "hôm qua"}'.encode(),
            "“date” là “hôm qua”, không phải ngày giờ ISO 8601 như 2023-12-12 hay 2023-12-12T07:14:00+07:00",
        ),
    ],
)
def test_a_bad_line_is_refused_by_number_with_the_reason_and_its_neighbours_are_read(bad: bytes, reason: str) -> None:
    items = read(line("a") + b"\n\n" + bad + b"\n" + line("b"))
    assert ids(items) == ["a", 3, "b"]
    assert str(items[1]) == f"/bao/tin.jsonl, dòng 3: {reason}"


def test_a_file_in_utf_16_is_refused_once_and_not_line_by_line() -> None:
    data = (line("a") + b"\n" + line("b")).decode().encode("utf-16")
    [refusal] = read_json_lines(io.BytesIO(data), "/bao/tin.jsonl", lambda count: None)
    assert isinstance(refusal, Refusal)
    assert "UTF-16" in str(refusal)


def test_a_file_of_blank_lines_is_told() -> None:
    [refusal] = read(b"\n\n  \n")
    assert isinstance(refusal, Refusal)
    assert "chỉ có dòng trống" in refusal.reason


def test_a_line_beyond_the_limit_is_refused_and_its_neighbours_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    longest = line("b")
    monkeypatch.setattr(json_lines, "MAX_LINE_BYTES", len(longest))
    assert ids(read(b"\n".join([line("a"), longest, b"x" * 500_000, line("c")]))) == ["a", "b", 3, "c"]
    assert ids(read(line("a") + b"\n" + b"x" * 500_000)) == ["a", 2]


class Endless(io.RawIOBase):
    """A file that never ends and counts the lines taken from it."""

    def __init__(self) -> None:
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = line(str(self.taken)) + b"\n"
        buffer[: len(piece)] = piece
        self.taken += 1
        return len(piece)


def test_documents_come_out_before_the_file_is_read_to_its_end() -> None:
    endless = Endless()
    file = io.BufferedReader(endless, 4096)
    items = read_json_lines(file, "/bao/tin.jsonl", lambda count: None)
    assert ids([next(items) for _ in range(1000)]) == [str(number) for number in range(1000)]
    assert endless.taken < 1500


def test_progress_is_told_while_reading() -> None:
    data = b"\n".join(line(str(number)) for number in range(10_000))
    told: list[int] = []
    items = read_json_lines(io.BytesIO(data), "/bao/tin.jsonl", told.append)
    for _ in range(5000):
        next(items)
    assert len(data) * 0.3 < sum(told) < len(data) * 0.7


PIECES = st.sampled_from([line("a"), b"{", b"\n", b"\r", b'"', b"\xff", b"\xef\xbb\xbf", b"[]"])


@given(st.binary() | st.lists(PIECES).map(b"".join))
def test_no_file_makes_the_reader_fail(data: bytes) -> None:
    assert read(data) or not data
