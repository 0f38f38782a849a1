"""JSON Lines: one document a line, UTF-8; a bad line is refused by its number and the others go on."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator
from typing import BinaryIO

from index.document import Document, quoted
from index.errors import DocumentRefused
from index.sources.encoding import WAY_OUT, not_decodable
from index.sources.found import Found, Refusal

MAX_LINE_BYTES = 64 << 20
"""A longer line is refused unread: no article is that long, and it would have to be held in memory whole."""

_REPORT_EVERY_BYTES = 1 << 16
_DECODER = json.JSONDecoder()
_NEAR_CHARS = 24


def begins_json_lines(beginning: str) -> bool:
    """True when a text that begins so, without white space in front, is JSON Lines."""
    return beginning.startswith("{")


def read_json_lines(file: BinaryIO, path: str, on_bytes: Callable[[int], None]) -> Iterator[Found | Refusal]:
    """The document of every line; LF or CRLF, blank lines skipped. Holds one line at a time."""
    unreported = 0
    nothing = True
    for number, line, size in _lines(file):
        unreported += size
        if unreported >= _REPORT_EVERY_BYTES:
            on_bytes(unreported)
            unreported = 0
        if number == 1 and line and line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            yield Refusal(path, None, f"tệp mã hóa UTF-16, mà JSON Lines phải là UTF-8; {WAY_OUT}")
            on_bytes(unreported)
            return
        if line is None:
            nothing = False
            yield Refusal(path, number, f"dòng dài quá {MAX_LINE_BYTES >> 20} MiB; hãy ghi mỗi bài trên một dòng riêng")
        elif line.strip():
            nothing = False
            try:
                yield Found(_document(line), path)
            except DocumentRefused as refused:
                yield Refusal(path, number, str(refused))
    on_bytes(unreported)
    if nothing:
        yield Refusal(path, None, "tệp chỉ có dòng trống; hãy kiểm tra lại việc xuất tệp này")


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None, int]]:
    """Number, bytes and length in bytes of every line; None instead of the bytes of one that is too long."""
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        size = len(line)
        if size <= MAX_LINE_BYTES or line.endswith(b"\n"):
            yield number, line, size
            continue
        del line
        yield number, None, size + sum(map(len, _rest_of_line(file)))


def _rest_of_line(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.readline(_REPORT_EVERY_BYTES):
        yield piece
        if piece.endswith(b"\n"):
            return


def _document(line: bytes) -> Document:
    """Raises DocumentRefused with the reason."""
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        raise DocumentRefused(not_decodable(error)) from None
    # A byte order mark opens the first line, and in the middle the second of two files put together.
    text = text.removeprefix("\ufeff")
    try:
        record = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise DocumentRefused(_not_json(text, error)) from None
    except RecursionError:
        raise DocumentRefused("không phải một bài: JSON lồng nhau quá nhiều tầng") from None
    except ValueError:
        raise DocumentRefused("có số quá lớn; hãy ghi số ấy thành chuỗi") from None
    # Only \\ud800 and the like can spell what UTF-8 cannot.
    return Document.from_json(record, is_utf8="\\u" not in text)


def _not_json(text: str, error: json.JSONDecodeError) -> str:
    if text.strip() in ("{", "[", "[{"):
        return "không phải JSON trọn vẹn; hãy ghi mỗi bài trọn trên một dòng (JSON Lines)"
    near = text[error.pos : error.pos + _NEAR_CHARS].strip()
    place = f"gần {quoted(near)}" if near else "vì dòng bị cắt ngang"
    return f"không phải JSON, sai ở ký tự thứ {error.pos + 1} {place}"
