"""`index` and `rebuild`: what goes in, what is refused and why, and what the exit code says of it."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import time
from pathlib import Path

from program import ROOT, SAVED_PAGE, Ran, command, environment, on_terminal, timbao, write_json_lines

FESTIVAL = {
    "id": "m1",
    "title": "Khai mạc lễ hội khóm Cầu Đúc",
    "body": "Lễ hội khóm mở ở Vị Thanh.",
    "date": "2024-12-10",
}
SALT = {"id": "m2", "body": "Nước mặn xâm nhập sâu vào nội đồng.", "kind": "brief", "date": "2024-12-11T08:00:00+07:00"}


def found(index: Path, text: str) -> list[str]:
    """The ids of the whole matches."""
    hits = timbao("query", text, "--format", "json", index=index).json["hits"]
    return [hit["id"] for hit in hits if hit["match"] == "all"]


def documents(index: Path) -> int:
    count: int = timbao("info", "--format", "json", index=index).json["documents"]
    return count


def test_the_saved_page_is_added_once_and_then_left_alone(tmp_path: Path) -> None:
    first = timbao("index", SAVED_PAGE, index=tmp_path / "ix")
    assert (first.code, first.err) == (0, "")
    assert first.out.startswith(
        "Đã thêm 15 tài liệu, cập nhật 0, giữ nguyên 0, từ chối 0. Chỉ mục có 15 tài liệu. Mất "
    )
    again = timbao("index", SAVED_PAGE, index=tmp_path / "ix")
    assert again.out.startswith("Đã thêm 0 tài liệu, cập nhật 0, giữ nguyên 15, từ chối 0.")


def test_good_lines_beside_bad_ones_are_kept_and_bad_ones_named_by_file_and_line(tmp_path: Path) -> None:
    source = write_json_lines(tmp_path / "tin.jsonl", FESTIVAL, "{hỏng}", SALT, {"title": "thiếu mã"})
    ran = timbao("index", source, index=tmp_path / "ix")
    assert ran.code == 0, "a refused line is reported, the rest is done"
    assert "thêm 2 tài liệu" in ran.out
    assert "từ chối 2" in ran.out
    lines = ran.err.splitlines()
    assert [line.startswith(f"Từ chối: {source}, dòng {number}: ") for line, number in zip(lines, (2, 4), strict=True)]
    assert "“id”" in lines[1]
    assert found(tmp_path / "ix", "khóm Cầu Đúc") == ["m1"]
    assert found(tmp_path / "ix", "nước mặn") == ["m2"]


def test_what_cannot_be_read_at_all_is_exit_code_1_after_the_rest_is_done(tmp_path: Path) -> None:
    ran = timbao("index", tmp_path / "không có", SAVED_PAGE, index=tmp_path / "ix")
    assert ran.code == 1
    assert f"Từ chối: {tmp_path / 'không có'}: không có tệp hay thư mục này" in ran.err
    assert "thêm 15 tài liệu" in ran.out
    picture = tmp_path / "ảnh.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    alone = timbao("index", picture, index=tmp_path / "ix")
    assert alone.code == 1
    assert "ảnh.png" in alone.err


def test_a_folder_is_read_whole_and_a_strange_file_in_it_stops_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "kho báo"
    folder.mkdir()
    (folder / "trang.txt").write_bytes(SAVED_PAGE.read_bytes())
    (folder / "ảnh.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    write_json_lines(folder / "tin.jsonl", FESTIVAL, SALT)
    ran = timbao("index", folder, index=tmp_path / "ix")
    assert ran.code == 0
    assert "thêm 17 tài liệu" in ran.out
    assert "ảnh.png" in ran.err


def test_a_folder_named_in_no_encoding_at_all_is_read_too(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/b\xe1o"
    os.mkdir(folder)
    with open(folder + b"/tin.jsonl", "w", encoding="utf-8") as file:
        file.write(json.dumps(FESTIVAL) + "\n{\n")
    ran = timbao("index", folder, index=tmp_path / "ix")
    assert ran.code == 0
    assert "thêm 1 tài liệu" in ran.out
    assert "dòng 2" in ran.err
    info = timbao("info", "--format", "json", index=tmp_path / "ix")
    assert info.json["remembered"][0].endswith("b\udce1o")


def test_the_same_id_replaces_the_document(tmp_path: Path) -> None:
    source = write_json_lines(tmp_path / "tin.jsonl", FESTIVAL)
    timbao("index", source, index=tmp_path / "ix")
    write_json_lines(source, {"id": "m1", "title": "Bế mạc lễ hội", "body": "Lễ hội đã bế mạc."})
    assert "thêm 0 tài liệu, cập nhật 1" in timbao("index", source, index=tmp_path / "ix").out
    assert found(tmp_path / "ix", "bế mạc") == ["m1"]
    assert found(tmp_path / "ix", "khóm Cầu Đúc") == []


def test_rebuild_follows_the_sources(tmp_path: Path) -> None:
    source = write_json_lines(tmp_path / "tin.jsonl", FESTIVAL, SALT)
    timbao("index", source, SAVED_PAGE, index=tmp_path / "ix")
    write_json_lines(source, SALT)
    ran = timbao("rebuild", index=tmp_path / "ix")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Đã dựng lại: giữ nguyên 16 tài liệu, cập nhật 0, thêm 0, bỏ 1, từ chối 0.")
    assert found(tmp_path / "ix", "khóm Cầu Đúc") == []
    assert documents(tmp_path / "ix") == 16


def test_rebuild_keeps_what_a_vanished_source_held_until_told_otherwise(tmp_path: Path) -> None:
    source = write_json_lines(tmp_path / "tin.jsonl", FESTIVAL, SALT)
    timbao("index", source, SAVED_PAGE, index=tmp_path / "ix")
    source.unlink()
    kept = timbao("rebuild", index=tmp_path / "ix")
    assert kept.code == 0
    assert str(source) in kept.err
    assert "--drop-missing" in kept.err
    assert found(tmp_path / "ix", "nước mặn") == ["m2"]
    dropped = timbao("rebuild", "--drop-missing", index=tmp_path / "ix")
    assert dropped.code == 0
    assert "bỏ 2" in dropped.out
    assert documents(tmp_path / "ix") == 15


def test_the_index_folder_comes_from_the_flag_then_the_environment_then_here(tmp_path: Path) -> None:
    for name in ("cờ", "môi trường", "tại đây"):
        (tmp_path / name).mkdir()
    by_environment = {"TIMBAO_INDEX": str(tmp_path / "môi trường" / "ix")}
    timbao("index", SAVED_PAGE, index=tmp_path / "cờ" / "ix", env=by_environment)
    assert [path.name for path in tmp_path.glob("*/ix")] == ["ix"]
    assert (tmp_path / "cờ" / "ix").exists()
    timbao("index", SAVED_PAGE, env=by_environment)
    assert (tmp_path / "môi trường" / "ix").exists()
    timbao("index", SAVED_PAGE, cwd=tmp_path / "tại đây")
    assert (tmp_path / "tại đây" / "timbao-index").exists()


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    pipe = tmp_path / "tin.jsonl"
    write_json_lines(pipe, *({"id": f"t{n}", "body": "Chi bộ ấp Tân Phú họp bàn. " * 40} for n in range(20_000)))
    first = subprocess.Popen(
        command(["index", pipe], tmp_path / "ix"),
        env=environment(),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        second = wait_for_a_busy_answer(tmp_path / "ix", first)
    finally:
        first.send_signal(signal.SIGKILL)
        first.communicate()
    assert (second.code, second.out) == (1, "")
    assert "đang ghi" in second.err


def wait_for_a_busy_answer(index: Path, first: subprocess.Popen[bytes]) -> Ran:
    """The answer of a second writer once the first one is at work."""
    while not index.exists():
        assert first.poll() is None, "the first writer ended before it began"
        time.sleep(0.01)
    return timbao("index", SAVED_PAGE, index=index)


def test_ctrl_c_leaves_the_index_whole_and_says_so(tmp_path: Path) -> None:
    timbao("index", SAVED_PAGE, index=tmp_path / "ix")
    much = tmp_path / "nhiều.jsonl"
    write_json_lines(much, *({"id": f"t{n}", "body": "Chi bộ ấp Tân Phú họp bàn. " * 40} for n in range(20_000)))
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command(["index", much], tmp_path / "ix"), env=environment(), cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs
    )
    os.close(theirs)
    shown = b""
    while "Đang đọc".encode() not in shown:
        shown += os.read(ours, 1000)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    shown += os.read(ours, 10_000)
    os.close(ours)
    assert (process.returncode, out) == (1, b"")
    assert "chỉ mục còn nguyên vẹn" in shown.decode()
    assert "Traceback" not in shown.decode()
    assert documents(tmp_path / "ix") == 15
    assert timbao("index", SAVED_PAGE, index=tmp_path / "ix").code == 0, "the lock is free again"


def test_a_terminal_shows_progress_and_then_the_summary(tmp_path: Path) -> None:
    ran = on_terminal("index", SAVED_PAGE, index=tmp_path / "ix", columns=100)
    assert ran.code == 0
    assert "Đang đọc" in ran.out
    assert "15 tài liệu" in ran.out
    assert ran.out.splitlines()[-1].startswith("Đã thêm 15 tài liệu")


def test_an_index_folder_that_is_a_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "ix").write_text("x")
    ran = timbao("index", SAVED_PAGE, index=tmp_path / "ix")
    assert (ran.code, ran.out) == (1, "")
    assert str(tmp_path / "ix") in ran.err
    assert "Lỗi trong chương trình" not in ran.err


def test_taking_nothing_at_all_is_exit_code_1_and_makes_no_index(tmp_path: Path) -> None:
    source = write_json_lines(tmp_path / "tin.jsonl", "{hỏng")
    ran = timbao("index", source, index=tmp_path / "ix")
    assert ran.code == 1 and "tin.jsonl" in ran.err
    assert "chưa có chỉ mục" in timbao("info", index=tmp_path / "ix").err
