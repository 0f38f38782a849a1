"""Which files to read: the paths a user named, folders walked in a fixed order."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePath

from index.document import quoted
from index.sources.formats import UNDERSTOOD, Format, format_by_content, format_by_suffix
from index.sources.found import Refusal, SourceFile


def find_files(
    paths: Iterable[str | os.PathLike[str]], ignore: Collection[str | os.PathLike[str]] = ()
) -> Iterator[SourceFile | Refusal]:
    """Every file to read, in the order of the paths, and inside a folder in the order of the names.

    A folder is walked to its end, links followed, each real file and folder once whatever leads there.
    Inside it the suffix tells the format, and hidden files and folders, index folders and those of
    ``ignore`` are left alone. A file the user named is read though hidden, and looked into when its suffix
    does not tell. What cannot be read is refused with the reason. Nothing is raised.
    """
    walk = _Walk({os.path.realpath(folder) for folder in ignore})
    for path in paths:
        yield from walk.named(os.fsdecode(path))


_INDEX_FILE = re.compile(r"_MAIN_[0-9]+\.toc|timbao(-[0-9]+)?\.json")
"""Files that only an index folder holds: Whoosh's table of contents, and the manifest."""


class _Walk:
    """One run over the named paths; remembers what was handed out, so that nothing is read twice."""

    def __init__(self, ignored: set[str]) -> None:
        self._ignored = ignored
        self._seen: set[tuple[int, int] | str] = set()
        self._met_again = 0

    def named(self, path: str) -> Iterator[SourceFile | Refusal]:
        """What one path named by the user leads to."""
        if not path:
            yield Refusal(path, None, "đường dẫn để trống; hãy nêu tệp hoặc thư mục cần lập chỉ mục", "unread")
            return
        root = os.path.abspath(path)
        try:
            status = os.stat(root)
        except (OSError, ValueError) as error:
            yield _unread(root, error)
            return
        if not stat.S_ISDIR(status.st_mode):
            yield from self._file(root, root, status)
        elif os.path.realpath(root) in self._ignored or _is_index(_names(root)):
            yield Refusal(root, None, "đây là thư mục của một chỉ mục, không phải nguồn tài liệu")
        else:
            yield from self._folder(root)

    def _folder(self, root: str) -> Iterator[SourceFile | Refusal]:
        empty = True
        met_again = self._met_again
        # A stack rather than recursion: folders may lie deeper than Python's own stack.
        waiting = [root]
        while waiting:
            path = waiting.pop()
            found: Iterable[SourceFile | Refusal] = ()
            try:
                status = os.stat(path)
                if stat.S_ISDIR(status.st_mode):
                    waiting += sorted(self._inside(path, status), reverse=True)
                else:
                    found = self._file(path, root, status)
            except OSError as error:
                found = [_unread(path, error)]
            for item in found:
                empty = False
                yield item
        if empty and self._met_again == met_again:
            yield Refusal(root, None, f"thư mục không có tệp nào để đọc; hãy đặt vào đó {UNDERSTOOD}")

    def _inside(self, folder: str, status: os.stat_result) -> list[str]:
        """The paths right inside a folder that are not left alone; none when it was walked before."""
        if os.path.realpath(folder) in self._ignored or self._was_met(folder, status):
            return []
        self._remember(folder, status)
        names = os.listdir(folder)
        return [] if _is_index(names) else [os.path.join(folder, name) for name in names if not name.startswith(".")]

    def _file(self, path: str, root: str, status: os.stat_result) -> Iterator[SourceFile | Refusal]:
        if self._was_met(path, status):
            return
        try:
            found = self._format(path, status, named=path == root)
        except OSError as error:
            yield _unread(path, error)
            return
        if isinstance(found, Refusal):
            yield found
        else:
            self._remember(path, status)
            yield SourceFile(path, root, found.name, status.st_size)

    def _format(self, path: str, status: os.stat_result, *, named: bool) -> Format | Refusal:
        if not stat.S_ISREG(status.st_mode):
            what = f"là {_what(status)}, không phải tệp thường"
            return Refusal(path, None, f"{what}; hãy lưu nội dung ra một tệp rồi nêu tệp đó", "unread")
        by_suffix = format_by_suffix(path)
        if by_suffix is None and not named:
            return Refusal(path, None, _unknown_suffix(path))
        if not os.access(path, os.R_OK):
            return _unread(path, PermissionError())
        if status.st_size == 0:
            return Refusal(path, None, "tệp rỗng; hãy kiểm tra lại việc lưu hay xuất tệp này")
        by_content = by_suffix or format_by_content(path)
        if by_content is None:
            return Refusal(path, None, f"không nhận ra nội dung; hiện đọc được {UNDERSTOOD}")
        return by_content

    def _was_met(self, path: str, status: os.stat_result) -> bool:
        met = _identity(path, status) in self._seen
        self._met_again += met
        return met

    def _remember(self, path: str, status: os.stat_result) -> None:
        self._seen.add(_identity(path, status))


def _identity(path: str, status: os.stat_result) -> tuple[int, int] | str:
    # Some network file systems number nothing; there the resolved path stands in.
    return (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(path)


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _is_index(names: Iterable[str]) -> bool:
    return any(_INDEX_FILE.fullmatch(name) for name in names)


def _unknown_suffix(path: str) -> str:
    suffix = PurePath(path).suffix
    kind = f"đuôi {quoted(suffix)}" if suffix else "tệp không có đuôi"
    return f"chưa đọc được {kind}; hiện đọc được {UNDERSTOOD}"


def _what(status: os.stat_result) -> str:
    mode = status.st_mode
    if stat.S_ISFIFO(mode):
        return "đường ống"
    if stat.S_ISSOCK(mode):
        return "socket"
    return "thiết bị"


def _unread(path: str, error: Exception) -> Refusal:
    if os.path.islink(path) and not os.path.exists(path):
        reason = "là liên kết trỏ tới chỗ không có hoặc trỏ vòng; hãy sửa hoặc xóa liên kết"
        return Refusal(path, None, reason, "unread")
    return Refusal(path, None, why_unread(error), "unread")


def why_unread(error: Exception) -> str:
    """The reason, with the way out, why the system would not let a path be read."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "không có tệp hay thư mục này; hãy kiểm tra lại đường dẫn"
    if isinstance(error, PermissionError):
        return "không có quyền đọc; hãy cấp quyền đọc cho tài khoản đang chạy chương trình"
    if isinstance(error, ValueError):
        return "đường dẫn có ký tự không hợp lệ; hãy kiểm tra lại"
    detail = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"hệ thống không cho đọc ({detail}); hãy kiểm tra ổ đĩa và đường dẫn"
