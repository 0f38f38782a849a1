"""Builds a segment from documents: analyses, collects flat arrays in memory, writes what is made of them as one file."""

from __future__ import annotations

from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.document import Document
from index.segment.batches import Batch, BatchEncoder, EncodedBatch, Text
from index.segment.columns import VALUE_COLUMNS, date_value, kind_value, values_of, write_value_column
from index.segment.definitions import Definition, write_definitions
from index.segment.dictionary import write_dictionary
from index.segment.file import Array, SegmentFileWriter
from index.segment.inversion import take
from index.segment.postings import MAX_DOCS, MAX_FOLDED_TERMS
from index.segment.records import MOST_SAMPLES, RecordWriter, record_json, term_chars, trained
from index.segment.words import SegmentWords
from index.segment.workers import EncoderWorkers

BYTES_PER_SLOT = 40
"""Peak memory of building, a token slot: 8 for its exact and its folded term, 8 while pairs are sorted, 8 for the postings that
come of it, 2 for the packed text, and what is made beside that. Measured on 187,696 news documents: 33 to 38 with what Python
itself needs."""


@dataclass(frozen=True, slots=True)
class BuildLimits:
    """When a segment under construction is full: ``memory_mb`` bounds what building it may take at its peak."""

    memory_mb: int = 512

    @property
    def slots(self) -> int:
        return self.memory_mb * (1 << 20) // BYTES_PER_SLOT


BATCH_CHARS = 500_000
"""Characters of text analysed at a time: a tenth of a second or two, long enough not to feel the way to a worker."""

TRAINED_AT = (1, 6)
"""After so many batches of a segment a dictionary is trained for what follows (see index.segment.records)."""

WRITING_THREADS = 2
"""Parts of a segment that are made at the same time; each takes some 10 bytes a slot more (see BYTES_PER_SLOT)."""

CHARS_PER_SLOT = 4
"""Fewest characters a slot takes in ordinary text, for guessing what documents not yet analysed will take; news has 4.4."""


