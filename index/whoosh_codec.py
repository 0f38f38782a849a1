"""The Whoosh codec over flat segments: what lets Whoosh open, read and search them with its own code.

Our own search does not pass through here: it reads index.segment directly. Segments are written by
WhooshWriter in bulk, so the writing half of the codec refuses with a sentence.
"""

from __future__ import annotations

import secrets
import string
from bisect import bisect_left
from collections.abc import Callable, Iterator
from copy import copy
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, Protocol

import numpy as np
from whoosh.codec import base
from whoosh.matching import ListMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound

from index.analysis import SENTENCE_GAP
from index.document import KINDS
from index.fields import FIELDS, VALUE_FIELDS
from index.segment import FlatSegmentReader
from index.segment.columns import ValueColumn
from index.segment.dictionary import Dictionary
from index.segment.file import Array
from index.segment.postings import Field, PostingList
from index.segment.tokens import BREAK
from index.whoosh_schema import LAYERS, PHRASE_LAYERS
from index.whoosh_toc import SegmentEntry


class FlatSegment(SegmentEntry, base.Segment):  # type: ignore[misc]  # Whoosh ships no types
    """A segment's entry in Whoosh's table of contents, with what Whoosh itself asks of one.

    Pickled there by import path: neither this module nor this class may be renamed without raising
    manifest.FORMAT_VERSION.
    """

    def __init__(self, indexname: str) -> None:
        # Whoosh names segments with the global random module, which a program may have seeded: a
        # repeated name would overwrite a live segment.
        self.indexname = indexname
        self.segid = "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(16))
        self.compound = False
        self.count = 0
        self.deleted = frozenset()

    def codec(self) -> FlatCodec:
        return FlatCodec()

    def should_assemble(self) -> bool:
        return False

    def set_doc_count(self, count: int) -> None:
        self.count = count

    def doc_count_all(self) -> int:
        return self.count

    def deleted_count(self) -> int:
        return len(self.deleted)

    def deleted_docs(self) -> frozenset[int]:
        return self.deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        self.deleted = self.deleted | {docnum} if delete else self.deleted - {docnum}

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self.deleted


class FlatCodec(base.Codec):  # type: ignore[misc]
    """Opens flat segments for Whoosh's readers."""

    def terms_reader(self, storage: Any, segment: FlatSegment) -> FlatTermsReader:
        return FlatTermsReader(FlatSegmentReader(segment.path(Path(storage.folder))))

    def per_document_reader(self, storage: Any, segment: FlatSegment) -> FlatPerDocumentReader:
        return FlatPerDocumentReader(FlatSegmentReader(segment.path(Path(storage.folder))), segment)

    def automata(self, storage: Any, segment: FlatSegment) -> base.Automata:
        return base.Automata()

    def new_segment(self, storage: Any, indexname: str) -> FlatSegment:
        return FlatSegment(indexname)

    def per_document_writer(self, storage: Any, segment: FlatSegment) -> NoReturn:
        raise NotImplementedError(
            "flat segments are written by index.whoosh_writer.WhooshWriter, not by Whoosh's SegmentWriter"
        )

    def field_writer(self, storage: Any, segment: FlatSegment) -> NoReturn:
        self.per_document_writer(storage, segment)


class _Field(Protocol):
    """The terms of one field in byte order, with their postings."""

    def __len__(self) -> int: ...
    def text(self, number: int) -> bytes: ...
    def first_at_least(self, key: bytes) -> int: ...
    def postings(self, number: int) -> PostingList: ...


class _LayerField:
    def __init__(self, terms: Dictionary, layer: Field) -> None:
        self._terms, self._layer = terms, layer
        self.text = terms.bytes_of
        self.first_at_least = terms.first_at_least
        self.postings = layer.list_of

    def __len__(self) -> int:
        return len(self._terms)


class _BigramField:
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


class _ValueField:
    def __init__(self, column: ValueColumn) -> None:
        self._column = column
        self.text = column.values.bytes_of
        self.first_at_least = column.values.first_at_least

    def __len__(self) -> int:
        return len(self._column.values)

    def postings(self, number: int) -> PostingList:
        return _once_each(np.flatnonzero(self._column.ordinals == number + 1))


