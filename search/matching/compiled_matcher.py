"""The matcher with its inner loops in C: posting lists are read where they stand in the mapped segments (see matcher.py)."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis import diacritics_within
from index.segment import FlatSegmentReader
from search.matching import _matcher
from search.matching.cache import Cache
from search.matching.index_columns import IndexColumns
from search.matching.matcher import ScoredList
from search.matching.segment_conditions import postings_of
from search.ranking.plan import Both, Condition, DisjunctionMax, Phrase, PhraseWord, Prefix, Term

Array = npt.NDArray[Any]

List = _matcher.List

FIELDS = {"exact": 0, "folded": 1, "title": 2, "bigram": 3}

SECTIONS = (
    *(f"{field}.{section}" for field in FIELDS for section in ("start", "form", "units")),
    *("exact.bytes", "exact.at", "folded.bytes", "folded.at", "bigram.row", "bigram.second"),
    *("tokens", "slot_start", "title_slots", "tokens.rare_slot", "tokens.rare_term", "tokens.by_frequency"),
)
"""The sections of a segment that the compiled part reads, in its order."""

SHARED_FROM = 300_000
"""Postings of a query from which on two threads look for its best documents, as long as no other query is under way. At
187,696 documents questions of 8 to 12 syllables have over a million: 0.48 ms instead of 0.76. From 200,000 on shorter queries
gain too, from 50 µs downwards they lose."""

MOST_FOUND = 20_000
"""Folded words whose numbers are remembered, at some 200 bytes each; forgotten all at once beyond."""

MOST_SPELLINGS = 5_000
"""Folded words of phrases whose spellings are remembered, at some 500 bytes each; forgotten all at once beyond."""

CACHE_BYTES = 32 * 1024 * 1024
"""Lists are kept up to so many bytes: some 50,000 words, which are little more than places in the mapped files."""


class BitMatches:
    """A set of documents as bits, every segment's at a word of its own."""

    def __init__(self, matcher: _matcher.Matcher, bits: bytes | Array) -> None:
        self.bits = bits
        self._matcher = matcher

    @cached_property
    def _count(self) -> int:
        return self._matcher.count(self.bits)

    def __len__(self) -> int:
        return self._count

    @cached_property
    def docs(self) -> Array:
        """See Matches."""
        return np.frombuffer(self._matcher.numbers(self.bits), np.int64)

    def has(self, docs: Array) -> Array:
        """See Matches."""
        return np.frombuffer(self._matcher.among(self.bits, docs), np.bool_)

    @property
    def words(self) -> Array:
        """The bits, 64 at a time."""
        return np.frombuffer(self.bits, np.uint64)


