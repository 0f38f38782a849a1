"""The writer interface: how documents enter an index, whichever engine keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from index.document import Document

Change = Literal["added", "updated", "unchanged"]


class IndexWriter(Protocol):
    """The only way to change an index; at most one is open on an index at a time.

    Nothing is seen by searchers before ``commit``, and a commit is seen whole or not at all.
    """

    def add(self, document: Document, origin: str) -> Change:
        """Stores the document, replacing the one with the same id; says what that changed.

        A document equal to the stored one is "unchanged" and not written again. ``origin`` is the
        file it was read from, remembered for ``rebuild``.
        """

    def delete(self, id: str) -> bool:
        """Removes the document with this id; False when there is none."""

    def content_hash(self, id: str) -> bytes | None:
        """The content hash of the document with this id as the next commit would leave it, or None."""

    @property
    def document_count(self) -> int:
        """How many documents the next commit would leave in the index."""

    def remember(self, sources: Sequence[str]) -> None:
        """Adds files and folders to those that ``rebuild`` reads again, from the next commit on."""

    def commit(self) -> None:
        """Makes everything since the last commit visible and durable, in one step."""

    def close(self) -> None:
        """Drops what was not committed and lets the next writer in. Safe to call twice."""
