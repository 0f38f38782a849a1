"""The figures as a page: everything between the marks in docs/performance.md; what is written around them stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.speed.figures import Figures
from benchmarks.speed.http_load import CLIENTS
from benchmarks.speed.targets import GROWTH_AIM, GROWTH_STRETCH, TARGETS, Target, growth

BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"

NAMES = {
    "timbao": "Tìm Báo",
    "tantivy": "Tantivy",
    "fts5": "SQLite FTS5",
    "bm25s": "bm25s",
    "whoosh": "Whoosh as it comes",
}


def write_page(docs: Path, sizes: dict[str, Figures]) -> None:
    """Writes the tables of all sizes into the page."""
    page = docs / "performance.md"
    text = page.read_text(encoding="utf-8") if page.exists() else f"# Speed\n\n{BEGIN}\n{END}\n"
    if BEGIN not in text:
        text = f"{text.rstrip()}\n\n{BEGIN}\n{END}\n"
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    # A picture that the hand-written text shows already is not shown twice.
    lines = [line for line in _lines(sizes) if not (line.startswith("\n![") and _target_of(line) in before + after)]
    page.write_text(f"{before}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{after}", encoding="utf-8")


def _target_of(picture: str) -> str:
    return picture.rpartition("](")[2]


def _lines(sizes: dict[str, Figures]) -> Iterator[str]:
    yield from _ratios(sizes)
    for size, row in sizes.items():
        yield f"\n### {row['documents']:,} documents, {row['text_mb']:,.0f} MB of JSON Lines\n"
        yield "Measured on: " + ", ".join(f"{name} {value}" for name, value in row["machine"].items()) + "."
        yield from _engines(row.get("engines", {}))
        yield from _kinds(row.get("engines", {}))
        yield from _program(row)
        yield f"\n![Building and answering by engine, {row['documents']:,} documents](images/speed-{size}.png)"
    if len(sizes) > 1:
        yield "\n![Growth of the median answer with the archive](images/speed-growth.png)"


def _ratios(sizes: dict[str, Figures]) -> Iterator[str]:
    columns = [f"{row['documents']:,}" for row in sizes.values()]
    yield "\n| what | target | stretch | " + " | ".join(columns) + " |"
    yield "|---|---|---|" + "---|" * len(columns)
    for target in TARGETS:
        cells = [_cell(target, target.value(size, row)) for size, row in sizes.items()]
        sign = "at least" if target.at_least else "at most"
        yield (
            f"| {target.what} | {sign} {target.aim:g}{target.unit} | {target.stretch:g}{target.unit} | {' | '.join(cells)} |"
        )
    grown = growth(sizes, "timbao", "snippets")
    if grown is not None:
        verdict = "stretch reached" if grown <= GROWTH_STRETCH else "reached" if grown <= GROWTH_AIM else "**missed**"
        theirs = growth(sizes, "tantivy", "snippets")
        beside = f" Tantivy's grows {theirs:.1f}x." if theirs else ""
        yield (
            f"\nFrom 20,000 articles to a million documents p50 with snippets grows {grown:.1f}x, {verdict} "
            f"(target: at most {GROWTH_AIM}x, stretch {GROWTH_STRETCH}x).{beside}"
        )


def _cell(target: Target, value: float | None) -> str:
    if value is None:
        return "–"
    if target.is_met(value, target.stretch):
        verdict = "stretch reached"
    else:
        verdict = "reached" if target.is_met(value, target.aim) else "**missed**"
    shown = f"{value:.0f}" if target.unit == " MB" else f"{value:.2f}"
    return f"{shown}{target.unit}, {verdict}"


def _engines(engines: dict[str, Any]) -> Iterator[str]:
    ours = engines.get("timbao", {})
    rounds = ", ".join(f"{part} {ours[part]['rounds']}" for part in ("build", "answer") if part in ours)
    yield (
        "\nIds and snippets: p50 / p95 / p99 in milliseconds. Memory: resident, and of it the process's own. "
        f"Rounds that medians are of: {rounds or 'none of ours'}.\n"
    )
    yield "| engine | build s | CPU s | peak MB | disk MB | ids | with snippets | memory MB |"
    yield "|---|---|---|---|---|---|---|---|"
    for name in NAMES:
        if name not in engines:
            continue
        built, answered = engines[name].get("build"), engines[name].get("answer")
        cells = ["–"] * 4
        if built:
            cells = [f"{built[key]:.1f}" for key in ("wall_s", "cpu_s", "peak_pss_mb", "disk_mb")]
        cells += [_three(answered, what) for what in ("ids", "snippets")]
        cells.append(f"{answered['rss_mb']:.0f}, {answered['anonymous_mb']:.0f} own" if answered else "–")
        yield f"| {NAMES[name]}{_sampled(built)} | {' | '.join(cells)} |"


def _sampled(built: Figures | None) -> str:
    if not built or "sample" not in built:
        return ""
    return (
        f" (measured on {built['sample']:,} documents; its building time and bytes are multiplied by the ratio of text, "
        "its answers and memory are not)"
    )


def _few(built: Figures | None) -> str:
    return f", {built['sample']:,} documents" if built and "sample" in built else ""


def _three(answered: Figures | None, what: str) -> str:
    figures = (answered or {}).get(what, {}).get("all")
    return "–" if figures is None else f"{figures['p50']:.2f} / {figures['p95']:.2f} / {figures['p99']:.2f}"


def _kinds(engines: dict[str, Any]) -> Iterator[str]:
    answered = {name: engines[name]["answer"] for name in NAMES if "answer" in engines.get(name, {})}
    if "timbao" not in answered:
        return
    for what, title in (("snippets", "With snippets"), ("ids", "Ids only")):
        shown = {name: figures[what] for name, figures in answered.items() if what in figures}
        heads = [NAMES[name] + _few(engines[name].get("build")) for name in shown]
        yield f"\n{title}, p50 ms by kind of query (in brackets the hits of all queries of the kind):\n"
        yield "| kind | queries | " + " | ".join(heads) + " | ours / Tantivy |"
        yield "|---|---|" + "---|" * (len(shown) + 1)
        for kind, ours in shown["timbao"].items():
            cells = [_found(figures.get(kind), ours["count"]) for figures in shown.values()]
            theirs = shown.get("tantivy", {}).get(kind)
            ratio = f"{ours['p50'] / theirs['p50']:.2f}x" if theirs else "–"
            yield f"| {kind} | {ours['count']} | {' | '.join(cells)} | {ratio} |"


def _found(figures: Figures | None, queries: int) -> str:
    if figures is None:
        return "–"
    fewer = f" of {figures['count']} queries" if figures["count"] != queries else ""
    return f"{figures['p50']:.2f} ({figures['hits']:,}{fewer})"


def _program(row: Figures) -> Iterator[str]:
    if "cold" in row:
        cold = row["cold"]
        yield (
            f"\n`cli.py query` takes {cold['query_s']:.3f} s as a whole process; importing Whoosh and numpy alone "
            f"{cold['imports_s']:.3f} s, Python with nothing {cold['python_s']:.3f} s."
        )
    if "update" in row:
        update = row["update"]
        yield (
            f"\nAdding 100 documents takes `cli.py index` {update['index_s']:.2f} s as a whole process; a running server finds "
            f"them {update['seen_s']:.2f} s after its start, a new `cli.py query` {update['cold_query_s']:.2f} s."
        )
    if "http" in row:
        http = row["http"]
        yield "\n| clients of the HTTP API | requests/s | p50 ms | p95 ms | p99 ms |\n|---|---|---|---|---|"
        for clients in CLIENTS:
            load = http[f"clients_{clients}"]
            yield f"| {clients} | {load['per_s']:.0f} | {load['p50']:.1f} | {load['p95']:.1f} | {load['p99']:.1f} |"
        memory = http["memory"]
        yield (
            f"\nThe server then takes {memory['rss_mb']:.0f} MB: {memory['anonymous_mb']:.0f} MB its own, "
            f"{memory['mapped_mb']:.0f} MB of mapped files, which the kernel may drop (PSS {memory['pss_mb']:.0f} MB)."
        )
