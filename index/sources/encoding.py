"""Bytes to text: UTF-8, with or without a byte order mark, and UTF-16 with one. Anything else is refused."""

from __future__ import annotations

import codecs

WAY_OUT = "hãy mở tệp và lưu lại với mã hóa UTF-8"


class NotText(Exception):
    """The bytes are in no encoding understood here; ``line`` is the first line that shows it, from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def decode(data: bytes) -> str:
    """The whole text, without its byte order mark. Raises NotText with the place and the reason."""
    encoding = _by_mark(data)
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(encoding, "replace").count("\n") + 1
        raise NotText(line, not_decodable(error, encoding)) from None


def decode_beginning(data: bytes) -> str:
    """The text of the first bytes of a file, what cannot be decoded as U+FFFD; for a look, not for keeping."""
    return data.decode(_by_mark(data), "replace").removeprefix("\ufeff")


def not_decodable(error: UnicodeDecodeError, encoding: str = "utf-8") -> str:
    """The reason why bytes were refused, with the way out."""
    byte = error.object[error.start]
    name = "UTF-16" if encoding == "utf-16" else "UTF-8"
    return f"không phải văn bản {name} (byte 0x{byte:02X} ở vị trí {error.start + 1}); {WAY_OUT}"


def _by_mark(data: bytes) -> str:
    return "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
