"""Runs the program once: streams made ready, errors turned into sentences on stderr and into exit codes."""

from __future__ import annotations

import gc
import os
import sys

import click

from terminal.click_words import speak_vietnamese
from terminal.failures import sentence
from terminal.streams import abandon, prepare_streams, tell
from terminal.style import one_line

DONE, FAILED, MISUSED = 0, 1, 2
"""Exit codes: the work is done (finding nothing is done), it could not be done, the command line is wrong."""

OBJECTS_BEFORE_COLLECTING = 50_000
"""New objects that may hold others, after which Python looks for garbage; 700 unless told otherwise."""

TRACEBACK_VARIABLE = "TIMBAO_TRACEBACK"
"""When set, an error that is a mistake in the program itself shows its traceback, for those who mend it."""


def run(program: click.Command, name: str) -> int:
    """Runs the command line of this process through ``program`` and returns the exit code."""
    # Nearly all that is made while modules load stays to the end: looking through it for garbage is 10 ms of a query.
    gc.set_threshold(OBJECTS_BEFORE_COLLECTING)
    prepare_streams()
    speak_vietnamese()
    try:
        try:
            # Not program.main(): it takes a reader that leaves for a failure.
            with program.make_context(name, sys.argv[1:]) as context:
                program.invoke(context)
        finally:
            sys.stdout.flush()
    except click.exceptions.Exit as end:
        return end.exit_code
    except BrokenPipeError:
        # The reader, such as head, has seen enough: nothing is left to do.
        abandon(sys.stdout)
        abandon(sys.stderr)
        return DONE
    except (KeyboardInterrupt, EOFError):
        return _tell("Đã dừng.", FAILED)
    except Exception as error:
        return _failure(error)
    # Before it ends Python looks through all objects for garbage, another 20 ms; those frozen it passes over.
    gc.freeze()
    return DONE


def _failure(error: Exception) -> int:
    if isinstance(error, click.UsageError):
        return _show(error, MISUSED)
    if isinstance(error, click.ClickException):
        return _show(error, FAILED)
    code = _own_code(error)
    if code is not None:
        return _tell(f"Lỗi: {one_line(str(error))}", code)
    if os.environ.get(TRACEBACK_VARIABLE):
        raise error
    if isinstance(error, OSError):
        return _tell(f"Lỗi: {one_line(sentence(error))}", FAILED)
    if isinstance(error, MemoryError):
        return _tell("Lỗi: không đủ bộ nhớ để làm việc này.", FAILED)
    return _tell(
        f"Lỗi trong chương trình ({type(error).__name__}: {one_line(str(error))}). Để xem chi tiết, "
        f"hãy chạy lại với {TRACEBACK_VARIABLE}=1 và gửi cho người phát triển.",
        FAILED,
    )


def _own_code(error: Exception) -> int | None:
    """The exit code for one of the project's own errors; None for any other."""
    try:
        # Loaded only now: a help page should not wait for numpy.
        from index import TimBaoError
        from search import QueryRefused
    except ImportError:
        return None  # the installation is broken, and that is the error at hand
    if isinstance(error, QueryRefused):
        return MISUSED
    return FAILED if isinstance(error, TimBaoError) else None


def _show(error: click.ClickException, code: int) -> int:
    try:
        error.show()
    except BrokenPipeError:
        abandon(sys.stderr)
    return code


def _tell(message: str, code: int) -> int:
    """Prints the message to stderr; what stdout could not take is given up."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        abandon(sys.stdout)
    tell([message])
    return code
