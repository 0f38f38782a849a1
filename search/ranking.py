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

from index.analysis import has_marks
from search.filters import Filters
from search.plan import (
    Condition,
    MarkedWord,
    Need,
    Phrase,
    PhraseWord,
    Plan,
    Prefix,
    Scored,
    Side,
    Strictness,
    Term,
)
from search.query import Clause, PlainWord, Query, QuotedPhrase, Word, WordBeginning, stretches

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

PHRASE_WEIGHT = 0.5
"""Weight of a quoted phrase as a whole, beside its words and bigrams."""

PREFIX_WEIGHT = 1.0
"""Weight of word*, all matching words together counting as one term."""


def idf(documents: int, containing: int) -> float:
    """Inverse document frequency of a term that ``containing`` of ``documents`` documents hold; always positive."""
    return math.log(1 + (documents - containing + 0.5) / (containing + 0.5))


def plan(query: Query, filters: Filters, meant: Mapping[str, str] | None = None) -> Plan:
    """What an engine is to do for the query; ``filters`` are all that apply, the query's own included.

    ``meant`` gives, for words typed without marks, the exact term the archive likely spells them with; it moves
    documents up, it never decides whether one matches.

    A query of filters or exclusions alone lists every document that passes; an empty one finds nothing.
    """
    if not query.sides:
        everything = bool(query.excluded) or filters != Filters()
        return Plan(((),) if everything else (), (), _excluded(query), (), 0, whole_only=True)
    sides: list[Side] = []
    scored: list[Scored] = []
    marked: list[MarkedWord] = []
    runs = itertools.count()
    for clauses in query.sides:
        for stretch in stretches(clauses):
            run = next(runs)
            scored += _scored(stretch, query, meant or {})
            for clause in stretch:
                marked += _marked(clause, query, run, runs)
        sides.append(_side(clauses, query))
    return Plan(
        sides=tuple(sides),
        scored=_once_each(scored),
        excluded=_excluded(query),
        marked=tuple(marked),
        word_count=max(_word_count(clauses) for clauses in query.sides),
        whole_only=all(isinstance(clause, QuotedPhrase) for clauses in query.sides for clause in clauses),
    )


def _scored(stretch: Sequence[Clause], query: Query, meant: Mapping[str, str]) -> Iterable[Scored]:
    for clause in stretch:
        if isinstance(clause, Word) and not clause.in_title:
            # 37,000 is one part, the number 37000, in another writing: scored as what every writing of it holds.
            alone = clause.parts[0] if len(clause.parts) == 1 else PlainWord(clause.exact, clause.folded)
            yield from _scored_word(alone, query, meant)
            yield from _scored_bigrams([_ends(part) for part in clause.parts], query)
        elif isinstance(clause, QuotedPhrase):
            for word in clause.words:
                yield from _scored_title(word, query) if clause.in_title else _scored_word(word, query, meant)
            if not clause.in_title:
                yield from _scored_bigrams([_ends(word) for word in clause.words], query)
            if len(clause.words) > 1:
                yield Scored(_phrase(clause.words, query, clause.in_title), PHRASE_WEIGHT, _typed(clause), "phrase")
        elif isinstance(clause, WordBeginning):
            yield Scored(_prefix(clause, query), PREFIX_WEIGHT, _typed(clause), "prefix")
        else:
            for word in clause.parts or (PlainWord(clause.exact, clause.folded),):
                yield from _scored_title(word, query)
    if len(stretch) > 1:
        yield from _scored_bigrams([_ends(clause) for clause in stretch], query)


def _scored_word(word: PlainWord, query: Query, meant: Mapping[str, str]) -> Iterable[Scored]:
    if query.exact:
        yield Scored(Term("exact", word.exact), 1.0, word.exact, "exact")
        return
    spelled = word.exact if has_marks(word.exact) else meant.get(word.exact, None if query.bare else word.exact)
    if spelled is None:
        yield Scored(Term("folded", word.folded), BARE_FOLDED_WEIGHT, word.exact, "folded")
    else:
        level = "exact" if spelled == word.exact else "restored"
        yield Scored(Term("exact", spelled), EXACT_WEIGHT, word.exact, level)
        yield Scored(Term("folded", word.folded), FOLDED_WEIGHT, word.exact, "folded")
    yield Scored(Term("title", word.folded), TITLE_WEIGHT, word.exact, "title")


def _scored_title(word: PlainWord, query: Query) -> Iterable[Scored]:
    yield Scored(_title_word(word, as_typed=query.exact), ONLY_TITLE_WEIGHT, word.exact, "title")


def _scored_bigrams(ends: Sequence[tuple[Sequence[str], Sequence[str], str, str]], query: Query) -> Iterable[Scored]:
    if query.exact:
        return
    for (_, tails, typed, _), (heads, _, next_typed, _) in itertools.pairwise(ends):
        for one in tails:
            for two in heads:
                yield Scored(Term("bigram", f"{one} {two}"), BIGRAM_WEIGHT, f"{typed} {next_typed}", "bigram")


def _ends(clause: Clause | PlainWord) -> tuple[Sequence[str], Sequence[str], str, str]:
    """The folded terms that a neighbour on the left may stand before, and one on the right after; and what was typed.

    A joined form stands in a text as one term or as its parts, so it has two of each.
    """
    assert isinstance(clause, Word | PlainWord)
    heads = tails = [clause.folded]
    if isinstance(clause, Word) and clause.parts:
        heads = list(dict.fromkeys([clause.parts[0].folded, clause.folded]))
        tails = list(dict.fromkeys([clause.parts[-1].folded, clause.folded]))
    return heads, tails, clause.exact, clause.folded


def _side(clauses: Sequence[Clause], query: Query) -> Side:
    needs: list[Need] = []
    for stretch in stretches(clauses):
        for place, clause in enumerate(stretch):
            if query.bare and not query.exact and len(stretch) > 1 and isinstance(clause, Word):
                neighbours = stretch[max(place - 1, 0) : place + 2]
                needs.append(
                    tuple(scored.condition for scored in _scored_bigrams([_ends(other) for other in neighbours], query))
                )
            else:
                needs.append(_need(clause, query))
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
