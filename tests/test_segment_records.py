"""A stored document is opened by itself, whatever dictionary it was packed with, and comes back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import documents
from index.document import Document
from index.segment import FlatSegmentReader, merge_segments
from index.segment import build as segment_build
from index.segment.records import Packer, trained
from index.whoosh_state import open_state
from index.whoosh_writer import WhooshWriter

LONG = "Ngày 12-12, Hội Cựu chiến binh huyện Phụng Hiệp tổ chức đại hội đại biểu nhiệm kỳ 2023-2028. "


def archive(count: int, seed: int) -> list[Document]:
    """Documents long enough together that a dictionary is worth having."""
    return [
        Document(id=one.id, title=one.title, body=f"{LONG * (place % 80)}{one.body} số {place}", date=one.date)
        for place, one in enumerate(documents(seed, count))
    ]


def written(folder: Path, some: list[Document]) -> FlatSegmentReader:
    with WhooshWriter(folder) as writer:
        for document in some:
            writer.add(document, "thử.jsonl")
        writer.commit()
    (segment,) = open_state(folder).segments
    return segment.reader


@pytest.fixture
def _several_dictionaries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment_build, "BATCH_CHARS", 250_000)


def dictionaries_of(reader: FlatSegmentReader) -> int:
    return int((reader.file.section("records.dictionary_at")[1:] > 0).sum())


@pytest.mark.usefixtures("_several_dictionaries")
def test_documents_come_back_as_they_were_whatever_they_were_packed_with(tmp_path: Path) -> None:
    some = archive(600, 3)
    reader = written(tmp_path / "index", some)
    assert dictionaries_of(reader) == 2
    # From the last to the first, so that none is found because the one before it was.
    for document in reversed(some):
        doc = reader.doc_of(document.id)
        assert doc is not None and reader.record(doc).document == document


@pytest.mark.usefixtures("_several_dictionaries")
def test_a_merge_packs_anew_and_keeps_every_live_document(tmp_path: Path) -> None:
    some = archive(600, 4)
    one, other = written(tmp_path / "một", some[:400]), written(tmp_path / "hai", some[400:])
    merge_segments([one, other], [frozenset(range(0, 400, 3)), frozenset()], tmp_path / "merged")
    merged = FlatSegmentReader(tmp_path / "merged")
    assert dictionaries_of(merged) == 1
    kept = [*(document for place, document in enumerate(some[:400]) if place % 3), *some[400:]]
    assert [merged.record(doc).document for doc in range(merged.count)] == kept
    assert merged.stored(5) == one.stored(8)


def test_a_dictionary_is_only_made_where_it_saves_more_than_it_takes() -> None:
    texts = [f"{LONG} {number}".encode() for number in range(600)]
    assert trained(texts, 200_000) == b""
    assert trained(texts[:1], 10_000_000) == b""
    dictionary = trained(texts, 10_000_000)
    assert 0 < len(dictionary) <= 110 * 1024
    assert len(Packer(dictionary).pack(texts[0])) < len(Packer(b"").pack(texts[0])) / 2
