"""Tìm Báo, through the functions that its terminal and its page use."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from benchmarks.speed.engine import TOP
from benchmarks.speed.samples import TimedQuery
from index import update_index
from search.engines.index_searcher import IndexSearcher
from search.request import SearchRequest


class TimBao:
    def build(self, archive: Path, folder: Path) -> None:
        update_index(folder, [str(archive)])

    def open(self, folder: Path) -> None:
        self._searcher = IndexSearcher(folder)

    def ids(self, query: TimedQuery) -> int:
        return len(self._searcher.ranking(_request(query)))

    def snippets(self, query: TimedQuery) -> int:
        return len(self._searcher.search(_request(query)).hits)


def _request(query: TimedQuery) -> SearchRequest:
    text = " ".join(query.words)
    return SearchRequest(
        text=f'"{text}"' if query.form == "phrase" else text + "*" * (query.form == "prefix"),
        limit=TOP,
        sort="newest" if query.newest_first else "relevance",
        from_day=date(query.year, 1, 1) if query.year else None,
        to_day=date(query.year, 12, 31) if query.year else None,
        kind="brief" if query.briefs_only else None,
    )
