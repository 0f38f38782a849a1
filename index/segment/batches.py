"""Documents analysed in batches: the work that can be done beside the builder, in other processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.analysis import Encoded, Encoder, definitions
from index.document import Document
from index.segment.definitions import Definition
from index.segment.file import Array
from index.segment.records import RecordWriter, record_json, term_chars

Batch = list[tuple[Document, str]]
"""Documents with the files they came from."""


@dataclass(frozen=True, slots=True)
class EncodedBatch:
    """Documents ready to be put in a segment, in their order.

    ``terms`` (int32) are the slots of all, one document after another, as numbers into the vocabulary of their encoder;
    ``slot_counts`` how many each has, ``title_slots`` how many of these are the title's with the break behind it.
    ``joined`` (n, 3): document in the batch, term, 1 in the title. ``blocks`` are the stored records, with where they begin
    in each block. ``new_terms`` are the exact and folded terms that the encoder met first in this batch, in the order of their
    numbers.
    """

    terms: Array
    slot_counts: list[int]
    title_slots: list[int]
    joined: Array
    blocks: list[tuple[bytes, Array]]
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
        self._chars = np.zeros(1, dtype=np.uint8)
        self._measured = 1

    def encode(self, batch: Sequence[tuple[Document, str]]) -> EncodedBatch:
        """The documents of a batch, analysed, with their records packed."""
        blocks: list[bytes] = []
        records = RecordWriter(blocks.append)
        terms: list[Array] = []
        slot_counts: list[int] = []
        title_counts: list[int] = []
        joined: list[tuple[int, int, bool]] = []
        defined: Counter[Definition] = Counter()
        for number, (document, origin) in enumerate(batch):
            title = self._encoder.encode(document.title) if document.title else None
            body = self._encoder.encode(document.body)
            title_slots = len(title.terms) + 1 if title else 0
            places: list[tuple[int, int]] = []
            for text, first_slot in ((title, 0), (body, title_slots)):
                for slot, parts, term in text.joined if text else ():
                    places.append((first_slot + slot, parts))
                    joined.append((number, term, text is title))
            self._measure_terms()
            break_byte = b"\0" if title else b""
            gaps = (title.gaps.tobytes() if title else b"") + break_byte + body.gaps.tobytes()
            surplus = (self._surplus(title) if title else b"") + break_byte + self._surplus(body)
            records.add(record_json(document, origin), gaps, surplus, np.array(places, np.uint32).reshape(-1, 2))
            terms += [title.terms, _BREAK, body.terms] if title else [body.terms]
            slot_counts.append(title_slots + len(body.terms))
            title_counts.append(title_slots)
            defined.update({*definitions(document.title or ""), *definitions(document.body)})
        records.close()
        return EncodedBatch(
            terms=np.concatenate(terms) if terms else np.empty(0, np.int32),
            slot_counts=slot_counts,
            title_slots=title_counts,
            joined=np.array(joined, dtype=np.int64).reshape(-1, 3),
            blocks=list(zip(blocks, records.offsets_by_block(), strict=True)),
            definitions=defined,
            new_terms=self._new_terms(),
            chars=sum(len(document.title or "") + len(document.body) for document, _ in batch),
        )

    def _new_terms(self) -> list[tuple[str, str]]:
        first, self._told = self._told, len(self._encoder.terms)
        return list(zip(self._encoder.terms[first:], self._encoder.folded[first:], strict=True))

    def _measure_terms(self) -> None:
        """Notes the lengths of terms that the encoder has met since, with room for more."""
        known = len(self._encoder.terms)
        if known > len(self._chars):
            self._chars = np.concatenate((self._chars, np.zeros(known, dtype=np.uint8)))
        self._chars[self._measured : known] = term_chars(self._encoder.terms[self._measured : known])
        self._measured = known

    def _surplus(self, text: Encoded) -> bytes:
        """What each word is longer than its term (see segment.records)."""
        return (text.lengths - self._chars[text.terms]).tobytes()


_BREAK = np.zeros(1, dtype=np.int32)