class SegmentBuilder:
    """Collects documents for one segment; ``write`` makes its file. Not for more than one thread.

    Texts are analysed in batches: by the workers, when there are any and a batch was full, else here.
    """

    def __init__(self, limits: BuildLimits, workers: EncoderWorkers | None = None) -> None:
        self._most_slots = limits.slots
        self._most_stored_bytes = limits.memory_mb << 20
        self._workers = workers
        self._encoder: BatchEncoder | None = None
        self._here: list[tuple[str, str]] = [("", "")]
        """The vocabulary of batches analysed here."""
        self._batch: list[Text] = []
        self._batch_chars = 0
        self._pending_chars = 0
        """Of documents whose slots are not known yet, those of the batch included."""
        self._chars = 0
        self._spelled: list[str] = [""]
        self._folded: list[str] = [""]
        self._term_numbers: dict[str, int] = {}
        self._maps: dict[int, Array] = {}
        """By worker (-1 for here), the number in this segment of each term of its vocabulary; -1 for none yet."""
        self._packed: list[bytes] = []
        self._records = RecordWriter(self._packed.append)
        self._dictionary = b""
        self._samples: list[bytes] = []
        self._batches = 0
        self._terms: list[Array] = []
        self._slot_counts: list[Array] = []
        self._title_slots: list[Array] = []
        self._taken = 0
        """Documents that are analysed."""
        self._slots = 0
        self._joined: list[Array] = []
        self._dates: list[int] = []
        self._kinds: list[int] = []
        self._hashes: list[bytes] = []
        self._values: list[tuple[str | None, ...]] = []
        """The values of VALUE_COLUMNS of each document."""
        self._definitions: Counter[Definition] = Counter()
        self.numbers: dict[str, int] = {}
        """The document number of each id; of an id added twice, the later."""
        self.replaced: set[int] = set()
        """Numbers of documents that are not to be found: an id added again, or deleted."""

    def __len__(self) -> int:
        return len(self._dates)

    @property
    def is_full(self) -> bool:
        """True when the segment should be written before more documents come."""
        return (
            # Of ordinary text the characters decide, so that a segment ends at the same document whoever analyses.
            self._chars // CHARS_PER_SLOT >= self._most_slots
            or self._slots + self._pending_chars // CHARS_PER_SLOT >= self._most_slots
            or self._records.stored_bytes >= self._most_stored_bytes
            or len(self) >= MAX_DOCS
            or len(self._spelled) >= MAX_FOLDED_TERMS // 2
        )

    def content_hash(self, id: str) -> bytes | None:
        """The content hash of the document with this id among those collected, or None."""
        number = self.numbers.get(id)
        return None if number is None else self._hashes[number]

    def remove(self, id: str) -> bool:
        """Marks the collected document with this id as not to be found; False when there is none."""
        number = self.numbers.pop(id, None)
        if number is None:
            return False
        self.replaced.add(number)
        return True

    def add(self, document: Document, origin: str, content_hash: bytes, others: str, body: bytes) -> None:
        """Adds a document; one with the same id added before is marked as replaced.

        ``body`` is its body as it is stored, ``others`` the JSON of the rest (see Document.json_without_body).
        """
        self.remove(document.id)
        self.numbers[document.id] = len(self)
        self._dates.append(date_value(document))
        self._kinds.append(kind_value(document))
        self._hashes.append(content_hash)
        self._values.append((*values_of(document), origin))
        chars = len(document.title or "") + len(document.body)
        self._batch.append(Text(document.title, body, record_json(others, origin), chars))
        self._batch_chars += chars
        self._pending_chars += chars
        self._chars += chars
        if self._batch_chars >= BATCH_CHARS:
            self._hand_out()

    def _next_batch(self) -> Batch:
        batch = Batch(self._batch, self._dictionary)
        self._batch, self._batch_chars = [], 0
        return batch

    def _train(self) -> None:
        """Makes a dictionary for the records from now on, from those at hand: soon, and a better one when there are more."""
        if self._batches >= max(TRAINED_AT):
            return
        self._samples += [text.record + text.body for text in self._batch]
        self._batches += 1
        if self._batches in TRAINED_AT:
            step = max(1, len(self._samples) // MOST_SAMPLES)
            total = sum(map(len, self._samples))
            self._dictionary = trained(self._samples[::step], total) or self._dictionary
        if self._batches >= max(TRAINED_AT):
            self._samples = []

    def _hand_out(self) -> None:
        self._train()
        if self._workers is None:
            self._analyse(self._next_batch())
        else:
            self._submit(self._workers)

    def _submit(self, workers: EncoderWorkers) -> None:
        for worker, encoded in workers.submit(self._next_batch()):
            self._take(worker, encoded, workers.terms[worker])

    def _analyse(self, batch: Batch) -> None:
        self._encoder = self._encoder or BatchEncoder()
        encoded = self._encoder.encode(batch)
        self._here += encoded.new_terms
        self._take(-1, encoded, self._here)

    def _finish_batches(self) -> None:
        workers = self._workers if self._workers is not None and self._workers.are_started else None
        if self._batch and workers is not None:
            # Workers that run have met most chunks of it; a new encoder here would read them all.
            self._submit(workers)
        elif self._batch:
            self._analyse(self._next_batch())
        if workers is not None:
            for worker, encoded in workers.drain():
                self._take(worker, encoded, workers.terms[worker])

    def _take(self, worker: int, encoded: EncodedBatch, vocabulary: list[tuple[str, str]]) -> None:
        """Adds the next documents as they were analysed; their terms are numbers into ``vocabulary``."""
        known = self._maps.get(worker, np.zeros(1, dtype=np.int32))
        if len(known) < len(vocabulary):
            known = np.concatenate((known, np.full(len(vocabulary) - len(known), -1, dtype=np.int32)))
        held = np.zeros(len(vocabulary), dtype=bool)
        held[encoded.terms] = True
        held[encoded.joined[:, 1]] = True
        for term in np.flatnonzero(held & (known < 0)).tolist():
            known[term] = self._number(*vocabulary[term])
        self._maps[worker] = known
        self._terms.append(take(known, encoded.terms))
        joined = encoded.joined.copy()
        joined[:, 0] += self._taken
        joined[:, 1] = known[joined[:, 1]]
        self._joined.append(joined)
        self._taken += len(encoded.slot_counts)
        self._slot_counts.append(encoded.slot_counts)
        self._title_slots.append(encoded.title_slots)
        self._slots += len(encoded.terms)
        self._records.use(encoded.dictionary)
        self._records.add(encoded.records)
        self._definitions.update(encoded.definitions)
        self._pending_chars -= encoded.chars

    def _number(self, exact: str, folded: str) -> int:
        number = self._term_numbers.get(exact)
        if number is None:
            number = self._term_numbers[exact] = len(self._spelled)
            self._spelled.append(exact)
            self._folded.append(folded)
        return number

    def write(self, path: Path) -> None:
        """Writes the segment's file, complete and synced, or raises and leaves none."""
        file = SegmentFileWriter(path)
        try:
            self._write(file)
        except BaseException:
            file.abandon()
            raise

    def _write(self, file: SegmentFileWriter) -> None:
        self._finish_batches()
        count = len(self)
        slot_start = np.concatenate((np.zeros(1, np.int64), np.cumsum(np.concatenate(self._slot_counts))))
        joined = np.concatenate(self._joined)
        terms = np.concatenate(self._terms)
        self._terms = []

        # Numbers of terms are places in byte order; until here they came as they were met.
        spelled = [term.encode("utf-8", "replace") for term in self._spelled[1:]]
        order = np.array(sorted(range(len(spelled)), key=spelled.__getitem__), dtype=np.int64)
        exact_slot = np.zeros(len(spelled) + 1, dtype=np.int32)
        """1 + the exact term number of each word of the vocabulary; 0 for the break."""
        exact_slot[1 + order] = np.arange(1, len(order) + 1)
        exact = take(exact_slot, terms)
        folded_text = [self._folded[1 + number].encode("utf-8", "replace") for number in order.tolist()]
        folded_terms = sorted(set(folded_text))
        folded_number = {text: number for number, text in enumerate(folded_terms)}
        folded_of = np.fromiter((folded_number[text] for text in folded_text), np.uint32, count=len(folded_text))
        folded_slot = np.zeros(len(spelled) + 1, dtype=np.int32)
        folded_slot[1 + order] = folded_of + 1
        folded = take(folded_slot, terms)
        del terms
        words = SegmentWords(
            exact=exact,
            exact_count=len(order),
            folded=folded,
            folded_count=len(folded_terms),
            start=slot_start,
            title_slots=np.concatenate(self._title_slots),
            joined_docs=joined[:, 0].astype(np.int32),
            joined_exact=exact_slot[joined[:, 1]] - 1,
            joined_folded=folded_slot[joined[:, 1]] - 1,
            joined_in_title=joined[:, 2] == 1,
        )

        with ThreadPoolExecutor(max_workers=WRITING_THREADS) as beside:
            parts = deque(beside.submit(make) for make in words.parts())
            write_dictionary(file, "exact", [spelled[place] for place in order.tolist()])
            write_dictionary(file, "folded", folded_terms)
            file.add("exact.folded", folded_of)
            file.add("exact.chars", term_chars([self._spelled[1 + number] for number in order.tolist()]))
            self._write_documents(file)
            while parts:
                file.add_all(parts.popleft().result())
        file.finish({"documents": count})

    def _write_documents(self, file: SegmentFileWriter) -> None:
        """Writes what is kept a document, but for its words."""
        file.add("date", np.array(self._dates, dtype=np.int64))
        file.add("kind", np.array(self._kinds, dtype=np.uint8))
        file.add("hash", np.frombuffer(b"".join(self._hashes), np.uint8).reshape(-1, 16))
        write_definitions(file, self._definitions)
        write_ids(file, self.numbers)
        for name, values in zip(VALUE_COLUMNS, zip(*self._values, strict=True), strict=True):
            write_value_column(file, name, values)
        file.begin("records.packed", np.uint8)
        for packed in self._packed:
            file.append(packed)
        self._records.finish(file)


def write_ids(file: SegmentFileWriter, numbers: dict[str, int]) -> None:
    """Writes the ids with their document numbers as the sections id.bytes, id.at and id.doc."""
    by_id = sorted((id.encode(), number) for id, number in numbers.items())
    write_dictionary(file, "id", [id for id, _ in by_id])
    file.add("id.doc", np.fromiter((number for _, number in by_id), np.uint32, count=len(by_id)))
