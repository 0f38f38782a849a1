"""Runs the benchmark: `python -m benchmarks.speed --corpora DIR`. See the package's own page."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.speed.engine_run import ENGINES
from benchmarks.speed.machine import machine
from benchmarks.speed.report import write_report
from benchmarks.speed.samples import queries, save_queries, write_archive
from benchmarks.speed.whole_program import cold_start, http_throughput, small_update

WHOOSH_SAMPLE = 2_000
"""Documents that stock Whoosh is given: at its pace 20,000 take minutes. Its time is scaled by the characters of text."""

QUERIES = 260

REPORT = Path(__file__).parents[2] / "docs" / "performance.json"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True, help="the folder of the measuring corpora")
    parser.add_argument("--sizes", default="20000,all", help="archive sizes: 20000, all, 1000000 (default 20000,all)")
    parser.add_argument("--engines", default=",".join(ENGINES), help="which engines")
    parser.add_argument(
        "--work", type=Path, help="where to put archives and indexes; by default a folder deleted after"
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = asked.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        for size in asked.sizes.split(","):
            measure(asked.corpora, size, asked.engines.split(","), work)


def measure(corpora: Path, size: str, engines: list[str], work: Path) -> None:
    """Measures one size and merges the figures into the report."""
    archive, asked = work / f"{size}.jsonl", work / f"{size}-queries.json"
    documents = write_archive(corpora, size, archive)
    save_queries(queries(archive, QUERIES), asked)
    row: dict[str, Any] = {"documents": documents, "text_mb": round(archive.stat().st_size / 1e6, 1), "engines": {}}
    sample = work / f"{size}-sample.jsonl"
    folders = {name: work / f"{size}-{name}" for name in engines}
    for name in engines:
        said(f"{size}: {name} builds")
        if name == "whoosh":
            with open(archive, encoding="utf-8") as whole, open(sample, "w", encoding="utf-8") as part:
                part.writelines(line for _, line in zip(range(WHOOSH_SAMPLE), whole, strict=False))
            built = run(name, "build", folders[name], sample)
            scale = archive.stat().st_size / sample.stat().st_size
            built = {key: round(value * (1 if key == "peak_mb" else scale), 1) for key, value in built.items()}
            row["engines"][name] = {"build": {**built, "scaled_from": WHOOSH_SAMPLE}}
            continue
        row["engines"][name] = {"build": run(name, "build", folders[name], archive)}
    for name in engines:
        if name != "whoosh":
            said(f"{size}: {name} answers")
            row["engines"][name]["query"] = run(name, "query", folders[name], asked)
    if "timbao" in engines:
        said(f"{size}: the whole program")
        folder = folders["timbao"]
        row["cold_start"] = cold_start(folder)
        row["http"] = http_throughput(folder, asked)
        row["small_update"] = small_update(folder, archive, work)
    merge(size, row)


def run(engine: str, what: str, folder: Path, file: Path) -> dict[str, Any]:
    """One step of one engine in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.speed.engine_run", engine, what, str(folder), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    if done.returncode:
        raise SystemExit(f"{engine} {what} failed:\n{done.stderr[-2000:]}")
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def merge(size: str, row: dict[str, Any]) -> None:
    """Puts one size's figures into the report, those of engines not run this time kept, and writes table and plots."""
    report: dict[str, Any] = json.loads(REPORT.read_text(encoding="utf-8")) if REPORT.exists() else {"sizes": {}}
    before = report["sizes"].get(size, {})
    row["engines"] = {**before.get("engines", {}), **row["engines"]}
    report["machine"] = machine()
    report["sizes"][size] = {**before, **row}
    REPORT.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    write_report(report)


def said(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
