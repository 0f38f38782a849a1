"""The exhaustive engine: every condition looked up in every document, in plain Python.

It is the searcher's fake for tests of pages and commands, and the reference that the fast engine is compared
with: slow, and right by looking at it.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np

from index.analysis import ANALYSIS_VERSION, Token, analyze, bigrams, diacritics_within
from index.document import VIETNAM, Document
from index.segment.postings import MAX_TF, stored_tf
from search.completion.phrases import Names, Phrases, Typed, complete, first_words, frequent_phrases
from search.facets.facets import count_documents, filters_by_facet
from search.highlight.highlighter import highlighted
from search.highlight.rules import HighlightRules, show
from search.highlight.text_slots import slots_from_text
from search.intent.interpret import Interpreted, answer, answered_interpretation
from search.intent.lexicon import Lexicon
from search.intent.spelling import suggest
from search.matching.select import MOST_PARTIAL, WHOLE_FIRST_WORDS
from search.query.filters import Filters
from search.query.match_value import value_matches
from search.ranking.bm25 import K1, B, idf, idf_of
from search.ranking.plan import (
    Both,
    Condition,
    DisjunctionMax,
    Phrase,
    PhraseWord,
    Plan,
    Prefix,
    Published,
    Term,
    is_of_title,
)
from search.ranking.similar import closest, counted_terms, similar_plan
from search.request import SearchRequest
from search.results import Completion, Facets, HighlightedDocument, Hit, Match, Reason, Results, Stats, StoredDocument


@dataclass(frozen=True, slots=True)
class _Text:
    """A document's words: sentences of main tokens, of the title and in all, and terms with their counts by field."""

    document: Document
    title_tokens: list[Token]
    body_tokens: list[Token]
    terms: dict[str, Counter[str]]

    @classmethod
    def of(cls, document: Document) -> _Text:
        title, body = analyze(document.title or ""), analyze(document.body)
        terms = {
            "exact": Counter(token.exact for token in title + body),
            "folded": Counter(token.folded for token in title + body),
            "title": Counter(token.folded for token in title),
            "bigram": Counter(bigrams(title) + bigrams(body)),
        }
        return cls(document, title, body, terms)

    def length(self, title_only: bool) -> int:
        tokens = self.title_tokens if title_only else self.title_tokens + self.body_tokens
        return sum(not token.joined for token in tokens)

    def frequency(self, condition: Condition) -> int:
        """How often the document meets the condition."""
        if isinstance(condition, Term):
            count = stored_tf(self.terms[condition.field][condition.text])
        elif isinstance(condition, Published):
            moment = self.document.date
            count = int(moment is not None and condition.first <= moment.astimezone(VIETNAM).date() <= condition.last)
        elif isinstance(condition, DisjunctionMax):
            count = max(self.frequency(one) for one in condition.conditions)
        elif isinstance(condition, Both):
            count = self.frequency(condition.first) if self.frequency(condition.second) else 0
        elif isinstance(condition, Prefix):
            count = sum(
                stored_tf(n) for term, n in self.terms[condition.field].items() if term.startswith(condition.text)
            )
        else:
            count = stored_tf(self._occurrences(condition))
        return min(count, MAX_TF)

    def _occurrences(self, phrase: Phrase) -> int:
        if not phrase.words:
            return 0
        parts = [self.title_tokens] if phrase.title_only else [self.title_tokens, self.body_tokens]
        count = 0
        for part in parts:
            main = [token for token in part if not token.joined]
            for start in range(len(main) - len(phrase.words) + 1):
                window = main[start : start + len(phrase.words)]
                side_by_side = all(two.position == one.position + 1 for one, two in itertools.pairwise(window))
                count += side_by_side and all(map(_meets, phrase.words, window))
        return count


def _meets(word: PhraseWord, token: Token) -> bool:
    if word.strictness == "exact":
        return token.exact == word.exact
    if word.strictness == "diacritics":
        return token.folded == word.folded and diacritics_within(word.exact, token.exact)
    return token.folded == word.folded


def _runs(tokens: list[Token]) -> list[list[str]]:
    """The folded main words, those that stand side by side together."""
    runs: list[list[str]] = []
    last = None
    for token in tokens:
        if not token.joined:
            if last is None or token.position != last + 1:
                runs.append([])
            runs[-1].append(token.folded)
            last = token.position
    return runs


