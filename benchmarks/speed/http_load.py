"""A real server on the loopback under clients that keep their connections: requests a second, latency, memory."""

from __future__ import annotations

import http.client
import json
import multiprocessing
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.speed.process_memory import memory_mb
from benchmarks.speed.rounds import percentiles
from benchmarks.speed.samples import TimedQuery

ROOT = Path(__file__).parents[2]
CLIENTS = (1, 4, 16)
SECONDS = 4.0
"""How long each number of clients asks in one round; the rounds take turns."""

WARM_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running `cli.py serve`."""

    pid: int
    port: int

    def total(self, text: str) -> int:
        """How many documents the server finds for a text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", f"/api/search?{urlencode({'q': text})}")
        found = int(json.loads(connection.getresponse().read())["total"])
        connection.close()
        return found


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """A server of the index in the folder, without a limit of requests; ended afterwards."""
    command = [sys.executable, "cli.py", "--index", str(folder), "serve", "--port", "0", "--requests-per-minute", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            assert process.stdout is not None
            ports = (re.search(r"127\.0\.0\.1:(\d+)", line) for line in process.stdout)
            port = next((int(match[1]) for match in ports if match), None)
            if port is None:
                raise SystemExit("the server ended before it served")
            yield Server(process.pid, port)
        finally:
            process.terminate()


def http_load(folder: Path, queries: Sequence[TimedQuery], rounds: int) -> dict[str, dict[str, float]]:
    """Asks /api/search for ten hits with snippets, each client a process.

    By number of clients: requests a second, and latency in milliseconds at three percentiles; then the server's memory.
    """
    paths = [_path(query) for query in queries]
    with serving(folder) as server:
        _client(server.port, paths, 0, WARM_SECONDS)
        latencies: dict[int, list[float]] = {clients: [] for clients in CLIENTS}
        for _ in range(rounds):
            for clients in CLIENTS:
                latencies[clients] += _load(server.port, paths, clients)
        found = {
            f"clients_{clients}": {"per_s": round(len(times) / (SECONDS * rounds), 1), **percentiles(times)}
            for clients, times in latencies.items()
        }
        return {**found, "memory": memory_mb(server.pid)}


def _load(port: int, paths: Sequence[str], clients: int) -> list[float]:
    with multiprocessing.get_context("fork").Pool(clients) as pool:
        step = len(paths) // clients
        asked = [(port, paths, number * step, SECONDS) for number in range(clients)]
        return [time for times in pool.starmap(_client, asked, chunksize=1) for time in times]


def _client(port: int, paths: Sequence[str], first: int, seconds: float) -> list[float]:
    """One client's latencies in milliseconds; it starts at a place of its own among the queries."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    deadline = time.perf_counter() + seconds
    times: list[float] = []
    while (started := time.perf_counter()) < deadline:
        connection.request("GET", paths[(first + len(times)) % len(paths)])
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise SystemExit(f"the server answered {response.status}")
        times.append((time.perf_counter() - started) * 1000)
    connection.close()
    return times


def _path(query: TimedQuery) -> str:
    text = " ".join(query.words)
    parameters = {"q": f'"{text}"' if query.form == "phrase" else text + "*" * (query.form == "prefix")}
    if query.year:
        parameters.update({"from": f"{query.year}", "to": f"{query.year}"})
    if query.briefs_only:
        parameters["kind"] = "brief"
    if query.newest_first:
        parameters["sort"] = "newest"
    return f"/api/search?{urlencode(parameters)}"
