"""Every path the user names leads to files to read or to a sentence; no folder, link or device traps the walk."""

from __future__ import annotations

import inspect
import os
import socket
import sys
from pathlib import Path

import pytest

from index.sources import Found, Refusal, SourceFile, find_files, read_file

PAGE = "12/12/2023 | 07:14\nĐảng ủy xã ra mắt mô hình.\n"
LINE = '{"id": "1", "body": "Nước mặn."}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bao").mkdir()
    return tmp_path / "bao"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def paths_found(*paths: object, ignore: tuple[str, ...] = ()) -> list[str]:
    items = list(find_files([str(path) for path in paths], ignore))
    assert [item for item in items if isinstance(item, Refusal)] == []
    return [item.path for item in items]


def refusal(*paths: object) -> Refusal:
    [item] = find_files([str(path) for path in paths])
    assert isinstance(item, Refusal)
    return item


def test_a_folder_is_walked_to_its_end_in_the_order_of_names(folder: Path) -> None:
    for name in ("b.txt", "a/z.jsonl", "a/2.txt", "a/10.NDJSON", "c/d/e.TXT"):
        write(folder / name, PAGE)
    items = list(find_files([str(folder)]))
    names = [os.path.relpath(item.path, folder) for item in items]
    assert names == ["a/10.NDJSON", "a/2.txt", "a/z.jsonl", "b.txt", "c/d/e.TXT"]
    assert items[1] == SourceFile(str(folder / "a/2.txt"), str(folder), "saved_page", len(PAGE.encode()))
    assert {item.format for item in items if isinstance(item, SourceFile)} == {"json_lines", "saved_page"}


def test_paths_are_read_in_the_order_named_and_made_absolute(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder / "a.txt", PAGE)
    write(folder / "b.jsonl", LINE)
    monkeypatch.chdir(folder)
    items = list(find_files(["b.jsonl", Path("a.txt")]))
    assert [(item.path, item.root) for item in items if isinstance(item, SourceFile)] == [
        (str(folder / "b.jsonl"), str(folder / "b.jsonl")),
        (str(folder / "a.txt"), str(folder / "a.txt")),
    ]


def test_hidden_files_and_folders_are_left_alone_unless_named(folder: Path) -> None:
    seen = write(folder / "a.txt", PAGE)
    hidden = write(folder / ".b.txt", PAGE)
    inside = write(folder / ".git/c.txt", PAGE)
    assert paths_found(folder) == [str(seen)]
    assert paths_found(hidden, folder / ".git") == [str(hidden), str(inside)]


def test_a_file_of_another_kind_in_a_folder_is_refused_by_name_and_the_rest_goes_on(folder: Path) -> None:
    write(folder / "a.pdf", "%PDF")
    write(folder / "README", PAGE)
    good = write(folder / "b.txt", PAGE)
    second, first, found = list(find_files([str(folder)]))
    assert str(first) == f"{folder}/a.pdf: chưa đọc được đuôi “.pdf”; hiện đọc được " + (
        "JSON Lines (.jsonl, .ndjson) và trang báo đã lưu dạng văn bản (.txt)"
    )
    assert str(second).startswith(f"{folder}/README: chưa đọc được tệp không có đuôi")
    assert isinstance(found, SourceFile)
    assert found.path == str(good)


@pytest.mark.parametrize(
    ("text", "format"),
    [
        (LINE, "json_lines"),
        ("\ufeff\n  " + LINE, "json_lines"),
        (PAGE, "saved_page"),
        ("\ufeffBáo Hậu Giang\n\nXây dựng Đảng\n" + PAGE, "saved_page"),
        ("08:22 09/12/2024\n(HG) - Hội nghị.\n", "saved_page"),
    ],
)
def test_a_named_file_with_another_suffix_is_known_by_its_content(folder: Path, text: str, format: str) -> None:
    for encoding in ("utf-8", "utf-16"):
        (folder / "a.dat").write_bytes(text.encode(encoding))
        [item] = find_files([folder / "a.dat"])
        assert isinstance(item, SourceFile)
        assert item.format == format


@pytest.mark.parametrize("text", ["<html><body>12/12/2023", "[1, 2]", "Ghi chú\n" * 50 + PAGE, "\n"])
def test_a_named_file_of_unknown_content_is_refused_with_what_is_understood(folder: Path, text: str) -> None:
    reason = str(refusal(write(folder / "a.html", text)))
    assert reason.startswith(f"{folder}/a.html: không nhận ra nội dung")
    assert ".jsonl" in reason
    assert ".txt" in reason


def test_a_missing_path_is_refused_with_the_way_out(folder: Path) -> None:
    missing = refusal(folder / "khong-co.txt")
    assert str(missing) == f"{folder}/khong-co.txt: không có tệp hay thư mục này; hãy kiểm tra lại đường dẫn"
    assert missing.consequence == "unread"


@pytest.mark.parametrize("path", ["", "a\0b", "a" * 5000])
def test_a_path_that_cannot_be_is_refused(path: str) -> None:
    told = refusal(path)
    assert told.consequence == "unread"
    assert not str(told).startswith(":")


