"""Which files of an index folder may go, and when: after a commit, those that it replaced.

A file that could not be read is never deleted, nor one that only a table of contents names that could not be read: it is
moved to ``damaged-DATE/`` in the index folder. What a crash left half written has a name of its own, ``*.new``; nothing
names it, and the next writer removes it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from index.document import VIETNAM
from index.errors import IndexDamaged
from index.manifest import manifest_path
from index.report import SetAside
from index.whoosh_state import generations
from index.whoosh_toc import INDEX_NAME, SEGMENT_EXTENSION, read_entries, toc_name

_OURS = re.compile(rf"_{INDEX_NAME}_\d+\.toc|{INDEX_NAME}_\w+{re.escape(SEGMENT_EXTENSION)}|timbao-\d+\.json")

_UNFINISHED = re.compile(
    rf"_{INDEX_NAME}_\d+\.toc\.[\d.]+|{INDEX_NAME}_\w+{re.escape(SEGMENT_EXTENSION)}\.new|timbao-\d+\.json\.new"
)
"""Whoosh writes a table of contents beside its place too, with the time behind its name."""


def unfinished(path: Path) -> Path:
    """The name of a file until the commit that puts it in place."""
    return path.with_name(path.name + ".new")


def remove_unfinished(folder: Path) -> None:
    """Deletes what a crash, or a writer that did not commit, left half written. Only under the write lock."""
    for path in folder.iterdir():
        if _UNFINISHED.fullmatch(path.name):
            path.unlink(missing_ok=True)


def superseded_files(folder: Path, generation: int) -> set[str]:
    """The files that a commit upon this generation, which is open and whole, replaces: its own and those of older ones."""
    names = set[str]()
    for older in generations(folder):
        if older > generation:
            continue
        try:
            entries = read_entries(folder, older)
        except (IndexDamaged, OSError):
            continue
        names |= {toc_name(older), manifest_path(folder, older).name, *(entry.path(folder).name for entry in entries)}
    return names


def sweep(folder: Path, needed: set[str], superseded: set[str], reasons: Mapping[str, str]) -> list[SetAside]:
    """Deletes the superseded files that the index no longer needs, and sets aside all others of its kind.

    Tables of contents go last: as long as one is there, it names its segments. Returns the files set aside, and those of
    ``reasons`` that are gone altogether.
    """
    names = [path.name for path in folder.iterdir() if _OURS.fullmatch(path.name) and path.name not in needed]
    for name in sorted(set(names) & superseded, key=lambda name: name.endswith(".toc")):
        (folder / name).unlink(missing_ok=True)
    aside = [
        SetAside(name, str(_move(folder / name)), reasons.get(name, "không mục lục nào đọc được có ghi tệp này"))
        for name in sorted(set(names) - superseded)
    ]
    gone = [SetAside(name, None, reason) for name, reason in reasons.items() if name not in names]
    return aside + gone


def _move(path: Path) -> Path:
    """Moves the file to today's folder of damaged files, under a name that is free there."""
    aside = path.parent / f"damaged-{datetime.now(VIETNAM):%Y-%m-%d}"
    aside.mkdir(mode=0o700, exist_ok=True)
    target, number = aside / path.name, 1
    while os.path.lexists(target):
        number += 1
        target = aside / f"{path.name}.{number}"
    os.rename(path, target)
    return target
