"""The planner: what each word of a query weighs, as a plan that any engine can execute.

Every indexed field is scored with BM25 (bm25.py), and the scores summed. What is adaptive is the weights: a typed diacritic is
evidence for the spelling that bears it, a missing one says nothing when no diacritic was typed at all. docs/ranking.md tells
how each constant was chosen.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from search.query.clauses import Clause, PlainWord, Query, QuotedPhrase, Word, WordBeginning, runs_of
from search.query.filters import Filters
from search.ranking.expansions import Expansion
from search.ranking.plan import (
    AnyOf,
    Both,
    Condition,
    Disjunct,
    DisjunctionMax,
    HighlightTerm,
    Phrase,
    PhraseWord,
    Plan,
    Prefix,
    Published,
    Scored,
    Strictness,
    Term,
)

EXACT_WEIGHT = 0.7
FOLDED_WEIGHT = 0.3
"""Weights of a word's exact and folded term where its spelling is known (docs/ranking.md): typed with diacritics, or
restored from the archive. Restoring gains, on 1,384 queries of the four public sets, .7756 to .7827 mean nDCG@10 with half
of the diacritics typed and .7744 to .7778 with none; at .5 instead of .7 the same."""

BARE_FOLDED_WEIGHT = 1.0
"""Weight of a word's folded term when nothing is known of its spelling: bare, and the archive has no likely one."""

BIGRAM_WEIGHT = 0.5
"""Weight of the folded bigram of two neighbouring words (docs/ranking.md)."""

TITLE_WEIGHT = 0.6
"""Weight of the folded term in the title, a field of its own (measured on hidden sets: .911 to .927 mean nDCG@10)."""

ONLY_TITLE_WEIGHT = 1.0
"""Weight of a word asked for in the title (tieude:)."""

READ_BIGRAM_SHARE = 0.4
"""Of a bigram's weight for one across the edge of an expansion ("ubnd huyen" for "nhan dan huyen"), where the typed one is
missing."""

PHRASE_WEIGHT = 0.5
"""Weight of a quoted phrase as a whole, beside its words and bigrams."""

PREFIX_WEIGHT = 1.0
"""Weight of word*, all matching words together counting as one term."""


Meant = Mapping[str, Sequence[tuple[str, float]]]
"""By typed word: the exact terms it likely stands for, with their probabilities."""


def plan(query: Query, filters: Filters, meant: Meant | None = None, expansions: Sequence[Expansion] = ()) -> Plan:
    """What an engine is to do for the query; ``filters`` are all that apply, the query's own included.

    ``meant`` gives, for words typed without diacritics, the exact terms the archive likely spells them with and how probable
    each is; it moves documents up, it never decides whether one matches. ``expansions`` are other ways to meet the words;
    a document may meet a word by any of them.

    A query of filters or exclusions alone lists every document that passes; an empty one finds nothing.
    """
    if not query.disjuncts:
        everything = bool(query.excluded) or filters != Filters()
        return Plan(((),) if everything else (), (), _excluded(query), (), 0, whole_only=True)
    disjuncts: list[Disjunct] = []
    scored: list[Scored] = []
    highlight_terms: list[HighlightTerm] = []
    run_numbers = itertools.count()
    for number, clauses in enumerate(query.disjuncts):
        expanded = _DisjunctExpansions([expansion for expansion in expansions if expansion.disjunct == number])
        place = 0
        needs: list[AnyOf] = []
        for run in runs_of(clauses):
            run_number = next(run_numbers)
            steps: list[list[Scored]] = []
            if len(run) > 1:
                steps = _scored_steps(
                    [expanded.ends_of(clause, place + step) for step, clause in enumerate(run)], query
                )
            literal = _scored(run, query, meant or {}, steps)
            scored += literal
            needs += _needs(run, query, expanded.expansions, place, steps)
            for expansion in expanded.expansions:
                if place <= expansion.first < place + len(run) and not expanded.is_inside_another(expansion):
                    scored += _scored_expansion(
                        expansion, run[expansion.first - place : expansion.last - place], literal
                    )
            for clause in run:
                highlight_terms += _highlight_terms(clause, query, run_number, run_numbers)
            place += len(run)
        highlight_terms += _expanded_highlight_terms(expanded.expansions, run_numbers)
        disjuncts.append(tuple(dict.fromkeys(needs)))
    return Plan(
        disjuncts=tuple(disjuncts),
        scored=_once_each(scored),
        excluded=_excluded(query),
        highlight_terms=tuple(highlight_terms),
        word_count=max(_word_count(clauses) for clauses in query.disjuncts),
        whole_only=all(isinstance(clause, QuotedPhrase) for clauses in query.disjuncts for clause in clauses),
    )


