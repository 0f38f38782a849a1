"""Completions from the segments of one generation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from index.segment import FlatSegmentReader
from index.segment.tokens import BREAK
from search.completion.phrases import DOCUMENTS_A_COUNT, Names, Typed, complete, first_words, frequent_phrases
from search.results import Completion

Array = npt.NDArray[Any]

MOST_SLOTS = 3_000_000
"""Slots that phrases are looked for in: titles, and of the texts below them as much as fits. Takes 3 s and, while it is
being done, some 200 MB."""

TITLE_WORDS = 5
"""Words of a title that it is found by; what is typed beyond them is compared with the title itself."""

CANDIDATES = 24


class Completer:
    """Phrases, names and titles of live documents."""

    def __init__(self, segments: Sequence[FlatSegmentReader], alive: Sequence[Array | None]) -> None:
        live = [
            np.arange(segment.count) if mask is None else np.flatnonzero(mask)
            for segment, mask in zip(segments, alive, strict=True)
        ]
        self._titles = [_Titles(segment, docs) for segment, docs in zip(segments, live, strict=True)]
        documents = sum(map(len, live))
        terms, exact, folded = _stream(segments, live, MOST_SLOTS // max(1, documents))
        self.phrases = frequent_phrases(terms, exact, folded, documents)
        authors: Counter[str] = Counter()
        for segment, docs in zip(segments, live, strict=True):
            column = segment.values["author"]
            counts = np.bincount(column.ordinals[docs], minlength=1)
            authors.update({column.values[n - 1]: int(counts[n]) for n in np.flatnonzero(counts).tolist() if n})
        self.names = Names(authors)

    def complete(self, typed: Typed, limit: int) -> tuple[Completion, ...]:
        """See Searcher.complete."""
        return complete(typed, self.phrases, self.names, self._titles_of(typed, limit), limit)

    def _titles_of(self, typed: Typed, limit: int) -> list[tuple[str, str]]:
        """The newest documents whose titles begin as typed, as (title, id)."""
        if len(typed.key) < 3:
            return []
        found = [
            (int(titles.segment.date[doc]), place, doc)
            for place, titles in enumerate(self._titles)
            for doc in titles.beginning(typed).tolist()
        ]
        fitting: list[tuple[str, str]] = []
        for _, place, doc in sorted(found, key=lambda row: (-row[0], row[1], row[2]))[:CANDIDATES]:
            document = self._titles[place].segment.record(doc).document
            if document.title and first_words(typed, document.title):
                fitting.append((document.title, document.id))
                if len(fitting) == limit:
                    break
        return fitting


class _Titles:
    """The titles of a segment sorted by their first words: ``docs``, and the folded terms of each, a column a word."""

    def __init__(self, segment: FlatSegmentReader, live: Array) -> None:
        self.segment = segment
        docs = live[segment.title_slots[live] > 0]
        counts = segment.title_slots[docs].astype(np.int64)
        terms, owner = segment.tokens.gather(docs, counts)
        is_word = terms != BREAK
        terms, owner = terms[is_word], owner[is_word]
        begins = np.searchsorted(owner, np.arange(len(docs)))
        place = np.arange(len(owner)) - begins[owner] if len(owner) else np.empty(0, np.int64)
        early = place < TITLE_WORDS
        columns = np.full((TITLE_WORDS, len(docs)), -1, dtype=np.int32)
        columns[place[early], owner[early]] = segment.folded_of[terms[early]]
        order = np.lexsort(columns[::-1]) if len(docs) else np.empty(0, np.int64)
        self._docs = docs[order].astype(np.uint32)
        self._columns = columns[:, order]

    def beginning(self, typed: Typed) -> Array:
        """The newest CANDIDATES documents whose titles begin with the first TITLE_WORDS typed words, folded."""
        first, last = 0, len(self._docs)
        words = typed.words[:TITLE_WORDS]
        for place, word in enumerate(words):
            if place == len(typed.words) - 1 and typed.is_open:
                low, high = self.segment.folded_terms.prefix_range(word.folded)
            else:
                number = self.segment.folded_terms.find(word.folded)
                low, high = (0, 0) if number is None else (number, number + 1)
            column = self._columns[place, first:last]
            first, last = first + int(np.searchsorted(column, low)), first + int(np.searchsorted(column, high))
        docs: Array = self._docs[first:last]
        if len(docs) > CANDIDATES:
            docs = docs[np.argpartition(-self.segment.date[docs].astype(np.float64), CANDIDATES)[:CANDIDATES]]
        return docs


def _stream(
    segments: Sequence[FlatSegmentReader], live: Sequence[Array], slots_a_document: int
) -> tuple[Array, list[str], list[str]]:
    """The beginnings of all documents as one stream of term numbers that all segments share, and the terms spelled."""
    numbers: dict[str, int] = {}
    folded: list[str] = []
    streams = []
    for segment, docs in zip(segments, live, strict=True):
        wanted = np.maximum(segment.title_slots[docs].astype(np.int64), slots_a_document)
        terms, _ = segment.tokens.gather(docs, np.minimum(wanted, segment.tokens.slot_counts(docs)))
        # In a large archive a phrase needs more occurrences than one.
        least = min(1, segment.count // DOCUMENTS_A_COUNT)
        used = np.flatnonzero(np.bincount(terms[terms != BREAK], minlength=1) > least)
        shared = np.full(len(segment.exact_terms) + 1, -1, dtype=np.int32)
        for term in used.tolist():
            text = segment.exact_terms[term]
            number = numbers.setdefault(text, len(numbers))
            if number == len(folded):
                folded.append(segment.folded_terms[int(segment.folded_of[term])])
            shared[term] = number
        streams.append(shared[np.where(terms == BREAK, len(segment.exact_terms), terms)])
    joined = np.concatenate(streams) if streams else np.empty(0, np.int32)
    return joined, list(numbers), folded
