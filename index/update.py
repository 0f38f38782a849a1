"""Adding to an index: the documents of files and folders, skipping those that have not changed."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from index.engine import open_archive
from index.report import OnProgress, OnRefusal, ReadProgress, Report
from index.sources import Refusal, SourceFile, find_files


def update_index(
    index_dir: Path, paths: Sequence[str], *, on_progress: OnProgress | None = None, on_refusal: OnRefusal | None = None
) -> Report:
    """Adds or updates the documents of files and folders, and remembers those for ``rebuild``.

    A path that cannot be read, a file of neither kind and a bad line are refused in the report; the rest
    goes on. An index is made when there is none yet and anything at all could be read.

    Raises IndexBusy, IndexOutdated (see Archive.writer) and OSError when the index cannot be written.
    """
    started = time.perf_counter()
    report = Report()
    progress = ReadProgress(report, on_progress, on_refusal)
    files: list[SourceFile] = []
    for item in find_files(paths, ignore=[os.path.abspath(index_dir)]):
        if isinstance(item, Refusal):
            progress.refuse(item)
        else:
            files.append(item)
    if files:
        progress.expect(files)
        with closing(open_archive(Path(index_dir)).writer()) as writer:
            for file in files:
                for found in progress.read(file):
                    change = writer.add(found.document, found.origin)
                    setattr(report, change, getattr(report, change) + 1)
            progress.writing()
            if report.taken or writer.document_count:
                writer.remember([file.root for file in files])
                writer.commit()
            report.documents = writer.document_count
            report.damage += writer.damage
            report.set_aside += writer.set_aside
    report.elapsed_s = time.perf_counter() - started
    return report
