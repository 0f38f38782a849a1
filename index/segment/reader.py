"""Reads one segment: postings by term, token streams, columns and stored records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import numpy as np

from index.segment.columns import VALUE_COLUMNS, ValueColumn
from index.segment.definitions import Definition, read_definitions
from index.segment.dictionary import Dictionary
from index.segment.file import Array, SegmentFile
from index.segment.lookup import find_pair
from index.segment.pairs import pair_table
from index.segment.postings import NO_POSTINGS, Field, PostingList
from index.segment.records import RecordReader, StoredRecord
from index.segment.slots import Group, TermTable, TextPlaces, met_slots, term_table
from index.segment.tokens import TokenStream

SOUGHT_BEFORE_TABLE = 32
"""Folded terms whose spellings are looked for among all exact terms (30 µs each in 50,000) before the table for that is
made (1 ms): a query in the terminal needs few of them, a server makes it soon."""

_NO_NUMBERS = np.empty(0, np.int64)


class FlatSegmentReader:
    """One open segment. Everything is read-only, so any number of threads may share it.

    Document numbers run from 0 to ``count`` - 1; which of them are deleted is the index's knowledge,
    not the segment's.
    """

    def __init__(self, path: Path) -> None:
        self.file = SegmentFile(path)
        self.count: int = self.file.facts["documents"]
        self.exact_terms = Dictionary(self.file, "exact")
        self.folded_terms = Dictionary(self.file, "folded")
        self.ids = Dictionary(self.file, "id")
        self.id_docs: Array = self.file.section("id.doc")
        self.exact = Field(self.file, "exact")
        self.folded = Field(self.file, "folded")
        self.title = Field(self.file, "title")
        self.bigram = Field(self.file, "bigram")
        self.bigram_row: Array = self.file.section("bigram.row")
        self.bigram_second: Array = self.file.section("bigram.second")
        self.folded_of: Array = self.file.section("exact.folded")
        self.exact_chars: Array = self.file.section("exact.chars")
        self.tokens = TokenStream(self.file)
        self.pair_table = pair_table(self.file)
        self.title_slots: Array = self.file.section("title_slots")
        self.length: Array = self.file.section("length")
        self.title_length: Array = self.file.section("title_length")
        self.date: Array = self.file.section("date")
        self.kind: Array = self.file.section("kind")
        self.hashes: Array = self.file.section("hash")
        self.values = {name: ValueColumn(self.file, name) for name in VALUE_COLUMNS}
        """The columns of strings by their names."""
        self.origin = self.values["origin"]
        self._records = RecordReader(self.file, self.tokens.slot_start)
        self._slot_start = self.tokens.slot_start.data
        self._title_slots = self.title_slots.data
        self._spellings_sought = 0

    def postings(self, field: str, text: str) -> PostingList:
        """The postings of a term in the field "exact", "folded", "bigram" or "title"; empty when unknown."""
        if field == "bigram":
            first, _, second = text.partition(" ")
            number = self._bigram_number(first, second)
            return NO_POSTINGS if number is None else self.bigram.list_of(number)
        dictionary, lists = self._field(field)
        number = dictionary.find(text)
        return NO_POSTINGS if number is None else lists.list_of(number)

    def bigram_count(self, first: str, second: str) -> int:
        """How many documents hold the two folded terms side by side."""
        number = self._bigram_number(first, second)
        return 0 if number is None else self.bigram.count_of(number)

    def prefix_postings(self, field: str, prefix: str) -> PostingList:
        """The postings of all terms of the field that begin with ``prefix``, as one term's."""
        dictionary, lists = self._field(field)
        return lists.list_of_range(*dictionary.prefix_range(prefix))

    def _field(self, field: str) -> tuple[Dictionary, Field]:
        if field == "exact":
            return self.exact_terms, self.exact
        return self.folded_terms, {"folded": self.folded, "title": self.title}[field]

    def _bigram_number(self, first: str, second: str) -> int | None:
        one, two = self.folded_terms.find(first), self.folded_terms.find(second)
        if one is None or two is None:
            return None
        place = find_pair(self.bigram_row.data, self.bigram_second.data, one, two)
        return None if place < 0 else place

    @cached_property
    def spelling_table(self) -> tuple[Array, Array]:
        """The exact terms sorted by their folded ones, and where those of each begin there (int64)."""
        start = np.zeros(len(self.folded_terms) + 1, dtype=np.int64)
        np.cumsum(np.bincount(self.folded_of, minlength=len(self.folded_terms)), out=start[1:])
        return np.argsort(self.folded_of, kind="stable"), start

    def spellings(self, folded: str) -> dict[int, str]:
        """The exact terms, by number, that fold to ``folded``."""
        return {number: self.exact_terms[number] for number in self._numbers_of(folded).tolist()}

    def counted_spellings(self, folded: str) -> Iterator[tuple[int, str, int]]:
        """The same: their numbers, themselves, and how often each stands in the texts."""
        numbers = self._numbers_of(folded)
        for number, count in zip(numbers.tolist(), self.exact.occurrences(numbers), strict=True):
            yield number, self.exact_terms[number], count

    def _numbers_of(self, folded: str) -> Array:
        number = self.folded_terms.find(folded)
        if number is None:
            return _NO_NUMBERS
        if self._spellings_sought < SOUGHT_BEFORE_TABLE:
            self._spellings_sought += 1
            return np.flatnonzero(self.folded_of == number)
        order, start = self.spelling_table
        numbers: Array = order[start[number] : start[number + 1]]
        return numbers

    @cached_property
    def definitions(self) -> Counter[Definition]:
        """The abbreviations that the texts define, with the number of documents that do; of deleted ones too."""
        return read_definitions(self.file)

    def doc_of(self, id: str) -> int | None:
        """The document number of an id, or None."""
        place = self.ids.find(id)
        return None if place is None else int(self.id_docs[place])

    @cached_property
    def _ids_by_doc(self) -> Array:
        order = np.zeros(self.count, dtype=np.uint32)
        order[self.id_docs] = np.arange(len(self.id_docs))
        return order

    def id_of(self, doc: int) -> str:
        """The id of a document that is not deleted."""
        return self.ids[int(self._ids_by_doc[doc])]

    def content_hash(self, doc: int) -> bytes:
        return bytes(self.hashes[doc])

    def record(self, doc: int) -> StoredRecord:
        """The stored document with the places of its tokens."""
        return self._records.read(doc)

    def term_table(self, by_fold: list[Group], exact: list[Group]) -> TermTable:
        """A table of the exact terms that fold to one of the groups, and of groups of them (see slots.term_table)."""
        return term_table(*self.spelling_table, by_fold, exact)

    def met_slots(self, doc: int, record: StoredRecord, table: TermTable) -> tuple[TextPlaces, TextPlaces]:
        """The slots of a document's title and body, and which terms of the table they meet."""
        title_slots = int(self.title_slots[doc])
        return met_slots(table, self.tokens, self.exact_chars, doc, title_slots, record.data, record.gaps_at)

    def slot_range(self, doc: int) -> tuple[int, int, int]:
        """The first slot of a document in the token stream, the one behind its last, and how many of them are the title's."""
        return self._slot_start[doc], self._slot_start[doc + 1], self._title_slots[doc]

    def stored(self, doc: int) -> bytes:
        """The stored record as it was before it was packed (see records.pack_record)."""
        return self._records.record(doc)
