"""A wrong command line gets a Vietnamese sentence on stderr and exit code 2; help is Vietnamese throughout."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from program import timbao

COMMANDS = ["index", "rebuild", "query", "show", "serve", "info", "analyze"]


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)], ids=lambda command: " ".join(command) or "-")
def test_every_help_page_is_vietnamese(command: list[str]) -> None:
    ran = timbao(*command, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Cách dùng: timbao ")
    assert "Tùy chọn:" in ran.out
    english = re.findall(r"\b(?:Usage|Options?|Commands?|Arguments?|Show|exit|default|COMMAND|TEXT|INTEGER)\b", ran.out)
    assert not english


def test_help_names_every_command_in_the_order_of_work() -> None:
    listed = re.findall(r"^  ([a-z]+) ", timbao("--help").out.split("Lệnh:")[1], re.MULTILINE)
    assert listed == COMMANDS


def test_help_and_a_wrong_option_come_without_loading_the_engine() -> None:
    for arguments in (["query", "--help"], ["query", "--kind", "thơ"]):
        ran = timbao(*arguments, env={"PYTHONPROFILEIMPORTTIME": "1"})
        assert "click" in ran.err
        assert not re.search(r"\|\s+(numpy|whoosh|flask|search|index\.(?!fields))\b", ran.err)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["tìm"], "Không có lệnh 'tìm'."),
        (["quary"], "Không có lệnh 'quary'. Có phải bạn muốn gõ 'query'?"),
        (["index"], "Thiếu tham số 'ĐƯỜNG_DẪN...'."),
        (["show"], "Thiếu tham số 'MÃ'."),
        (["show", "a", "b"], "Thừa tham số: b"),
        (["show", "a", "b", "c"], "Thừa các tham số: b c"),
        (["query"], 'thiếu câu tìm, chẳng hạn: timbao query "chi bộ"'),
        (["query", "chi bộ", "--limits", "3"], "Không có tùy chọn '--limits'. Có phải bạn muốn gõ '--limit'?"),
        (["query", "chi bộ", "--limit"], "Tùy chọn '--limit' cần một giá trị."),
        (["query", "chi bộ", "--exact=1"], "Tùy chọn '--exact' không nhận giá trị."),
        (["query", "chi bộ", "--limit", "-3"], "“-3” không dùng được; hãy ghi một số nguyên từ 1 đến 1.000."),
        (["query", "chi bộ", "--limit", "0"], "“0” không dùng được; hãy ghi một số nguyên từ 1 đến 1.000."),
        (["query", "chi bộ", "--limit", "mười"], "“mười” không dùng được; hãy ghi một số nguyên từ 1 đến 1.000."),
        (["query", "chi bộ", "--offset", "-1"], "“-1” không dùng được; hãy ghi một số nguyên từ 0 trở lên."),
        (["query", "chi bộ", "--kind", "thơ"], "'thơ' không phải là một trong 'article', 'brief'."),
        (["query", "chi bộ", "--sort", "x"], "'x' không phải là một trong 'relevance', 'newest', 'oldest'."),
        (["query", "chi bộ", "--batch", "-"], "chọn một trong hai: câu tìm trên dòng lệnh, hoặc --batch."),
        (["query", "--batch", "-", "--format", "csv"], "--batch chỉ trả lời ở dạng jsonl, không có dạng csv."),
        (["query", "--batch", "không-có.txt"], "không mở được “không-có.txt”: không có tệp hay thư mục này"),
        (["serve", "--port", "70000"], "“70000” không dùng được; hãy ghi một số nguyên từ 0 đến 65.535."),
        (["--index", "", "info"], "Giá trị không hợp lệ cho '--index': tên thư mục để trống"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_command_line_gets_a_sentence_and_exit_code_2(arguments: list[str], sentence: str) -> None:
    ran = timbao(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err
    assert not re.search(r"\b(?:Error|Usage|Try|Missing|No such|Invalid|OPTIONS)\b", ran.err)


@pytest.mark.parametrize("option", ["--from", "--to"])
@pytest.mark.parametrize("day", ["hôm qua", "31/02/2023", "2023-13-01", "", "0000-00-00"])
def test_a_day_that_is_none_is_named_in_the_sentence(option: str, day: str) -> None:
    ran = timbao("query", "chi bộ", option, day)
    assert (ran.code, ran.out) == (2, "")
    assert f"Giá trị không hợp lệ cho '{option}'" in ran.err
    assert day in ran.err


def test_no_command_at_all_shows_the_help_and_exit_code_2() -> None:
    ran = timbao()
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Cách dùng: timbao ")


@pytest.mark.parametrize("command", [["query", "chi bộ"], ["show", "x"], ["info"], ["rebuild"], ["serve", "--port=0"]])
def test_without_an_index_the_sentence_says_what_to_run(tmp_path: Path, command: list[str]) -> None:
    ran = timbao(*command, index=tmp_path / "chưa có")
    assert (ran.code, ran.out) == (1, "")
    assert "chưa có chỉ mục" in ran.err
    assert "index ĐƯỜNG_DẪN" in ran.err
    assert not (tmp_path / "chưa có").exists(), "asking makes no index"


def test_the_version_is_that_of_the_package() -> None:
    ran = timbao("--version")
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(r"timbao \d+\.\d+\.\d+\n", ran.out)
