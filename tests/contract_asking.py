"""How the searcher's promises are asked for: documents put in, ids out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from index.document import VIETNAM, Document
from index.sources import Refusal, find_files, read_file
from search.request import SearchRequest
from search.results import Results
from search.searcher import Searcher

SAMPLE = Path(__file__).parents[1] / "samples" / "haugiang-2023-12-12.txt"


def sample() -> list[Document]:
    """The 15 documents of the sample page."""
    found = [item for file in find_files([SAMPLE]) if not isinstance(file, Refusal) for item in read_file(file)]
    return [item.document for item in found if not isinstance(item, Refusal)]


def bodies(*texts: str) -> list[Document]:
    """Documents "0", "1" ... of these texts."""
    return [Document(id=str(number), body=text) for number, text in enumerate(texts)]


def moment(text: str) -> datetime:
    """An ISO date or date-time at +07:00."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


class Asking:
    """One search after another, each on an index of its own."""

    def open_searcher(self, documents: Sequence[Document]) -> Searcher:
        """A searcher on an index that holds just these documents, added in this order."""
        raise NotImplementedError

    def ask(self, documents: Sequence[Document], text: str, **options: Any) -> Results:
        searcher = self.open_searcher(documents)
        try:
            return searcher.search(SearchRequest(text, **{"limit": 50, **options}))
        finally:
            searcher.close()

    def whole_of(self, documents: Sequence[Document], text: str, **options: Any) -> list[str]:
        """The ids of the documents that match the whole query, in order, checked against the count."""
        results = self.ask(documents, text, **options)
        whole = [hit.id for hit in results.hits if hit.match == "all"]
        assert results.total == len(whole)
        return whole
