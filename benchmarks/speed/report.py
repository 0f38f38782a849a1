"""The figures as a page: ratios against the targets, tables, plots. Everything between the marks in docs/performance.md."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "performance.md"
BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"

NAMES = {
    "timbao": "Tìm Báo",
    "tantivy": "Tantivy",
    "fts5": "SQLite FTS5",
    "bm25s": "bm25s",
    "whoosh": "Whoosh as it comes",
}


def write_report(report: dict[str, Any]) -> None:
    """Writes the figures into the page, and the plots beside it."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else f"# Speed\n\n{BEGIN}\n{END}\n"
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n" + "\n".join(_lines(report)) + f"\n{END}{after}", encoding="utf-8")
    plot(report)


def _lines(report: dict[str, Any]) -> Iterator[str]:
    yield "Machine: " + ", ".join(f"{name} {value}" for name, value in report["machine"].items()) + "."
    sizes = report["sizes"]
    for _size, row in sizes.items():
        yield f"\n### {row['documents']:,} documents, {row['text_mb']:.0f} MB of JSON Lines\n"
        yield from _targets(row)
        yield from _engines(row)
        yield from _classes(row)
        if "http" in row:
            http = row["http"]
            yield (
                "\nThe server answers "
                + ", ".join(
                    f"{value:.0f} requests a second with {key.split('_')[1]} clients"
                    for key, value in http.items()
                    if key.startswith("clients")
                )
                + f"; it then takes {http['rss_mb']:.0f} MB, {http['anonymous_mb']:.0f} of them its own and the rest mapped files."
            )
    yield from _growth(sizes)


def _targets(row: dict[str, Any]) -> Iterator[str]:
    yield "| what | target | measured | |\n|---|---|---|---|"
    for what, most, value, is_least in _ratios(row):
        reached = value >= most if is_least else value <= most
        sign = "at least" if is_least else "at most"
        yield f"| {what} | {sign} {most:g}x | {value:.2f}x | {'reached' if reached else 'missed'} |"


def _ratios(row: dict[str, Any]) -> Iterator[tuple[str, float, float, bool]]:
    engines = row["engines"]
    ours = engines.get("timbao")
    if ours is None:
        return
    built, answered = ours["build"], ours["query"]
    if "tantivy" in engines:
        theirs = engines["tantivy"]
        yield "building, against Tantivy with 2 threads", 2, built["wall_s"] / theirs["build"]["wall_s"], False
        for percentile in ("p50", "p95"):
            yield (
                f"top 10 with snippets, {percentile}, against Tantivy's",
                1,
                answered["snippets"]["all"][percentile] / theirs["query"]["snippets"]["all"][percentile],
                False,
            )
        ids = answered["ids"]["all"]["p50"] / theirs["query"]["ids"]["all"]["p50"]
        yield "top 10 ids, p50, against Tantivy's", 1, ids, False
    if "whoosh" in engines:
        yield (
            "building, Whoosh as it comes against ours",
            20,
            engines["whoosh"]["build"]["wall_s"] / built["wall_s"],
            True,
        )
    if "fts5" in engines:
        for kind in ("phrase", "2 syllables"):
            theirs_ms = engines["fts5"]["query"]["snippets"][kind]["p50"]
            yield f"{kind}, p50, SQLite FTS5 against ours", 20, theirs_ms / answered["snippets"][kind]["p50"], True
    yield "bytes on disk, against the JSON Lines", 1.5, built["disk_mb"] / row["text_mb"], False
    if "cold_start" in row:
        cold = row["cold_start"]
        yield "a cold query, against importing whoosh and numpy", 3, cold["query_s"] / cold["imports_s"], False


def _engines(row: dict[str, Any]) -> Iterator[str]:
    yield "\nIds and snippets: p50 / p95 / p99 in milliseconds.\n"
    yield "| engine | build s | CPU s | peak MB | disk MB | ids | with snippets | memory MB |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, figures in row["engines"].items():
        built, answered = figures["build"], figures.get("query", {})
        note = f" (from {built['scaled_from']:,} documents)" if "scaled_from" in built else ""
        cells = [_three(answered.get(what, {}).get("all")) for what in ("ids", "snippets")]
        memory = f"{answered['rss_mb']:.0f}, {answered['anonymous_mb']:.0f} its own" if answered else "–"
        yield (
            f"| {NAMES[name]}{note} | {built['wall_s']:.1f} | {built['cpu_s']:.1f} | {built['peak_mb']:.0f} | "
            f"{built['disk_mb']:.0f} | {cells[0]} | {cells[1]} | {memory} |"
        )
    if "cold_start" in row:
        cold, update = row["cold_start"], row["small_update"]
        yield (
            f"\nA cold query takes {cold['query_s']:.2f} s as a whole process ({cold['imports_s']:.2f} s for the imports of Whoosh "
            f"and numpy alone); adding 100 documents {update['index_s']:.2f} s, and {update['and_query_s']:.2f} s with a cold "
            "query that finds them."
        )


def _three(figures: dict[str, float] | None) -> str:
    return "–" if figures is None else f"{figures['p50']:.1f} / {figures['p95']:.1f} / {figures['p99']:.1f}"


def _classes(row: dict[str, Any]) -> Iterator[str]:
    answered = {
        name: figures["query"]["snippets"]
        for name, figures in row["engines"].items()
        if "snippets" in figures.get("query", {})
    }
    if not answered:
        return
    yield "\nWith snippets, p50 ms by kind of query:\n"
    yield "| kind | " + " | ".join(NAMES[name] for name in answered) + " |"
    yield "|---|" + "---|" * len(answered)
    for kind in next(iter(answered.values())):
        cells = [f"{figures[kind]['p50']:.1f}" if kind in figures else "–" for figures in answered.values()]
        yield f"| {kind} | " + " | ".join(cells) + " |"


def _growth(sizes: dict[str, Any]) -> Iterator[str]:
    if "20000" in sizes and "1000000" in sizes:
        small, large = (
            sizes[size]["engines"]["timbao"]["query"]["snippets"]["all"]["p50"] for size in ("20000", "1000000")
        )
        yield (
            f"\nFrom 20,000 articles to a million documents p50 grows {large / small:.1f}x (target: at most 10x), "
            f"from {small:.1f} to {large:.1f} ms."
        )


def plot(report: dict[str, Any]) -> None:
    """Draws building time and answering time by engine, a picture a size."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    for size, row in report["sizes"].items():
        figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 3.6))
        names = [name for name in row["engines"] if name in NAMES]
        left.barh(
            [NAMES[name] for name in names],
            [row["engines"][name]["build"]["wall_s"] for name in names],
            color="#8a1c1c",
        )
        left.set_xlabel("seconds to build (log)")
        left.set_xscale("log")
        shown = [name for name in names if "snippets" in row["engines"][name].get("query", {})]
        for shift, percentile, color in ((-0.2, "p50", "#8a1c1c"), (0.2, "p95", "#d8b4a0")):
            values = [row["engines"][name]["query"]["snippets"]["all"][percentile] for name in shown]
            right.barh(
                [place + shift for place in range(len(shown))], values, height=0.4, label=percentile, color=color
            )
        right.set_yticks(range(len(shown)), [NAMES[name] for name in shown])
        right.set_xlabel("milliseconds for ten hits with snippets (log)")
        right.set_xscale("log")
        right.legend()
        figure.suptitle(f"{row['documents']:,} documents")
        figure.tight_layout()
        figure.savefig(DOCS / "images" / f"speed-{size}.png", dpi=110)
        pyplot.close(figure)
