"""The Whoosh engine's writer: new segments built in bulk, put in place by Whoosh's table of contents."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any

import whoosh
from whoosh.index import TOC

from index.archive import StoredContent
from index.document import Document
from index.errors import IndexBusy, IndexDamaged
from index.manifest import Manifest, manifest_path, now
from index.report import SetAside
from index.segment import (
    MAX_DOCS,
    BuildLimits,
    EncoderWorkers,
    FlatSegmentReader,
    SegmentBuilder,
    merge_segments,
    stored_text,
    usable_workers,
)
from index.whoosh_codec import FlatSegment
from index.whoosh_schema import schema
from index.whoosh_state import current_generation, holds_index, open_state
from index.whoosh_storage import PrivateStorage, make_private_folder, write_durably
from index.whoosh_sweep import remove_unfinished, superseded_files, sweep, unfinished
from index.whoosh_toc import INDEX_NAME, SegmentEntry, toc_name
from index.writer import Change

ENGINE = "whoosh " + ".".join(map(str, whoosh.__version__))

MERGE_AT = 8
"""So many neighbouring segments of about one size are merged into one. Fewer segments answer faster, more are
written faster; 8 keeps every document within log8(size) rewrites of its life."""

SMALLEST_TIER_SLOTS = 50_000
"""Segments below this many token slots (about 100 articles) count as one size."""

LARGEST_MERGE_SLOTS = 40_000_000
"""Larger segments are never merged, so that merging stays within about 1 GB of memory."""

REWRITE_WHEN_DELETED = 0.5
"""A segment more than half of which is deleted is written again without them."""

LOOKUPS_BEFORE_TABLE = 1_000
"""Ids looked up in a segment one by one (20 µs each) before all its ids are put in a table (1 µs an id)."""


@dataclass(slots=True)
class _SegmentUnderWrite:
    """A segment of the index being written, with its documents deleted so far."""

    entry: SegmentEntry
    reader: FlatSegmentReader
    deleted: set[int]
    written: Path | None = None
    """The file, while it waits under a name of its own for the commit that makes it part of the index."""
    _docs: dict[str, int] | None = field(default=None, repr=False)
    """The document number of each id, once many are asked for."""
    _lookups: int = 0

    @classmethod
    def open_new(cls, entry: SegmentEntry, written: Path, docs: dict[str, int] | None = None) -> _SegmentUnderWrite:
        """A segment that was just written and is not committed yet."""
        return cls(entry, FlatSegmentReader(written), set(entry.deleted), written, docs)

    @property
    def live_count(self) -> int:
        return self.reader.count - len(self.deleted)

    @property
    def slots(self) -> int:
        return int(self.reader.tokens.slot_start[-1])

    def live_doc(self, id: str) -> int | None:
        """The number of the document with this id if it is here and not deleted."""
        if self._docs is not None:
            doc = self._docs.get(id)
        else:
            doc = self.reader.doc_of(id)
            self._lookups += 1
            if self._lookups >= LOOKUPS_BEFORE_TABLE:
                ids = (known.decode() for known in self.reader.ids)
                self._docs = dict(zip(ids, self.reader.id_docs.tolist(), strict=True))
        return None if doc is None or doc in self.deleted else doc

    def sealed(self) -> FlatSegment:
        """The entry for the next table of contents; the one in the current table is left as it is."""
        entry = FlatSegment(self.entry.indexname)
        entry.segid = self.entry.segid
        entry.set_doc_count(self.reader.count)
        entry.deleted = frozenset(self.deleted)
        return entry


class WhooshWriter:
    """Writes to the index in a folder; at most one at a time, across processes.

    ``fresh`` starts an empty index beside the current one, which searchers keep using until ``commit``
    replaces it; otherwise documents are added to the current one.

    No file of the index is deleted before a commit has replaced it, and none that could not be read: those are moved to a
    folder of their own (``set_aside`` has them after a commit).

    Raises IndexBusy when another writer is open; IndexOutdated when a current index to be added to was
    built by another analysis, IndexDamaged when it cannot be read.
    """

    def __init__(self, folder: Path, *, fresh: bool = False, limits: BuildLimits | None = None) -> None:
        self.folder = folder
        self._limits = limits or BuildLimits()
        make_private_folder(folder)
        self._storage = PrivateStorage(folder)
        self._lock = _write_lock(self._storage, folder)
        self.set_aside: list[SetAside] = []
        """Files that were moved out of the index since they could not be read, after a commit."""
        try:
            remove_unfinished(folder)
            self._generation = current_generation(folder) or 0
            current = open_state(folder) if not fresh and holds_index(folder) else None
            self.damage = current.damage if current else ()
            """A sentence for every newer generation that could not be read."""
            self._manifest = current.manifest if current else Manifest.new(ENGINE)
            self._segments = (
                [
                    _SegmentUnderWrite(segment.entry, segment.reader, set(segment.entry.deleted))
                    for segment in current.segments
                ]
                if current
                else []
            )
            self._superseded = superseded_files(folder, current.generation) if current else set[str]()
            self._unreadable: dict[str, str] = {}
        except BaseException:
            self._lock.release()
            raise
        self._workers = EncoderWorkers(count) if (count := usable_workers()) else None
        self._builder = SegmentBuilder(self._limits, self._workers)

    def replaces(self, stored: StoredContent, *, wholly: bool) -> None:
        """See ArchiveWriter.replaces."""
        self._superseded.update(stored.readable)
        if wholly:
            self._superseded.update(stored.unreadable)
        else:
            self._superseded.difference_update(stored.unreadable)
            self._unreadable.update(stored.unreadable)

    def add(self, document: Document, origin: str) -> Change:
        """See IndexWriter.add."""
        others, body = document.json_without_body(), stored_text(document.body)
        content_hash = document.content_hash(others, body)
        known = self.content_hash(document.id)
        if known == content_hash:
            return "unchanged"
        if known is not None and self._restore(document.id, content_hash):
            return "updated"
        if known is not None:
            self.delete(document.id)
        if self._builder.is_full:
            self._write_segment()
        self._builder.add(document, origin, content_hash, others, body)
        return "updated" if known is not None else "added"

    def content_hash(self, id: str) -> bytes | None:
        """The content hash of the document with this id as the next commit would leave it, or None."""
        found = self._builder.content_hash(id)
        if found is not None:
            return found
        for segment in reversed(self._segments):
            doc = segment.live_doc(id)
            if doc is not None:
                return segment.reader.content_hash(doc)
        return None

    def delete(self, id: str) -> bool:
        """See IndexWriter.delete."""
        if self._builder.remove(id):
            return True
        for segment in reversed(self._segments):
            doc = segment.live_doc(id)
            if doc is not None:
                segment.deleted.add(doc)
                return True
        return False

    def _restore(self, id: str, content_hash: bytes) -> bool:
        """Takes back the deletion of the very same document, which the same batch replaced before; False for none."""
        for segment in self._segments:
            doc = segment.reader.doc_of(id)
            deleted_now = doc is not None and doc in segment.deleted and doc not in segment.entry.deleted
            if deleted_now and segment.reader.content_hash(doc or 0) == content_hash:
                self.delete(id)
                segment.deleted.discard(doc or 0)
                return True
        return False

    def remember(self, sources: Sequence[str]) -> None:
        """Adds files and folders to those that ``rebuild`` reads, from the next commit on."""
        self._manifest = self._manifest.with_sources(list(sources))

    @property
    def document_count(self) -> int:
        """How many documents the next commit would leave in the index."""
        return len(self._builder.numbers) + sum(segment.live_count for segment in self._segments)

    def commit(self) -> None:
        """See IndexWriter.commit.

        The order is what makes it one step: segment files, then the manifest, each synced; then the
        table of contents by a rename. A crash before the rename leaves the old index, after it the new.
        """
        self._write_segment()
        self._merge()
        generation = self._generation + 1
        entries = [segment.sealed() for segment in self._segments]
        for segment in self._segments:
            if segment.written is not None:
                os.rename(segment.written, segment.entry.path(self.folder))
                segment.written = None
        self._manifest = replace(self._manifest, documents=self.document_count, built_at=now(), engine=ENGINE)
        write_durably(manifest_path(self.folder, generation), self._manifest.to_bytes())
        TOC(schema(), entries, generation).write(self._storage, INDEX_NAME)
        self._generation = generation
        needed = {entry.path(self.folder).name for entry in entries}
        needed |= {toc_name(generation), manifest_path(self.folder, generation).name}
        self.set_aside += sweep(self.folder, needed, self._superseded, self._unreadable)
        self._superseded = needed

    def close(self) -> None:
        """See IndexWriter.close."""
        if self._lock is None:
            return
        try:
            if self._workers is not None:
                self._workers.close()
            remove_unfinished(self.folder)
        finally:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> WhooshWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write_segment(self) -> None:
        if not len(self._builder):
            return
        entry = FlatSegment(INDEX_NAME)
        written = unfinished(entry.path(self.folder))
        self._builder.write(written)
        segment = _SegmentUnderWrite.open_new(entry, written, self._builder.numbers)
        segment.deleted |= self._builder.replaced
        self._segments.append(segment)
        self._builder = SegmentBuilder(self._limits, self._workers)

    def _merge(self) -> None:
        self._segments = [segment for segment in self._segments if segment.live_count]
        for place, segment in enumerate(self._segments):
            if len(segment.deleted) > REWRITE_WHEN_DELETED * segment.reader.count and self._is_whole(segment):
                self._segments[place] = self._merged([segment])
        while count := _neighbours_to_merge([(segment.slots, segment.live_count) for segment in self._segments]):
            if not all(self._is_whole(segment) for segment in self._segments[-count:]):
                break
            self._segments[-count:] = [self._merged(self._segments[-count:])]

    def _is_whole(self, segment: _SegmentUnderWrite) -> bool:
        """False when a section is not as it was written: merging it would put its damage under a right checksum."""
        try:
            segment.reader.file.verify()
        except IndexDamaged as error:
            self.damage = (*self.damage, *([str(error)] if str(error) not in self.damage else []))
            return False
        return True

    def _merged(self, segments: list[_SegmentUnderWrite]) -> _SegmentUnderWrite:
        entry = FlatSegment(INDEX_NAME)
        written = unfinished(entry.path(self.folder))
        merge_segments(
            [segment.reader for segment in segments], [frozenset(segment.deleted) for segment in segments], written
        )
        for segment in segments:
            if segment.written is not None:
                segment.written.unlink()
        return _SegmentUnderWrite.open_new(entry, written)


def _neighbours_to_merge(sizes: Sequence[tuple[int, int]]) -> int:
    """How many segments at the end of the list are to become one, given their slots and live documents; 0 for none.

    Segments fall into tiers, each MERGE_AT times the size of the one below; once the last MERGE_AT or more
    are all of one tier or below, they are merged. Only neighbours are, so documents keep their order.
    """
    tier_size = SMALLEST_TIER_SLOTS
    while True:
        count = held_slots = held_docs = 0
        for slots, docs in reversed(sizes):
            too_large = held_slots + slots > LARGEST_MERGE_SLOTS or held_docs + docs > MAX_DOCS
            if slots > tier_size or too_large:
                break
            count, held_slots, held_docs = count + 1, held_slots + slots, held_docs + docs
        if count >= MERGE_AT:
            return count
        if tier_size >= sum(slots for slots, _ in sizes):
            return 0
        tier_size *= MERGE_AT


def _write_lock(storage: PrivateStorage, folder: Path) -> Any:
    name = f"{INDEX_NAME}_WRITELOCK"
    os.close(os.open(storage.path / name, os.O_CREAT | os.O_RDWR, 0o600))
    lock = storage.lock(name)
    if not lock.acquire(blocking=False):
        raise IndexBusy(f"một tiến trình khác đang ghi chỉ mục {folder}; hãy đợi nó xong rồi chạy lại lệnh này")
    return lock
