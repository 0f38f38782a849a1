"""The searcher over an index folder: plans executed on the segments of its current generation."""

from __future__ import annotations

import os
import threading
from bisect import bisect_right
from collections import Counter
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from index.document import KINDS, VIETNAM
from index.segment.columns import NO_DATE
from index.whoosh_state import IndexState, OpenSegment, current_generation, open_state
from search.completion.lazy_completer import LazyCompleter
from search.engines.segment_lexicon import SegmentLexicon
from search.highlight.highlighter import SegmentHighlighter
from search.highlight.hits import HitMaker
from search.highlight.rules import HighlightRules
from search.intent.interpret import Interpreted, answer, answered_interpretation, interpret
from search.intent.lexicon import Lexicon
from search.intent.spelling import suggest
from search.matching.execution import Execution
from search.matching.index_columns import IndexColumns
from search.matching.index_matcher import index_matcher
from search.matching.select import Selection, select
from search.query.filters import Filters
from search.ranking.plan import Plan
from search.request import SearchRequest
from search.results import HighlightedDocument, Hit, Reason, Results, Stats, StoredDocument

if TYPE_CHECKING:
    from search.completion.segment_completion import Completer
    from search.engines.segment_words import HeldCounts
    from search.facets.segment_facets import FacetCounter
    from search.results import Completion, Facets

# What only pages ask for (facets, completions, similar documents) is imported where it is asked for: a query in the
# terminal starts sooner without it.

Array = npt.NDArray[Any]


class IndexSearcher:
    """Searches the index in a folder, always its last commit. One object serves any number of threads.

    Raises IndexMissing, IndexOutdated or IndexDamaged from the constructor, and from any method when the
    index has become so meanwhile.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._seen = self._folder_stamp()
        self._completer: Completer | None = None
        self._snapshot = Snapshot(open_state(folder))

    def search(self, request: SearchRequest, *, with_facets: bool = False) -> Results:
        """See Searcher.search."""
        return self._current().search(request, with_facets)

    def highlight(self, id: str, request: SearchRequest) -> HighlightedDocument | None:
        """See Searcher.highlight."""
        return self._current().highlight(id, request)

    def complete(self, text: str, limit: int = 8) -> tuple[Completion, ...]:
        """See Searcher.complete. The table is built by a thread of its own, anew for each generation."""
        from search.completion.phrases import Typed

        typed = Typed.read(text)
        if typed is None:
            return ()
        ready = self._current().completer.ready()
        if ready is not None:
            self._completer = ready
        return self._completer.complete(typed, limit) if self._completer else ()

    def ranking(self, request: SearchRequest) -> list[str]:
        """The ids of a page of results alone: for measuring what finding costs, without reading or cutting any text."""
        return self._current().ranking(request)

    def search_plan(self, query_plan: Plan, request: SearchRequest) -> Results:
        """Carries out a ready plan, for measuring one against another; the request's text is not read."""
        return self._current().run(Interpreted(query_plan, Filters.of_request(request)), request)

    def similar(self, id: str, limit: int = 6) -> tuple[Hit, ...]:
        """See Searcher.similar."""
        return self._current().similar(id, limit)

    def get(self, id: str) -> StoredDocument | None:
        """See Searcher.get."""
        found = self._current().state.find(id)
        if found is None:
            return None
        segment, doc = found
        record = segment.reader.record(doc)
        return StoredDocument(record.document, record.origin)

    def suggest(self, text: str) -> str | None:
        """See Searcher.suggest."""
        return suggest(text, self.lexicon)

    @property
    def lexicon(self) -> Lexicon:
        """The archive's vocabulary as of the last commit."""
        return self._current().lexicon

    def stats(self) -> Stats:
        """See Searcher.stats. Counted once a generation."""
        snapshot = self._current()
        if snapshot.counted is None:
            snapshot.counted = snapshot.stats(self._folder)
        return snapshot.counted

    def damage(self) -> tuple[str, ...]:
        """See Searcher.damage."""
        return self._current().state.damage

    def close(self) -> None:
        """See Searcher.close. The maps are let go of with the last search that uses them."""

    def _current(self) -> Snapshot:
        """The newest commit. Looking for one costs a stat of the folder; readers of older ones are not disturbed."""
        stamp = self._folder_stamp()
        if stamp != self._seen:
            with self._lock:
                if stamp != self._seen:
                    if current_generation(self._folder) != self._snapshot.state.generation:
                        state = open_state(self._folder)
                        if (state.generation, state.damage) != (
                            self._snapshot.state.generation,
                            self._snapshot.state.damage,
                        ):
                            self._snapshot = Snapshot(state)
                    self._seen = stamp
        return self._snapshot

    def _folder_stamp(self) -> int:
        try:
            return os.stat(self._folder).st_mtime_ns
        except OSError:
            return -1


