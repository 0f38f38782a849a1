"""Ranking: what each word of a query weighs, as a plan that any engine can carry out.

Every layer is scored with BM25 (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework", with the
idf of Lucene, which is never negative):

    idf(N, df) = ln(1 + (N - df + 0.5) / (df + 0.5))
    score = weight * idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / average length))

and summed. What is adaptive is the weights: a typed mark is evidence for the spelling that bears it, a missing
one says nothing when no mark was typed at all. docs/ranking.md tells how each constant was chosen.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.analysis import has_marks
from search.filters import Filters
from search.plan import (
    AnyOf,
    Both,
    Condition,
    MarkedWord,
    Need,
    Phrase,
    PhraseWord,
    Plan,
    Prefix,
    Published,
    Scored,
    Side,
    Strictness,
    Term,
)
from search.query import Clause, PlainWord, Query, QuotedPhrase, Word, WordBeginning, stretches
from search.readings import Reading

K1 = 1.2
"""BM25's saturation of term frequency; no unit. DESIGN section 4 gives 1.5, measured on long news articles; on the four
public sets 1.2 gains .003 mean nDCG@10 (1.0 no more). Rerun benchmarks/quality.py when changed."""

B = 0.75
"""BM25's weight of document length, 0 to 1; the usual value. Rerun benchmarks/quality.py when changed."""

EXACT_WEIGHT = 0.7
FOLDED_WEIGHT = 0.3
"""Weights of a word's exact and folded term where its spelling is known (DESIGN section 4): typed with marks, or
restored from the archive. Restoring gains, on 1,384 queries of the four public sets, .7756 to .7827 mean nDCG@10 with half
of the marks typed and .7744 to .7778 with none; at .5 instead of .7 the same."""

BARE_FOLDED_WEIGHT = 1.0
"""Weight of a word's folded term when nothing is known of its spelling: bare, and the archive has no likely one."""

BIGRAM_WEIGHT = 0.5
"""Weight of the folded bigram of two neighbouring words (DESIGN section 4)."""

TITLE_WEIGHT = 0.6
"""Weight of the folded term in the title, a field of its own (DESIGN section 4: .911 to .927 mean nDCG@10)."""

ONLY_TITLE_WEIGHT = 1.0
"""Weight of a word asked for in the title (tieude:)."""

READ_BIGRAM_SHARE = 0.4
"""Of a bigram's weight for one across the edge of a reading ("ubnd huyen" for "nhan dan huyen"), where the typed one is
missing."""

PHRASE_WEIGHT = 0.5
"""Weight of a quoted phrase as a whole, beside its words and bigrams."""

PREFIX_WEIGHT = 1.0
"""Weight of word*, all matching words together counting as one term."""


Meant = Mapping[str, Sequence[tuple[str, float]]]
"""By typed word: the exact terms it likely stands for, with their probabilities."""


def idf(documents: int, containing: int) -> float:
    """Inverse document frequency of a term that ``containing`` of ``documents`` documents hold; always positive."""
    return math.log(1 + (documents - containing + 0.5) / (containing + 0.5))


def idf_of(scored: Scored, idfs: Mapping[Condition, float]) -> float:
    """The idf a scored condition counts with: its own, but no more than that of the rarest it stands instead of."""
    own = idfs[scored.condition]
    return min(own, max(idfs[condition] for condition in scored.instead_of)) if scored.instead_of else own


def plan(query: Query, filters: Filters, meant: Meant | None = None, readings: Sequence[Reading] = ()) -> Plan:
    """What an engine is to do for the query; ``filters`` are all that apply, the query's own included.

    ``meant`` gives, for words typed without marks, the exact terms the archive likely spells them with and how probable
    each is; it moves documents up, it never decides whether one matches. ``readings`` are other ways to meet the words;
    a document may meet a word by any of them.

    A query of filters or exclusions alone lists every document that passes; an empty one finds nothing.
    """
    if not query.sides:
        everything = bool(query.excluded) or filters != Filters()
        return Plan(((),) if everything else (), (), _excluded(query), (), 0, whole_only=True)
    sides: list[Side] = []
    scored: list[Scored] = []
    marked: list[MarkedWord] = []
    runs = itertools.count()
    for number, clauses in enumerate(query.sides):
        ends = _Ends([reading for reading in readings if reading.side == number])
        place = 0
        for stretch in stretches(clauses):
            run = next(runs)
            literal = list(_scored(stretch, query, meant or {}, ends, place))
            scored += literal
            for reading in ends.readings:
                if place <= reading.first < place + len(stretch) and not ends.is_inside_another(reading):
                    scored += _scored_reading(reading, stretch[reading.first - place : reading.last - place], literal)
            for clause in stretch:
                marked += _marked(clause, query, run, runs)
            place += len(stretch)
        marked += _marked_readings(ends.readings, runs)
        sides.append(_side(clauses, query, ends))
    return Plan(
        sides=tuple(sides),
        scored=_once_each(scored),
        excluded=_excluded(query),
        marked=tuple(marked),
        word_count=max(_word_count(clauses) for clauses in query.sides),
        whole_only=all(isinstance(clause, QuotedPhrase) for clauses in query.sides for clause in clauses),
    )


