"""The targets of speed, and what was reached of each: the ratios that the benchmark is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.speed.archive import ALL
from benchmarks.speed.figures import Figures

SMALL, LARGE = "20000", "1000000"


@dataclass(frozen=True, slots=True)
class Target:
    """One row: what, how it is taken from a size's figures, what is aimed at."""

    what: str
    measure: Callable[[Figures], float]
    aim: float
    stretch: float
    unit: str = "x"
    at_least: bool = False
    """True when more is better."""

    only_size: str | None = None
    """The one size that the target is set for; None when for each of 20,000 and all."""

    def value(self, size: str, figures: Figures) -> float | None:
        """The measured value, None when it was not measured or is not meant for this size."""
        if self.only_size not in (None, size):
            return None
        try:
            return self.measure(figures)
        except (KeyError, ZeroDivisionError):
            return None

    def is_met(self, value: float, aim: float) -> bool:
        return value >= aim if self.at_least else value <= aim


def _build(theirs: str, ours: str) -> Callable[[Figures], float]:
    return lambda row: float(_wall(row, theirs) / _wall(row, ours))


def _wall(row: Figures, engine: str) -> float:
    return float(row["engines"][engine]["build"]["wall_s"])


def _answer(over: str, under: str, what: str, kind: str, percentile: str) -> Callable[[Figures], float]:
    def ratio(row: Figures) -> float:
        one, other = (row["engines"][name]["answer"][what][kind][percentile] for name in (over, under))
        return float(one / other)

    return ratio


TARGETS = (
    Target("build time, against Tantivy with 2 threads", _build("timbao", "tantivy"), 2, 1),
    Target("build time of Whoosh as it comes, against ours", _build("whoosh", "timbao"), 20, 40, at_least=True),
    Target(
        "top 10 with snippets, p50, against Tantivy", _answer("timbao", "tantivy", "snippets", "all", "p50"), 1, 0.5
    ),
    Target(
        "top 10 with snippets, p95, against Tantivy", _answer("timbao", "tantivy", "snippets", "all", "p95"), 1, 0.5
    ),
    Target("top 10 ids only, p50, against Tantivy", _answer("timbao", "tantivy", "ids", "all", "p50"), 1, 0.5),
    Target(
        "phrases, p50 of SQLite FTS5, against ours",
        _answer("fts5", "timbao", "snippets", "phrase", "p50"),
        20,
        50,
        at_least=True,
    ),
    Target(
        "2 syllables, p50 of SQLite FTS5, against ours",
        _answer("fts5", "timbao", "snippets", "2 syllables", "p50"),
        20,
        50,
        at_least=True,
    ),
    Target(
        "bytes on disk, against the JSON Lines",
        lambda row: float(row["engines"]["timbao"]["build"]["disk_mb"] / row["text_mb"]),
        1.5,
        1,
    ),
    Target(
        "resident memory of a serving process",
        lambda row: float(row["http"]["memory"]["rss_mb"]),
        1024,
        400,
        " MB",
        only_size=ALL,
    ),
    Target(
        "`cli.py query` cold, against importing whoosh and numpy",
        lambda row: float(row["cold"]["query_s"] / row["cold"]["imports_s"]),
        3,
        2,
    ),
    Target(
        "adding 100 documents and seeing them",
        lambda row: float(row["update"]["seen_s"]),
        2,
        0.5,
        " s",
        only_size=ALL,
    ),
)

GROWTH_AIM, GROWTH_STRETCH = 10, 4


def growth(sizes: dict[str, Figures], engine: str, what: str) -> float | None:
    """How many times p50 in milliseconds grows from 20,000 articles to a million documents; None when not measured."""
    try:
        small, large = (sizes[size]["engines"][engine]["answer"][what]["all"]["p50"] for size in (SMALL, LARGE))
    except KeyError:
        return None
    return float(large / small)
