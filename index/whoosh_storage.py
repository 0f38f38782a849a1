"""The index folder as Whoosh storage: private to its owner, and durable where Whoosh is not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from index.whoosh_toc import checksum_line, generation_of


class PrivateStorage(FileStorage):  # type: ignore[misc]  # Whoosh ships no types
    """Files only their owner may read; a rename that survives a power cut.

    Whoosh never calls fsync: its table of contents could reach the disk before the segments it names.
    Segment files sync themselves when finished; the table of contents is given its checksum and synced here, before
    the rename that makes it current, and the folder after it.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))

    @property
    def path(self) -> Path:
        return Path(self.folder)

    def create_file(self, name: str, excl: bool = False, mode: str = "wb", **kwargs: Any) -> Any:
        flags = os.O_CREAT | os.O_RDWR | (os.O_EXCL if excl else os.O_TRUNC)
        return StructFile(os.fdopen(os.open(self.path / name, flags, 0o600), mode), name=name, **kwargs)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        if generation_of(newname) is not None:
            content = (self.path / oldname).read_bytes()
            with open(self.path / oldname, "ab") as file:
                file.write(checksum_line(content))
        replace_durably(self.path / oldname, self.path / newname)


def make_private_folder(folder: Path) -> None:
    """Makes the folder, and its parents where missing, readable by its owner alone; an existing one is left as it is.

    The name of a new one is synced too: without that a power cut after the first commit may take the whole folder.
    """
    if folder.is_dir():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync(folder.parent)


def write_durably(path: Path, data: bytes) -> None:
    """Puts a whole file in place, or leaves the old one: written beside it, synced, renamed."""
    beside = path.with_name(path.name + ".new")
    with os.fdopen(os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
    replace_durably(beside, path)


def replace_durably(old: Path, new: Path) -> None:
    """Renames ``old`` over ``new`` with both the bytes and the name synced to the disk."""
    _sync(old)
    os.replace(old, new)
    _sync(new.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
