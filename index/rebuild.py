"""Rebuilding: a fresh index from every remembered source, put in place of the old one in one step.

What the new index holds:
- every document that the remembered files and folders hold now;
- every document of the old index whose source has vanished (a remembered file that is gone, a remembered folder that is
  gone or empty, as when a disk is not there) or whose file could not be read whole this time (no longer readable, or
  with refused lines), and that no other file holds: kept, because nothing indexed may be lost by accident.

Documents whose file was read whole and no longer holds them are gone; so are those of a file deleted from a remembered
folder that holds others. ``drop_missing`` gives up the second kind too.

An old index that is damaged is read as far as it can be (see archive.StoredContent). Its files are deleted once the new one
stands, but for those that could not be read whole: they are moved aside, and the report names them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from index.archive import ArchiveWriter, StoredContent, StoredPart
from index.engine import open_archive
from index.errors import IndexDamaged, IndexOutdated
from index.report import OnProgress, OnRefusal, ReadProgress, Report
from index.sources import Refusal, SourceFile, find_files


def rebuild_index(
    index_dir: Path,
    *,
    drop_missing: bool = False,
    on_progress: OnProgress | None = None,
    on_refusal: OnRefusal | None = None,
) -> Report:
    """Builds the index again from its remembered sources; searchers see the old one until it is whole.

    Raises IndexMissing when there is no index, IndexBusy when another writer is open, IndexDamaged when neither its list of
    sources nor a single document can be read, IndexOutdated when a source has vanished and the old index is of another
    format, OSError when the new one cannot be written. Whatever it raises, no file of the index is gone.
    """
    started = time.perf_counter()
    folder, archive = Path(index_dir), open_archive(Path(index_dir))
    report = Report()
    progress = ReadProgress(report, on_progress, on_refusal)
    archive.require()
    with closing(archive.writer(fresh=True)) as writer:
        old = archive.stored()
        sources = _remembered(old, folder, report)
        report.missing = [source for source in sources if not os.path.lexists(source)]
        if old.foreign_format is not None and report.missing and not drop_missing:
            raise IndexOutdated(
                f"nguồn {report.missing[0]} không còn, mà chỉ mục cũ thuộc định dạng bản này không đọc được; "
                "hãy trả nguồn về chỗ cũ, hoặc thêm --drop-missing để bỏ tài liệu của nguồn ấy"
            )
        read_whole, alive_folders = _read_sources(sources, folder, writer, progress)
        if not drop_missing:
            report.kept, gone = _keep_unread(old.parts, read_whole, alive_folders, writer)
            report.missing += [origin for origin in gone if origin not in report.missing]
        progress.writing()
        _compare(old.parts, writer, report)
        writer.remember(sources if not drop_missing else [source for source in sources if os.path.lexists(source)])
        # An index of another format is replaced if each of its sources has been read whole.
        writer.replaces(old, wholly=old.foreign_format is not None and (drop_missing or not progress.lost))
        writer.commit()
        report.documents = writer.document_count
        report.set_aside += writer.set_aside
    report.elapsed_s = time.perf_counter() - started
    return report


def _remembered(old: StoredContent, folder: Path, report: Report) -> list[str]:
    """The files and folders that the index was made of. Raises IndexDamaged when that cannot be told any more."""
    sources = list(old.sources())
    if not old.knows_sources:
        if not sources:
            raise IndexDamaged(
                f"chỉ mục {folder} không còn tệp nào đọc được để biết nó lập từ đâu, nên không dựng lại được; các tệp vẫn còn "
                f"nguyên. Hãy lập chỉ mục mới ở thư mục khác: timbao --index THƯ_MỤC_KHÁC index ĐƯỜNG_DẪN..."
            )
        report.damage.append(
            f"danh sách nguồn của chỉ mục {folder} không đọc được; đã kể lại từ chính các tài liệu: {len(sources)} tệp. "
            f"Thư mục nào còn phải theo dõi, hãy thêm lại bằng: timbao --index {folder} index THƯ_MỤC"
        )
    return sources


def _read_sources(
    sources: Sequence[str], folder: Path, writer: ArchiveWriter, progress: ReadProgress
) -> tuple[set[str], set[str]]:
    """Adds what the sources hold.

    Returns the files that were read whole, without a single refusal, and the remembered folders that hold any file.
    """
    files: dict[str, SourceFile] = {}
    for item in find_files(sources, ignore=[os.path.abspath(folder)]):
        if isinstance(item, Refusal):
            progress.refuse(item)
        else:
            files.setdefault(item.path, item)
    progress.expect(files.values())
    read_whole = set()
    for file in files.values():
        refused_before = progress.lost
        for found in progress.read(file):
            writer.add(found.document, found.origin)
        if progress.lost == refused_before:
            read_whole.add(file.path)
    return read_whole, {file.root for file in files.values() if os.path.isdir(file.root)}


def _keep_unread(
    old: Sequence[StoredPart], read_whole: set[str], alive_folders: set[str], writer: ArchiveWriter
) -> tuple[int, list[str]]:
    """Copies over the documents of vanished sources and of files that were not read whole.

    Returns how many, and which files are gone.
    """
    kept, gone = 0, {}
    # The newest first: where it is not known which are deleted, a document may stand in several segments.
    for part in reversed(old):
        origins = part.origins()
        unread = None if origins is None else {one for one in origins if _is_unread(one, read_whole, alive_folders)}
        for found in part.documents(unread):
            if unread is None and not _is_unread(found.origin, read_whole, alive_folders):
                continue
            if writer.content_hash(found.document.id) is None:
                writer.add(found.document, found.origin)
                kept += 1
                if not os.path.lexists(found.origin):
                    gone[found.origin] = True
    return kept, list(gone)


def _is_unread(origin: str, read_whole: set[str], alive_folders: set[str]) -> bool:
    """True when the documents of this file are to be kept: it was not read whole, and nobody took it out."""
    return origin not in read_whole and not _was_deleted(origin, alive_folders)


def _was_deleted(origin: str, alive_folders: set[str]) -> bool:
    """True when the file is gone from a remembered folder that is there and holds others: someone took it out."""
    return not os.path.lexists(origin) and any(origin.startswith(os.path.join(root, "")) for root in alive_folders)


def _compare(old: Sequence[StoredPart], writer: ArchiveWriter, report: Report) -> None:
    """Counts what the new index adds, changes and no longer has against the old one, as far as that can be read."""
    seen = set[str]()
    for part in reversed(old):
        for id, content_hash in part.content_hashes():
            if id not in seen:
                seen.add(id)
                _count(id, content_hash, writer, report)
        report.unread += sum(id is None or writer.content_hash(id) is None for id in part.unread_ids())
    report.added = writer.document_count - report.unchanged - report.updated


def _count(id: str, content_hash: bytes, writer: ArchiveWriter, report: Report) -> None:
    new_hash = writer.content_hash(id)
    if new_hash is None:
        report.removed += 1
    elif new_hash == content_hash:
        report.unchanged += 1
    else:
        report.updated += 1
