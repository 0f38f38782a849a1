"""Tìm Báo as a program: a cold query in the terminal, and a small update until it is seen."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.speed.http_load import ROOT, serving

COLD_RUNS = 11
ADDED = 100
MOST_SECONDS = 60.0
"""An update that is not seen after so long is a failure."""


def cold_start(folder: Path) -> dict[str, float]:
    """Seconds of `cli.py query` as a whole process and of importing whoosh and numpy alone, in turn; medians."""
    query = [sys.executable, "cli.py", "--index", str(folder), "query", "chi bo"]
    commands = {
        "query_s": query,
        "imports_s": [sys.executable, "-c", "import whoosh, numpy"],
        "python_s": [sys.executable, "-c", "pass"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    _seconds(query)
    for _ in range(COLD_RUNS):
        for name, command in commands.items():
            times[name].append(_seconds(command))
    return {name: round(statistics.median(values), 4) for name, values in times.items()}


def small_update(folder: Path, archive: Path, work: Path, rounds: int) -> dict[str, float]:
    """Seconds of `cli.py index` as a whole process with 100 new documents, and until each way of asking sees them.

    ``seen_s``: a server that ran all along; ``cold_query_s``: a new `cli.py query` after indexing. Both count from the start of
    indexing. The index is copied first and stays as it was. Medians.
    """
    times: dict[str, list[float]] = {"index_s": [], "seen_s": [], "cold_query_s": []}
    for number in range(rounds):
        copied = work / "updated"
        shutil.rmtree(copied, ignore_errors=True)
        shutil.copytree(folder, copied)
        word = f"dau{time.time_ns()}"
        added = work / "added.jsonl"
        _write_added(archive, added, word, number)
        with serving(copied) as server:
            server.total(word)
            started = time.perf_counter()
            _seconds([sys.executable, "cli.py", "--index", str(copied), "index", str(added)])
            times["index_s"].append(time.perf_counter() - started)
            while server.total(word) != ADDED:
                if time.perf_counter() - started > MOST_SECONDS:
                    raise SystemExit("the added documents are not seen by the server")
            times["seen_s"].append(time.perf_counter() - started)
        cold = _seconds([sys.executable, "cli.py", "--index", str(copied), "query", "--format", "json", word])
        times["cold_query_s"].append(times["index_s"][-1] + cold)
        shutil.rmtree(copied)
    return {name: round(statistics.median(values), 3) for name, values in times.items()}


def _write_added(archive: Path, path: Path, word: str, number: int) -> None:
    """The first documents of the archive as new ones that all hold a word of their own."""
    with open(archive, encoding="utf-8") as source, open(path, "w", encoding="utf-8") as target:
        for place, line in zip(range(ADDED), source, strict=False):
            record = json.loads(line)
            record["id"] = f"added-{number}-{place}"
            record["url"] = f"https://example.invalid/added/{number}/{place}"
            record["body"] += f" {word}."
            target.write(json.dumps(record, ensure_ascii=False) + "\n")


def _seconds(command: list[str]) -> float:
    # With compiled modules kept, as on any machine that has run the program before.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=environment)
    return time.perf_counter() - started
