"""A document takes what an archive's export really holds, and refuses the rest with a reason a reader understands."""

from __future__ import annotations

import json
import math
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import MAX_ID_CHARS, MAX_NESTING, VIETNAM, Document, parse_iso_date, printable, quoted
from index.errors import DocumentRefused

BRIEF = {
    "id": "tin-1",
    "title": "Khai mạc lễ hội khóm Cầu Đúc",
    "body": "Lễ hội khóm mở ở Vị Thanh.",
    "date": "2024-12-10T08:00:00+07:00",
    "kind": "brief",
    "source": "HG",
    "author": "Lê Văn A",
    "url": "https://example.vn/1",
    "category": "Kinh tế",
    "lượt xem": 120,
    "thẻ": ["khóm", {"cấp": None}],
}


def refusal(record: object) -> str:
    with pytest.raises(DocumentRefused) as refused:
        Document.from_json(record)
    return str(refused.value)


def test_every_key_of_the_contract_has_its_place_and_unknown_keys_are_kept() -> None:
    document = Document.from_json(BRIEF)
    assert document.date == datetime(2024, 12, 10, 8, tzinfo=VIETNAM)
    assert (document.kind, document.source, document.author) == ("brief", "HG", "Lê Văn A")
    assert document.extra == {"lượt xem": 120, "thẻ": ["khóm", {"cấp": None}]}
    assert document.to_json() == BRIEF


def test_a_record_with_id_and_body_alone_is_an_article_without_date() -> None:
    document = Document.from_json({"id": "1", "body": "Nước mặn xâm nhập."})
    assert document == Document(id="1", body="Nước mặn xâm nhập.")
    assert (document.kind, document.date, document.title) == ("article", None, None)


def test_null_and_blank_values_are_absent_values() -> None:
    blank = {"title": " ", "date": "", "kind": "", "source": None, "author": "\u00a0", "url": "", "category": None}
    assert Document.from_json({"id": "1", "body": "Nước mặn.", **blank}) == Document(id="1", body="Nước mặn.")


def test_a_document_may_speak_by_its_title_alone() -> None:
    assert Document.from_json({"id": "1", "title": "Giá khóm tăng", "body": ""}).body == ""


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ([1, 2], "không phải một đối tượng JSON mà là mảng"),
        (None, "không phải một đối tượng JSON mà là null"),
        (True, "không phải một đối tượng JSON mà là giá trị đúng/sai"),
        ({"body": "x"}, "thiếu “id”"),
        ({"id": None, "body": "x"}, "thiếu “id”"),
        ({"id": "  ", "body": "x"}, "“id” để trống"),
        ({"id": 17, "body": "x"}, '“id” phải là chuỗi, không phải số; hãy ghi "id": "17"'),
        ({"id": True, "body": "x"}, "“id” phải là chuỗi, không phải giá trị đúng/sai"),
        ({"id": "a\nb", "body": "x"}, "“id” là “a\ufffdb”, có ký tự điều khiển"),
        ({"id": "a" * (MAX_ID_CHARS + 1), "body": "x"}, "“id” dài 513 ký tự, quá 512"),
        ({"id": "1"}, "thiếu “body”"),
        ({"id": "1", "title": "x"}, "thiếu “body”"),
        ({"id": "1", "body": " \n", "title": ""}, "cả “title” và “body” đều trống"),
        ({"id": "1", "body": ["x"]}, "“body” phải là chuỗi, không phải mảng"),
        ({"id": "1", "body": "x", "author": {"name": "A"}}, "“author” phải là chuỗi, không phải đối tượng"),
        ({"id": "1", "body": "x", "kind": "tin"}, "“kind” là “tin”; chỉ nhận article hoặc brief"),
        ({"id": "1", "body": "x", "kind": ["brief"]}, "“kind” phải là chuỗi, không phải mảng"),
        ({"id": "1", "body": "x", "date": 20231212}, "“date” phải là chuỗi, không phải số"),
        ({"id": "1", "body": "x", "điểm": math.nan}, "“điểm” có giá trị nan, JSON không có số này"),
        ({"id": "1", "body": "x", "điểm": [{"a": -math.inf}]}, "“điểm” có giá trị -inf, JSON không có số này"),
        ({"id": "1", "body": "x", "lúc": datetime(2024, 1, 1)}, "“lúc” có kiểu datetime, JSON không có kiểu này"),
        ({"id": "1", "body": "x", 5: "x"}, "tên trường “5” phải là chuỗi"),
    ],
)
def test_what_is_no_document_is_refused_with_the_reason(record: object, reason: str) -> None:
    assert refusal(record) == reason


def test_a_record_nested_too_deep_is_refused_before_it_can_exhaust_a_stack() -> None:
    deep: object = "đáy"
    for _ in range(MAX_NESTING):
        deep = [deep]
    assert "lồng nhau quá 64 tầng" in refusal({"id": "1", "body": "x", "cây": deep})
    assert isinstance(deep, list)
    kept = Document.from_json({"id": "1", "body": "x", "cây": deep[0]})
    assert len(kept.content_hash()) == 16