class MemorySearcher:
    """A Searcher over a list of documents, which are those of one commit.

    Without a ``lexicon`` it makes no suggestions and takes bare words for any spelling alike.
    """

    def __init__(self, documents: Iterable[Document], lexicon: Lexicon | None = None) -> None:
        self._lexicon = lexicon
        self._texts = [_Text.of(document) for document in documents]
        count = max(len(self._texts), 1)
        self._average = {
            title_only: sum(text.length(title_only) for text in self._texts) / count for title_only in (False, True)
        }

    def search(self, request: SearchRequest, *, with_facets: bool = False) -> Results:
        """See Searcher.search."""
        return answer(request, self._lexicon, lambda meaning: self._execute(meaning, request, with_facets))

    def _execute(self, meaning: Interpreted, request: SearchRequest, with_facets: bool = False) -> Results:
        query_plan, filters = meaning.plan, meaning.filters
        rows = []
        idfs = {scored.condition: self._idf(scored.condition) for scored in query_plan.scored}
        for number, text in enumerate(self._texts):
            match = self._match(text, query_plan)
            if match and _passes(text.document, filters):
                reasons = self._reasons(text, query_plan, idfs)
                rows.append((number, text.document, sum(reason.score for reason in reasons), match, reasons))
        rows = _in_order(rows, request, query_plan)
        page = rows[request.offset : request.offset + request.limit]
        hits = tuple(
            self._hit(document, score, match, reasons, query_plan, request, idfs)
            for _, document, score, match, reasons in page
        )
        return Results(
            query=request.text,
            total=sum(match == "all" for _, _, _, match, _ in rows),
            listed=len(rows),
            took_ms=0.0,
            relaxed=any(hit.match == "some" for hit in hits),
            suggestion=meaning.suggestion,
            hits=hits,
            notes=meaning.notes,
            remarks=meaning.remarks,
            facets=self._facets(meaning, request) if with_facets else None,
        )

    def highlight(self, id: str, request: SearchRequest) -> HighlightedDocument | None:
        """See Searcher.highlight."""
        stored = self.get(id)
        if stored is None:
            return None
        document = stored.document
        terms = answered_interpretation(request, self._lexicon, self._finds_whole).plan.highlight_terms
        texts = slots_from_text(document.title or "", terms), slots_from_text(document.body, terms)
        return highlighted(document, HighlightRules(terms), *texts)

    def _finds_whole(self, meaning: Interpreted) -> bool:
        return any(
            self._match(text, meaning.plan) == "all" and _passes(text.document, meaning.filters) for text in self._texts
        )

    def _facets(self, meaning: Interpreted, request: SearchRequest) -> Facets:
        query_plan = meaning.plan if meaning.plan.disjuncts else replace(meaning.plan, disjuncts=((),))
        whole = [text.document for text in self._texts if self._match(text, query_plan) == "all"]
        return count_documents(
            {
                name: [document for document in whole if _passes(document, filters)]
                for name, filters in filters_by_facet(meaning.typed_filters, request).items()
            },
            [text.document for text in self._texts],
        )

    def complete(self, text: str, limit: int = 8) -> tuple[Completion, ...]:
        """See Searcher.complete."""
        typed = Typed.read(text)
        if typed is None:
            return ()
        documents = [text.document for text in self._texts]
        titles = [
            (document.title, document.id)
            for document in sorted(documents, key=lambda document: -(document.date.timestamp() if document.date else 0))
            if document.title and len(typed.key) > 2 and first_words(typed, document.title)
        ]
        names = Names(Counter(document.author for document in documents if document.author))
        return complete(typed, self._phrases, names, titles[:limit], limit)

    @cached_property
    def _phrases(self) -> Phrases:
        """The phrases of all sentences, for completions."""
        numbers: dict[tuple[str, str], int] = {}
        stream = []
        for text in self._texts:
            for part in (text.title_tokens, text.body_tokens):
                after = -1
                for token in part:
                    if not token.joined:
                        stream += [-1] if token.position != after else []
                        stream.append(numbers.setdefault((token.exact, token.folded), len(numbers)))
                        after = token.position + 1
                stream.append(-1)
        exact, folded = [exact for exact, _ in numbers], [folded for _, folded in numbers]
        return frequent_phrases(np.array(stream, dtype=np.int64), exact, folded, len(self._texts))

    def similar(self, id: str, limit: int = 6) -> tuple[Hit, ...]:
        """See Searcher.similar."""
        own = next((text for text in self._texts if text.document.id == id), None)
        if own is None:
            return ()
        counts = counted_terms(_runs(own.title_tokens), _runs(own.body_tokens))
        query_plan = similar_plan(counts, self._held_count, len(self._texts))
        meaning = Interpreted(query_plan)
        return closest(self._execute(meaning, SearchRequest("", limit=limit + 1)).hits, id, limit)

    def _held_count(self, term: Term) -> int:
        return sum(text.frequency(term) > 0 for text in self._texts)

    def get(self, id: str) -> StoredDocument | None:
        """See Searcher.get."""
        return next((StoredDocument(text.document, "") for text in self._texts if text.document.id == id), None)

    def suggest(self, text: str) -> str | None:
        """See Searcher.suggest."""
        return None if self._lexicon is None else suggest(text, self._lexicon)

    def damage(self) -> tuple[str, ...]:
        """See Searcher.damage: memory has no files."""
        return ()

    def stats(self) -> Stats:
        """See Searcher.stats."""
        documents = [text.document for text in self._texts]
        dates = [document.date for document in documents if document.date]
        kinds = Counter(document.kind for document in documents)
        return Stats(
            documents=len(documents),
            articles=kinds["article"],
            briefs=kinds["brief"],
            first_date=min(dates, default=None),
            last_date=max(dates, default=None),
            sources=tuple(Counter(document.source for document in documents if document.source).most_common()),
            built_at=datetime.now(VIETNAM),
            engine="memory",
            analysis_version=ANALYSIS_VERSION,
            size_bytes=0,
            remembered=(),
        )

    def close(self) -> None:
        """See Searcher.close."""

    def _idf(self, condition: Condition) -> float:
        return idf(len(self._texts), sum(text.frequency(condition) > 0 for text in self._texts))

    def _match(self, text: _Text, query_plan: Plan) -> Match | None:
        """How the document answers: all of a disjunct, some of it, or not at all."""
        if any(text.frequency(condition) for condition in query_plan.excluded):
            return None
        met = [
            [any(text.frequency(condition) for condition in need) for need in disjunct]
            for disjunct in query_plan.disjuncts
        ]
        if any(all(disjunct) for disjunct in met):
            return "all"
        if query_plan.whole_only:
            return None
        touched = any(map(any, met)) or any(text.frequency(scored.condition) for scored in query_plan.scored)
        return "some" if touched else None

    def _reasons(self, text: _Text, query_plan: Plan, idfs: dict[Condition, float]) -> tuple[Reason, ...]:
        reasons = []
        for scored in query_plan.scored:
            tf = text.frequency(scored.condition)
            if scored.instead_of and all(text.frequency(condition) for condition in scored.instead_of):
                continue
            if tf:
                condition = scored.condition
                title_only = is_of_title(condition)
                norm = K1 * (1 - B + B * text.length(title_only) / self._average[title_only])
                gained = scored.weight * idf_of(scored, idfs) * tf * (K1 + 1) / (tf + norm)
                reasons.append(Reason(scored.word, scored.level, gained))
        return tuple(reasons)

    def _hit(
        self,
        document: Document,
        score: float,
        match: Match,
        reasons: tuple[Reason, ...],
        query_plan: Plan,
        request: SearchRequest,
        idfs: dict[Condition, float],
    ) -> Hit:
        shown = show(
            slots_from_text(document.title or "", query_plan.highlight_terms),
            slots_from_text(document.body, query_plan.highlight_terms),
            HighlightRules(query_plan.highlight_terms, idfs),
        )
        return Hit(*document.heading, score, match, *shown, reasons if request.explain else ())


