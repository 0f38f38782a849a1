"""What a request means to an archive, before any document is looked at; the same for every engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from index.analysis import analyze
from search.intent.expansion.expand import expand
from search.intent.lexicon import Lexicon
from search.intent.spelling import spellings_meant, suggest
from search.query.filters import NO_FILTERS, Filters
from search.query.parse import parse
from search.ranking.expansions import Expansions
from search.ranking.plan import Plan
from search.ranking.planner import plan
from search.request import SearchRequest, check_options
from search.results import Remark, Results


@dataclass(frozen=True, slots=True)
class Interpreted:
    """A request as an engine executes it.

    ``filters`` are all that apply, ``typed_filters`` those of them that stand in the text. ``is_plain``: the text is words
    alone, without any operator. ``notes`` are Vietnamese sentences on what was not understood, ``remarks`` tell what was read
    into the text.
    """

    plan: Plan
    filters: Filters = NO_FILTERS
    typed_filters: Filters = NO_FILTERS
    is_plain: bool = False
    suggestion: str | None = None
    notes: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


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
    return Interpreted(made, filters, query.filters, query.is_plain, suggestion, query.notes, expansions.remarks)


def interpretations(request: SearchRequest, lexicon: Lexicon | None) -> Iterator[tuple[Interpreted, str | None]]:
    """The request as it was typed, and then, if that may be another, as it was more likely meant, with the text of that.

    The second is for a request that finds no whole match as it was typed. Raises QueryRefused when an option makes no sense.
    """
    typed = interpret(request, lexicon)
    yield typed, None
    meant = typed.suggestion
    if lexicon and request.offset and typed.is_plain:
        meant = suggest(request.text, lexicon)
    if meant and _folded(meant) != _folded(request.text):
        # Other diacritics alone would find nothing that the bare words did not, only ask less of it.
        yield interpret(replace(request, text=meant), lexicon), meant


def answer(request: SearchRequest, lexicon: Lexicon | None, execute: Callable[[Interpreted], Results]) -> Results:
    """The results of a request, ``execute`` being the engine's part.

    When what was typed finds no whole match and what was more likely meant finds some, the results are for that, and
    say so (``answered``). Raises QueryRefused when an option makes no sense.
    """
    started = time.perf_counter()
    results: Results | None = None
    for interpreted, meant in interpretations(request, lexicon):
        found = execute(interpreted)
        if results is None:
            results = found
        elif found.total:
            results = replace(found, query=request.text, suggestion=meant, answered=meant)
        if results.total:
            break
    assert results is not None
    return replace(results, took_ms=(time.perf_counter() - started) * 1000)


def answered_interpretation(
    request: SearchRequest, lexicon: Lexicon | None, has_whole: Callable[[Interpreted], bool]
) -> Interpreted:
    """The interpretation that ``answer`` answers by; ``has_whole`` tells whether any document matches one whole."""
    typed: Interpreted | None = None
    for interpreted, _ in interpretations(request, lexicon):
        if has_whole(interpreted):
            return interpreted
        typed = typed or interpreted
    assert typed is not None
    return typed


def _folded(text: str) -> list[str]:
    return [token.folded for token in analyze(text) if not token.joined]
