"""How a result travels: the JSON of the contract and rows of CSV, the same from the terminal and over HTTP.

Knows no Flask, so that the terminal can load it quickly.
"""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from index.document import Kind
from search.results import Hit, Match, RemarkKind, Results

SCORE_DECIMALS = 4
MILLISECOND_DECIMALS = 3

CSV_COLUMNS = ("id", "kind", "title", "date", "source", "author", "url", "score", "match", "snippet")


class ReasonPayload(TypedDict):
    """One line of an explanation (see search.results.Reason)."""

    word: str
    level: str
    score: float


class HitPayload(TypedDict):
    """One document of a result; ``spans`` are [start, end) character offsets into ``snippet``."""

    id: str
    kind: Kind
    title: str | None
    date: str | None
    source: str | None
    author: str | None
    url: str | None
    score: float
    match: Match
    snippet: str
    spans: list[list[int]]
    reasons: NotRequired[list[ReasonPayload]]


class RemarkPayload(TypedDict):
    """What was read into a query (see search.results.Remark)."""

    kind: RemarkKind
    sentence: str
    offers: list[str]
    literal: str | None


class ResultsPayload(TypedDict):
    """One answered query (see search.results.Results)."""

    query: str
    total: int
    took_ms: float
    relaxed: bool
    suggestion: str | None
    hits: list[HitPayload]
    answered: NotRequired[str]
    remarks: NotRequired[list[RemarkPayload]]


def results_payload(results: Results) -> ResultsPayload:
    """The contract's object for one answered query, its keys in the contract's order.

    ``answered`` and ``remarks`` follow, beyond the contract, only where there is something to say.
    """
    payload: ResultsPayload = {
        "query": results.query,
        "total": results.total,
        "took_ms": round(results.took_ms, MILLISECOND_DECIMALS),
        "relaxed": results.relaxed,
        "suggestion": results.suggestion,
        "hits": [hit_payload(hit) for hit in results.hits],
    }
    if results.answered is not None:
        payload["answered"] = results.answered
    if results.remarks:
        payload["remarks"] = [
            {
                "kind": remark.kind,
                "sentence": remark.sentence,
                "offers": list(remark.offers),
                "literal": remark.literal,
            }
            for remark in results.remarks
        ]
    return payload


def hit_payload(hit: Hit) -> HitPayload:
    """The contract's object for one hit, its keys in the contract's order.

    ``reasons`` follows, beyond the contract, only for a hit that was asked to explain itself.
    """
    payload: HitPayload = {
        "id": hit.id,
        "kind": hit.kind,
        "title": hit.title,
        "date": hit.date.isoformat() if hit.date else None,
        "source": hit.source,
        "author": hit.author,
        "url": hit.url,
        "score": round(hit.score, SCORE_DECIMALS),
        "match": hit.match,
        "snippet": hit.snippet,
        "spans": [[start, end] for start, end in hit.spans],
    }
    if hit.reasons:
        payload["reasons"] = [
            {"word": reason.word, "level": reason.level, "score": round(reason.score, SCORE_DECIMALS)}
            for reason in hit.reasons
        ]
    return payload


def csv_row(hit: Hit) -> list[str]:
    """The cells of CSV_COLUMNS for one hit; absent values are empty.

    A cell that a spreadsheet would run as a formula is given a leading apostrophe, which the spreadsheet
    shows as text (OWASP, "CSV Injection").
    """
    payload: dict[str, Any] = {**hit_payload(hit)}
    return [_cell(payload[column]) for column in CSV_COLUMNS]


_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
"""Full-width forms too: spreadsheets set to East Asian languages read them as the plain ones."""


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    return "'" + value if value.startswith(_FORMULA_STARTS) else value
