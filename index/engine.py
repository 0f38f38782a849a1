"""Which engine keeps the index at a place: a second one is chosen here."""

from __future__ import annotations

from pathlib import Path

from index.archive import Archive
from index.whoosh_archive import WhooshArchive


def open_archive(place: Path) -> Archive:
    """The archive in a folder, made by its first writer when there is none."""
    return WhooshArchive(place)