class Snapshot:
    """One generation, opened and measured for scoring. Never changed but for what it remembers, so threads share it."""

    def __init__(self, state: IndexState) -> None:
        self.state = state
        self.counted: Stats | None = None
        self._readers = [segment.reader for segment in state.segments]
        self._alive = [_alive_mask(segment) for segment in state.segments]
        self.lexicon = SegmentLexicon(self._readers)
        self.completer = LazyCompleter(self._readers, self._alive)
        self._columns = IndexColumns(self._readers, self._alive)
        self._matcher = index_matcher(self._readers, self._alive, self._columns)

    def search(self, request: SearchRequest, with_facets: bool) -> Results:
        return answer(request, self.lexicon, lambda meaning: self.run(meaning, request, with_facets))

    def run(self, meaning: Interpreted, request: SearchRequest, with_facets: bool = False) -> Results:
        """Executes what a request means."""
        found = self._execution(meaning, with_facets)
        selection = select(found, request, meaning.plan.word_count)
        maker = HitMaker(self._readers, meaning.plan.highlight_terms, found.idfs)
        reasons = _reasons(meaning.plan, found, selection) if request.explain else ((),) * len(selection.hits)
        hits = tuple(
            maker.make(*self._place(number), score, "all" if is_whole else "some", why)
            for (number, score, is_whole), why in zip(selection.hits, reasons, strict=True)
        )
        return Results(
            query=request.text,
            total=selection.total,
            listed=selection.listed,
            took_ms=0.0,
            relaxed=any(hit.match == "some" for hit in hits),
            suggestion=meaning.suggestion,
            hits=hits,
            notes=meaning.notes,
            remarks=meaning.remarks,
            facets=self._facets(found, meaning, request) if with_facets else None,
        )

    def highlight(self, id: str, request: SearchRequest) -> HighlightedDocument | None:
        place = self.state.find(id)
        if place is None:
            return None
        segment, doc = place
        meaning = answered_interpretation(request, self.lexicon, lambda one: len(self._execution(one).whole) > 0)
        return SegmentHighlighter(segment.reader, HighlightRules(meaning.plan.highlight_terms)).highlight(doc)

    @cached_property
    def _counter(self) -> FacetCounter:
        from search.facets.segment_facets import FacetCounter

        return FacetCounter(self._readers, self._alive, self._columns)

    @cached_property
    def _held_counts(self) -> HeldCounts:
        from search.engines.segment_words import HeldCounts

        return HeldCounts(self._readers)

    def similar(self, id: str, limit: int) -> tuple[Hit, ...]:
        from search.engines.segment_words import terms_of_document
        from search.ranking.similar import closest, similar_plan

        found = self.state.find(id)
        if found is None:
            return ()
        segment, doc = found
        counts = terms_of_document(segment.reader, doc)
        query_plan = similar_plan(counts, self._held_counts, self._columns.live_count)
        meaning = Interpreted(query_plan)
        return closest(self.run(meaning, SearchRequest("", limit=limit + 1)).hits, id, limit)

    def ranking(self, request: SearchRequest) -> list[str]:
        meaning = interpret(request, self.lexicon)
        selection = select(self._execution(meaning), request, meaning.plan.word_count)
        found = []
        for number, _, _ in selection.hits:
            place, doc = self._place(number)
            found.append(self._readers[place].id_of(doc))
        return found

    def _facets(self, found: Execution, meaning: Interpreted, request: SearchRequest) -> Facets:
        from search.facets.facets import filters_by_facet

        return self._counter.count(found.whole_unfiltered.docs, filters_by_facet(meaning.typed_filters, request))

    def _execution(self, meaning: Interpreted, with_facets: bool = False) -> Execution:
        allowed = self._columns.allowed(meaning.filters)
        return Execution(meaning.plan, self._matcher, self._columns, allowed, is_counted=with_facets)

    def _place(self, number: int) -> tuple[int, int]:
        """The segment of a document by its number in the whole index, and its number there."""
        place = bisect_right(self._matcher.first_numbers, number) - 1
        return place, number - self._matcher.first_numbers[place]

    def stats(self, folder: Path) -> Stats:
        kinds = np.zeros(len(KINDS), dtype=np.int64)
        sources: Counter[str] = Counter()
        dates = []
        for segment, alive in zip(self.state.segments, self._alive, strict=True):
            reader = segment.reader
            live = slice(None) if alive is None else alive
            kinds += np.bincount(reader.kind[live], minlength=len(KINDS))
            column = reader.values["source"]
            counts = np.bincount(column.ordinals[live], minlength=len(column.values) + 1)
            sources.update(
                {column.values[value - 1]: int(counts[value]) for value in np.flatnonzero(counts).tolist() if value}
            )
            dates.append(reader.date[live][reader.date[live] != NO_DATE])
        dated = np.concatenate(dates) if dates else np.empty(0, np.int64)
        manifest = self.state.manifest
        by_kind = dict(zip(KINDS, kinds.tolist(), strict=True))
        return Stats(
            documents=self._columns.live_count,
            articles=by_kind["article"],
            briefs=by_kind["brief"],
            first_date=datetime.fromtimestamp(int(dated.min()), VIETNAM) if len(dated) else None,
            last_date=datetime.fromtimestamp(int(dated.max()), VIETNAM) if len(dated) else None,
            sources=tuple(sources.most_common()),
            built_at=datetime.fromisoformat(manifest.built_at),
            engine=manifest.engine,
            analysis_version=manifest.analysis,
            size_bytes=sum(entry.stat().st_size for entry in os.scandir(folder) if entry.is_file()),
            remembered=manifest.sources,
        )


def _reasons(query_plan: Plan, found: Execution, selection: Selection) -> list[tuple[Reason, ...]]:
    """Why each hit of the selection matched: what each scored condition gave it."""
    gained = found.contributions(np.array([number for number, _, _ in selection.hits], dtype=np.int64))
    return [
        tuple(
            Reason(scored.word, scored.level, score)
            for scored, score in zip(query_plan.scored, scores, strict=True)
            if score
        )
        for scores in gained.T.tolist()
    ]


def _alive_mask(segment: OpenSegment) -> Array | None:
    """A mask of the documents that are not deleted; None when none is."""
    if not segment.entry.deleted:
        return None
    alive = np.ones(segment.reader.count, dtype=bool)
    alive[list(segment.entry.deleted)] = False
    return alive
