"""What a request means to an archive, before any document is looked at; the same for every engine."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from index.analysis import analyze
from search.intent.expansion.expand import expand
from search.intent.lexicon import Lexicon
from search.intent.spelling import spellings_meant, suggest
from search.options import check_options
from search.query.filters import Filters
from search.query.parse import parse
from search.ranking.expansions import Expansions
from search.ranking.plan import Plan
from search.ranking.ranking import plan
from search.request import Remark, Results, SearchRequest


@dataclass(frozen=True, slots=True)
class Interpreted:
    """A request as an engine carries it out. ``notes`` are Vietnamese sentences on what was not understood."""

    plan: Plan
    filters: Filters
    suggestion: str | None
    notes: tuple[str, ...]
    remarks: tuple[Remark, ...]


def interpret(request: SearchRequest, lexicon: Lexicon | None) -> Interpreted:
    """The plan for a request; an archive's vocabulary tells which spelling of a bare word is likely meant.

    Raises QueryRefused when an option makes no sense.
    """
    check_options(request)
    query = parse(request.text, exact=request.exact)
    filters = query.filters.and_also(Filters.of_request(request))
    meant = {} if lexicon is None or query.exact else spellings_meant(query, lexicon)
    # Later pages of a search need no second offer.
    suggestion = None
    if lexicon and query.is_plain and request.offset == 0:
        suggestion = suggest(query.text, lexicon, query.tokens if query.read == query.text else None)
    expansions = expand(query, lexicon) if lexicon else Expansions()
    made = plan(query, filters, meant, expansions.expansions)
    return Interpreted(made, filters, suggestion, query.notes, expansions.remarks)


def answer(request: SearchRequest, lexicon: Lexicon | None, execute: Callable[[Interpreted], Results]) -> Results:
    """The results of a request, ``execute`` being the engine's part.

    When what was typed finds no whole match and what was more likely meant finds some, the results are for that, and
    say so (``answered``). Raises QueryRefused when an option makes no sense.
    """
    started = time.perf_counter()
    meaning = interpret(request, lexicon)
    results = execute(meaning)
    meant = meaning.suggestion
    if not results.total and lexicon and request.offset and parse(request.text).is_plain:
        meant = suggest(request.text, lexicon)
    if not results.total and meant and _folded(meant) != _folded(request.text):
        # Other diacritics alone would find nothing that the bare words did not, only ask less of it.
        instead = execute(interpret(replace(request, text=meant), lexicon))
        if instead.total:
            results = replace(instead, query=request.text, suggestion=meant, answered=meant)
    return replace(results, took_ms=(time.perf_counter() - started) * 1000)


def _folded(text: str) -> list[str]:
    return [token.folded for token in analyze(text) if not token.joined]