class _Edge(NamedTuple):
    """The folded terms at one end of a clause: those typed, and those that an expansion gives besides."""

    typed: Sequence[str]
    read: Sequence[str] = ()


class _Ends(NamedTuple):
    """What a clause begins and ends with, as its neighbours may stand beside it, and what was typed."""

    head: _Edge
    tail: _Edge
    typed: str


def _ends_of(word: PlainWord) -> _Ends:
    edge = _Edge((word.folded,))
    return _Ends(edge, edge, word.exact)


class _DisjunctExpansions:
    """The expansions of a disjunct, and what neighbours of its clauses may stand beside because of them."""

    def __init__(self, expansions: Sequence[Expansion]) -> None:
        self.expansions = expansions
        self._heads: dict[int, list[str]] = {}
        self._tails: dict[int, list[str]] = {}
        for expansion in expansions:
            for alternative in expansion.alternatives:
                if alternative.words and alternative.stands_in:
                    self._heads.setdefault(expansion.first, []).append(alternative.words[0].folded)
                    self._tails.setdefault(expansion.last - 1, []).append(alternative.words[-1].folded)

    def is_inside_another(self, expansion: Expansion) -> bool:
        """True for TP in TP HCM: what the longer one gives, the shorter need not give again."""
        return any(
            other.first <= expansion.first
            and expansion.last <= other.last
            and other.last - other.first > expansion.last - expansion.first
            for other in self.expansions
        )

    def ends_of(self, clause: Clause, place: int) -> _Ends:
        """The ends of the clause at a place of the side.

        A joined form stands in a text as one term or as its components, so it has two of each.
        """
        assert isinstance(clause, Word)
        head = tail = _Edge((clause.folded,))
        if clause.components:
            head = _Edge(tuple(dict.fromkeys((clause.components[0].folded, clause.folded))))
            tail = _Edge(tuple(dict.fromkeys((clause.components[-1].folded, clause.folded))))
        if place in self._heads:
            head = _with_read(head, self._heads[place])
        if place in self._tails:
            tail = _with_read(tail, self._tails[place])
        return _Ends(head, tail, clause.exact)


def _with_read(edge: _Edge, read: Sequence[str]) -> _Edge:
    return _Edge(edge.typed, [term for term in dict.fromkeys(read) if term not in edge.typed])


