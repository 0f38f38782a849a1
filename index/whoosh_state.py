"""The current state of an index folder: Whoosh's table of contents, the manifest beside it, the open segments."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.document import Document
from index.errors import IndexDamaged, IndexMissing
from index.manifest import Manifest, read_manifest, require_current
from index.segment import FlatSegmentReader
from index.whoosh_toc import INDEX_NAME, SegmentEntry, read_entries

_TOC_NAME = re.compile(rf"^_{INDEX_NAME}_([0-9]+)\.toc$")

_OPEN_TRIES = 20
_OPEN_PAUSE_S = 0.05


@dataclass(frozen=True, slots=True)
class OpenSegment:
    """A segment of the current generation: its entry in the table of contents and its open file."""

    entry: SegmentEntry
    reader: FlatSegmentReader

    def live_doc(self, id: str) -> int | None:
        """The number of the document with this id if it is here and not deleted."""
        doc = self.reader.doc_of(id)
        return None if doc is None or doc in self.entry.deleted else doc

    def live_docs(self) -> Iterator[int]:
        """The numbers of the documents that are not deleted, ascending."""
        deleted = self.entry.deleted
        return (doc for doc in range(self.reader.count) if doc not in deleted)

    def documents(self) -> Iterator[tuple[Document, str]]:
        """Every live document with the file it came from."""
        for doc in self.live_docs():
            record = self.reader.record(doc)
            yield record.document, record.origin


@dataclass(frozen=True, slots=True)
class IndexState:
    """One generation of an index, opened. It stays readable while newer ones replace it."""

    generation: int
    manifest: Manifest
    segments: tuple[OpenSegment, ...]

    def find(self, id: str) -> tuple[OpenSegment, int] | None:
        """The segment and number of the live document with this id, or None."""
        for segment in reversed(self.segments):
            doc = segment.live_doc(id)
            if doc is not None:
                return segment, doc
        return None


def current_generation(folder: Path) -> int | None:
    """The number of the newest generation in the folder, or None when it holds no index."""
    try:
        names = [entry.name for entry in folder.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return None
    generations = [int(match[1]) for match in map(_TOC_NAME.match, names) if match]
    return max(generations, default=None)


def require_index(folder: Path) -> int:
    """The number of the newest generation. Raises IndexMissing, with what to run, when there is none."""
    generation = current_generation(folder)
    if generation is None:
        raise IndexMissing(f"chưa có chỉ mục ở {folder}; hãy tạo bằng: timbao --index {folder} index ĐƯỜNG_DẪN...")
    return generation


def open_state(folder: Path, *, require_same_analysis: bool = True) -> IndexState:
    """Opens the newest generation.

    Raises IndexMissing when there is none, IndexOutdated when another analysis or format built it
    (unless told not to mind the analysis; another format can never be read), IndexDamaged when its
    files do not fit together, PermissionError when they may not be read.
    """
    for _ in range(_OPEN_TRIES):
        generation = require_index(folder)
        try:
            manifest = read_manifest(folder, generation)
            if require_same_analysis:
                require_current(manifest, folder)
            entries = read_entries(folder, generation)
            return IndexState(
                generation,
                manifest,
                tuple(OpenSegment(entry, FlatSegmentReader(entry.path(folder))) for entry in entries),
            )
        except FileNotFoundError as error:
            # A writer has put a newer generation in place since we looked: look again.
            missing = error.filename
            time.sleep(_OPEN_PAUSE_S)
    raise IndexDamaged(f"chỉ mục {folder} thiếu tệp {missing}; hãy dựng lại bằng: timbao --index {folder} rebuild")
