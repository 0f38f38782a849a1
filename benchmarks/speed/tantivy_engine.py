"""Tantivy (Rust) with two threads; its own analyzer folds: lower case, then ASCII, which knows all Vietnamese letters."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import tantivy

from benchmarks.speed.engine import TOP, read
from benchmarks.speed.samples import TimedQuery

HEAP_BYTES = 512 << 20
"""As much as Tìm Báo's builder may take."""


class Tantivy:
    def build(self, archive: Path, folder: Path) -> None:
        folder.mkdir(parents=True)
        index = _index(folder)
        writer = index.writer(heap_size=HEAP_BYTES, num_threads=2)
        for record in read(archive):
            moment = record.get("date")
            document = tantivy.Document()
            document.add_text("id", record["id"])
            document.add_text("title", record.get("title") or "")
            document.add_text("body", record["body"])
            document.add_text("kind", record.get("kind") or "article")
            document.add_integer("date", int(datetime.fromisoformat(moment).timestamp()) if moment else 0)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        self._index = _index(folder)
        self._index.reload()
        self._searcher = self._index.searcher()

    def ids(self, query: TimedQuery) -> int:
        _parsed, hits = self._hits(query)
        return len([self._searcher.doc(address)["id"] for _, address in hits])

    def snippets(self, query: TimedQuery) -> int:
        parsed, hits = self._hits(query)
        generator = tantivy.SnippetGenerator.create(self._searcher, parsed, self._index.schema, "body")
        generator.set_max_num_chars(240)
        found = []
        for _, address in hits:
            document = self._searcher.doc(address)
            snippet = generator.snippet_from_doc(document)
            found.append((document["id"], document["title"], snippet.fragment(), snippet.highlighted()))
        return len(found)

    def _hits(self, query: TimedQuery) -> tuple[Any, list[Any]]:
        text = " ".join(query.words)
        if query.form == "prefix":
            pattern = _folded(query.words[-1]) + ".*"
            parsed = tantivy.Query.regex_query(self._index.schema, "body", pattern)
        else:
            parsed = self._index.parse_query(f'"{text}"' if query.form == "phrase" else text, ["title", "body"])
        musts = []
        if query.briefs_only:
            musts.append(tantivy.Query.term_query(self._index.schema, "kind", "brief"))
        if query.year:
            first, last = (int(datetime(year, 1, 1).timestamp()) for year in (query.year, query.year + 1))
            musts.append(
                tantivy.Query.range_query(
                    self._index.schema, "date", tantivy.FieldType.Integer, first, last, True, False
                )
            )
        if musts:
            parsed = tantivy.Query.boolean_query([(tantivy.Occur.Must, one) for one in (parsed, *musts)])
        if query.newest_first:
            return parsed, self._searcher.search(parsed, TOP, order_by_field="date").hits
        return parsed, self._searcher.search(parsed, TOP).hits


def _folded(word: str) -> str:
    from benchmarks.corpora import without_marks

    return without_marks(word)


def _index(folder: Path) -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", stored=True, tokenizer_name="folding")
    builder.add_text_field("body", stored=True, tokenizer_name="folding")
    builder.add_text_field("kind", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("date", stored=True, indexed=True, fast=True)
    index = tantivy.Index(builder.build(), path=str(folder))
    folding = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .build()
    )
    index.register_tokenizer("folding", folding)
    return index
