"""Documents like one: its most telling words become a plan, which an engine carries out as it does a query's.

Telling is what a document says often and the archive seldom (tf-idf): mostly pairs of neighbouring syllables, since
a single folded one ("bo", "ban") says little, and the rare words: names, numbers. docs/page.md tells how the constants were chosen.
"""

from __future__ import annotations

import heapq
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from search.ranking.bm25 import K1, idf
from search.ranking.plan import Plan, Scored, Term
from search.results import Hit

MOST_WORDS = 600
"""Words of a document that are read: the lead and some twenty paragraphs. What it is about stands there, and a book
costs no more than an article."""

MOST_TERMS = 32
"""Terms in the plan. Rerun benchmarks/similar.py when changed."""

TITLE_COUNT = 2
"""A word of the title counts as so many of the text."""

LEAST_SHARE = 0.12
"""A document is similar when its score is at least so much of what the document itself scores."""

Words = Sequence[str]
"""Folded words that stand side by side: no pair crosses from one run to the next."""


def counted_terms(title: Iterable[Words], body: Iterable[Words]) -> Counter[Term]:
    """The words and pairs of a document with how often they stand in it, read up to MOST_WORDS."""
    counts: Counter[Term] = Counter()
    left = MOST_WORDS
    for run, worth in itertools.chain(((run, TITLE_COUNT) for run in title), ((run, 1) for run in body)):
        read = run[:left]
        left -= len(read)
        for word in read:
            counts[Term("folded", word)] += worth
        for one, two in itertools.pairwise(read):
            counts[Term("bigram", f"{one} {two}")] += worth
        if not left:
            break
    return counts


def similar_plan(counts: Counter[Term], containing: Callable[[Term], int], documents: int) -> Plan:
    """The plan that finds documents like the one with these counts; ``containing`` tells how many hold a term.

    Every document it meets lacks "a word": a whole match of another document is not to be had.
    """

    def worth(term: Term, count: int) -> float:
        held = containing(term)
        # What no other document says finds none; what half of them say tells nothing.
        if held < 2 or 2 * held > documents + 2:
            return 0.0
        return idf(documents, held) * count / (count + K1)

    worths = [(worth(term, count), term) for term, count in counts.items()]
    best = heapq.nlargest(MOST_TERMS, worths, key=lambda row: (row[0], row[1].text))
    scored = tuple(
        Scored(term, counts[term] / (counts[term] + K1), term.text, term.field) for value, term in best if value > 0
    )
    return Plan(disjuncts=(), scored=scored, excluded=(), highlight_terms=(), word_count=0)


def closest(hits: Sequence[Hit], id: str, limit: int) -> tuple[Hit, ...]:
    """Of the hits of a similar_plan, best first, those near enough, without the document itself."""
    own = max((hit.score for hit in hits if hit.id == id), default=hits[0].score if hits else 0.0)
    others = (hit for hit in hits if hit.id != id and hit.score >= LEAST_SHARE * own)
    return tuple(itertools.islice(others, limit))