class _IdField:
    def __init__(self, segment: FlatSegmentReader) -> None:
        self._segment = segment
        self.text = segment.ids.bytes_of
        self.first_at_least = segment.ids.first_at_least

    def __len__(self) -> int:
        return len(self._segment.ids)

    def postings(self, number: int) -> PostingList:
        return _once_each(self._segment.id_docs[number : number + 1])


class _KindField:
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


class _DocumentWords(NamedTuple):
    """The token stream of one document: exact term numbers, folded ones, and which slots are breaks (-1 in both)."""

    doc: int
    exact: Array
    folded: Array
    breaks: Array


class _Words:
    """Where terms stand in documents, read from the token stream; the words of a joined form, not the form itself."""

    def __init__(self, segment: FlatSegmentReader) -> None:
        self._segment = segment
        self._folded_of = np.append(segment.folded_of.astype(np.int32), np.int32(BREAK))
        """The folded term of each exact one; that of BREAK, the last, is BREAK."""
        self._last: _DocumentWords | None = None
        """The document read last: the words of a phrase ask for it one after another."""

    def _read(self, doc: int) -> _DocumentWords:
        words = self._last
        if words is None or words.doc != doc:
            exact = self._segment.tokens.terms(doc)
            words = self._last = _DocumentWords(doc, exact, self._folded_of[exact], np.flatnonzero(exact == BREAK))
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


class TermMatcher(ListMatcher):  # type: ignore[misc]
    """The documents of a term. ``positions`` tells where it stands in one; it is called for phrases and the like alone."""

    _i: int

    def __init__(
        self,
        postings: PostingList,
        format_: Any,
        scorer: Any,
        term: tuple[str, bytes],
        terminfo: TermInfo,
        positions: Callable[[int], list[int]] | None,
    ) -> None:
        super().__init__(
            postings.docs.tolist(),
            postings.tfs.astype(float).tolist(),
            format=format_,
            scorer=scorer,
            term=term,
            terminfo=terminfo,
        )
        self._positions = positions

    def copy(self) -> TermMatcher:
        # Whoosh's own forgets the term, and takes other arguments.
        return copy(self)

    def skip_to(self, id: int) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._i = bisect_left(self._ids, id, self._i)

    def value_as(self, astype: str) -> Any:
        if astype == "frequency":
            return int(self.weight())
        if astype == "weight":
            return self.weight()
        if self._positions is None:
            return super().value_as(astype)
        if astype == "positions":
            return self._positions(self.id())
        if astype == "position_boosts":
            return [(position, 1) for position in self._positions(self.id())]
        return super().value_as(astype)


