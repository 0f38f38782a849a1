"""Tìm Báo as a program: a cold query in the terminal, the page under load, a small update."""

from __future__ import annotations

import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

from benchmarks.speed.samples import load_queries

ROOT = Path(__file__).parents[2]
COLD_RUNS = 7
CLIENTS = (1, 4, 16)
SECONDS = 6.0
ADDED = 100


def cold_start(folder: Path) -> dict[str, float]:
    """Seconds of `cli.py query` as a whole process and of importing whoosh and numpy alone, in turn; medians."""
    query = [sys.executable, "cli.py", "--index", str(folder), "query", "chi bo"]
    bare = [sys.executable, "-c", "import whoosh, numpy"]
    times: dict[str, list[float]] = {"query_s": [], "imports_s": []}
    _seconds(query)
    for _ in range(COLD_RUNS):
        for name, command in (("query_s", query), ("imports_s", bare)):
            times[name].append(_seconds(command))
    return {name: round(statistics.median(values), 3) for name, values in times.items()}


def small_update(folder: Path, archive: Path, work: Path) -> dict[str, float]:
    """Seconds of the whole program to add 100 new documents to the index and to answer with one of them."""
    added = work / "added.jsonl"
    stamp = str(time.time_ns())
    with open(archive, encoding="utf-8") as source, open(added, "w", encoding="utf-8") as target:
        for number, line in zip(range(ADDED), source, strict=False):
            record = json.loads(line)
            record["id"] = f"{stamp}-{number}"
            record["body"] += f" Dấu{stamp}."
            target.write(json.dumps(record, ensure_ascii=False) + "\n")
    index = [sys.executable, "cli.py", "--index", str(folder), "index", str(added)]
    query = [sys.executable, "cli.py", "--index", str(folder), "query", "--format", "json", f'"dấu{stamp}"']
    started = time.perf_counter()
    subprocess.run(index, cwd=ROOT, check=True, capture_output=True)
    indexed = time.perf_counter() - started
    answer = subprocess.run(query, cwd=ROOT, check=True, capture_output=True, text=True)
    if json.loads(answer.stdout)["total"] != ADDED:
        raise SystemExit("the added documents are not found")
    return {"index_s": round(indexed, 2), "and_query_s": round(time.perf_counter() - started, 2)}


def http_throughput(folder: Path, queries: Path) -> dict[str, float]:
    """Requests a second that a real server answers through /api/search, by the number of clients; and its memory in MB."""
    command = [sys.executable, "cli.py", "--index", str(folder), "serve", "--port", "0", "--requests-per-minute", "0"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert server.stdout is not None
        port = next(int(match[1]) for line in server.stdout if (match := re.search(r"127\.0\.0\.1:(\d+)", line)))
        paths = [f"/api/search?q={quote(' '.join(query.words))}" for query in load_queries(queries)]
        _client(port, paths, 2.0)
        found = {}
        for clients in CLIENTS:
            with ThreadPoolExecutor(clients) as pool:
                counts = list(
                    pool.map(lambda offset: _client(port, paths[offset:] + paths[:offset], SECONDS), range(clients))
                )
            found[f"clients_{clients}"] = round(sum(counts) / SECONDS, 1)
        status = dict(line.split(":", 1) for line in Path(f"/proc/{server.pid}/status").read_text().splitlines())
        found["rss_mb"] = round(int(status["VmRSS"].split()[0]) / 1024, 1)
        found["anonymous_mb"] = round(int(status["RssAnon"].split()[0]) / 1024, 1)
        return found
    finally:
        server.terminate()
        server.wait()


def _client(port: int, paths: Sequence[str], seconds: float) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    deadline = time.perf_counter() + seconds
    done = 0
    while time.perf_counter() < deadline:
        connection.request("GET", paths[done % len(paths)])
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise SystemExit(f"the server answered {response.status}")
        done += 1
    connection.close()
    return done


def _seconds(command: list[str]) -> float:
    # With compiled modules kept, as on any machine that has run the program before.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=environment)
    return time.perf_counter() - started
