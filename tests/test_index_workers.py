"""Analysis in other processes, or not compiled, changes no byte of the index, and a lost worker loses nothing."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import pytest

from archive import documents
from compiled_parts import compiled
from index.analysis import chunk_table, encode
from index.document import Document
from index.segment import build as segment_build
from index.segment import inversion, merge_segments
from index.segment import workers as segment_workers
from index.whoosh_state import open_state
from index.whoosh_writer import WhooshWriter


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment_build, "BATCH_CHARS", 2_000)


def with_workers(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.whoosh_writer.usable_workers", lambda: count)


def write(folder: Path, archive: Sequence[Document], limits: segment_build.BuildLimits | None = None) -> None:
    with WhooshWriter(folder, limits=limits) as writer:
        for document in archive:
            writer.add(document, "thử.jsonl")
        writer.commit()


def segment_bytes(folder: Path) -> list[bytes]:
    state = open_state(folder)
    return [segment.entry.path(folder).read_bytes() for segment in state.segments]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_segments_are_the_same_with_and_without_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    archive = documents(7, 300)
    with_workers(0, monkeypatch)
    write(tmp_path / "một", [*archive, *archive[:20]])
    with_workers(count, monkeypatch)
    write(tmp_path / "nhiều", [*archive, *archive[:20]])
    assert segment_bytes(tmp_path / "một") == segment_bytes(tmp_path / "nhiều")


def test_segments_end_at_the_same_documents_with_and_without_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment_build, "BYTES_PER_SLOT", 60)
    # The words of these documents are shorter than those of news.
    monkeypatch.setattr(segment_build, "CHARS_PER_SLOT", 3)
    archive, limits = documents(12, 900), segment_build.BuildLimits(memory_mb=1)
    for count in (0, 2):
        with_workers(count, monkeypatch)
        write(tmp_path / str(count), archive, limits)
    segments = segment_bytes(tmp_path / "0")
    assert len(segments) > 2
    assert segments == segment_bytes(tmp_path / "2")


def test_segments_are_the_same_where_there_was_no_c_compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled("index.segment._inversion")
    with_workers(2, monkeypatch)
    archive = documents(11, 400)
    write(tmp_path / "compiled", archive)
    merge(tmp_path / "compiled", tmp_path / "compiled, merged")
    monkeypatch.setattr(encode, "ChunkTable", chunk_table.ChunkTable)
    monkeypatch.setattr(import_module("index.analysis.clean"), "all_within", None)
    monkeypatch.setattr(inversion, "_functions", inversion.InNumpy())
    write(tmp_path / "in Python", archive)
    merge(tmp_path / "in Python", tmp_path / "in Python, merged")
    assert segment_bytes(tmp_path / "compiled") == segment_bytes(tmp_path / "in Python")
    assert (tmp_path / "compiled, merged").read_bytes() == (tmp_path / "in Python, merged").read_bytes()


def merge(folder: Path, path: Path) -> None:
    """The documents of an index twice over, less every third, as one segment at ``path``."""
    readers = [segment.reader for segment in open_state(folder).segments] * 2
    merge_segments(readers, [frozenset(range(0, reader.count, 3)) for reader in readers], path)


def test_an_id_given_twice_is_one_document_whoever_analysed_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_workers(2, monkeypatch)
    archive = documents(8, 200)
    later = [Document(id=document.id, body=f"Bản sửa của {document.id}.") for document in archive[::3]]
    write(tmp_path / "index", [*archive, *later])
    state = open_state(tmp_path / "index")
    assert sum(segment.entry.doc_count() for segment in state.segments) == 200
    for document in later:
        found = state.find(document.id)
        assert found is not None and found[0].reader.record(found[1]).document == document


def test_a_killed_worker_is_told_and_the_index_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_workers(2, monkeypatch)
    folder = tmp_path / "index"
    archive = documents(9, 300)
    write(folder, archive[:50])
    before = segment_bytes(folder)

    def write_while_one_is_killed() -> None:
        with WhooshWriter(folder) as writer:
            for place, document in enumerate(archive[50:]):
                if place == 150:
                    assert writer._workers is not None
                    os.kill(writer._workers._processes[0].pid, signal.SIGKILL)
                writer.add(document, "thử.jsonl")
            writer.commit()

    with pytest.raises(segment_workers.WorkerLost, match="hãy chạy lại lệnh này"):
        write_while_one_is_killed()
    assert segment_bytes(folder) == before
    write(folder, archive)
    assert sum(segment.entry.doc_count() for segment in open_state(folder).segments) == 300


def test_workers_end_with_their_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_workers(2, monkeypatch)
    with WhooshWriter(tmp_path / "index") as writer:
        for document in documents(10, 100):
            writer.add(document, "thử.jsonl")
        assert writer._workers is not None
        pids = [process.pid for process in writer._workers._processes]
        assert len(pids) == 2
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_workers_end_when_their_writer_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_workers(2, monkeypatch)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        # The writer: tells its workers' ids, then is killed in the middle of its work.
        with WhooshWriter(tmp_path / "index") as writer:
            for document in documents(10, 100):
                writer.add(document, "thử.jsonl")
            assert writer._workers is not None
            os.write(writing, " ".join(str(process.pid) for process in writer._workers._processes).encode())
            os.kill(os.getpid(), signal.SIGKILL)
    pids = [int(pid) for pid in os.read(reading, 1000).split()]
    os.waitpid(child, 0)
    os.close(reading)
    os.close(writing)
    deadline = time.monotonic() + 20
    while (alive := [pid for pid in pids if _is_alive(pid)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(pids) == 2 and not alive
    write(tmp_path / "index", documents(10, 5))


def _is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