class FlatTermsReader(base.TermsReader):  # type: ignore[misc]
    """Terms and postings of a flat segment in Whoosh's terms."""

    def __init__(self, segment: FlatSegmentReader) -> None:
        self._segment = segment
        self._words = _Words(segment)
        self._fields: dict[str, _Field] = {
            "exact": _LayerField(segment.exact_terms, segment.exact),
            "folded": _LayerField(segment.folded_terms, segment.folded),
            "title": _LayerField(segment.folded_terms, segment.title),
            "bigram": _BigramField(segment),
            "id": _IdField(segment),
            "kind": _KindField(segment),
            **{field.name: _ValueField(segment.values[field.name]) for field in VALUE_FIELDS},
        }

    def _find(self, fieldname: str, text: bytes) -> tuple[int, PostingList] | None:
        """The number of a term in its field, with its postings."""
        field = self._fields.get(fieldname)
        if field is None:
            return None
        number = field.first_at_least(text)
        if number == len(field) or field.text(number) != text:
            return None
        postings = field.postings(number)
        # A dictionary shared by two layers, or left over from a merge, names terms without documents.
        return (number, postings) if len(postings) else None

    def _postings(self, fieldname: str, text: bytes) -> PostingList | None:
        found = self._find(fieldname, text)
        return found[1] if found else None

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._postings(*term) is not None

    def cursor(self, fieldname: str, fieldobj: Any) -> FlatCursor:
        return FlatCursor(self, fieldname, fieldobj, self._fields[fieldname])

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for fieldname in sorted(self._fields):
            yield from self.terms_from(fieldname, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        field = self._fields[fieldname]
        for number in range(field.first_at_least(prefix), len(field)):
            if len(field.postings(number)):
                yield fieldname, field.text(number)

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        postings = self._postings(fieldname, text)
        if postings is None:
            raise KeyError((fieldname, text))
        return _term_info(postings, _lengths(self._segment, fieldname))

    def frequency(self, fieldname: str, text: bytes) -> float:
        postings = self._postings(fieldname, text)
        return float(postings.tfs.sum()) if postings else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        postings = self._postings(fieldname, text)
        return len(postings) if postings else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> TermMatcher:
        found = self._find(fieldname, text)
        if found is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        number, postings = found
        info = _term_info(postings, _lengths(self._segment, fieldname))
        positions = partial(self._words.positions, fieldname, number) if fieldname in PHRASE_LAYERS else None
        return TermMatcher(postings, format_, scorer, (fieldname, text), info, positions)

    def indexed_field_names(self) -> list[str]:
        return sorted(self._fields)


def _lengths(segment: FlatSegmentReader, fieldname: str) -> Array | None:
    if fieldname not in LAYERS:
        return None
    return segment.title_length if fieldname == "title" else segment.length


def _term_info(postings: PostingList, lengths: Array | None) -> TermInfo:
    held = lengths[postings.docs] if lengths is not None else np.ones(1)
    return TermInfo(
        weight=float(postings.tfs.sum()),
        df=len(postings),
        minlength=int(held.min()),
        maxlength=int(held.max()),
        maxweight=float(postings.tfs.max()),
        minid=int(postings.docs[0]),
        maxid=int(postings.docs[-1]),
    )


class FlatCursor(base.FieldCursor):  # type: ignore[misc]
    """Walks the terms of one field in byte order, as texts."""

    def __init__(self, reader: FlatTermsReader, fieldname: str, fieldobj: Any, field: _Field) -> None:
        self._reader, self._fieldname, self._fieldobj, self._field = reader, fieldname, fieldobj, field
        self._number = 0
        self._skip_empty()

    def _skip_empty(self) -> None:
        while self._number < len(self._field) and not len(self._field.postings(self._number)):
            self._number += 1

    def first(self) -> str | None:
        return self.find(b"")

    def find(self, string: str | bytes) -> str | None:
        self._number = self._field.first_at_least(self._fieldobj.to_bytes(string))
        self._skip_empty()
        return self.text()

    def next(self) -> str | None:
        if self.is_valid():
            self._number += 1
            self._skip_empty()
        return self.text()

    def text(self) -> str | None:
        return str(self._fieldobj.from_bytes(self._field.text(self._number))) if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        return self._reader.term_info(self._fieldname, self._field.text(self._number)) if self.is_valid() else None

    def is_valid(self) -> bool:
        return self._number < len(self._field)


class FlatPerDocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """Counts, deletions, lengths and stored fields of a flat segment in Whoosh's terms."""

    def __init__(self, segment: FlatSegmentReader, entry: FlatSegment) -> None:
        self._segment = segment
        self._deleted = entry.deleted

    def doc_count(self) -> int:
        return self._segment.count - len(self._deleted)

    def doc_count_all(self) -> int:
        return self._segment.count

    def has_deletions(self) -> bool:
        return bool(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._deleted

    def deleted_docs(self) -> frozenset[int]:
        return self._deleted

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        lengths = _lengths(self._segment, fieldname)
        return default if lengths is None else int(lengths[docnum])

    def field_length(self, fieldname: str) -> int:
        lengths = _lengths(self._segment, fieldname)
        return 0 if lengths is None else int(lengths.sum())

    def min_field_length(self, fieldname: str) -> int:
        lengths = _lengths(self._segment, fieldname)
        return 0 if lengths is None or not len(lengths) else int(lengths.min())

    def max_field_length(self, fieldname: str) -> int:
        lengths = _lengths(self._segment, fieldname)
        return 0 if lengths is None or not len(lengths) else int(lengths.max())

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        record = self._segment.record(docnum)
        document = record.document
        values = {name: getattr(document, name) for name in (field.name for field in FIELDS)}
        values["extra"] = dict(document.extra) or None
        return {name: value for name, value in values.items() if value is not None} | {"origin": record.origin}


__all__ = ["FlatCodec", "FlatSegment"]