def test_lone_surrogates_become_replacement_characters_and_pairs_become_letters() -> None:
    document = Document.from_json({"id": "1", "body": "a\ud800b", "title": "\ud83d\ude42", "k\udfff": ["\udc00"]})
    assert (document.body, document.title) == ("a\ufffdb", "🙂")
    assert document.extra == {"k\ufffd": ["\ufffd"]}
    assert len(document.content_hash()) == 16


def test_a_document_made_in_code_cannot_smuggle_known_keys_in_extra() -> None:
    assert Document(id="1", body="x", extra={"title": "khác", "tỉnh": "HG"}).to_json() == {
        "id": "1",
        "body": "x",
        "kind": "article",
        "tỉnh": "HG",
    }


def test_documents_can_stand_in_sets() -> None:
    assert len({Document.from_json(BRIEF), Document.from_json(BRIEF)}) == 1


def test_the_hash_is_the_same_for_equal_documents_and_differs_with_every_field() -> None:
    plain = Document.from_json(BRIEF)
    assert Document.from_json(dict(reversed(BRIEF.items()))).content_hash() == plain.content_hash()
    other = {"date": "2024-12-10T08:00:01+07:00", "kind": "article"}
    changed = [{**BRIEF, key: other.get(key, "khác")} for key in BRIEF]
    optional = [key for key in BRIEF if key not in ("id", "body", "kind")]
    changed += [{key: value for key, value in BRIEF.items() if key != gone} for gone in optional]
    assert len({Document.from_json(record).content_hash() for record in changed}) == len(changed)
    assert plain.content_hash() not in {Document.from_json(record).content_hash() for record in changed}


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2023-12-12", "2023-12-12T00:00:00+07:00"),
        ("20231212", "2023-12-12T00:00:00+07:00"),
        ("2023-12-12T07:14", "2023-12-12T07:14:00+07:00"),
        (" 2023-12-12 07:14:05 ", "2023-12-12T07:14:05+07:00"),
        ("20231212T071405", "2023-12-12T07:14:05+07:00"),
        ("2023-12-12T07:14:00.999999999", "2023-12-12T07:14:00+07:00"),
        ("2023-12-12 00:14:00Z", "2023-12-12T07:14:00+07:00"),
        ("2023-12-12t00:14:00z", "2023-12-12T07:14:00+07:00"),
        ("2023-12-12 07:14:00 +0700", "2023-12-12T07:14:00+07:00"),
        ("2023-12-11T20:14:00-04", "2023-12-12T07:14:00+07:00"),
        ("2023-12-12T05:44:00+05:30", "2023-12-12T07:14:00+07:00"),
        ("9999-12-31T23:59:59", "9999-12-31T23:59:59+07:00"),
    ],
)
def test_iso_dates_are_read_as_moments_at_seven_hours_east(text: str, iso: str) -> None:
    moment = parse_iso_date(text)
    assert moment.isoformat() == iso
    assert moment.utcoffset() == timedelta(hours=7)


@pytest.mark.parametrize(
    "text",
    [
        "12/12/2023",
        "hôm qua",
        "2023",
        "2023-12",
        "2023-W50-2",
        "2023-346",
        "2023-1212",
        "2023-02-29",
        "0000-00-00 00:00:00",
        "2023-12-12x07:14",
        "2023-12-12T24:00",
        "2023-12-12T07:14+25:00",
        "٢٠٢٣-١٢-١٢",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+14:00",
        "1702339200",
    ],
)
def test_other_dates_are_refused_with_the_value_and_an_example(text: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        parse_iso_date(text)
    assert str(refused.value) == (
        f"“date” là “{text}”, không phải ngày giờ ISO 8601 như 2023-12-12 hay 2023-12-12T07:14:00+07:00"
    )


def test_a_value_in_a_sentence_is_short_and_keeps_to_its_line() -> None:
    assert quoted("chi bộ") == "“chi bộ”"
    assert quoted("a" * 100) == "“" + "a" * 60 + "…”"
    assert printable("a\x1b[31m\nb\udce1") == "a\ufffd[31m\ufffdb\ufffd"


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
KEYS = st.sampled_from([*BRIEF]) | st.text()


@given(st.dictionaries(KEYS, JSON_VALUES, max_size=8))
def test_any_record_is_a_document_that_survives_the_round_trip_or_is_refused(record: dict[str, object]) -> None:
    try:
        document = Document.from_json(record)
    except DocumentRefused as refused:
        reason = str(refused)
        assert reason.isprintable()
        return
    stored = json.dumps(document.to_json(), allow_nan=False).encode()
    again = Document.from_json(json.loads(stored))
    assert again == document
    assert again.content_hash() == document.content_hash()


@pytest.mark.parametrize("date", ["0001-01-01", "0001-01-01T05:00:00+07:00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_that_no_clock_can_show_is_refused(date: str) -> None:
    with pytest.raises(DocumentRefused, match="date"):
        Document.from_json({"id": "1", "body": "Tin.", "date": date})
