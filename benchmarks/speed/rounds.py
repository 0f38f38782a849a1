"""Several rounds of the same measurement brought together: medians over rounds, percentiles over queries."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.speed.samples import TimedQuery

ALL_KINDS = "all"


def middle(rounds: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The median of each figure over the rounds."""
    return {name: round(statistics.median(one[name] for one in rounds), 3) for name in rounds[0]}


def answers(rounds: Sequence[Mapping[str, Any]], queries: Sequence[TimedQuery]) -> dict[str, Any]:
    """What engine_run.answer printed in each round, as percentiles in milliseconds, in all and by kind of query.

    A query's time is its median over the rounds. ``hits`` counts the hits of all queries of the kind: engines that have
    the means for a query should agree on it within a few.
    """
    found: dict[str, Any] = middle(
        [{name: value for name, value in one.items() if name not in ("snippets", "ids")} for one in rounds]
    )
    for what in ("snippets", "ids"):
        times: dict[str, list[float]] = {}
        hits: dict[str, int] = {}
        for place, query in enumerate(queries):
            measured = [one[what][str(place)] for one in rounds if str(place) in one[what]]
            if not measured:
                continue
            milliseconds = statistics.median(time for time, _ in measured)
            for kind in (ALL_KINDS, query.kind):
                times.setdefault(kind, []).append(milliseconds)
                hits[kind] = hits.get(kind, 0) + measured[0][1]
        if times:
            found[what] = {kind: {**percentiles(values), "hits": hits[kind]} for kind, values in times.items()}
    return found


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """The 50th, 95th and 99th percentile, by linear interpolation, and how many values there are."""
    cuts = statistics.quantiles(values, n=100, method="inclusive") if len(values) > 1 else list(values) * 99
    return {"p50": round(cuts[49], 3), "p95": round(cuts[94], 3), "p99": round(cuts[98], 3), "count": len(values)}
