"""The process's own streams: UTF-8 whatever the locale, colour only where it belongs, quiet when nobody listens."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from typing import TextIO

NARROWEST_CELLS, WIDEST_CELLS = 32, 100
"""Bounds of a line of running text: below, words no longer fit; above, the eye loses the next line."""


def prepare_streams() -> None:
    """Makes stdout and stderr write UTF-8 and never fail on a character.

    A lone surrogate, which only the name of a file can hold here, is written as its escape.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # the caller closed it: timbao … >&-
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  # open as long as the process
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def typed(text: str) -> str:
    """The text as it was typed in UTF-8, whatever the locale took its bytes for; bytes that are not UTF-8 as U+FFFD."""
    return os.fsencode(text).decode("utf-8", "replace")


def wants_style(stream: TextIO) -> bool:
    """True when colour and bold type belong on the stream: a terminal, and NO_COLOR (no-color.org) is not set."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def text_width(stream: TextIO) -> int | None:
    """Cells to a line of running text; None where lines are not to be wrapped, because the stream is no terminal."""
    if not stream.isatty():
        return None
    # Imported here because it loads every way of packing archives.
    import shutil

    return max(NARROWEST_CELLS, min(shutil.get_terminal_size().columns, WIDEST_CELLS))


def tell(lines: Iterable[str]) -> None:
    """Prints lines to stderr. Work that is done is not undone because nobody reads of it."""
    try:
        for line in lines:
            print(line, file=sys.stderr)
        sys.stderr.flush()
    except BrokenPipeError:
        abandon(sys.stderr)


def abandon(stream: TextIO) -> None:
    """Points the stream at nothing, so that what is still buffered cannot fail again when Python exits."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass
