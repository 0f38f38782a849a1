"""What can still be read of an index folder, whether or not its files fit together: what ``rebuild`` keeps documents from.

A table of contents tells which documents of a segment are deleted. Where it cannot be read, every segment of the folder is
taken, each with all documents that its ids lead to; of those with one id the one in the segment written last is the newest,
since the ids of a segment lead to no document that was already replaced when it was written.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.archive import StoredCopy
from index.errors import IndexDamaged
from index.manifest import FORMAT_VERSION, Manifest, manifest_path, read_manifest
from index.segment import FlatSegmentReader
from index.whoosh_state import generations, live_docs, segment_files
from index.whoosh_toc import SegmentEntry, read_entries, toc_name


@dataclass(slots=True)
class RecoveredSegment:
    """A segment that could be opened; ``deleted`` is what a table of contents says of it, or else what its own ids say.

    ``is_whole`` when every section is as it was written.
    """

    path: Path
    reader: FlatSegmentReader
    deleted: frozenset[int]
    is_whole: bool

    def live_docs(self) -> Iterator[int]:
        """The numbers of the documents that are not deleted, ascending."""
        return live_docs(self.reader, self.deleted)

    def content_hashes(self) -> Iterator[tuple[str, bytes]]:
        """See StoredPart.content_hashes."""
        if not self.is_whole:
            yield from ((found.document.id, found.content_hash) for found in self.documents())
            return
        yield from ((self.reader.id_of(doc), self.reader.content_hash(doc)) for doc in self.live_docs())

    def unread_ids(self) -> Iterator[str | None]:
        """See StoredPart.unread_ids."""
        for doc in () if self.is_whole else self.live_docs():
            if self._read(doc) is None:
                yield self._id_of(doc)

    def _id_of(self, doc: int) -> str | None:
        with contextlib.suppress(Exception):
            return self.reader.id_of(doc)
        return None

    def origins(self) -> set[str] | None:
        """The files that documents of the segment came from, deleted ones too; None where that cannot be trusted."""
        if not self.is_whole:
            return None
        return {value.decode("utf-8", "surrogateescape") for value in self.reader.origin.values}

    def origin(self, doc: int) -> str | None:
        """The file that a document came from; None where that cannot be told."""
        with contextlib.suppress(Exception):
            return self.reader.origin.value(doc) if self.is_whole else self.reader.record(doc).origin
        return None

    def documents(self, of: set[str] | None = None) -> Iterator[StoredCopy]:
        """The live documents that can be read; of those of these files alone if any are named.

        In a segment that is not whole a document counts as readable if its content still has its hash.
        """
        for doc in self.live_docs():
            if of is not None and self.is_whole and self.reader.origin.value(doc) not in of:
                continue
            found = self._read(doc)
            if found is not None and (of is None or found.origin in of):
                yield found

    def _read(self, doc: int) -> StoredCopy | None:
        if self.is_whole:
            record = self.reader.record(doc)
            return StoredCopy(record.document, record.origin, self.reader.content_hash(doc))
        # Damaged bytes may make anything fail, in zstd, in JSON or in numpy.
        with contextlib.suppress(Exception):
            record = self.reader.record(doc)
            content_hash = record.document.content_hash()
            if content_hash == self.reader.content_hash(doc):
                return StoredCopy(record.document, record.origin, content_hash)
        return None


@dataclass(slots=True)
class Recovered:
    """What a folder's files hold (see archive.StoredContent). ``unreadable`` has a reason for every file that could not be read,
    by its name. ``manifest`` is the newest that could be read."""

    manifest: Manifest | None = None
    parts: list[RecoveredSegment] = field(default_factory=list)
    readable: set[str] = field(default_factory=set)
    """Names of the files that were read whole, superseded ones too."""
    unreadable: dict[str, str] = field(default_factory=dict)
    foreign_format: int | None = None

    @property
    def knows_sources(self) -> bool:
        """See StoredContent.knows_sources."""
        return self.manifest is not None

    def sources(self) -> tuple[str, ...]:
        """See StoredContent.sources."""
        if self.manifest is not None:
            return self.manifest.sources
        origins = (origin for segment in self.parts for doc in segment.live_docs() if (origin := segment.origin(doc)))
        return tuple(dict.fromkeys(origins))


def recover(folder: Path) -> Recovered:
    """Reads all that can be read of the folder: every byte of its segments is compared with its checksum."""
    found = Recovered()
    _recover_manifests(folder, found)
    if found.manifest is not None and found.manifest.format != FORMAT_VERSION:
        found.foreign_format = found.manifest.format
        for path in segment_files(folder):
            found.unreadable[path.name] = (
                f"thuộc định dạng {found.foreign_format}, bản này chỉ đọc được {FORMAT_VERSION}"
            )
        return found
    readers = {path: _opened(path) for path in segment_files(folder)}
    named = _recover_entries(folder, {path.name for path, reader in readers.items() if reader}, found)
    for path, reader in readers.items():
        if path.name not in named and named and not found.unreadable:
            continue  # superseded, or never committed: only a table of contents that cannot be read may have named it
        if reader is None:
            found.unreadable[path.name] = "tệp bị hỏng"
        else:
            _recover_segment(path, reader, named.get(path.name), found)
    if named:
        # What a table of contents says stands before what a segment says that none names; that one is set aside, not deleted.
        place = {name: number for number, name in enumerate(named)}
        found.parts.sort(key=lambda one: place.get(one.path.name, -1))
        found.readable -= {one.path.name for one in found.parts} - named.keys()
    for name in found.unreadable:
        if not (folder / name).exists():
            found.unreadable[name] = "tệp không còn"
    return found


def _recover_manifests(folder: Path, found: Recovered) -> None:
    """Reads all manifests; the newest that has a table of contents beside it counts before any that has none."""
    committed = generations(folder)
    numbers = {path.stem.removeprefix("timbao-") for path in folder.glob("timbao-*.json")}
    others = sorted({int(number) for number in numbers if number.isdecimal()} - {*committed}, reverse=True)
    for generation in (*committed, *others):
        name = manifest_path(folder, generation).name
        try:
            manifest = read_manifest(folder, generation)
        except FileNotFoundError:
            continue
        except (IndexDamaged, OSError):
            found.unreadable[name] = "tệp bị hỏng"
        else:
            found.readable.add(name)
            found.manifest = found.manifest or manifest


def _recover_entries(folder: Path, opened: set[str], found: Recovered) -> dict[str, SegmentEntry]:
    """The entries of one generation by the file of the segment, oldest documents first; empty when none can be read.

    It is the newest generation all of whose segments are ``opened``, otherwise the newest table of contents that can be read:
    a newer one whose new segment is lost says that what it replaced is deleted.
    """
    tables: list[dict[str, SegmentEntry]] = []
    for generation in generations(folder):
        try:
            entries = read_entries(folder, generation)
        except (IndexDamaged, OSError):
            found.unreadable[toc_name(generation)] = "tệp bị hỏng"
            continue
        found.readable.add(toc_name(generation))
        tables.append({entry.path(folder).name: entry for entry in entries})
    for table in tables:
        lost = table.keys() - opened
        if not lost:
            return table
        found.unreadable.update(dict.fromkeys(lost, "tệp bị hỏng"))
    return next(iter(tables), {})


def _opened(path: Path) -> FlatSegmentReader | None:
    try:
        return FlatSegmentReader(path)
    except Exception:  # damaged bytes may make anything fail
        return None


def _recover_segment(path: Path, reader: FlatSegmentReader, entry: SegmentEntry | None, found: Recovered) -> None:
    try:
        reader.file.verify()
        is_whole = True
        found.readable.add(path.name)
    except IndexDamaged as error:
        is_whole = False
        found.unreadable[path.name] = str(error)
    if entry is not None:
        deleted = entry.deleted
    elif is_whole:
        # An id told again in one segment: it has only the last document of that id among its ids.
        deleted = frozenset(range(reader.count)) - frozenset(reader.id_docs.tolist())
    else:
        deleted = frozenset()
    found.parts.append(RecoveredSegment(path, reader, deleted, is_whole))