class CompiledMatcher:
    """See search.matching.matcher.Matcher."""

    def __init__(self, segments: Sequence[FlatSegmentReader], columns: IndexColumns) -> None:
        self._segments = segments
        self.first_numbers = [0, *itertools.accumulate(segment.count for segment in segments)]
        self._matcher = _matcher.Matcher(
            tuple((segment.count, tuple(map(segment.file.section, SECTIONS))) for segment in segments),
            columns.norms,
            columns.title_norms,
            columns.alive,
            SHARED_FROM if (os.cpu_count() or 1) > 1 else sys.maxsize,
        )
        live = np.ones(self.first_numbers[-1], dtype=bool) if columns.alive is None else columns.alive
        self._live = BitMatches(self._matcher, self._matcher.marked(live))
        self._cache: Cache[Condition, List] = Cache(CACHE_BYTES)
        self._found: dict[str, bytes] = {}
        self._spellings: dict[str, tuple[str, ...]] = {}

    def of(self, condition: Condition) -> List:
        """See Matcher."""
        found = self._cache.get(condition)
        return self._cache.put(condition, self._look_up(condition)) if found is None else found

    def _look_up(self, condition: Condition) -> List:
        if isinstance(condition, Term):
            if condition.field == "bigram":
                first, _, second = condition.text.partition(" ")
                return self._matcher.find(FIELDS["bigram"], self._numbers(first), self._numbers(second))
            if condition.field == "exact":
                return self._matcher.find(
                    FIELDS["exact"], self._matcher.find_term(FIELDS["exact"], _key(condition.text))
                )
            return self._matcher.find(FIELDS[condition.field], self._numbers(condition.text))
        if isinstance(condition, Prefix):
            return self._matcher.beginning(FIELDS[condition.field], _key(condition.text))
        if isinstance(condition, Phrase) and condition.words:
            plain = plain_term(condition)
            return self._phrase(condition) if plain is None else self.of(plain)
        if isinstance(condition, DisjunctionMax):
            return self._matcher.any_within([self.of(one) for one in condition.conditions], self._live.bits)
        if isinstance(condition, Both):
            dated = self._matcher.any_of([self.of(condition.second)])
            return self._matcher.any_within([self.of(condition.first)], dated)
        docs: list[Array] = [np.empty(0, np.int64)]
        tfs: list[Array] = [np.empty(0, np.uint8)]
        for segment, first_number in zip(self._segments, self.first_numbers, strict=False):
            postings = postings_of(segment, condition)
            docs.append(postings.docs + first_number)
            tfs.append(postings.tfs)
        return self._matcher.listed(np.concatenate(docs), np.concatenate(tfs))

    def _numbers(self, folded: str) -> bytes:
        """The number of a folded term in each segment, which its bigrams and its title need as well."""
        numbers = self._found.get(folded)
        if numbers is None:
            if len(self._found) >= MOST_FOUND:
                self._found.clear()
            numbers = self._found[folded] = self._matcher.find_term(FIELDS["folded"], _key(folded))
        return numbers

    def _phrase(self, phrase: Phrase) -> List:
        return self._matcher.phrase(
            tuple([_key(word.folded) for word in phrase.words]),
            tuple([tuple(map(_key, self._spellings_that_do(word))) for word in phrase.words]),
            phrase.title_only,
        )

    def _spellings_that_do(self, word: PhraseWord) -> list[str]:
        """The exact terms that meet a word of a phrase at its strictness."""
        if word.strictness == "exact":
            return [word.exact]
        spellings = self._spellings.get(word.folded)
        if spellings is None:
            if len(self._spellings) >= MOST_SPELLINGS:
                self._spellings.clear()
            held = itertools.chain.from_iterable(one.spellings(word.folded).values() for one in self._segments)
            spellings = self._spellings[word.folded] = tuple(dict.fromkeys(held))
        return [one for one in spellings if word.strictness == "folded" or diacritics_within(word.exact, one)]

    def passing(self, excluded: Sequence[List], allowed: Array | None) -> BitMatches:
        """See Matcher."""
        if not excluded and allowed is None:
            return self._live
        bits: bytes | Array = self._live.bits if allowed is None else self._matcher.marked(allowed)
        if excluded:
            bits = np.frombuffer(bits, np.uint64) & ~np.frombuffer(self._matcher.any_of(excluded), np.uint64)
        return BitMatches(self._matcher, bits)

    def meeting(self, disjuncts: Sequence[Sequence[Sequence[List]]], within: BitMatches) -> BitMatches:
        """See Matcher."""
        met = self._matcher.meeting(tuple([tuple(map(tuple, disjunct)) for disjunct in disjuncts]), within.bits)
        return BitMatches(self._matcher, met)

    def any_of(self, lists: Sequence[List], within: BitMatches) -> BitMatches:
        """See Matcher."""
        met = np.frombuffer(self._matcher.any_of(lists), np.uint64)
        return BitMatches(self._matcher, met & within.words)

    def restricted(self, matches: BitMatches, allowed: Array) -> BitMatches:
        """See Matcher."""
        return BitMatches(self._matcher, matches.words & np.frombuffer(self._matcher.marked(allowed), np.uint64))

    def less(self, matches: BitMatches, others: BitMatches) -> BitMatches:
        """See Matcher."""
        return BitMatches(self._matcher, matches.words & ~others.words)

    def candidates(self, scored: Sequence[ScoredList[List]], count: int, within: BitMatches) -> Array:
        """See Matcher."""
        lists, instead, factors, is_of_title = _columns_of(scored)
        found = self._matcher.candidates(lists, instead, factors, is_of_title, count, within.bits)
        return np.frombuffer(found, np.int64)

    def contributions(self, scored: Sequence[ScoredList[List]], docs: Array) -> Array:
        """See Matcher."""
        gained = self._matcher.contributions(*_columns_of(scored), docs)
        return np.frombuffer(gained, np.float64).reshape(len(scored), len(docs))


def _key(text: str) -> bytes:
    """A term as it stands in a dictionary; what is no text is in none."""
    return text.encode("utf-8", "surrogatepass")


def plain_term(phrase: Phrase) -> Term | None:
    """The term that a phrase is when it is one or two words in any spelling anywhere in a text."""
    if phrase.title_only or len(phrase.words) > 2 or any(word.strictness != "folded" for word in phrase.words):
        return None
    return Term("folded" if len(phrase.words) == 1 else "bigram", " ".join(word.folded for word in phrase.words))


def _columns_of(scored: Sequence[ScoredList[List]]) -> tuple[list[List], tuple[tuple[List, ...], ...], Array, bytes]:
    return (
        [one.matches for one in scored],
        tuple([one.instead_of for one in scored]),
        np.array([one.factor for one in scored], np.float64),
        bytes([one.is_of_title for one in scored]),
    )
