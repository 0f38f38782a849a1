"""The Whoosh schema: the fields that ``whoosh.index.open_dir`` and Whoosh's own searcher see.

The schema is pickled into Whoosh's table of contents with the import path of FoldingAnalyzer, so this
module may not be moved or renamed without raising manifest.FORMAT_VERSION.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh import analysis, fields

from index.analysis import analyze, bigrams
from index.fields import WHOLE_TERMS


class LayerAnalyzer(analysis.Analyzer):  # type: ignore[misc]  # Whoosh ships no types
    """Whoosh's view of index.analysis: the terms of one layer of a text ("exact", "folded" or "bigram")."""

    def __init__(self, layer: str) -> None:
        self.layer = layer

    def __call__(self, value: str, **kwargs: Any) -> Iterator[Any]:
        tokens = analyze(value)
        terms = bigrams(tokens) if self.layer == "bigram" else [getattr(token, self.layer) for token in tokens]
        for position, text in enumerate(terms):
            token = analysis.Token(positions=True)
            token.text, token.pos, token.boost = text, position, 1.0
            yield token

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LayerAnalyzer) and other.layer == self.layer

    __hash__ = None  # type: ignore[assignment]


LAYERS = ("exact", "folded", "bigram", "title")
VALUES = WHOLE_TERMS
STORED = ("body", "date", "url", "origin", "extra")


def schema() -> Any:
    """A new Schema of the fields above; texts go to the layers, values are whole terms."""
    layers = {
        name: fields.TEXT(
            analyzer=LayerAnalyzer("folded" if name == "title" else name), phrase=False, stored=name == "title"
        )
        for name in LAYERS
    }
    values = {name: fields.ID(stored=True, unique=name == "id") for name in VALUES}
    return fields.Schema(**layers, **values, **{name: fields.STORED() for name in STORED})
