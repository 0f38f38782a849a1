"""The searcher interface: how an index answers, whichever engine keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from search.request import SearchRequest
    from search.results import Completion, HighlightedDocument, Hit, Results, Stats, StoredDocument


class Searcher(Protocol):
    """Answers from the last commit. One object serves any number of threads."""

    def search(self, request: SearchRequest, *, with_facets: bool = False) -> Results:
        """The documents that answer the request, best first.

        ``with_facets`` counts besides what the whole matches are: kinds, sources, authors, categories, years, months. Each
        count is the ``total`` of the same request with that value chosen instead of the one it has. A request without text
        and filters lists nothing, and counts the whole archive.

        Raises QueryRefused when an option of the request makes no sense; never for ``text``.
        """

    def highlight(self, id: str, request: SearchRequest) -> HighlightedDocument | None:
        """The whole document with this id, with the words highlighted by which its snippet answers the request.

        None when there is no such document. Raises QueryRefused as ``search`` does.
        """

    def complete(self, text: str, limit: int = 8) -> tuple[Completion, ...]:
        """What the typed beginning of a query may become: phrases, names and titles of the archive, best first.

        Marks that were typed are kept to, missing ones are not. May be empty shortly after the index was opened.
        """

    def similar(self, id: str, limit: int = 6) -> tuple[Hit, ...]:
        """The documents most like the one with this id, best first, fewer than ``limit`` where fewer come near.

        Their snippets are their openings, nothing is highlighted in them. Empty when there is no such document.
        """

    def get(self, id: str) -> StoredDocument | None:
        """The whole document with this id, or None."""

    def suggest(self, text: str) -> str | None:
        """What the typist more likely meant, spelled as the archive spells it, or None."""

    def stats(self) -> Stats:
        """What the index holds."""

    def damage(self) -> tuple[str, ...]:
        """A Vietnamese sentence for everything of the index that could not be read; an older state answers in its place."""

    def close(self) -> None:
        """Lets go of files; the object is not used afterwards."""
