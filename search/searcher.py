"""The searcher interface: how an index answers, whichever engine keeps it."""

from __future__ import annotations

from typing import Protocol

from search.request import Results, SearchRequest, Stats, StoredDocument


class Searcher(Protocol):
    """Answers from the last commit. One object serves any number of threads."""

    def search(self, request: SearchRequest) -> Results:
        """The documents that answer the request, best first.

        Raises QueryRefused when an option of the request makes no sense; never for ``text``.
        """

    def get(self, id: str) -> StoredDocument | None:
        """The whole document with this id, or None."""

    def suggest(self, text: str) -> str | None:
        """What the typist more likely meant, spelled as the archive spells it, or None."""

    def stats(self) -> Stats:
        """What the index holds."""

    def close(self) -> None:
        """Lets go of files; the object is not used afterwards."""
