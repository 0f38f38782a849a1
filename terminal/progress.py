"""The progress bar of long work, on stderr, where stderr is a terminal; elsewhere nothing."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

import click

from index import Progress
from terminal.printed import duration, number

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar  # what click.progressbar returns; click exports no name for it

REDRAW_S = 0.1
"""Seconds between two drawings: a bar that moves ten times a second looks smooth and costs nothing."""

SETTLING_S = 1.0
"""Seconds before a speed is worth telling."""

_LABELS = {"reading": "Đang đọc", "writing": "Đang ghi chỉ mục"}


class ProgressView:
    """Shows how far the work is: per cent of the bytes, documents read, documents a second, and the time left.

    Call it with each Progress, inside a ``with``.
    """

    def __init__(self, file: TextIO | None = None) -> None:
        self._file = sys.stderr if file is None else file
        self._bar: ProgressBar[str] | None = None
        self._started = time.monotonic()
        self._drawn = 0.0
        self._stage = ""

    def __enter__(self) -> ProgressView:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.render_finish()

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.stage == self._stage and now - self._drawn < REDRAW_S:
            return
        self._drawn, self._stage = now, progress.stage
        bar = self._bar or self._open(progress.bytes_total)
        bar.label = _LABELS[progress.stage]
        bar.update(progress.bytes_done - bar.pos, told(progress, now - self._started))

    def _open(self, bytes_total: int) -> ProgressBar[str]:
        self._bar = click.progressbar(
            length=max(bytes_total, 1),
            file=self._file,
            hidden=not self._file.isatty(),
            bar_template="%(label)s %(bar)s %(info)s",
            fill_char="━",
            empty_char="─",
            width=20,
            update_min_steps=0,  # drawn at every call, one that reads no further too
            show_eta=False,  # click's own counts from its last seven steps and needs a locale's letters; see told()
            show_percent=True,
            item_show_func=lambda item: item,
        )
        return self._bar


def told(progress: Progress, elapsed_s: float) -> str:
    """37.696 tài liệu · 1.234/giây · còn 12 giây"""
    parts = [f"{number(progress.documents)} tài liệu"]
    if elapsed_s >= SETTLING_S:
        parts.append(f"{number(round(progress.documents / elapsed_s))}/giây")
        if progress.stage == "reading" and 0 < progress.bytes_done < progress.bytes_total:
            left_s = elapsed_s * (progress.bytes_total - progress.bytes_done) / progress.bytes_done
            parts.append(f"còn {duration(max(left_s, 1))}")
    return " · ".join(parts)
