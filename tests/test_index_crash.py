"""Killed at any instant, an index is whole: the old one or the new one, never something between."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from archive import documents
from index import rebuild_index, update_index
from index.whoosh_state import open_state

ROOT = Path(__file__).parent.parent
KILLS = 12


def write_source(path: Path, seed: int, count: int, note: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        for document in documents(seed, count):
            file.write(json.dumps({**document.to_json(), "author": note}, ensure_ascii=False) + "\n")


def authors(folder: Path) -> list[str | None]:
    """The author of every live document, every stored byte having been read back against its checksum."""
    state = open_state(folder)
    for segment in state.segments:
        segment.reader.file.verify()
    return [document.author for segment in state.segments for document, _ in segment.documents()]


def run_and_kill(folder: Path, call: str, after_s: float) -> bool:
    """Runs index.CALL on the folder in a process of its own; True when it had finished before it was killed."""
    program = f"import index, sys; index.{call}"
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)
    try:
        return process.wait(after_s) == 0
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return False


def test_a_rebuild_killed_at_any_instant_leaves_the_old_or_the_new_index(tmp_path: Path) -> None:
    folder, source = tmp_path / "index", tmp_path / "tin.jsonl"
    write_source(source, seed=1, count=1500, note="cũ")
    update_index(folder, [str(source)])
    write_source(source, seed=1, count=1500, note="mới")
    started = time.perf_counter()
    assert run_and_kill(folder, f"rebuild_index({str(folder)!r})", 120)
    whole_s = time.perf_counter() - started
    current, rng, unfinished = "mới", random.Random(7), 0
    for round in range(KILLS):
        target = f"lần {round}"
        write_source(source, seed=1, count=1500, note=target)
        # The second half of the run is where files are written and put in place.
        finished = run_and_kill(folder, f"rebuild_index({str(folder)!r})", whole_s * rng.uniform(0.3, 1.1))
        unfinished += not finished
        seen = authors(folder)
        assert len(seen) == 1500
        assert set(seen) in ({current}, {target}), f"a mixture after kill {round}"
        current = seen[0] or ""
    assert unfinished >= KILLS // 4, "the kills came too late to test anything"
    assert rebuild_index(folder).documents == 1500, "the lock of a killed process is free"


def test_adding_killed_at_any_instant_loses_nothing_that_was_indexed(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    first, second = tmp_path / "cu.jsonl", tmp_path / "moi.jsonl"
    write_source(first, seed=1, count=300, note="cũ")
    update_index(folder, [str(first)])
    with open(second, "w", encoding="utf-8") as file:
        for number, document in enumerate(documents(2, 1500)):
            file.write(
                json.dumps({**document.to_json(), "id": f"moi-{number}", "author": "mới"}, ensure_ascii=False) + "\n"
            )
    started = time.perf_counter()
    scratch = tmp_path / "nháp"
    assert run_and_kill(scratch, f"update_index({str(scratch)!r}, [{str(second)!r}])", 120)
    whole_s = time.perf_counter() - started
    rng = random.Random(8)
    for _ in range(KILLS // 2):
        finished = run_and_kill(
            folder, f"update_index({str(folder)!r}, [{str(second)!r}])", whole_s * rng.uniform(0.3, 1.0)
        )
        seen = authors(folder)
        assert seen.count("cũ") == 300
        assert seen.count("mới") in (0, 1500)
        if finished:
            break
    assert update_index(folder, [str(second)]).documents == 1800
