"""The table of contents as this program reads it: what Whoosh wrote, and nothing that could do harm."""

from __future__ import annotations

import pickle
import subprocess
from pathlib import Path
from typing import Any

import pytest
from whoosh.index import TOC, open_dir

from index import Document
from index.errors import IndexDamaged
from index.whoosh_schema import schema
from index.whoosh_storage import PrivateStorage
from index.whoosh_toc import INDEX_NAME, read_entries, toc_name
from index.whoosh_writer import WhooshWriter


def written(folder: Path, *batches: list[str]) -> int:
    """Commits documents with these ids, a batch a time; those seen before are replaced. Returns the generation."""
    for number, batch in enumerate(batches):
        with WhooshWriter(folder) as writer:
            for id in batch:
                writer.add(Document(id=id, body=f"Tin {id}, lần {number}."), "thử.jsonl")
            writer.commit()
    return len(batches)


@pytest.mark.parametrize(
    "batches",
    [
        [["a"]],
        [["a", "b"], ["c"]],
        [["a", "b", "c"], ["a"], ["b"]],
        [[f"tin-{number}" for number in range(700)], [f"tin-{number}" for number in range(0, 300, 2)]],
    ],
)
def test_the_entries_are_those_that_whoosh_reads(tmp_path: Path, batches: list[list[str]]) -> None:
    generation = written(tmp_path, *batches)
    ours = read_entries(tmp_path, generation)
    theirs = open_dir(str(tmp_path))._segments()
    assert [entry.segment_id() for entry in ours] == [segment.segment_id() for segment in theirs]
    assert [entry.count for entry in ours] == [segment.doc_count_all() for segment in theirs]
    assert [entry.deleted for entry in ours] == [segment.deleted_docs() for segment in theirs]
    assert sum(entry.doc_count() for entry in ours) == len({id for batch in batches for id in batch})
    assert all(entry.path(tmp_path).is_file() for entry in ours)


def test_an_index_without_segments_has_no_entries(tmp_path: Path) -> None:
    TOC(schema(), [], 1).write(PrivateStorage(tmp_path), INDEX_NAME)
    assert read_entries(tmp_path, 1) == []


class _Harmful:
    def __init__(self, touched: str) -> None:
        self.touched = touched

    def __reduce__(self) -> tuple[Any, ...]:
        return subprocess.call, (["touch", self.touched],)


def test_a_table_of_contents_runs_nothing(tmp_path: Path) -> None:
    written(tmp_path, ["a"])
    TOC(schema(), [_Harmful(str(tmp_path / "ran"))], 2).write(PrivateStorage(tmp_path), INDEX_NAME)
    with pytest.raises(IndexDamaged, match="rebuild"):
        read_entries(tmp_path, 2)
    assert not (tmp_path / "ran").exists()


def test_a_table_of_contents_cut_short_or_changed_is_damaged(tmp_path: Path) -> None:
    generation = written(tmp_path, ["a", "b"], ["a"])
    path = tmp_path / toc_name(generation)
    whole = path.read_bytes()
    # Without the line of its checksum, and nothing else, it is one written before there was a checksum.
    for end in {*range(0, len(whole), 7)} - {whole.rindex(b"timbao-crc32")}:
        path.write_bytes(whole[:end])
        with pytest.raises(IndexDamaged):
            read_entries(tmp_path, generation)
    for place in range(11):
        # The sizes, the byte order and the version.
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        with pytest.raises(IndexDamaged):
            read_entries(tmp_path, generation)
    path.write_bytes(whole[: whole.rindex(pickle.PROTO + bytes([pickle.HIGHEST_PROTOCOL]))] + pickle.dumps([1, 2]))
    with pytest.raises(IndexDamaged):
        read_entries(tmp_path, generation)
    path.write_bytes(whole)
    assert read_entries(tmp_path, generation)
