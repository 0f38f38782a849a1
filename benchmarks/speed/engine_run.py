"""One engine doing one thing in a process of its own: `python -m benchmarks.speed.engine_run ENGINE build|answer ...`.

Prints one JSON object.
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.speed.engine import Engine
from benchmarks.speed.process_memory import memory_mb
from benchmarks.speed.samples import TimedQuery, load_queries

ENGINES = {
    "timbao": ("benchmarks.speed.timbao_engine", "TimBao"),
    "tantivy": ("benchmarks.speed.tantivy_engine", "Tantivy"),
    "fts5": ("benchmarks.speed.fts5_engine", "Fts5"),
    "bm25s": ("benchmarks.speed.bm25s_engine", "Bm25s"),
    "whoosh": ("benchmarks.speed.stock_whoosh_engine", "StockWhoosh"),
}


MOST_SECONDS = 90.0
"""Time for the queries of one pass. A slow engine on a large archive answers the first so many, all kinds in turn."""


def engine(name: str) -> Engine:
    """The engine of that name, its library loaded."""
    module, cls = ENGINES[name]
    made: Engine = getattr(importlib.import_module(module), cls)()
    return made


def build(name: str, archive: Path, folder: Path) -> dict[str, float]:
    """Builds; seconds of wall and processor time, workers included, and MB (10**6 bytes) on disk."""
    made = engine(name)
    before = _processor_seconds()
    started = time.perf_counter()
    made.build(archive, folder)
    wall = time.perf_counter() - started
    return {
        "wall_s": round(wall, 3),
        "cpu_s": round(_processor_seconds() - before, 3),
        "disk_mb": round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6, 2),
    }


def answer(name: str, folder: Path, queries: Path, warming: Path) -> dict[str, Any]:
    """Times every query once, after as many others: what an engine keeps of words it has met is warm, no query is.

    Milliseconds and the number of hits by the place of the query in its file, with snippets and for ids alone; the time
    to open in milliseconds; the memory after all of it.
    """
    asked, others = load_queries(queries), load_queries(warming)
    found: dict[str, Any] = {}
    for what in ("ids", "snippets"):
        # Opened anew, so that nothing is known of the queries that were asked for their ids.
        made = engine(name)
        started = time.perf_counter()
        made.open(folder)
        found["open_ms"] = round((time.perf_counter() - started) * 1000, 2)
        method = getattr(made, what)
        _timed(method, others)
        found[what] = _timed(method, asked)
    return {**found, **memory_mb()}


def _timed(method: Callable[[TimedQuery], int], queries: list[TimedQuery]) -> dict[int, tuple[float, int]]:
    """Milliseconds and number of hits by the place of the query, of those that the engine can answer and in time."""
    times = {}
    deadline = time.perf_counter() + MOST_SECONDS
    for place, query in enumerate(queries):
        started = time.perf_counter()
        if started > deadline:
            break
        try:
            count = method(query)
        except NotImplementedError:
            continue
        times[place] = (round((time.perf_counter() - started) * 1000, 4), count)
    return times


def _processor_seconds() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("what", choices=["build", "answer"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("file", type=Path, help="the archive to build from, or the queries to answer")
    parser.add_argument("warming", type=Path, nargs="?", help="other queries, asked before")
    asked = parser.parse_args()
    if asked.what == "build":
        print(json.dumps(build(asked.engine, asked.file, asked.folder)))
    else:
        print(json.dumps(answer(asked.engine, asked.folder, asked.file, asked.warming)))


if __name__ == "__main__":
    main()