def test_a_strange_name_stays_on_one_printable_line(folder: Path) -> None:
    os.mkdir(os.fsencode(folder) + b"/a\n\x1b[31m\xe1")
    sentence = str(refusal(next(folder.iterdir())))
    assert sentence.isprintable()
    assert sentence.encode()


def test_empty_files_and_folders_are_told(folder: Path) -> None:
    assert "thư mục không có tệp nào để đọc" in str(refusal(folder))
    write(folder / "a.jsonl", "")
    assert "tệp rỗng" in str(refusal(folder))
    assert "tệp rỗng" in str(refusal(folder / "a.jsonl"))


def test_pipes_sockets_and_devices_are_refused_unopened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(folder / "a.txt")
    assert "đường ống" in str(refusal(folder))
    assert "đường ống" in str(refusal(folder / "a.txt"))
    assert "thiết bị" in str(refusal("/dev/null"))
    monkeypatch.chdir(folder)  # the path of a socket may have only some 100 bytes
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s.txt")
        assert "socket" in str(refusal("s.txt"))


def test_links_are_followed_and_each_file_is_read_once(folder: Path, tmp_path: Path) -> None:
    outside = write(tmp_path / "khac/a.txt", PAGE)
    write(folder / "b.txt", PAGE)
    (folder / "1-link").symlink_to(tmp_path / "khac")
    (folder / "2-link.txt").symlink_to(folder / "b.txt")
    (folder / "3-loop").symlink_to(folder)
    assert paths_found(folder, outside, folder) == [str(folder / "1-link/a.txt"), str(folder / "2-link.txt")]


def test_broken_links_are_refused(folder: Path) -> None:
    (folder / "a.txt").symlink_to(folder / "khong-co")
    (folder / "b.txt").symlink_to(folder / "b.txt")
    items = list(find_files([folder]))
    assert [item.consequence for item in items if isinstance(item, Refusal)] == ["unread", "unread"]
    assert "là liên kết" in str(items[0])
    assert "là liên kết" in str(items[1])


def test_index_folders_are_never_read(folder: Path) -> None:
    page = write(folder / "a.txt", PAGE)
    write(folder / "index/_MAIN_3.toc", "x")
    write(folder / "index/x.txt", PAGE)
    write(folder / "older/timbao-12.json", "{}")
    write(folder / "building/x.txt", PAGE)
    assert paths_found(folder, ignore=(str(folder / "building"),)) == [str(page)]
    assert "thư mục của một chỉ mục" in str(refusal(folder / "index"))
    [named] = find_files([folder / "building"], [folder / "building"])
    assert isinstance(named, Refusal)
    assert "thư mục của một chỉ mục" in str(named)


def test_a_file_refused_in_its_folder_is_still_read_when_named(folder: Path) -> None:
    page = write(folder / "a.news", PAGE)
    first, second = find_files([folder, page])
    assert isinstance(first, Refusal)
    assert isinstance(second, SourceFile)


def test_what_may_not_be_read_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = write(folder / "a.txt", PAGE)
    # Permission bits would not do: the tests may run as root, who may read everything.
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert "không có quyền đọc" in str(refusal(page))
    assert refusal(folder).consequence == "unread"


def test_a_tree_deeper_than_the_stack_is_walked(folder: Path) -> None:
    deep = write(folder.joinpath(*["d"] * 300) / "a.txt", PAGE)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 100)
    try:
        assert paths_found(folder) == [str(deep)]
    finally:
        sys.setrecursionlimit(limit)


def test_a_found_file_is_read_in_its_format(folder: Path) -> None:
    write(folder / "a.txt", PAGE)
    write(folder / "b.jsonl", LINE)
    told: list[int] = []
    files = [file for file in find_files([folder]) if isinstance(file, SourceFile)]
    items = [item for file in files for item in read_file(file, told.append)]
    assert [(item.document.body, item.origin) for item in items if isinstance(item, Found)] == [
        ("Đảng ủy xã ra mắt mô hình.", str(folder / "a.txt")),
        ("Nước mặn.", str(folder / "b.jsonl")),
    ]
    assert sum(told) == len((PAGE + LINE).encode())


def test_a_file_that_vanished_or_changed_its_nature_since_is_refused(folder: Path) -> None:
    path = write(folder / "a.txt", PAGE)
    [file] = find_files([path])
    assert isinstance(file, SourceFile)
    path.unlink()
    [gone] = read_file(file)
    assert isinstance(gone, Refusal)
    assert gone.consequence == "unread"
    assert "không có tệp" in str(gone)
    os.mkfifo(path)
    [pipe] = read_file(file)
    assert isinstance(pipe, Refusal)
    assert pipe.consequence == "unread"
    assert "tệp thường" in str(pipe)


def test_an_error_of_the_progress_display_is_not_taken_for_one_of_the_file(folder: Path) -> None:
    [file] = find_files([write(folder / "a.txt", PAGE)])
    assert isinstance(file, SourceFile)

    def closed_terminal(count: int) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        list(read_file(file, closed_terminal))
