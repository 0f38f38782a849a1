"""What a request means to an archive, before any document is looked at; the same for every engine."""

from __future__ import annotations

from dataclasses import dataclass

from search.filters import Filters
from search.options import check_options
from search.parse import parse
from search.plan import Plan
from search.ranking import plan
from search.request import SearchRequest
from search.spelling import Lexicon, spellings_meant, suggest


@dataclass(frozen=True, slots=True)
class Understood:
    """A request as an engine carries it out. ``notes`` are Vietnamese sentences on how the text was read."""

    plan: Plan
    filters: Filters
    suggestion: str | None
    notes: tuple[str, ...]


def understand(request: SearchRequest, lexicon: Lexicon | None) -> Understood:
    """The plan for a request; an archive's vocabulary tells which spelling of a bare word is likely meant.

    Raises QueryRefused when an option makes no sense.
    """
    check_options(request)
    query = parse(request.text, exact=request.exact)
    filters = query.filters.and_also(Filters.of_request(request))
    meant = {} if lexicon is None or query.exact else spellings_meant(query, lexicon)
    # Later pages of a search need no second offer.
    suggestion = suggest(query.text, lexicon) if lexicon and query.is_plain and request.offset == 0 else None
    return Understood(plan(query, filters, meant), filters, suggestion, query.notes)
