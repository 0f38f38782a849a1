"""`show`, `info` and `analyze`: one document whole, what the index holds, how a text is read."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest

from program import SAVED_PAGE, on_terminal, timbao, write_json_lines

FESTIVAL = {
    "id": "m1",
    "title": "Khai mạc lễ hội khóm Cầu Đúc",
    "body": "Lễ hội khóm mở ở Vị Thanh.\n\nĐông khách.",
    "date": "2024-12-10T08:30:00+07:00",
    "kind": "article",
    "source": "HG",
    "author": "Lê Văn A",
    "url": "https://baohaugiang.example/le-hoi",
    "category": "Văn hóa",
    "ảnh": ["khóm.jpg"],
    "ghi chú": "trang nhất",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kho")
    source = write_json_lines(folder / "tin.jsonl", FESTIVAL)
    assert timbao("index", SAVED_PAGE, source, index=folder / "ix").code == 0
    return folder / "ix"


def test_show_prints_all_that_is_known_and_the_whole_text(index: Path) -> None:
    ran = timbao("show", "m1", index=index)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "Khai mạc lễ hội khóm Cầu Đúc",
        "",
        "Mã: m1",
        "Loại: Bài",
        "Ngày: 10/12/2024 08:30",
        "Nguồn: HG",
        "Tác giả: Lê Văn A",
        "Chuyên mục: Văn hóa",
        "Địa chỉ: https://baohaugiang.example/le-hoi",
        f"Tệp: {index.parent / 'tin.jsonl'}",
        'ảnh: ["khóm.jpg"]',
        "ghi chú: trang nhất",
        "",
        "Lễ hội khóm mở ở Vị Thanh.",
        "",
        "Đông khách.",
    ]


def test_show_as_json_is_a_line_that_can_be_indexed_again(index: Path, tmp_path: Path) -> None:
    ran = timbao("show", "m1", "--format", "json", index=index)
    assert ran.out.count("\n") == 1
    assert ran.json == FESTIVAL
    (tmp_path / "lại.jsonl").write_text(ran.out, encoding="utf-8")
    assert "giữ nguyên 1" in timbao("index", tmp_path / "lại.jsonl", index=index).out


def test_every_found_document_can_be_shown(index: Path) -> None:
    for id in timbao("query", "tỉnh", "--limit", "50", "--format", "json", index=index).ids:
        ran = timbao("show", id, index=index)
        assert ran.code == 0
        assert f"Mã: {id}" in ran.out


@pytest.mark.parametrize("id", ["không-có", "", "../../etc/passwd", "m1\udcff", "\x1b[2J"])
def test_an_unknown_id_is_a_sentence_and_exit_code_1(index: Path, id: str) -> None:
    ran = timbao("show", id, index=index)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("Lỗi: không có tài liệu nào mang mã “")
    assert "\x1b" not in ran.err


def test_show_wraps_the_text_on_a_terminal(index: Path) -> None:
    [id] = timbao("query", "--kind", "article", "--to", "2023", "--format", "json", index=index).ids
    lines = re.sub("\x1b\\[[0-9;]*m", "", on_terminal("show", id, index=index, columns=50).out).splitlines()
    body = lines[lines.index("") :]
    assert max(len(unicodedata.normalize("NFC", line)) for line in body) <= 50
    plain = timbao("show", id, index=index).out
    assert max(map(len, plain.splitlines())) > 200, "in a pipe a paragraph is a line"


def test_info_tells_the_number_of_documents_in_plain_digits(index: Path) -> None:
    ran = timbao("info", index=index)
    assert (ran.code, ran.err) == (0, "")
    assert re.search(r"^Tài liệu +16$", ran.out, re.MULTILINE)
    assert re.search(r"^Bài +2$", ran.out, re.MULTILINE)
    assert re.search(r"^Tin vắn +14$", ran.out, re.MULTILINE)
    assert re.search(r"^Ngày +từ 12/12/2023 đến 10/12/2024$", ran.out, re.MULTILINE)
    assert str(SAVED_PAGE) in ran.out
    assert "whoosh" in ran.out


def test_info_tells_thousands_in_both_ways(tmp_path: Path) -> None:
    many = write_json_lines(tmp_path / "tin.jsonl", *({"id": str(n), "body": f"Tin số {n}"} for n in range(1234)))
    timbao("index", many, index=tmp_path / "ix")
    out = timbao("info", index=tmp_path / "ix").out
    assert "1234 (1.234)" in out
    assert "không tài liệu nào có ngày" in out


def test_info_as_json_has_the_same_figures(index: Path) -> None:
    values = timbao("info", "--format", "json", index=index).json
    assert (values["documents"], values["articles"], values["briefs"]) == (16, 2, 14)
    assert values["first_date"] == "2023-12-12T07:14:00+07:00"
    assert str(SAVED_PAGE) in values["remembered"]
    assert sum(values["sources"].values()) <= 16


def test_analyze_shows_each_level_where_it_stands() -> None:
    ran = timbao("analyze", "Hoà bình, KH&CN")
    assert (ran.code, ran.err) == (0, "")
    rows = [line.split("  ") for line in ran.out.splitlines()]
    cut = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    assert cut[:3] == [
        ["vị trí", "ký tự", "nguyên văn", "đúng dấu", "bỏ dấu"],
        ["0", "0–3", "Hoà", "hòa", "hoa"],
        ["1", "4–8", "bình", "bình", "binh"],
    ]
    assert ["2", "10–15", "KH&CN", "khcn", "khcn", "dạng ghép của 2 tiếng"] in cut
    assert ran.out.splitlines()[-1].startswith("hoa binh · ")


def test_analyze_offsets_point_into_the_text_as_typed() -> None:
    text = unicodedata.normalize("NFD", "Huyện uỷ Vị Thuỷ")
    answer = timbao("analyze", text, "--format", "json").json
    assert [text[token["start"] : token["end"]] for token in answer["tokens"]] == text.split(" ")
    assert [token["exact"] for token in answer["tokens"]] == ["huyện", "ủy", "vị", "thủy"]
    assert answer["bigrams"] == ["huyen uy", "uy vi", "vi thuy"]


def test_analyze_of_no_words_says_so() -> None:
    ran = timbao("analyze", "…!?")
    assert (ran.code, ran.out) == (0, "Không có từ nào trong đoạn này.\n")
    assert json.loads(timbao("analyze", "…", "--format", "json").out) == {"tokens": [], "bigrams": []}
