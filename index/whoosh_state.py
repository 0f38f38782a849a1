"""The current state of an index folder: Whoosh's table of contents, the manifest beside it, the open segments."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.document import Document
from index.errors import IndexDamaged, IndexMissing
from index.manifest import Manifest, read_manifest, require_current
from index.segment import FlatSegmentReader
from index.whoosh_toc import INDEX_NAME, SEGMENT_EXTENSION, SegmentEntry, generation_of, read_entries

_OPEN_TRIES = 20
_OPEN_PAUSE_S = 0.05


def live_docs(reader: FlatSegmentReader, deleted: frozenset[int]) -> Iterator[int]:
    """The numbers of the documents of a segment that are not deleted, ascending."""
    return (doc for doc in range(reader.count) if doc not in deleted)


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
        return live_docs(self.reader, self.entry.deleted)

    def documents(self) -> Iterator[tuple[Document, str]]:
        """Every live document with the file it came from."""
        for doc in self.live_docs():
            record = self.reader.record(doc)
            yield record.document, record.origin


@dataclass(frozen=True, slots=True)
class IndexState:
    """One generation of an index, opened. It stays readable while newer ones replace it.

    ``damage`` has a sentence for every newer generation that could not be read, in place of which this one was opened.
    """

    generation: int
    manifest: Manifest
    segments: tuple[OpenSegment, ...]
    damage: tuple[str, ...] = ()

    def find(self, id: str) -> tuple[OpenSegment, int] | None:
        """The segment and number of the live document with this id, or None."""
        for segment in reversed(self.segments):
            doc = segment.live_doc(id)
            if doc is not None:
                return segment, doc
        return None


def generations(folder: Path) -> list[int]:
    """The numbers of the generations in the folder, the newest first; empty when it holds no table of contents."""
    try:
        names = [entry.name for entry in folder.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted((number for name in names if (number := generation_of(name)) is not None), reverse=True)


def current_generation(folder: Path) -> int | None:
    """The number of the newest generation in the folder, or None when it holds no table of contents."""
    return next(iter(generations(folder)), None)


def segment_files(folder: Path) -> list[Path]:
    """The files of segments in the folder, those of no generation too; the one written last comes last."""
    paths = folder.glob(f"{INDEX_NAME}_*{SEGMENT_EXTENSION}")
    return sorted(paths, key=lambda path: (path.lstat().st_mtime_ns, path.name))


def holds_index(folder: Path) -> bool:
    """True when the folder holds anything of an index, whether or not it can be read: it is not taken for a new one."""
    return bool(generations(folder) or segment_files(folder))


def require_index(folder: Path) -> None:
    """Raises IndexMissing, with what to run, when the folder holds nothing of an index at all."""
    if not holds_index(folder):
        raise IndexMissing(f"chưa có chỉ mục ở {folder}; hãy tạo bằng: timbao --index {folder} index ĐƯỜNG_DẪN...")


def open_state(folder: Path) -> IndexState:
    """Opens the newest generation that can be read whole.

    Raises IndexMissing when there is none, IndexOutdated when another analysis or format built the newest, IndexDamaged
    when the files of no generation fit together or segments have no table of contents, PermissionError when they may
    not be read.
    """
    for _ in range(_OPEN_TRIES):
        found = generations(folder)
        require_index(folder)
        damage: list[IndexDamaged] = []
        for generation in found:
            try:
                manifest, segments = _open_generation(folder, generation)
                return IndexState(generation, manifest, segments, tuple(map(_answered_by_older, damage)))
            except FileNotFoundError as error:
                if current_generation(folder) != found[0]:
                    break
                damage.append(_missing(folder, Path(error.filename).name))
            except IndexDamaged as error:
                damage.append(error)
        if current_generation(folder) == next(iter(found), None):
            raise next(iter(damage), _missing(folder, f"mục lục (_{INDEX_NAME}_*.toc)"))
        # A writer has put a newer generation in place since we looked, and deleted what it replaced: look again.
        time.sleep(_OPEN_PAUSE_S)
    raise IndexDamaged(f"chỉ mục {folder} thay đổi liên tục, không mở được; hãy thử lại sau")


def _open_generation(folder: Path, generation: int) -> tuple[Manifest, tuple[OpenSegment, ...]]:
    """One generation's manifest and segments; raises FileNotFoundError when a file of it is gone."""
    manifest = read_manifest(folder, generation)
    require_current(manifest, folder)
    entries = read_entries(folder, generation)
    return manifest, tuple(OpenSegment(entry, FlatSegmentReader(entry.path(folder))) for entry in entries)


def _answered_by_older(damage: IndexDamaged) -> str:
    return f"đang dùng bản trước đó, còn nguyên, của chỉ mục, vì {damage}"


def _missing(folder: Path, name: str) -> IndexDamaged:
    return IndexDamaged(f"chỉ mục {folder} thiếu tệp {name}; hãy dựng lại bằng: timbao --index {folder} rebuild")
