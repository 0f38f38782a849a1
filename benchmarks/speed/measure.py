"""One size measured: archive and queries prepared, every engine built and asked in rounds, then the program itself."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.speed.archive import counted, first_of, write_archive
from benchmarks.speed.figures import ROOT, FigureStore
from benchmarks.speed.http_load import http_load
from benchmarks.speed.machine import machine
from benchmarks.speed.process_memory import PeakMemory
from benchmarks.speed.rounds import answers, middle
from benchmarks.speed.samples import load_queries, queries, save_queries
from benchmarks.speed.whole_program import cold_start, small_update

STOCK = "whoosh"
OURS = "timbao"


class Measurement:
    """The parts of the benchmark at one size; each writes its figures when it is done and can be run alone.

    Archive, queries and indexes are taken from the work folder when an earlier run left them there.
    """

    def __init__(
        self, store: FigureStore, corpora: Path, size: str, work: Path, count: int, rounds: int, build_rounds: int
    ) -> None:
        self._store, self._size, self._work = store, size, work
        self._rounds, self._build_rounds = rounds, build_rounds
        self._archive = work / f"{size}.jsonl"
        self._asked = work / f"{size}-queries.json"
        if not self._archive.exists():
            _say(f"{size}: the archive is written")
            new = self._archive.with_suffix(".new")
            write_archive(corpora, size, new)
            new.replace(self._archive)
        self._warming = work / f"{size}-warming-queries.json"
        drawn = queries(self._archive, 2 * count)
        save_queries(drawn[:count], self._asked)
        save_queries(drawn[count:], self._warming)

    def run(self, parts: Sequence[str], engines: Sequence[str], whoosh_documents: int) -> None:
        """Measures the parts asked for."""
        text_mb = round(self._archive.stat().st_size / 1e6, 1)
        self._store.put(self._size, {"documents": counted(self._archive), "text_mb": text_mb, "machine": machine()})
        if "build" in parts:
            self._build([name for name in engines if name != STOCK])
            if STOCK in engines:
                self._build_stock(whoosh_documents)
        if "answer" in parts:
            self._answer(engines)
        if OURS in engines:
            self._measure_program(parts)

    def _build(self, engines: Sequence[str]) -> None:
        rounds: dict[str, list[dict[str, float]]] = {name: [] for name in engines}
        for number in range(self._build_rounds):
            for name in _turned(engines, number):
                _say(f"{self._size}: {name} builds, round {number + 1}")
                rounds[name].append(self._built(name, self._archive))
        for name, measured in rounds.items():
            self._store.put(self._size, {**middle(measured), "rounds": len(measured)}, "engines", name, "build")

    def _build_stock(self, documents: int) -> None:
        """Once, on the first documents; time and bytes are scaled by the size of the text when there are more."""
        _say(f"{self._size}: {STOCK} builds")
        if documents >= counted(self._archive):
            figures: dict[str, Any] = self._built(STOCK, self._archive)
        else:
            sample = self._work / f"{self._size}-sample.jsonl"
            first_of(self._archive, documents, sample)
            scale = self._archive.stat().st_size / sample.stat().st_size
            figures = self._built(STOCK, sample)
            figures.update({name: round(figures[name] * scale, 2) for name in ("wall_s", "cpu_s", "disk_mb")})
            figures["sample"] = documents
        self._store.put(self._size, {**figures, "rounds": 1}, "engines", STOCK, "build")

    def _built(self, engine: str, archive: Path) -> dict[str, float]:
        shutil.rmtree(self._folder(engine), ignore_errors=True)
        return _run(engine, "build", self._folder(engine), archive)

    def _answer(self, engines: Sequence[str]) -> None:
        rounds: dict[str, list[dict[str, Any]]] = {name: [] for name in engines if self._folder(name).exists()}
        for number in range(self._rounds):
            for name in _turned(list(rounds), number):
                _say(f"{self._size}: {name} answers, round {number + 1}")
                rounds[name].append(_run(name, "answer", self._folder(name), self._asked, self._warming))
        asked = load_queries(self._asked)
        for name, measured in rounds.items():
            figures = {**answers(measured, asked), "rounds": len(measured)}
            self._store.put(self._size, figures, "engines", name, "answer")

    def _measure_program(self, parts: Sequence[str]) -> None:
        folder = self._folder(OURS)
        if "cold" in parts:
            _say(f"{self._size}: cold start")
            self._store.put(self._size, cold_start(folder), "cold")
        if "http" in parts:
            _say(f"{self._size}: the HTTP API under load")
            self._store.put(self._size, http_load(folder, load_queries(self._asked), self._rounds), "http")
        if "update" in parts:
            _say(f"{self._size}: a small update")
            update = small_update(folder, self._archive, self._work, self._rounds)
            self._store.put(self._size, update, "update")

    def _folder(self, engine: str) -> Path:
        return self._work / f"{self._size}-{engine}"


def _run(engine: str, what: str, folder: Path, *files: Path) -> dict[str, Any]:
    """One step of one engine in a process of its own; for a build also its peak memory, workers included, as PSS in MB."""
    command = [sys.executable, "-m", "benchmarks.speed.engine_run", engine, what, str(folder), *map(str, files)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        if what == "build":
            with PeakMemory(process) as peak:
                printed, errors = process.communicate()
        else:
            printed, errors = process.communicate()
    if process.returncode:
        raise SystemExit(f"{engine} {what} failed:\n{errors[-2000:]}")
    figures: dict[str, Any] = json.loads(printed.splitlines()[-1])
    if what == "build":
        figures["peak_pss_mb"], figures["peak_anonymous_mb"] = round(peak.pss_mb, 1), round(peak.anonymous_mb, 1)
    return figures


def _turned(names: Sequence[str], by: int) -> list[str]:
    """The names, another one first in each round, so that none always runs beside the same neighbour."""
    by %= max(len(names), 1)
    return [*names[by:], *names[:by]]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