@dataclass(frozen=True, slots=True)
class _End:
    """A folded term at one end of a clause; ``is_read`` when it is not typed but one of a reading."""

    term: str
    is_read: bool


def _each(typed: Sequence[str], read: Sequence[str]) -> list[_End]:
    return [_End(term, False) for term in dict.fromkeys(typed)] + [
        _End(term, True) for term in dict.fromkeys(read) if term not in typed
    ]


class _Ends:
    """What a neighbour may stand beside: for every clause of a side, the first and the last words of its readings."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self.readings = readings
        self._heads: dict[int, list[str]] = {}
        self._tails: dict[int, list[str]] = {}
        for reading in readings:
            for way in reading.ways:
                if way.words and way.stands_in:
                    self._heads.setdefault(reading.first, []).append(way.words[0].folded)
                    self._tails.setdefault(reading.last - 1, []).append(way.words[-1].folded)

    def is_inside_another(self, reading: Reading) -> bool:
        """True for TP in TP HCM: what the longer one gives, the shorter need not give again."""
        return any(
            other.first <= reading.first
            and reading.last <= other.last
            and other.last - other.first > reading.last - reading.first
            for other in self.readings
        )

    def of(self, clause: Clause | PlainWord, place: int | None = None) -> tuple[Sequence[_End], Sequence[_End], str]:
        """The folded terms that a neighbour on the left may stand before, and one on the right after; and what was typed.

        A joined form stands in a text as one term or as its parts, so it has two of each.
        """
        assert isinstance(clause, Word | PlainWord)
        heads = tails = [clause.folded]
        if isinstance(clause, Word) and clause.parts:
            heads = [clause.parts[0].folded, clause.folded]
            tails = [clause.parts[-1].folded, clause.folded]
        read = ([], []) if place is None else (self._heads.get(place, []), self._tails.get(place, []))
        return _each(heads, read[0]), _each(tails, read[1]), clause.exact


def _scored_reading(reading: Reading, typed: Sequence[Clause], literal: Sequence[Scored]) -> Iterable[Scored]:
    """Its ways, at their share of what the words as typed can give, and as no rarer than these.

    A text that says it in two ways says it no more than one that says it in one.
    """
    words = [clause.exact for clause in typed if isinstance(clause, Word)]
    pairs = {f"{one} {two}" for one, two in itertools.pairwise(words)}
    levels = ("bigram",) if pairs else ("exact", "folded")
    as_typed = tuple(
        scored.condition
        for scored in literal
        if scored.level in levels and not scored.instead_of and (scored.word in pairs or scored.word in words)
    )
    said = " ".join(clause.exact for clause in typed if isinstance(clause, Word))
    weight = max(way.weight for way in reading.ways) * len(typed)
    said_so = [way.condition for way in reading.ways if isinstance(way.condition, Term | Phrase | Both)]
    if said_so:
        yield Scored(AnyOf(tuple(said_so)) if len(said_so) > 1 else said_so[0], weight, said, reading.level, as_typed)
    for way in reading.ways:
        if isinstance(way.condition, Published):
            yield Scored(way.condition, weight, said, "published", as_typed)


def _marked_readings(readings: Sequence[Reading], runs: Iterator[int]) -> Iterable[MarkedWord]:
    """The words of readings as they are recognised in a text. They bear no marks: those were not typed."""
    for words in dict.fromkeys(way.words for reading in readings for way in reading.ways):
        run = next(runs)
        for word in words:
            yield MarkedWord(word.exact, word.folded, has_marks=False, phrase=len(words) > 1, run=run)


def _scored(stretch: Sequence[Clause], query: Query, meant: Meant, ends: _Ends, first: int) -> Iterable[Scored]:
    """What the words as typed give; ``first`` is the place of the stretch among the clauses of its side."""
    for clause in stretch:
        if isinstance(clause, Word) and not clause.in_title:
            # 37,000 is one part, the number 37000, in another writing: scored as what every writing of it holds.
            alone = clause.parts[0] if len(clause.parts) == 1 else PlainWord(clause.exact, clause.folded)
            yield from _scored_word(alone, query, meant)
            yield from _scored_bigrams([ends.of(part) for part in clause.parts], query)
        elif isinstance(clause, QuotedPhrase):
            for word in clause.words:
                yield from _scored_title(word, query) if clause.in_title else _scored_word(word, query, meant)
            if not clause.in_title:
                yield from _scored_bigrams([ends.of(word) for word in clause.words], query)
            if len(clause.words) > 1:
                yield Scored(_phrase(clause.words, query, clause.in_title), PHRASE_WEIGHT, _typed(clause), "phrase")
        elif isinstance(clause, WordBeginning):
            yield Scored(_prefix(clause, query), PREFIX_WEIGHT, _typed(clause), "prefix")
        else:
            for word in clause.parts or (PlainWord(clause.exact, clause.folded),):
                yield from _scored_title(word, query)
    if len(stretch) > 1:
        yield from _scored_bigrams([ends.of(clause, first + step) for step, clause in enumerate(stretch)], query)


def _scored_word(word: PlainWord, query: Query, meant: Meant) -> Iterable[Scored]:
    if query.exact:
        yield Scored(Term("exact", word.exact), 1.0, word.exact, "exact")
        return
    as_typed = ((word.exact, 1.0),)
    spelled = as_typed if has_marks(word.exact) else meant.get(word.exact, () if query.bare else as_typed)
    certain = 0.0
    for term, probability in spelled:
        level = "exact" if term == word.exact else "restored"
        # A rare spelling that is less likely meant must not gain by its rarity.
        instead_of = () if term == spelled[0][0] else (Term("exact", spelled[0][0]),)
        yield Scored(Term("exact", term), EXACT_WEIGHT * probability, word.exact, level, instead_of)
        certain += probability
    folded = FOLDED_WEIGHT * certain + BARE_FOLDED_WEIGHT * (1 - certain)
    yield Scored(Term("folded", word.folded), folded, word.exact, "folded")
    yield Scored(Term("title", word.folded), TITLE_WEIGHT, word.exact, "title")


def _scored_title(word: PlainWord, query: Query) -> Iterable[Scored]:
    yield Scored(_title_word(word, as_typed=query.exact), ONLY_TITLE_WEIGHT, word.exact, "title")


def _scored_bigrams(ends: Sequence[tuple[Sequence[_End], Sequence[_End], str]], query: Query) -> Iterable[Scored]:
    if query.exact:
        return
    for (_, tails, typed), (heads, _, next_typed) in itertools.pairwise(ends):
        said = f"{typed} {next_typed}"
        as_typed = tuple(
            Term("bigram", f"{one.term} {two.term}")
            for one in tails
            for two in heads
            if not (one.is_read or two.is_read)
        )
        for one in tails:
            for two in heads:
                condition = Term("bigram", f"{one.term} {two.term}")
                if not (one.is_read or two.is_read):
                    yield Scored(condition, BIGRAM_WEIGHT, said, "bigram")
                elif condition not in as_typed:
                    yield Scored(condition, BIGRAM_WEIGHT * READ_BIGRAM_SHARE, said, "bigram", as_typed)


def _side(clauses: Sequence[Clause], query: Query, ends: _Ends) -> Side:
    needs: list[Need] = []
    first = 0
    for stretch in stretches(clauses):
        for step, clause in enumerate(stretch):
            if query.bare and not query.exact and len(stretch) > 1 and isinstance(clause, Word):
                near = range(max(step - 1, 0), min(step + 2, len(stretch)))
                beside = [ends.of(stretch[other], first + other) for other in near]
                need = tuple(scored.condition for scored in _scored_bigrams(beside, query))
            else:
                need = _need(clause, query)
            read = [reading for reading in ends.readings if reading.first <= first + step < reading.last]
            ways = [way.condition for reading in read for way in reading.ways]
            literal = () if any(reading.is_strict for reading in read) else need
            needs.append(tuple(dict.fromkeys((*literal, *ways))))
        first += len(stretch)
    return tuple(dict.fromkeys(needs))


def _need(clause: Clause, query: Query) -> Need:
    if isinstance(clause, QuotedPhrase):
        return (_phrase(clause.words, query, clause.in_title),)
    if isinstance(clause, WordBeginning):
        return (_prefix(clause, query),)
    if clause.in_title:
        whole = _title_word(PlainWord(clause.exact, clause.folded), as_typed=query.exact)
    else:
        whole = Term("exact", clause.exact) if query.exact else Term("folded", clause.folded)
    if not clause.parts:
        return (whole,)
    words = tuple(_phrase_word(part, "exact" if query.exact else "folded") for part in clause.parts)
    return (whole, Phrase(words, clause.in_title))


def _title_word(word: PlainWord, *, as_typed: bool) -> Condition:
    """The word in the title; the title layer is folded, so a word that must be spelled as typed is a phrase of one."""
    return Phrase((_phrase_word(word, "exact"),), title_only=True) if as_typed else Term("title", word.folded)


def _prefix(clause: WordBeginning, query: Query) -> Prefix:
    if clause.in_title:
        return Prefix("title", clause.folded)
    if query.exact or has_marks(clause.exact):
        return Prefix("exact", clause.exact)
    return Prefix("folded", clause.folded)


def _phrase(words: Sequence[PlainWord], query: Query, in_title: bool) -> Condition:
    """Typed marks must be there, missing ones are free; a bare phrase is met in any spelling."""
    strictness: Strictness = "folded"
    if query.exact:
        strictness = "exact"
    elif any(has_marks(word.exact) for word in words):
        strictness = "marks"
    if len(words) == 1 and not in_title and strictness != "marks":
        return Term("exact", words[0].exact) if strictness == "exact" else Term("folded", words[0].folded)
    return Phrase(tuple(_phrase_word(word, strictness) for word in words), in_title)


def _phrase_word(word: PlainWord, strictness: Strictness) -> PhraseWord:
    return PhraseWord(word.exact, word.folded, strictness)


def _excluded(query: Query) -> tuple[Condition, ...]:
    """What -word shuts out: the word as it was typed if it bears marks or its query does, in any spelling if not."""
    conditions: list[Condition] = []
    for clause in query.excluded:
        if isinstance(clause, QuotedPhrase):
            conditions.append(_phrase(clause.words, query, clause.in_title))
            continue
        if isinstance(clause, WordBeginning):
            conditions.append(_prefix(clause, query))
            continue
        as_typed = query.exact or not query.bare or has_marks(clause.exact)
        if clause.in_title:
            conditions.append(_title_word(PlainWord(clause.exact, clause.folded), as_typed=as_typed))
        else:
            conditions.append(Term("exact", clause.exact) if as_typed else Term("folded", clause.folded))
        if clause.parts:
            words = tuple(_phrase_word(part, "exact" if as_typed else "folded") for part in clause.parts)
            conditions.append(Phrase(words, clause.in_title))
    return tuple(dict.fromkeys(conditions))


def _marked(clause: Clause, query: Query, run: int, runs: Iterator[int]) -> Iterable[MarkedWord]:
    """The clause's words as they are recognised in a text: of ``run``, those of a phrase or joined form of a run of their own."""
    in_phrase = clause.words if isinstance(clause, QuotedPhrase) else clause.parts if isinstance(clause, Word) else ()
    if not isinstance(clause, QuotedPhrase):
        yield MarkedWord(
            clause.exact,
            clause.folded,
            has_marks(clause.exact),
            is_prefix=isinstance(clause, WordBeginning),
            exact_only=query.exact,
            title_only=clause.in_title,
            run=run,
        )
    phrase_run = next(runs)
    for word in in_phrase:
        yield MarkedWord(
            word.exact,
            word.folded,
            has_marks(word.exact),
            exact_only=query.exact,
            phrase=True,
            title_only=clause.in_title,
            run=phrase_run,
        )


def _typed(clause: QuotedPhrase | WordBeginning) -> str:
    if isinstance(clause, QuotedPhrase):
        return " ".join(word.exact for word in clause.words)
    return clause.exact + "*"


def _word_count(clauses: Sequence[Clause]) -> int:
    return sum(len(clause.words) if isinstance(clause, QuotedPhrase) else 1 for clause in clauses)


def _once_each(scored: Iterable[Scored]) -> tuple[Scored, ...]:
    """Each condition once, at its greatest weight: a word typed twice is no stronger a wish."""
    best: dict[Condition, Scored] = {}
    for item in scored:
        held = best.get(item.condition)
        if held is None or held.weight < item.weight:
            best[item.condition] = item
    return tuple(best.values())
