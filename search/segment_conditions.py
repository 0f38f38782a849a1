"""Carries out the conditions of a plan on one flat segment: which documents meet one, and how often."""

from __future__ import annotations

import itertools
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis import marks_within
from index.segment import FlatSegmentReader
from index.segment.postings import MAX_TF, NO_POSTINGS, PostingList
from search.plan import Condition, Phrase, PhraseWord, Prefix, Term

Array = npt.NDArray[Any]


def postings_of(segment: FlatSegmentReader, condition: Condition) -> PostingList:
    """The documents of the segment that meet the condition, deleted ones included, with frequencies."""
    if isinstance(condition, Term):
        return segment.postings(condition.layer, condition.text)
    if isinstance(condition, Prefix):
        return segment.prefix_postings(condition.layer, condition.text)
    return _phrase_postings(segment, condition)


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
    if word.strictness == "marks":
        return np.array(
            [number for number, text in spellings.items() if marks_within(word.exact, text)], dtype=np.int32
        )
    return np.array(list(spellings), dtype=np.int32)


def _candidates(segment: FlatSegmentReader, phrase: Phrase, allowed: list[Array]) -> Array:
    """Documents that hold every pair of neighbours in some spelling, and every word in an allowed one."""
    folded = [word.folded for word in phrase.words]
    lists = [segment.postings("bigram", f"{one} {two}").docs for one, two in itertools.pairwise(folded)]
    if phrase.title_only:
        lists += [segment.postings("title", text).docs for text in folded]
    for word, terms in zip(phrase.words, allowed, strict=True):
        if word.strictness != "folded":
            lists.append(np.unique(np.concatenate([segment.exact.list_of(int(term)).docs for term in terms])))
    if not lists:
        lists = [segment.postings("folded", folded[0]).docs]
    lists.sort(key=len)
    common: Array = reduce(_intersect, lists)
    return common


def _intersect(fewer: Array, more: Array) -> Array:
    """The values common to two ascending arrays, found by looking up those of the shorter in the longer."""
    if not len(more):
        return more
    places = np.minimum(np.searchsorted(more, fewer), len(more) - 1)
    common: Array = fewer[more[places] == fewer]
    return common


def _count_in_texts(segment: FlatSegmentReader, docs: Array, allowed: list[Array], title_only: bool) -> PostingList:
    """How often the words stand side by side in the token stream of each candidate; those where they do."""
    found: list[int] = []
    counts: list[int] = []
    starts = segment.tokens.slot_start
    for doc in docs.tolist():
        start = int(starts[doc])
        end = start + int(segment.title_slots[doc]) if title_only else int(starts[doc + 1])
        terms = segment.tokens.slots(start, end)
        width = len(terms) - len(allowed) + 1
        if width <= 0:
            continue
        meets = np.ones(width, dtype=bool)
        for place, numbers in enumerate(allowed):
            window = terms[place : place + width]
            meets &= window == numbers[0] if len(numbers) == 1 else np.isin(window, numbers)
        count = int(meets.sum())
        if count:
            found.append(doc)
            counts.append(min(count, MAX_TF))
    return PostingList(np.array(found, dtype=np.uint32), np.array(counts, dtype=np.uint8))
