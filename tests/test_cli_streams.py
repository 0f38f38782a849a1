"""The program in a pipe, on a terminal, in any locale, and when nobody listens."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from program import ROOT, SAVED_PAGE, command, environment, on_terminal, shell_line, timbao, write_json_lines

MARKED = re.compile("\x1b\\[1;33m([^\x1b]+)\x1b\\[0m")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kho")
    source = write_json_lines(
        folder / "tin.jsonl", *({"id": f"chi bộ {n}", "body": f"Chi bộ ấp {n} họp bàn. " * 30} for n in range(500))
    )
    assert timbao("index", SAVED_PAGE, source, index=folder / "ix").code == 0
    return folder / "ix"


def test_matched_words_are_marked_on_a_terminal_in_the_spelling_of_the_text(index: Path) -> None:
    ran = on_terminal("query", "chi bo", "--limit", "3", index=index)
    assert ran.code == 0
    assert " ".join(MARKED.findall(ran.out)).startswith("Chi bộ")


def test_lines_fit_the_terminal(index: Path) -> None:
    plain = re.sub("\x1b\\[[0-9;?]*[a-z]", "", on_terminal("query", "chi bộ", index=index, columns=50).out)
    assert max(map(len, plain.splitlines()[1:])) <= 50


@pytest.mark.parametrize("setting", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_that_wants_no_colour_gets_none(index: Path, setting: dict[str, str]) -> None:
    ran = on_terminal("query", "chi bộ", index=index, env=setting)
    assert ran.code == 0
    assert "Chi bộ" in ran.out
    assert "\x1b" not in ran.out


@pytest.mark.parametrize(
    "arguments",
    [
        ["query", "chi bộ", "--limit", "400"],
        ["query", "chi bộ", "--limit", "400", "--format", "json"],
        ["query", "chi bộ", "--limit", "400", "--format", "csv"],
        ["--help"],
    ],
    ids=" ".join,
)
def test_a_reader_that_leaves_early_is_no_error(index: Path, arguments: list[str]) -> None:
    ours, theirs = os.pipe()
    process = subprocess.Popen(
        command(arguments, index), env=environment(), cwd=ROOT, stdout=theirs, stderr=subprocess.PIPE
    )
    os.close(theirs)
    os.close(ours)
    assert process.communicate(timeout=60)[1] == b""
    assert process.returncode == 0


def test_head_gets_its_lines(index: Path) -> None:
    ran = subprocess.run(
        shell_line(["query", "chi bộ", "--limit", "400"], index, "| head -1"),
        env=environment(),
        cwd=ROOT,
        capture_output=True,
        timeout=60,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert "tài liệu khớp" in ran.stdout.decode()


def test_a_batch_ends_when_its_reader_leaves(index: Path) -> None:
    process = subprocess.Popen(
        command(["query", "--batch", "-"], index),
        env=environment(),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    _, err = process.communicate("chi bộ\n".encode() * 10, timeout=60)
    assert err == b""
    assert process.returncode == 0


def test_indexing_goes_on_when_nobody_reads_what_it_refuses(tmp_path: Path) -> None:
    source = write_json_lines(tmp_path / "tin.jsonl", *["{hỏng}"] * 5000, {"id": "a", "body": "Chi bộ họp."})
    ours, theirs = os.pipe()
    process = subprocess.Popen(
        command(["index", source], tmp_path / "ix"), env=environment(), cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs
    )
    os.close(theirs)
    os.close(ours)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "thêm 1 tài liệu" in out.decode()
    assert timbao("query", "chi bộ", "--format", "json", index=tmp_path / "ix").ids == ["a"]


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "LANG": "C"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"LANG": "C.UTF-8"},
    ],
    ids=str,
)
def test_vietnamese_goes_in_and_comes_out_in_every_locale(index: Path, locale: dict[str, str]) -> None:
    answer = timbao("query", "chi bộ", "--format", "json", index=index, env=locale).json
    assert answer["query"] == "chi bộ"
    assert answer["total"] >= 500
    assert "tài liệu khớp" in timbao("query", "chi bộ", index=index, env=locale).out
    assert "không có tài liệu nào mang mã “chi bộ x”" in timbao("show", "chi bộ x", index=index, env=locale).err
    assert timbao("show", "chi bộ 7", index=index, env=locale).code == 0
    assert "chi bo" in timbao("analyze", "chi bộ", env=locale).out
    assert timbao("--help", env=locale).out.startswith("Cách dùng:")
    piped = timbao("query", "--batch", "-", index=index, env=locale, stdin="chi bộ\n").json
    assert piped["query"] == "chi bộ"


def test_a_full_disk_is_a_sentence_and_exit_code_1(index: Path) -> None:
    with open("/dev/full", "wb") as full:
        ran = subprocess.run(
            command(["query", "chi bộ"], index),
            env=environment(),
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert ran.returncode == 1
    assert ran.stderr.decode() == "Lỗi: đĩa đã đầy\n"


def test_closed_streams_are_no_error(index: Path) -> None:
    for closed in (">&-", "2>&-", ">&- 2>&-", "<&-"):
        line = shell_line(["query", "chi bộ"], index, closed)
        ran = subprocess.run(line, env=environment(), cwd=ROOT, capture_output=True, timeout=60, check=False)
        assert (ran.returncode, ran.stderr) == (0, b""), closed


def test_results_go_to_stdout_and_messages_to_stderr(index: Path) -> None:
    good, bad = timbao("query", "chi bộ", index=index), timbao("query", "chi bộ", "--limit", "0", index=index)
    assert good.out
    assert good.err == ""
    assert bad.out == ""
    assert bad.err


def test_a_mistake_in_the_program_is_a_sentence_and_its_traceback_can_be_asked_for(index: Path) -> None:
    broken = "import cli, search; search.open_searcher = lambda folder: 1 / 0; cli.main()"
    command_line = [sys.executable, "-c", broken, "--index", str(index), "info"]
    quiet = subprocess.run(command_line, env=environment(), cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert quiet.returncode == 1
    assert quiet.stderr.startswith("Lỗi trong chương trình (ZeroDivisionError: division by zero).")
    assert quiet.stderr.count("\n") == 1
    loud = subprocess.run(
        command_line, env=environment(TIMBAO_TRACEBACK="1"), cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert "Traceback" in loud.stderr
