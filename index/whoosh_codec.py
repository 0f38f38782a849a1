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
from typing import Any, NoReturn

import numpy as np
from whoosh.codec import base
from whoosh.matching import ListMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound

from index.fields import FIELDS, VALUE_FIELDS
from index.segment import FlatSegmentReader
from index.segment.file import Array
from index.segment.postings import PostingList
from index.whoosh_schema import LAYERS, PHRASE_LAYERS
from index.whoosh_terms import BigramField, IdField, KindField, LayerField, TermField, ValueField, Words
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


class TermMatcher(ListMatcher):  # type: ignore[misc]  # Whoosh ships no types
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
        self._words = Words(segment)
        self._fields: dict[str, TermField] = {
            "exact": LayerField(segment.exact_terms, segment.exact),
            "folded": LayerField(segment.folded_terms, segment.folded),
            "title": LayerField(segment.folded_terms, segment.title),
            "bigram": BigramField(segment),
            "id": IdField(segment),
            "kind": KindField(segment),
            **{field.name: ValueField(segment.values[field.name]) for field in VALUE_FIELDS},
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

    def __init__(self, reader: FlatTermsReader, fieldname: str, fieldobj: Any, field: TermField) -> None:
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
