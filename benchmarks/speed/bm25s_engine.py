"""bm25s: BM25 over sparse matrices in memory; words only, no snippets, no fields."""

from __future__ import annotations

from pathlib import Path

import bm25s

from benchmarks.corpora import without_marks
from benchmarks.speed.engine import TOP, read
from benchmarks.speed.samples import TimedQuery


class Bm25s:
    def build(self, archive: Path, folder: Path) -> None:
        texts = [without_marks(f"{record.get('title') or ''} {record['body']}").lower() for record in read(archive)]
        retriever = bm25s.BM25(k1=1.2, b=0.75)
        retriever.index(bm25s.tokenize(texts, stopwords=[], show_progress=False), show_progress=False)
        retriever.save(str(folder))

    def open(self, folder: Path) -> None:
        self._retriever = bm25s.BM25.load(str(folder), mmap=True)

    def ids(self, query: TimedQuery) -> int:
        if query.form != "words" or query.year or query.briefs_only or query.newest_first:
            raise NotImplementedError
        tokens = [[without_marks(word) for word in query.words]]
        found, _ = self._retriever.retrieve(tokens, k=TOP, show_progress=False)
        return int(found.shape[1])

    def snippets(self, query: TimedQuery) -> int:
        raise NotImplementedError
