"""The archive that a folder with a Whoosh index is."""

from __future__ import annotations

from pathlib import Path

from index.whoosh_recovery import Recovered, recover
from index.whoosh_state import require_index
from index.whoosh_writer import WhooshWriter


class WhooshArchive:
    """See archive.Archive."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def require(self) -> None:
        """See Archive.require."""
        require_index(self._folder)

    def stored(self) -> Recovered:
        """See Archive.stored."""
        return recover(self._folder)

    def writer(self, *, fresh: bool = False) -> WhooshWriter:
        """See Archive.writer."""
        return WhooshWriter(self._folder, fresh=fresh)
