"""The terms of a flat segment by Whoosh's fields, and where each stands in a document."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np

from index.analysis import SENTENCE_GAP
from index.document import KINDS
from index.segment import FlatSegmentReader
from index.segment.columns import ValueColumn
from index.segment.dictionary import Dictionary
from index.segment.file import Array
from index.segment.postings import Field, PostingList
from index.segment.tokens import BREAK


class TermField(Protocol):
    """The terms of one field in byte order, with their postings."""

    def __len__(self) -> int: ...
    def text(self, number: int) -> bytes: ...
    def first_at_least(self, key: bytes) -> int: ...
    def postings(self, number: int) -> PostingList: ...


class LayerField:
    def __init__(self, terms: Dictionary, layer: Field) -> None:
        self._terms, self._layer = terms, layer
        self.text = terms.bytes_of
        self.first_at_least = terms.first_at_least
        self.postings = layer.list_of

    def __len__(self) -> int:
        return len(self._terms)


class BigramField:
    """Bigrams are numbered by (first, second); with the space between that is the byte order of their texts."""

    def __init__(self, segment: FlatSegmentReader) -> None:
        self._segment = segment
        self.postings = segment.bigram.list_of

    def __len__(self) -> int:
        return len(self._segment.bigram_second)

    def text(self, number: int) -> bytes:
        first = int(np.searchsorted(self._segment.bigram_row, number, side="right")) - 1
        terms = self._segment.folded_terms
        return terms.bytes_of(first) + b" " + terms.bytes_of(int(self._segment.bigram_second[number]))

    def first_at_least(self, key: bytes) -> int:
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.text(middle) < key else (low, middle)
        return low


class ValueField:
    def __init__(self, column: ValueColumn) -> None:
        self._column = column
        self.text = column.values.bytes_of
        self.first_at_least = column.values.first_at_least

    def __len__(self) -> int:
        return len(self._column.values)

    def postings(self, number: int) -> PostingList:
        return _once_each(np.flatnonzero(self._column.ordinals == number + 1))


class IdField:
    def __init__(self, segment: FlatSegmentReader) -> None:
        self._segment = segment
        self.text = segment.ids.bytes_of
        self.first_at_least = segment.ids.first_at_least

    def __len__(self) -> int:
        return len(self._segment.ids)

    def postings(self, number: int) -> PostingList:
        return _once_each(self._segment.id_docs[number : number + 1])


class KindField:
    def __init__(self, segment: FlatSegmentReader) -> None:
        self._segment = segment
        self._kinds = sorted(kind.encode() for kind in KINDS)

    def __len__(self) -> int:
        return len(self._kinds)

    def text(self, number: int) -> bytes:
        return self._kinds[number]

    def first_at_least(self, key: bytes) -> int:
        return sum(kind < key for kind in self._kinds)

    def postings(self, number: int) -> PostingList:
        return _once_each(np.flatnonzero(self._segment.kind == KINDS.index(self._kinds[number].decode())))


def _once_each(docs: Array) -> PostingList:
    return PostingList(docs, np.ones(len(docs), dtype=np.uint8))


class DocumentWords(NamedTuple):
    """The token stream of one document: exact term numbers, folded ones, and which slots are breaks (-1 in both)."""

    doc: int
    exact: Array
    folded: Array
    breaks: Array


class Words:
    """Where terms stand in documents, read from the token stream; the words of a joined form, not the form itself."""

    def __init__(self, segment: FlatSegmentReader) -> None:
        self._segment = segment
        self._folded_of = np.append(segment.folded_of.astype(np.int32), np.int32(BREAK))
        """The folded term of each exact one; that of BREAK, the last, is BREAK."""
        self._last: DocumentWords | None = None
        """The document read last: the words of a phrase ask for it one after another."""

    def _read(self, doc: int) -> DocumentWords:
        words = self._last
        if words is None or words.doc != doc:
            exact = self._segment.tokens.terms(doc)
            words = self._last = DocumentWords(doc, exact, self._folded_of[exact], np.flatnonzero(exact == BREAK))
        return words

    def positions(self, layer: str, term: int, doc: int) -> list[int]:
        """The positions of a term, by its number in the layer, in the document's title and body or in its title alone."""
        words = self._read(doc)
        slots = words.exact if layer == "exact" else words.folded
        if layer == "title":
            slots = slots[: self._segment.title_slots[doc]]
        found = np.flatnonzero(slots == term)
        # A break takes a slot itself.
        positions: list[int] = (found + (SENTENCE_GAP - 1) * words.breaks.searchsorted(found)).tolist()
        return positions
