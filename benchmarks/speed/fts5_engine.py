"""SQLite FTS5 with remove_diacritics 2, which leaves đ alone: đ is mapped by hand, in documents and queries."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from benchmarks.speed.engine import TOP, read
from benchmarks.speed.samples import TimedQuery

_STROKE = str.maketrans("đĐ", "dD")


class Fts5:
    def build(self, archive: Path, folder: Path) -> None:
        folder.mkdir(parents=True)
        database = sqlite3.connect(folder / "fts5.db")
        database.execute(
            "CREATE VIRTUAL TABLE news USING fts5(title, body, id UNINDEXED, kind UNINDEXED, date UNINDEXED, "
            'tokenize="unicode61 remove_diacritics 2")'
        )
        database.executemany(
            "INSERT INTO news VALUES (?, ?, ?, ?, ?)",
            (
                (
                    (record.get("title") or "").translate(_STROKE),
                    record["body"].translate(_STROKE),
                    record["id"],
                    record.get("kind") or "article",
                    record.get("date") or "",
                )
                for record in read(archive)
            ),
        )
        database.commit()
        database.close()

    def open(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "fts5.db")

    def ids(self, query: TimedQuery) -> int:
        return self._select(query, "id")

    def snippets(self, query: TimedQuery) -> int:
        return self._select(query, "id, title, snippet(news, 1, '<', '>', '…', 50)")

    def _select(self, query: TimedQuery, columns: str) -> int:
        words = [word.translate(_STROKE) for word in query.words]
        match = " OR ".join(f'"{word}"' for word in words)
        if query.form == "phrase":
            match = '"' + " ".join(words) + '"'
        elif query.form == "prefix":
            match += "*"
        conditions, values = ["news MATCH ?"], [match]
        if query.briefs_only:
            conditions.append("kind = 'brief'")
        if query.year:
            conditions += ["date >= ?", "date < ?"]
            values += [str(query.year), str(query.year + 1)]
        order = "date DESC" if query.newest_first else "rank"
        sql = f"SELECT {columns} FROM news WHERE {' AND '.join(conditions)} ORDER BY {order} LIMIT {TOP}"
        return len(self._database.execute(sql, values).fetchall())
