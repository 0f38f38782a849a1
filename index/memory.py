"""The writer's fake: documents in a dictionary, for tests of whatever writes to an index."""

from __future__ import annotations

from collections.abc import Sequence

from index.document import Document
from index.writer import Change


class MemoryWriter:
    """An IndexWriter that keeps committed documents in ``documents``, in the order they were last changed."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}
        self.origins: dict[str, str] = {}
        self.sources: list[str] = []
        self._pending = dict(self.documents)
        self._pending_origins = dict(self.origins)
        self._pending_sources: list[str] = []

    def add(self, document: Document, origin: str) -> Change:
        """See IndexWriter.add."""
        known = self._pending.get(document.id)
        if known == document:
            return "unchanged"
        self._pending.pop(document.id, None)
        self._pending[document.id] = document
        self._pending_origins[document.id] = origin
        return "added" if known is None else "updated"

    def delete(self, id: str) -> bool:
        """See IndexWriter.delete."""
        return self._pending.pop(id, None) is not None

    def content_hash(self, id: str) -> bytes | None:
        """See IndexWriter.content_hash."""
        known = self._pending.get(id)
        return None if known is None else known.content_hash()

    @property
    def document_count(self) -> int:
        """See IndexWriter.document_count."""
        return len(self._pending)

    def remember(self, sources: Sequence[str]) -> None:
        """See IndexWriter.remember."""
        self._pending_sources += [source for source in sources if source not in self._pending_sources]

    def commit(self) -> None:
        """See IndexWriter.commit."""
        self.documents = dict(self._pending)
        self.origins = {id: self._pending_origins[id] for id in self.documents}
        self.sources = list(self._pending_sources)

    def close(self) -> None:
        """See IndexWriter.close."""
        self._pending = dict(self.documents)
        self._pending_sources = list(self.sources)
