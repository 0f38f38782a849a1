"""The terminal program run as a user runs it: a process of its own, in a pipe or on a terminal."""

from __future__ import annotations

import json
import os
import pty
import select
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SAVED_PAGE = ROOT / "samples" / "haugiang-2023-12-12.txt"
TIME_LIMIT_S = 120


@dataclass(frozen=True)
class Ran:
    """A finished run."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def ids(self) -> list[str]:
        return [hit["id"] for hit in self.json["hits"]]


def environment(**changes: str) -> dict[str, str]:
    """The environment of this process without what would change the program's answers, and with ``changes``."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("TIMBAO", "LC_", "PYTHONIO"))}
    for name in ("NO_COLOR", "COLUMNS", "LANG", "LANGUAGE", "PYTHONUTF8"):
        ours.pop(name, None)
    return {**ours, "TERM": "xterm-256color", **changes}


def timbao(
    *arguments: str | Path | bytes,
    index: Path | None = None,
    stdin: str | bytes | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
) -> Ran:
    """Runs ``cli.py`` with its output in pipes. A traceback is never an answer, whatever was asked."""
    ran = subprocess.run(
        command(arguments, index),
        input=stdin.encode() if isinstance(stdin, str) else stdin or b"",
        capture_output=True,
        timeout=TIME_LIMIT_S,
        env=environment(**(env or {})),
        cwd=cwd,
        check=False,
    )
    out, err = ran.stdout.decode(), ran.stderr.decode()
    assert "Traceback" not in err, err
    return Ran(ran.returncode, out, err)


def command(arguments: Sequence[str | Path | bytes], index: Path | None = None) -> list[str | Path | bytes]:
    place: list[str | Path | bytes] = [] if index is None else ["--index", index]
    return [sys.executable, str(ROOT / "cli.py"), *place, *arguments]


def shell_line(arguments: Sequence[str | Path], index: Path, end: str) -> list[str]:
    """The command line for bash that runs ``cli.py`` with what ``end`` adds: a pipe, a closed stream."""
    words = [os.fsdecode(word) for word in command(arguments, index)]
    return ["bash", "-c", f"set -o pipefail; {shlex.join(words)} {end}"]


def on_terminal(
    *arguments: str | Path, index: Path | None = None, columns: int = 60, env: Mapping[str, str] | None = None
) -> Ran:
    """Runs ``cli.py`` with stdin, stdout and stderr all one terminal of that width; ``out`` is what it showed."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command(arguments, index),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(COLUMNS=str(columns), **(env or {})),
        cwd=ROOT,
        start_new_session=True,
    )
    os.close(theirs)
    shown, deadline = b"", time.monotonic() + TIME_LIMIT_S
    while time.monotonic() < deadline and select.select([ours], [], [], deadline - time.monotonic())[0]:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # how Linux says that the other end is closed
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    code = process.wait(TIME_LIMIT_S)
    out = shown.decode().replace("\r\n", "\n")
    assert "Traceback" not in out, out
    return Ran(code, out, "")


def write_json_lines(path: Path, *records: Mapping[str, Any] | str) -> Path:
    """A JSON Lines file of the records; a string is a line as it is."""
    lines = [record if isinstance(record, str) else json.dumps(record, ensure_ascii=False) for record in records]
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path