def _scored_expansion(expansion: Expansion, typed: Sequence[Clause], literal: Sequence[Scored]) -> Iterable[Scored]:
    """Its alternatives, at their share of what the words as typed can give, and as no rarer than these.

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
    weight = max(alternative.weight for alternative in expansion.alternatives) * len(typed)
    said_so = [
        alternative.condition
        for alternative in expansion.alternatives
        if isinstance(alternative.condition, Term | Phrase | Both)
    ]
    if said_so:
        yield Scored(
            DisjunctionMax(tuple(said_so)) if len(said_so) > 1 else said_so[0], weight, said, expansion.level, as_typed
        )
    for alternative in expansion.alternatives:
        if isinstance(alternative.condition, Published):
            yield Scored(alternative.condition, weight, said, "published", as_typed)


def _expanded_highlight_terms(expansions: Sequence[Expansion], runs: Iterator[int]) -> Iterable[HighlightTerm]:
    """The words of expansions as they are recognised in a text. They bear no diacritics: those were not typed."""
    for words in dict.fromkeys(alternative.words for expansion in expansions for alternative in expansion.alternatives):
        run = next(runs)
        for word in words:
            yield HighlightTerm(word.exact, word.folded, has_diacritics=False, phrase=len(words) > 1, run=run)


def _scored(run: Sequence[Clause], query: Query, meant: Meant, steps: Iterable[Sequence[Scored]]) -> list[Scored]:
    """What the words as typed give; ``steps`` is what each two neighbours of the run do."""
    scored: list[Scored] = []
    for clause in run:
        if isinstance(clause, Word) and not clause.in_title:
            # 37,000 is one part, the number 37000, in another writing: scored as what every writing of it holds.
            alone = clause.components[0] if len(clause.components) == 1 else PlainWord(clause.exact, clause.folded)
            scored += _scored_word(alone, query, meant)
            if clause.components:
                scored += _scored_bigrams(clause.components, query)
        elif isinstance(clause, QuotedPhrase):
            for word in clause.words:
                scored += _scored_title(word, query) if clause.in_title else _scored_word(word, query, meant)
            if not clause.in_title:
                scored += _scored_bigrams(clause.words, query)
            if len(clause.words) > 1:
                scored.append(
                    Scored(_phrase(clause.words, query, clause.in_title), PHRASE_WEIGHT, _typed(clause), "phrase")
                )
        elif isinstance(clause, WordBeginning):
            scored.append(Scored(_prefix(clause, query), PREFIX_WEIGHT, _typed(clause), "prefix"))
        else:
            for word in clause.components or (PlainWord(clause.exact, clause.folded),):
                scored += _scored_title(word, query)
    for step in steps:
        scored += step
    return scored


def _scored_word(word: PlainWord, query: Query, meant: Meant) -> list[Scored]:
    typed, folded = word
    if query.exact:
        return [Scored(Term("exact", typed), 1.0, typed, "exact")]
    as_typed = ((typed, 1.0),)
    spelled = as_typed if word.has_diacritics else meant.get(typed, () if query.bare else as_typed)
    scored = []
    certain = 0.0
    for term, probability in spelled:
        level = "exact" if term == typed else "restored"
        # A rare spelling that is less likely meant must not gain by its rarity.
        instead_of = () if term == spelled[0][0] else (Term("exact", spelled[0][0]),)
        scored.append(Scored(Term("exact", term), EXACT_WEIGHT * probability, typed, level, instead_of))
        certain += probability
    weight = FOLDED_WEIGHT * certain + BARE_FOLDED_WEIGHT * (1 - certain)
    scored.append(Scored(Term("folded", folded), weight, typed, "folded"))
    scored.append(Scored(Term("title", folded), TITLE_WEIGHT, typed, "title"))
    return scored


def _scored_title(word: PlainWord, query: Query) -> list[Scored]:
    return [Scored(_title_word(word, as_typed=query.exact), ONLY_TITLE_WEIGHT, word.exact, "title")]


def _scored_bigrams(words: Sequence[PlainWord], query: Query) -> Iterable[Scored]:
    return itertools.chain.from_iterable(_scored_steps([_ends_of(word) for word in words], query))


def _scored_steps(ends: Sequence[_Ends], query: Query) -> list[list[Scored]]:
    """What each two neighbours give: none in an exact query."""
    if query.exact:
        return []
    return [_scored_step(one.tail, two.head, f"{one.typed} {two.typed}") for one, two in itertools.pairwise(ends)]


def _scored_step(tail: _Edge, head: _Edge, said: str) -> list[Scored]:
    as_typed = tuple([Term("bigram", f"{one} {two}") for one in tail.typed for two in head.typed])
    if not (tail.read or head.read):
        return [Scored(term, BIGRAM_WEIGHT, said, "bigram") for term in as_typed]
    scored = []
    for one in (*tail.typed, *tail.read):
        for two in (*head.typed, *head.read):
            term = Term("bigram", f"{one} {two}")
            if term in as_typed:
                scored.append(Scored(term, BIGRAM_WEIGHT, said, "bigram"))
            else:
                scored.append(Scored(term, BIGRAM_WEIGHT * READ_BIGRAM_SHARE, said, "bigram", as_typed))
    return scored


def _needs(
    run: Sequence[Clause], query: Query, expansions: Sequence[Expansion], first: int, steps: Sequence[Sequence[Scored]]
) -> Iterator[AnyOf]:
    """How each clause of a run may be met, whose first stands at ``first`` of its side."""
    beside_is_enough = query.bare and len(steps) > 0
    for step, clause in enumerate(run):
        if beside_is_enough and isinstance(clause, Word):
            near = steps[max(step - 1, 0) : step + 1]
            need = tuple(dict.fromkeys([scored.condition for pair in near for scored in pair]))
        else:
            need = _need(clause, query)
        read = [expansion for expansion in expansions if expansion.first <= first + step < expansion.last]
        if read:
            alternatives = [alternative.condition for expansion in read for alternative in expansion.alternatives]
            literal = () if any(expansion.is_strict for expansion in read) else need
            need = tuple(dict.fromkeys((*literal, *alternatives)))
        yield need


def _need(clause: Clause, query: Query) -> AnyOf:
    if isinstance(clause, QuotedPhrase):
        return (_phrase(clause.words, query, clause.in_title),)
    if isinstance(clause, WordBeginning):
        return (_prefix(clause, query),)
    if clause.in_title:
        whole = _title_word(PlainWord(clause.exact, clause.folded), as_typed=query.exact)
    else:
        whole = Term("exact", clause.exact) if query.exact else Term("folded", clause.folded)
    if not clause.components:
        return (whole,)
    words = tuple(_phrase_word(component, "exact" if query.exact else "folded") for component in clause.components)
    return (whole, Phrase(words, clause.in_title))


def _title_word(word: PlainWord, *, as_typed: bool) -> Condition:
    """The word in the title; the title layer is folded, so a word that must be spelled as typed is a phrase of one."""
    return Phrase((_phrase_word(word, "exact"),), title_only=True) if as_typed else Term("title", word.folded)


def _prefix(clause: WordBeginning, query: Query) -> Prefix:
    if clause.in_title:
        return Prefix("title", clause.folded)
    if query.exact or clause.has_diacritics:
        return Prefix("exact", clause.exact)
    return Prefix("folded", clause.folded)


def _phrase(words: Sequence[PlainWord], query: Query, in_title: bool) -> Condition:
    """Typed diacritics must be there, missing ones are free; a bare phrase is met in any spelling."""
    strictness: Strictness = "folded"
    if query.exact:
        strictness = "exact"
    elif any(word.has_diacritics for word in words):
        strictness = "diacritics"
    if len(words) == 1 and not in_title and strictness != "diacritics":
        return Term("exact", words[0].exact) if strictness == "exact" else Term("folded", words[0].folded)
    return Phrase(tuple(_phrase_word(word, strictness) for word in words), in_title)


def _phrase_word(word: PlainWord, strictness: Strictness) -> PhraseWord:
    return PhraseWord(word.exact, word.folded, strictness)


def _excluded(query: Query) -> tuple[Condition, ...]:
    """What -word shuts out: the word as it was typed if it bears diacritics or its query does, in any spelling if not."""
    conditions: list[Condition] = []
    for clause in query.excluded:
        if isinstance(clause, QuotedPhrase):
            conditions.append(_phrase(clause.words, query, clause.in_title))
            continue
        if isinstance(clause, WordBeginning):
            conditions.append(_prefix(clause, query))
            continue
        as_typed = query.exact or not query.bare or clause.has_diacritics
        if clause.in_title:
            conditions.append(_title_word(PlainWord(clause.exact, clause.folded), as_typed=as_typed))
        else:
            conditions.append(Term("exact", clause.exact) if as_typed else Term("folded", clause.folded))
        if clause.components:
            words = tuple(_phrase_word(component, "exact" if as_typed else "folded") for component in clause.components)
            conditions.append(Phrase(words, clause.in_title))
    return tuple(dict.fromkeys(conditions))


def _highlight_terms(clause: Clause, query: Query, run: int, runs: Iterator[int]) -> Iterable[HighlightTerm]:
    """The clause's words as they are recognised in a text: of ``run``, those of a phrase or joined form of a run of their own."""
    in_phrase = (
        clause.words if isinstance(clause, QuotedPhrase) else clause.components if isinstance(clause, Word) else ()
    )
    if not isinstance(clause, QuotedPhrase):
        yield HighlightTerm(
            clause.exact,
            clause.folded,
            clause.has_diacritics,
            is_prefix=isinstance(clause, WordBeginning),
            exact_only=query.exact,
            title_only=clause.in_title,
            run=run,
        )
    phrase_run = next(runs)
    for word in in_phrase:
        yield HighlightTerm(
            word.exact,
            word.folded,
            word.has_diacritics,
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
