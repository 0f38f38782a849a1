"""Expands a query: what its words may also be said as, and what is to be said about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from search.intent.expansion import dates, numbers, places, spellings
from search.intent.lexicon import Lexicon, is_known
from search.query.clauses import Query, Word, runs_of
from search.ranking.expansions import Expansion, Expansions, Run
from search.results import Remark

MOST_WORDS = 40
"""Words of a query that are read; a longer one is a pasted text."""

MOST_NAMED = 4
"""Other forms named in one remark; in a headline with more of them the line would say little."""


def expand(query: Query, lexicon: Lexicon) -> Expansions:
    """What is read into a query, given what the archive knows."""
    if query.exact:
        return Expansions()
    expansions: list[Expansion] = []
    remarks: list[Remark] = []
    others: list[tuple[str, Expansion, Run]] = []
    for run in _runs(query):
        for expansion, usual in spellings.places(run):
            others += _named(expansion, usual, run, lexicon)
            expansions.append(expansion)
        for expansion, full in lexicon.abbreviations.expansions(query, run):
            others += _named(expansion, full, run, lexicon)
            expansions.append(expansion)
        expansions += spellings.twins(run, lexicon)
        expansions += numbers.expansions(run, lexicon)
        for expansion, sentence in dates.expansions(query, run, lexicon):
            expansions.append(expansion)
            remarks.append(Remark("date", sentence, literal=_quoted(query, [(expansion, run)])))
        remarks += places.remarks(query, run)
    if others:
        remarks.insert(0, _one_line(query, others))
    # A name typed twice is told once.
    told = {remark.sentence: remark for remark in reversed(remarks)}
    return Expansions(tuple(expansions), tuple(reversed(told.values())))


def _runs(query: Query) -> Iterator[Run]:
    for disjunct, clauses in enumerate(query.disjuncts):
        first = 0
        for run in runs_of(clauses):
            words = [clause for clause in run if isinstance(clause, Word) and not clause.in_title]
            if words and len(words) == len(run):
                yield Run.of(disjunct, first, words[:MOST_WORDS])
            first += len(run)


def _named(expansion: Expansion, other: str, run: Run, lexicon: Lexicon) -> Iterable[tuple[str, Expansion, Run]]:
    """The other form to be named, when the archive holds any."""
    if any(alternative.words and is_known(alternative.words, lexicon) for alternative in expansion.alternatives):
        yield other, expansion, run


def _one_line(query: Query, others: list[tuple[str, Expansion, Run]]) -> Remark:
    """One remark for all other forms but those inside a longer one: TP.HCM is told, TP and HCM in it are not."""
    outer = [
        one
        for one in others
        if not any(
            other[1].disjunct == one[1].disjunct
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
        literal=_quoted(query, [(expansion, run) for _, expansion, run in outer]),
    )


def _quoted(query: Query, parts: Iterable[tuple[Expansion, Run]]) -> str:
    """The query with those of its words in quotes, where nothing is read into them."""
    text, end = query.read, len(query.read)
    places = []
    for expansion, run in parts:
        words = run.words[expansion.first - run.first : expansion.last - run.first]
        places.append((words[0].start, words[-1].end))
    for start, stop in sorted(set(places), reverse=True):
        if stop <= end:
            text, end = f'{text[:start]}"{text[start:stop]}"{text[stop:]}', start
    return " ".join(text.split())
