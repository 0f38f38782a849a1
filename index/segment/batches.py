"""Documents analysed in batches: the work that can be done beside the builder, in other processes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from index.analysis import Encoder, definitions
from index.segment.definitions import Definition
from index.segment.file import Array
from index.segment.records import JOINED_BYTES, Packer, pack_record, term_chars


class Text(NamedTuple):
    """What is analysed and stored of a document: ``body`` is UTF-8 (see stored_text), ``record`` the JSON of all the rest (see
    record_json), ``chars`` counts the characters of title and body."""

    title: str | None
    body: bytes
    record: bytes
    chars: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents to be analysed and packed with a dictionary (see index.segment.records)."""

    texts: list[Text]
    dictionary: bytes = b""


@dataclass(frozen=True, slots=True)
class EncodedBatch:
    """Documents ready to be put in a segment, in their order.

    ``terms`` (int32) are the slots of all, one document after another, as numbers into the vocabulary of their encoder;
    ``slot_counts`` (int64) how many each has, ``title_slots`` (int64) how many of these are the title's with the break behind
    it. ``joined`` (int64, n x 3): document in the batch, term, 1 in the title. ``records`` are the packed records, and
    ``dictionary`` what they were packed with. ``new_terms`` are the exact and folded terms that the encoder met first in this
    batch, in the order of their numbers.
    """

    terms: Array
    slot_counts: Array
    title_slots: Array
    joined: Array
    records: list[bytes]
    dictionary: bytes
    definitions: Counter[Definition]
    new_terms: list[tuple[str, str]]
    chars: int
    """Characters of all titles and bodies."""


class BatchEncoder:
    """Encodes batches, numbering terms through all of them. Not for more than one thread."""

    def __init__(self) -> None:
        self._encoder = Encoder()
        self._told = 1
        """Terms that a batch has told of; the first stands for a break and is known."""
        self._chars: Array = np.zeros(1, dtype=np.uint8)
        """The length of each term (see term_chars); 0 for the break."""
        self._packer = Packer(b"")

    def encode(self, batch: Batch) -> EncodedBatch:
        """The documents of a batch, analysed, with their records packed."""
        encoder, texts = self._encoder, batch.texts
        if self._packer.dictionary != batch.dictionary:
            self._packer = Packer(batch.dictionary)
        starts, title_slots = [0], []
        defined: Counter[Definition] = Counter()
        for text in texts:
            title, body = text.title, text.body.decode("utf-8", "surrogateescape")
            clean_title = ""
            if title:
                clean_title = encoder.add(title)
                encoder.add_break()
            title_slots.append(len(encoder) - starts[-1])
            clean_body = encoder.add(body)
            starts.append(len(encoder))
            if "(" in clean_title or "(" in clean_body:
                defined.update({*definitions(clean_title), *definitions(clean_body)})
        slots = encoder.take()
        new_terms = self._new_terms()
        joined_at, spans, joined_terms = slots.joined.T
        slot_starts = np.array(starts)
        owners = np.searchsorted(slot_starts, joined_at, side="right") - 1
        in_document = joined_at - slot_starts[owners]
        counts, title_counts = np.diff(slot_starts), np.array(title_slots, dtype=np.int64)
        joined = np.column_stack((owners, joined_terms, in_document < title_counts[owners])).astype(np.int64)
        places = np.column_stack((in_document, spans)).astype("<u4").tobytes()
        joined_starts = (JOINED_BYTES * np.searchsorted(owners, np.arange(len(texts) + 1))).tolist()

        records = []
        gaps, surplus = slots.gaps.tobytes(), (slots.lengths - self._chars[slots.terms]).tobytes()
        for number, text in enumerate(texts):
            mine = slice(starts[number], starts[number + 1])
            parts = places[joined_starts[number] : joined_starts[number + 1]]
            record = pack_record(text.record, text.body, gaps[mine], surplus[mine], parts)
            records.append(self._packer.pack(record))
        return EncodedBatch(
            terms=slots.terms,
            slot_counts=counts,
            title_slots=title_counts,
            joined=joined,
            records=records,
            dictionary=batch.dictionary,
            definitions=defined,
            new_terms=new_terms,
            chars=sum(text.chars for text in texts),
        )

    def _new_terms(self) -> list[tuple[str, str]]:
        first, self._told = self._told, len(self._encoder.terms)
        exact = self._encoder.terms[first:]
        self._chars = np.concatenate((self._chars, term_chars(exact)))
        return list(zip(exact, self._encoder.folded[first:], strict=True))
