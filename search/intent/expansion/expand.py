"""Readings: what a query may also be said as, and what is to be said about it.

In: a parsed query and what the archive knows. Out: for stretches of its words other ways to meet them (an abbreviation's
full words, a second spelling, an amount in other digits, a date), which search/ranking/ranking.py puts beside the words as typed;
and remarks, one line each. Nothing typed is ever replaced: what stands in quotes, or with --exact, is not read at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from search.intent.expansion import dates, numbers, places, spellings
from search.intent.expansion.reading import Reading, Readings, Stretch, Way
from search.intent.expansion.saying import is_known
from search.intent.lexicon import Lexicon
from search.query.query import Query, Word, stretches
from search.request import Remark

MOST_WORDS = 40
"""Words of a query that are read; a longer one is a pasted text."""

MOST_NAMED = 4
"""Other forms named in one remark; in a headline with more of them the line would say little."""


def read(query: Query, lexicon: Lexicon) -> Readings:
    """What is read into a query, given what the archive knows."""
    if query.exact:
        return Readings()
    readings: list[Reading] = []
    remarks: list[Remark] = []
    others: list[tuple[str, Reading, Stretch]] = []
    for stretch in _stretches(query):
        for reading, usual in spellings.places(stretch):
            others += _named(reading, usual, stretch, lexicon)
            readings.append(reading)
        for reading, full in lexicon.abbreviations.readings(query, stretch):
            others += _named(reading, full, stretch, lexicon)
            readings.append(reading)
        readings += spellings.twins(stretch, lexicon)
        readings += numbers.readings(stretch, lexicon)
        for reading, sentence in dates.readings(query, stretch, lexicon):
            readings.append(reading)
            remarks.append(Remark("date", sentence, literal=_quoted(query, [(reading, stretch)])))
        remarks += places.remarks(query, stretch)
    if others:
        remarks.insert(0, _one_line(query, others))
    # A name typed twice is told once.
    told = {remark.sentence: remark for remark in reversed(remarks)}
    return Readings(tuple(readings), tuple(reversed(told.values())))


def _stretches(query: Query) -> Iterator[Stretch]:
    for side, clauses in enumerate(query.sides):
        first = 0
        for run in stretches(clauses):
            words = [clause for clause in run if isinstance(clause, Word) and not clause.in_title]
            if words and len(words) == len(run):
                yield Stretch.of(side, first, words[:MOST_WORDS])
            first += len(run)


def _named(reading: Reading, other: str, stretch: Stretch, lexicon: Lexicon) -> Iterable[tuple[str, Reading, Stretch]]:
    """The other form to be named, when the archive holds any."""
    if any(way.words and is_known(way.words, lexicon) for way in reading.ways):
        yield other, reading, stretch


def _one_line(query: Query, others: list[tuple[str, Reading, Stretch]]) -> Remark:
    """One remark for all other forms but those inside a longer one: TP.HCM is told, TP and HCM in it are not."""
    outer = [
        one
        for one in others
        if not any(
            other[1].side == one[1].side
            and other[1].first <= one[1].first
            and one[1].last <= other[1].last
            and (other[1].last - other[1].first) > (one[1].last - one[1].first)
            for other in others
        )
    ]
    forms = list(dict.fromkeys(f"“{form}”" for form, _, _ in outer))
    more = f" và {len(forms) - MOST_NAMED} cách viết khác" if len(forms) > MOST_NAMED else ""
    return Remark(
        "abbreviation" if any(one[1].level == "abbreviation" for one in outer) else "spelling",
        f"Tìm cả {', '.join(forms[:MOST_NAMED])}{more}.",
        literal=_quoted(query, [(reading, stretch) for _, reading, stretch in outer]),
    )


def _quoted(query: Query, parts: Iterable[tuple[Reading, Stretch]]) -> str:
    """The query with those of its words in quotes, where nothing is read into them."""
    text, end = query.read, len(query.read)
    places = []
    for reading, stretch in parts:
        words = stretch.words[reading.first - stretch.first : reading.last - stretch.first]
        places.append((words[0].start, words[-1].end))
    for start, stop in sorted(set(places), reverse=True):
        if stop <= end:
            text, end = f'{text[:start]}"{text[start:stop]}"{text[stop:]}', start
    return " ".join(text.split())


__all__ = ["Reading", "Readings", "Stretch", "Way", "read"]
