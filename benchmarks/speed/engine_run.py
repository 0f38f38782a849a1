"""One engine doing one thing in a process of its own: `python -m benchmarks.speed.engine_run ENGINE build|query ...`.

Prints one JSON object.
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.speed.engine import Engine
from benchmarks.speed.samples import TimedQuery, load_queries

ENGINES = {
    "timbao": ("benchmarks.speed.timbao_engine", "TimBao"),
    "tantivy": ("benchmarks.speed.tantivy_engine", "Tantivy"),
    "fts5": ("benchmarks.speed.fts5_engine", "Fts5"),
    "bm25s": ("benchmarks.speed.bm25s_engine", "Bm25s"),
    "whoosh": ("benchmarks.speed.stock_whoosh_engine", "StockWhoosh"),
}


def engine(name: str) -> Engine:
    """The engine of that name, its library loaded."""
    module, cls = ENGINES[name]
    made: Engine = getattr(importlib.import_module(module), cls)()
    return made


def build(name: str, archive: Path, folder: Path) -> dict[str, float]:
    """Builds; seconds of wall and processor time, workers included, peak MB of the largest process, MB on disk."""
    made = engine(name)
    started = time.perf_counter()
    made.build(archive, folder)
    wall = time.perf_counter() - started
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "wall_s": round(wall, 2),
        "cpu_s": round(own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime, 2),
        "peak_mb": round(max(own.ru_maxrss, children.ru_maxrss) / 1024, 1),
        "disk_mb": round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6, 1),
    }


def answer(name: str, folder: Path, queries: Path) -> dict[str, Any]:
    """Answers every query twice, and times the second: milliseconds at three percentiles, in all and by class."""
    made = engine(name)
    made.open(folder)
    found: dict[str, Any] = {}
    for what, method in (("snippets", made.snippets), ("ids", made.ids)):
        times = _times(method, load_queries(queries))
        if times:
            found[what] = {kind: _percentiles(values) for kind, values in times.items()}
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    found["rss_mb"] = round(int(status["VmRSS"].split()[0]) / 1024, 1)
    found["anonymous_mb"] = round(int(status["RssAnon"].split()[0]) / 1024, 1)
    return found


def _times(method: Callable[[TimedQuery], int], queries: list[TimedQuery]) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {}
    able = []
    for query in queries:
        try:
            method(query)
        except NotImplementedError:
            continue
        able.append(query)
    # A whole round between the two times of a query, so that none is answered from what was kept of itself.
    for query in able:
        started = time.perf_counter()
        method(query)
        elapsed = (time.perf_counter() - started) * 1000
        for kind in ("all", query.kind):
            times.setdefault(kind, []).append(elapsed)
    return times


def _percentiles(values: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(values, n=100, method="inclusive") if len(values) > 1 else values * 99
    return {"p50": round(cuts[49], 3), "p95": round(cuts[94], 3), "p99": round(cuts[98], 3), "count": len(values)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("what", choices=["build", "query"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("file", type=Path, help="the archive to build from, or the queries to answer")
    asked = parser.parse_args()
    done = build(asked.engine, asked.file, asked.folder) if asked.what == "build" else None
    print(json.dumps(done or answer(asked.engine, asked.folder, asked.file)))


if __name__ == "__main__":
    main()
