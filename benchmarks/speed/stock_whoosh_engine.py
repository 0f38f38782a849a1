"""Whoosh as it comes: exact, folded and folded title, each by its own regular expression and its own accent table.

The bigrams that Tìm Báo also keeps are left out: Whoosh finds phrases by positions, and it shall not be made slower than
its user would make it.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from whoosh import fields, highlight, index, query
from whoosh.analysis import CharsetFilter, LowercaseFilter, RegexTokenizer
from whoosh.support.charset import accent_map

from benchmarks.corpora import without_marks
from benchmarks.speed.engine import TOP, read
from benchmarks.speed.samples import TimedQuery

MEMORY_MB = 512
"""As much as Tìm Báo's builder may take."""

_FOLDS = {**accent_map, ord("đ"): "d"}


class StockWhoosh:
    def build(self, archive: Path, folder: Path) -> None:
        folder.mkdir(parents=True)
        exact = RegexTokenizer() | LowercaseFilter()
        folded = exact | CharsetFilter(_FOLDS)
        schema = fields.Schema(
            id=fields.ID(stored=True, unique=True),
            title=fields.TEXT(analyzer=folded, stored=True),
            exact=fields.TEXT(analyzer=exact),
            folded=fields.TEXT(analyzer=folded),
            body=fields.STORED,
            kind=fields.ID(stored=True),
            date=fields.NUMERIC(int, 64, stored=True, sortable=True),
        )
        writer = index.create_in(str(folder), schema).writer(limitmb=MEMORY_MB)
        for record in read(archive):
            text = f"{record.get('title') or ''}\n{record['body']}"
            writer.add_document(
                id=record["id"],
                title=record.get("title") or "",
                exact=text,
                folded=text,
                body=record["body"],
                kind=record.get("kind") or "article",
                date=int(datetime.fromisoformat(record["date"]).timestamp()) if record.get("date") else 0,
            )
        writer.commit()

    def open(self, folder: Path) -> None:
        self._searcher = index.open_dir(str(folder)).searcher()
        self._fragmenter = highlight.ContextFragmenter(maxchars=240, surround=60)

    def ids(self, query: TimedQuery) -> int:
        return len([hit["id"] for hit in self._hits(query)])

    def snippets(self, query: TimedQuery) -> int:
        hits = self._hits(query)
        hits.fragmenter = self._fragmenter
        return len([(hit["id"], hit["title"], hit.highlights("folded", text=hit["body"], top=2)) for hit in hits])

    def _hits(self, asked: TimedQuery) -> Any:
        words = [without_marks(word) for word in asked.words]
        wanted: Any
        if asked.form == "phrase":
            wanted = query.Phrase("folded", words)
        elif asked.form == "prefix":
            wanted = query.Prefix("folded", words[-1])
        else:
            wanted = query.Or([query.Term(field, word) for word in words for field in ("folded", "title")])
        conditions = []
        if asked.briefs_only:
            conditions.append(query.Term("kind", "brief"))
        if asked.year:
            first, last = (int(datetime(year, 1, 1).timestamp()) for year in (asked.year, asked.year + 1))
            conditions.append(query.NumericRange("date", first, last, endexcl=True))
        newest = {"sortedby": "date", "reverse": True} if asked.newest_first else {}
        return self._searcher.search(wanted, limit=TOP, filter=query.And(conditions) if conditions else None, **newest)
