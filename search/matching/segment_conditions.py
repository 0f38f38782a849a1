"""Carries out the conditions of a plan on one flat segment: which documents meet one, and how often."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis import diacritics_within
from index.segment import FlatSegmentReader
from index.segment.columns import NO_DATE
from index.segment.postings import NO_POSTINGS, PostingList, stored_tfs
from search.query.filters import days_as_moments
from search.ranking.plan import Both, Condition, DisjunctionMax, Phrase, PhraseWord, Prefix, Published, Term

Array = npt.NDArray[Any]


def postings_of(segment: FlatSegmentReader, condition: Condition) -> PostingList:
    """The documents of the segment that meet the condition, deleted ones included, with frequencies."""
    if isinstance(condition, Term):
        return segment.postings(condition.field, condition.text)
    if isinstance(condition, Prefix):
        return segment.prefix_postings(condition.field, condition.text)
    if isinstance(condition, Published):
        return _published(segment, condition)
    if isinstance(condition, DisjunctionMax):
        return _any_of(segment, [postings_of(segment, one) for one in condition.conditions])
    if isinstance(condition, Both):
        return _both(postings_of(segment, condition.first), postings_of(segment, condition.second))
    return _phrase_postings(segment, condition)


def _published(segment: FlatSegmentReader, condition: Published) -> PostingList:
    first, after = days_as_moments(condition.first, condition.last)
    dated = segment.date != NO_DATE
    if first is not None:
        dated &= segment.date >= first
    if after is not None:
        dated &= segment.date < after
    docs = np.flatnonzero(dated)
    return PostingList(docs, np.ones(len(docs), dtype=np.uint8))


def _any_of(segment: FlatSegmentReader, lists: list[PostingList]) -> PostingList:
    most = np.zeros(segment.count, dtype=np.uint8)
    for postings in lists:
        most[postings.docs] = np.maximum(most[postings.docs], postings.tfs)
    docs = np.flatnonzero(most)
    return PostingList(docs, most[docs])


def _both(first: PostingList, second: PostingList) -> PostingList:
    met = among(first.docs, second.docs)
    return PostingList(first.docs[met], first.tfs[met])


def _phrase_postings(segment: FlatSegmentReader, phrase: Phrase) -> PostingList:
    words = phrase.words
    if not words:
        return NO_POSTINGS
    plain = all(word.strictness == "folded" for word in words) and not phrase.title_only
    if plain and len(words) == 1:
        return segment.postings("folded", words[0].folded)
    if plain and len(words) == 2:
        return segment.postings("bigram", f"{words[0].folded} {words[1].folded}")
    allowed = [_allowed_terms(segment, word) for word in words]
    if not all(len(terms) for terms in allowed):
        return NO_POSTINGS
    return _count_in_texts(segment, _candidates(segment, phrase, allowed), allowed, phrase.title_only)


def _allowed_terms(segment: FlatSegmentReader, word: PhraseWord) -> Array:
    """The exact terms of the segment, by number, that meet the word at its strictness."""
    if word.strictness == "exact":
        number = segment.exact_terms.find(word.exact)
        return np.array([] if number is None else [number], dtype=np.int32)
    spellings = segment.spellings(word.folded)
    if word.strictness == "diacritics":
        return np.array(
            [number for number, text in spellings.items() if diacritics_within(word.exact, text)], dtype=np.int32
        )
    return np.array(list(spellings), dtype=np.int32)


def _candidates(segment: FlatSegmentReader, phrase: Phrase, allowed: list[Array]) -> Array:
    """Documents that hold every pair of neighbours in some spelling, and every word in an allowed one."""
    folded = [word.folded for word in phrase.words]
    lists = [segment.postings("bigram", f"{one} {two}").docs for one, two in itertools.pairwise(folded)]
    if phrase.title_only:
        lists += [segment.postings("title", text).docs for text in folded]
    lists = lists or [segment.postings("folded", folded[0]).docs]
    lists.sort(key=len)
    docs = lists[0]
    for longer in lists[1:]:
        docs = docs[among(docs, longer)]
    for word, terms in zip(phrase.words, allowed, strict=True):
        if word.strictness != "folded":
            docs = docs[np.logical_or.reduce([among(docs, segment.exact.list_of(int(term)).docs) for term in terms])]
    return docs


def among(values: Array, ascending: Array) -> Array:
    """A mask of ``values`` that stand in an ascending array, each looked up in it."""
    if not len(ascending):
        return np.zeros(len(values), dtype=bool)
    places = np.minimum(np.searchsorted(ascending, values), len(ascending) - 1)
    found: Array = ascending[places] == values
    return found


def _count_in_texts(segment: FlatSegmentReader, docs: Array, allowed: list[Array], title_only: bool) -> PostingList:
    """How often the words stand side by side in the token stream of each candidate; those where they do."""
    tables = []
    for numbers in allowed:
        # One place more than there are terms: a break is term -1 and looks up the last, which is never allowed.
        table = np.zeros(len(segment.exact_terms) + 1, dtype=bool)
        table[numbers] = True
        tables.append(table)
    slots = segment.title_slots[docs].astype(np.int64) if title_only else segment.tokens.slot_counts(docs)
    found, counts = [], []
    # A few hundred documents at a time, so that memory stays bounded however common the words are.
    ends = np.cumsum(slots)
    first = 0
    while first < len(docs):
        done = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, done + SLOTS_AT_ONCE, side="right")))
        terms, owner = segment.tokens.gather(docs[first:last], slots[first:last])
        width = max(len(terms) - len(tables) + 1, 0)
        whole = np.ones(width, dtype=bool)
        for place, table in enumerate(tables):
            whole &= table[terms[place : place + width]]
        hits = np.bincount(owner[np.flatnonzero(whole)], minlength=last - first)
        found.append(docs[first:last][hits > 0])
        counts.append(stored_tfs(hits[hits > 0]))
        first = last
    if not found:
        return NO_POSTINGS
    return PostingList(np.concatenate(found), np.concatenate(counts))


SLOTS_AT_ONCE = 1_000_000
"""Token slots compared at a time in looking for a phrase; about 20 bytes each."""
