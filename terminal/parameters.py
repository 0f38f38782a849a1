"""What options may hold: days, whole numbers, text, the folder of the index, a file of queries."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import BinaryIO

import click

from terminal.failures import why
from terminal.printed import number
from terminal.streams import typed
from terminal.style import one_line


class Day(click.ParamType[date]):
    """A day as the query language reads it: YYYY, YYYY-MM, YYYY-MM-DD or dd/mm/yyyy."""

    name = "NGÀY"

    def __init__(self, parser: str) -> None:
        """``parser`` names the reader in search/: ``parse_from`` or ``parse_to``, the first or last day of a year."""
        self._parser = parser

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        import search

        parse: Callable[[str], date] = getattr(search, self._parser)
        try:
            return parse(typed(value))
        except search.QueryRefused as error:
            self.fail(one_line(str(error)), param, ctx)


class WholeNumber(click.ParamType[int]):
    """A whole number from ``lowest`` to ``highest``, both included; without ``highest``, as large as one likes."""

    name = "SỐ"

    def __init__(self, lowest: int, highest: int | None = None) -> None:
        self._lowest = lowest
        self._highest = highest

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            whole = int(value)
        except ValueError:
            whole = None
        if whole is None or whole < self._lowest or (self._highest is not None and whole > self._highest):
            most = "trở lên" if self._highest is None else f"đến {number(self._highest)}"
            shown = one_line(typed(str(value)))
            self.fail(f"“{shown}” không dùng được; hãy ghi một số nguyên từ {self._lowest} {most}.", param, ctx)
        return whole


class TypedText(click.ParamType[str]):
    """Text in UTF-8, whatever the locale of the process."""

    name = "CHỮ"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return typed(value)


class IndexFolder(click.ParamType[Path]):
    """The folder of an index, which need not exist yet."""

    name = "THƯ_MỤC"

    def convert(self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        if not str(value).strip():
            # Click's own hint would name the environment variable, in English.
            raise click.BadParameter("tên thư mục để trống", ctx, param_hint="'--index'")
        return Path(value)


class QueryFile(click.ParamType[BinaryIO]):
    """A file of queries, open for reading; ``-`` is stdin."""

    name = "TỆP"

    def convert(self, value: str | BinaryIO, param: click.Parameter | None, ctx: click.Context | None) -> BinaryIO:
        if not isinstance(value, str):
            return value
        if value == "-":
            return sys.stdin.buffer
        try:
            file = open(value, "rb")  # noqa: SIM115  # closed with the context, below
        except (OSError, ValueError) as error:
            self.fail(f"không mở được “{one_line(typed(value))}”: {why(error)}", param, ctx)
        if ctx is not None:
            ctx.call_on_close(file.close)
        return file
