"""Words with two spellings: kỹ and kĩ; and places whose names newspapers spell in several alternatives, Đắk Lắk and Đắc Lắc."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from index.analysis import analyze, fold
from search.intent.expansion.conditions import condition_of
from search.intent.expansion.tables import rows, words
from search.intent.lexicon import Lexicon
from search.query.clauses import PlainWord, Word
from search.ranking.expansions import Alternative, Expansion, Run
from search.ranking.plan import Term

TWIN_WEIGHT = 0.6
"""Of kĩ for kỹ: the same word, yet newspapers keep names apart by it (Mỹ, Mĩ)."""

PLACE_WEIGHT = 0.8
"""Of another spelling of the same place."""

_TWIN = re.compile(r"(?P<onset>qu|[hklmstv])(?P<vowel>[iìíỉĩịyỳýỷỹỵ])")
"""Open syllables that are written both alternatives: all thirteen of hy, ky, ly, my, ty with tones that dictionaries hold, and
sĩ, vĩ, quý. Never beside another vowel (thúy is not thúi)."""

_Y, _I = "yỳýỷỹỵ", "iìíỉĩị"
_SWAPPED = str.maketrans(_Y + _I, _I + _Y)

Words = tuple[PlainWord, ...]


def twins(run: Run, lexicon: Lexicon) -> Iterator[Expansion]:
    """The i/y twins of the words of a run that the archive knows."""
    for place, word in enumerate(run.words):
        twin = twin_of(word.exact)
        if twin is None or word.components:
            continue
        folded = fold(twin)
        if word.has_diacritics:
            if lexicon.spellings(folded).get(twin):
                way = Alternative(Term("exact", twin), (PlainWord(twin, folded),), TWIN_WEIGHT)
                yield run.expansion(place, place + 1, "spelling", [way])
        elif len(run.words) > 1:
            yield from _beside(run, place, folded, lexicon)


def _beside(run: Run, place: int, folded: str, lexicon: Lexicon) -> Iterator[Expansion]:
    """A bare twin is only read where it stands beside its neighbour, as bare words are."""
    word = PlainWord(folded, folded)
    before: list[Word] = [*run.words[max(place - 1, 0) : place]]
    after: list[Word] = [*run.words[place + 1 : place + 2]]
    pairs = [(PlainWord(one.exact, one.folded), word) for one in before]
    pairs += [(word, PlainWord(one.exact, one.folded)) for one in after]
    alternatives = [
        Alternative(condition_of(pair), pair, TWIN_WEIGHT, stands_in=False)
        for pair in pairs
        if lexicon.folded_bigram_count(pair[0].folded, pair[1].folded)
    ]
    if alternatives:
        yield run.expansion(place, place + 1, "spelling", alternatives)


def twin_of(exact: str) -> str | None:
    """The exact term with i for y or y for i; None for a word that has no twin."""
    match = _TWIN.fullmatch(exact)
    return match["onset"] + match["vowel"].translate(_SWAPPED) if match else None


def places(run: Run) -> Iterator[tuple[Expansion, str]]:
    """The place names in a run in their other spellings, each with the usual one for a remark."""
    by_first = _places_by_first()
    for first, word in enumerate(run.folded):
        for group in by_first.get(word, ()):
            for name, others, usual in _spellings(group):
                last = first + len(name)
                if run.folded[first:last] == tuple([word.folded for word in name]):
                    alternatives = [Alternative(condition_of(words), words, PLACE_WEIGHT) for words in others]
                    yield run.expansion(first, last, "spelling", alternatives), usual


@cache
def _places_by_first() -> dict[str, list[str]]:
    """The rows of the table by the first folded word of each spelling, a row once."""
    by_first: dict[str, list[str]] = {}
    for (group,) in rows("place_spellings"):
        for first in dict.fromkeys(fold(words(spelling)[0]) for spelling in group.split(" | ")):
            by_first.setdefault(first, []).append(group)
    return by_first


@cache
def _spellings(group: str) -> list[tuple[Words, list[Words], str]]:
    """Of a row of the table: each spelling, the others that fold otherwise, and the usual one as written."""
    written = group.split(" | ")
    spellings: dict[tuple[str, ...], Words] = {}
    for spelling in written:
        words = tuple(PlainWord(token.exact, token.folded) for token in analyze(spelling) if not token.joined)
        spellings.setdefault(tuple(word.folded for word in words), words)
    return [
        (words, [other for key, other in spellings.items() if key != folded], written[0])
        for folded, words in spellings.items()
    ]
