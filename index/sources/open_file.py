"""Opens one file, hands it to the reader of its format, turns failures of the disk into refusals."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from typing import Any

from index.sources.files import why_unread
from index.sources.formats import FORMATS, OnBytes
from index.sources.found import Found, Refusal, SourceFile

_READERS = {one.name: one.read for one in FORMATS}

_BUFFER_BYTES = 1 << 20


def read_file(source_file: SourceFile, on_bytes: OnBytes | None = None) -> Iterator[Found | Refusal]:
    """The documents of one file, in its order, and a refusal for everything in it that is none.

    Lazy: JSON Lines of any size run in constant memory. ``on_bytes`` is told now and then how many bytes
    were consumed since it was last told; over a whole file they add up to its size. Nothing is raised
    but what ``on_bytes`` raises.
    """
    path = source_file.path
    try:
        with io.BufferedReader(_RegularFile(path), _BUFFER_BYTES) as file:
            yield from _READERS[source_file.format](file, path, on_bytes or _tell_nobody)
    except _Unreadable as failure:
        yield Refusal(path, None, why_unread(failure.error), "unread")


class _Unreadable(Exception):
    """The system failed to open or to read the file; apart from OSErrors that ``on_bytes`` may raise."""

    def __init__(self, error: Exception) -> None:
        super().__init__(error)
        self.error = error


class _RegularFile(io.FileIO):
    """A regular file open for reading, whose failures are all _Unreadable."""

    def __init__(self, path: str) -> None:
        try:
            super().__init__(path, "rb", opener=_open_regular)
        except (OSError, ValueError) as error:
            raise _Unreadable(error) from error

    def readinto(self, buffer: Any) -> int | None:
        try:
            return super().readinto(buffer)
        except OSError as error:
            raise _Unreadable(error) from error


def _open_regular(path: str, flags: int) -> int:
    # Without O_NONBLOCK, a file that has become a pipe since it was found would block for ever.
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(0, "không còn là tệp thường")
    return descriptor


def _tell_nobody(count: int) -> None:
    pass