_Row = tuple[int, Document, float, Match, tuple[Reason, ...]]


def _passes(document: Document, filters: Filters) -> bool:
    first, after = filters.moments()
    moment = document.date.timestamp() if document.date else None
    if moment is None and (filters.from_day or filters.to_day):
        return False
    return (
        (first is None or (moment is not None and moment >= first))
        and (after is None or (moment is not None and moment < after))
        and all(document.kind == kind for kind in filters.kinds)
        and all(_has_value(getattr(document, name), typed) for name, typed in filters.values)
    )


def _has_value(value: str | None, typed: str) -> bool:
    return value is not None and value_matches(typed, value)


def _in_order(rows: list[_Row], request: SearchRequest, query_plan: Plan) -> list[_Row]:
    """The listed documents in the contract's order (see search.matching.select)."""

    def age(row: _Row) -> float:
        return -row[1].date.timestamp() if row[1].date else float("inf")

    whole = [row for row in rows if row[3] == "all"]
    if request.sort != "relevance":
        sign = 1 if request.sort == "newest" else -1
        return sorted(whole, key=lambda row: (row[1].date is None, sign * age(row) if row[1].date else 0, row[0]))

    def relevance(row: _Row) -> tuple[float, float, int]:
        return -row[2], age(row), row[0]

    some = sorted((row for row in rows if row[3] == "some"), key=relevance)[:MOST_PARTIAL]
    if query_plan.word_count <= WHOLE_FIRST_WORDS:
        return sorted(whole, key=relevance) + some
    return sorted(whole + some, key=relevance)
