"""Rebuilding: a fresh index from every remembered source, put in place of the old one in one step.

What the new index holds:
- every document that the remembered files and folders hold now;
- every document of the old index whose source has vanished (a remembered file that is gone, a remembered folder that is
  gone or empty, as when a disk is not there) or whose file could not be read whole this time (no longer readable, or
  with refused lines), and that no other file holds: kept, because nothing indexed may be lost by accident.

Documents whose file was read whole and no longer holds them are gone; so are those of a file deleted from a remembered
folder that holds others. ``drop_missing`` gives up the second kind too.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from index.errors import IndexDamaged, IndexOutdated
from index.manifest import FORMAT_VERSION, read_manifest
from index.report import OnProgress, OnRefusal, Reading, Report
from index.sources import Refusal, SourceFile, find_files
from index.whoosh_state import IndexState, current_generation, open_state, require_index
from index.whoosh_writer import WhooshWriter


def rebuild_index(
    index_dir: Path,
    *,
    drop_missing: bool = False,
    on_progress: OnProgress | None = None,
    on_refusal: OnRefusal | None = None,
) -> Report:
    """Builds the index again from its remembered sources; searchers see the old one until it is whole.

    Raises IndexMissing when there is no index, IndexBusy when another writer is open, IndexDamaged when what it
    remembers cannot be read, IndexOutdated when a source has vanished and the old index can no longer be read (of
    another format, or damaged), OSError when the new one cannot be written.
    """
    started = time.perf_counter()
    folder = Path(index_dir)
    report = Report()
    reading = Reading(report, on_progress, on_refusal)
    require_index(folder)
    with WhooshWriter(folder, fresh=True) as writer:
        sources = _remembered(folder)
        old = _open_old(folder)
        report.missing = [source for source in sources if not os.path.lexists(source)]
        if old is None and report.missing and not drop_missing:
            raise IndexOutdated(
                f"nguồn {report.missing[0]} không còn, mà chỉ mục cũ bị hỏng hoặc thuộc định dạng bản này không đọc được; "
                "hãy trả nguồn về chỗ cũ, hoặc thêm --drop-missing để bỏ tài liệu của nguồn ấy"
            )
        read_whole, alive_folders = _read_sources(sources, folder, writer, reading)
        if old is not None and not drop_missing:
            report.kept, gone = _keep_unread(old, read_whole, alive_folders, writer)
            report.missing += [origin for origin in gone if origin not in report.missing]
        reading.writing()
        if old is not None:
            _compare(old, writer, report)
        writer.remember(sources if not drop_missing else [source for source in sources if os.path.lexists(source)])
        writer.commit()
        report.documents = writer.document_count
    report.elapsed_s = time.perf_counter() - started
    return report


def _open_old(folder: Path) -> IndexState | None:
    """The index to be replaced, or None when its format can no longer be read. Raises IndexMissing."""
    generation = current_generation(folder)
    if generation is not None and read_manifest(folder, generation).format != FORMAT_VERSION:
        return None
    try:
        return open_state(folder, require_same_analysis=False)
    except IndexDamaged:
        return None


def _remembered(folder: Path) -> list[str]:
    """The files and folders that the index was made of. Raises IndexDamaged when that is no longer known."""
    try:
        return list(read_manifest(folder, current_generation(folder) or 0).sources)
    except FileNotFoundError as error:
        raise IndexDamaged(
            f"chỉ mục {folder} không còn tệp {error.filename} ghi các nguồn của nó; hãy xóa thư mục {folder} rồi lập lại "
            f"bằng: timbao --index {folder} index ĐƯỜNG_DẪN..."
        ) from None


def _read_sources(
    sources: Sequence[str], folder: Path, writer: WhooshWriter, reading: Reading
) -> tuple[set[str], set[str]]:
    """Adds what the sources hold.

    Returns the files that were read whole, without a single refusal, and the remembered folders that hold any file.
    """
    files: dict[str, SourceFile] = {}
    for item in find_files(sources, ignore=[os.path.abspath(folder)]):
        if isinstance(item, Refusal):
            reading.refuse(item)
        else:
            files.setdefault(item.path, item)
    reading.expect(files.values())
    read_whole = set()
    for file in files.values():
        refused_before = reading.lost
        for found in reading.read(file):
            writer.add(found.document, found.origin)
        if reading.lost == refused_before:
            read_whole.add(file.path)
    return read_whole, {file.root for file in files.values() if os.path.isdir(file.root)}


def _keep_unread(
    old: IndexState, read_whole: set[str], alive_folders: set[str], writer: WhooshWriter
) -> tuple[int, list[str]]:
    """Copies over the documents of vanished sources and of files that were not read whole.

    Returns how many, and which files are gone.
    """
    kept, gone = 0, {}
    for segment in old.segments:
        unread = {
            origin
            for origin in _origins(segment.reader.origin.values)
            if origin not in read_whole and not _was_deleted(origin, alive_folders)
        }
        if not unread:
            continue
        for doc in segment.live_docs():
            if segment.reader.origin.value(doc) not in unread:
                continue
            record = segment.reader.record(doc)
            if writer.content_hash(record.document.id) is None:
                writer.add(record.document, record.origin)
                kept += 1
                if not os.path.lexists(record.origin):
                    gone[record.origin] = True
    return kept, list(gone)


def _was_deleted(origin: str, alive_folders: set[str]) -> bool:
    """True when the file is gone from a remembered folder that is there and holds others: someone took it out."""
    return not os.path.lexists(origin) and any(origin.startswith(os.path.join(root, "")) for root in alive_folders)


def _origins(values: Iterable[bytes]) -> Iterable[str]:
    return (value.decode("utf-8", "surrogateescape") for value in values)


def _compare(old: IndexState, writer: WhooshWriter, report: Report) -> None:
    """Counts what the new index adds, changes and no longer has against the old one."""
    old_count = 0
    for segment in old.segments:
        ids = {doc: id.decode() for id, doc in zip(segment.reader.ids, segment.reader.id_docs.tolist(), strict=True)}
        for doc in segment.live_docs():
            old_count += 1
            new_hash = writer.content_hash(ids[doc])
            if new_hash is None:
                report.removed += 1
            elif new_hash == segment.reader.content_hash(doc):
                report.unchanged += 1
            else:
                report.updated += 1
    report.added = writer.document_count - (old_count - report.removed)
