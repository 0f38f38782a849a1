"""Whoosh as it comes, with the same layers: exact, folded, the folded title and folded bigrams; built only.

Its analyzers call ours, as a careful user of Whoosh would write them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whoosh import fields, index
from whoosh.analysis import Token as WhooshToken
from whoosh.analysis import Tokenizer

from benchmarks.speed.engine import read
from benchmarks.speed.samples import TimedQuery
from index.analysis import analyze, bigrams


class _Terms(Tokenizer):  # type: ignore[misc]  # Whoosh ships no types
    def __init__(self, layer: str) -> None:
        self._layer = layer

    def __call__(self, value: str, **kwargs: Any) -> Any:
        tokens = analyze(value)
        if self._layer == "bigram":
            texts = bigrams(tokens)
        else:
            texts = [getattr(token, self._layer) for token in tokens]
        token = WhooshToken(positions=True, mode="index")
        for position, text in enumerate(texts):
            token.text, token.pos, token.stopped, token.boost = text, position, False, 1.0
            yield token


class StockWhoosh:
    def build(self, archive: Path, folder: Path) -> None:
        folder.mkdir(parents=True)
        schema = fields.Schema(
            id=fields.ID(stored=True, unique=True),
            title=fields.TEXT(analyzer=_Terms("folded"), stored=True),
            exact=fields.TEXT(analyzer=_Terms("exact")),
            folded=fields.TEXT(analyzer=_Terms("folded")),
            bigram=fields.TEXT(analyzer=_Terms("bigram"), phrase=False),
            body=fields.STORED,
        )
        writer = index.create_in(str(folder), schema).writer(limitmb=512)
        for record in read(archive):
            text = f"{record.get('title') or ''}\n{record['body']}"
            writer.add_document(
                id=record["id"],
                title=record.get("title") or "",
                exact=text,
                folded=text,
                bigram=text,
                body=record["body"],
            )
        writer.commit()

    def open(self, folder: Path) -> None:
        raise NotImplementedError

    def ids(self, query: TimedQuery) -> int:
        raise NotImplementedError

    def snippets(self, query: TimedQuery) -> int:
        raise NotImplementedError
