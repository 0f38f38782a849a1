"""The search room: everything that decides what is found, in which order, and which words are cut out.

In: a SearchRequest with the text as typed. Out: Results with hits, counts, snippets and reasons. Not here:
what is indexed and how (index/), how a result looks or travels (web/, terminal/).

This door, the types of search.request and search.results, and search.payload are all that web/ and terminal/ see.
"""

from __future__ import annotations

from pathlib import Path

from index.document import KINDS, VIETNAM, Document, Kind
from index.errors import IndexProblem, TimBaoError
from index.fields import VALUE_FIELDS, DocumentField
from search.query.match_value import folded_words
from search.query.parse import parse_from, parse_to
from search.request import QueryRefused, SearchRequest
from search.results import (
    Completion,
    Facets,
    FacetValue,
    HighlightedDocument,
    Hit,
    Reason,
    Remark,
    Results,
    Stats,
    StoredDocument,
)
from search.searcher import Searcher


def open_searcher(index_dir: str | Path) -> Searcher:
    """A searcher over the index in a folder, for any number of threads; it follows later commits by itself.

    Raises IndexMissing, IndexOutdated or IndexDamaged.
    """
    # Imported here so that asking for types does not load numpy.
    from search.engines.index_searcher import IndexSearcher

    return IndexSearcher(Path(index_dir))


__all__ = [
    "KINDS",
    "VALUE_FIELDS",
    "VIETNAM",
    "Completion",
    "Document",
    "DocumentField",
    "FacetValue",
    "Facets",
    "HighlightedDocument",
    "Hit",
    "IndexProblem",
    "Kind",
    "QueryRefused",
    "Reason",
    "Remark",
    "Results",
    "SearchRequest",
    "Searcher",
    "Stats",
    "StoredDocument",
    "TimBaoError",
    "folded_words",
    "open_searcher",
    "parse_from",
    "parse_to",
]
