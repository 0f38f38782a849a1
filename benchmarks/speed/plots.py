"""The figures as pictures: each size by engine and by kind of query, and growth over the sizes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot  # the backend must be chosen first

from benchmarks.speed.figures import Figures
from benchmarks.speed.report import NAMES

COLORS = {"timbao": "#8a1c1c", "tantivy": "#2f5d8a", "fts5": "#6b8e23", "bm25s": "#b8860b", "whoosh": "#777777"}
DPI = 110
WIDE_RATIO = 20
"""From this ratio of the longest to the shortest on, bars are drawn on a logarithmic scale."""


def draw(docs: Path, sizes: dict[str, Figures]) -> None:
    """Writes images/speed-<size>.png for each size, and speed-growth.png when there are two or more."""
    folder = docs / "images"
    folder.mkdir(parents=True, exist_ok=True)
    for size, row in sizes.items():
        _draw_size(row, folder / f"speed-{size}.png")
    if len(sizes) > 1:
        _draw_growth(sizes, folder / "speed-growth.png")


def _draw_size(row: Figures, path: Path) -> None:
    engines = row.get("engines", {})
    figure, (upper, lower) = pyplot.subplots(2, 1, figsize=(10, 9), height_ratios=(1, 2))
    _draw_builds(upper, engines)
    _draw_kinds(lower, engines)
    figure.suptitle(f"{row['documents']:,} documents (shorter is better)")
    figure.tight_layout()
    figure.savefig(path, dpi=DPI)
    pyplot.close(figure)


def _draw_builds(axes: Any, engines: Figures) -> None:
    names = [name for name in reversed(NAMES) if "build" in engines.get(name, {})]
    values = [engines[name]["build"]["wall_s"] for name in names]
    labels = [NAMES[name] + (" (scaled)" if "sample" in engines[name]["build"] else "") for name in names]
    bars = axes.barh(labels, values, color=[COLORS[name] for name in names])
    axes.bar_label(bars, [f"{value:.1f} s" for value in values], padding=3)
    # A bar on a logarithmic scale begins where the picture does: it says nothing where all are of one size.
    if max(values, default=0) > WIDE_RATIO * min(values, default=1):
        axes.set_xscale("log")
        axes.set_xlim(1, 2 * max(values))
        axes.set_xlabel("time to build the index, seconds (logarithmic)")
    else:
        axes.set_xlabel("time to build the index, seconds")
    axes.margins(x=0.12)
    axes.set_ylabel("engine")


def _draw_kinds(axes: Any, engines: Figures) -> None:
    names = [
        name
        for name in NAMES
        if "snippets" in engines.get(name, {}).get("answer", {}) and "sample" not in engines[name].get("build", {})
    ]
    if not names:
        return
    kinds = list(engines[names[0]]["answer"]["snippets"])
    height = 0.8 / len(names)
    for number, name in enumerate(names):
        answered = engines[name]["answer"]["snippets"]
        held = [(place, answered[kind]) for place, kind in enumerate(kinds) if kind in answered]
        places = [place + (number - (len(names) - 1) / 2) * height for place, _ in held]
        middle = [figures["p50"] for _, figures in held]
        spread = [[0.0] * len(held), [figures["p95"] - figures["p50"] for _, figures in held]]
        axes.barh(places, middle, height, xerr=spread, label=NAMES[name], color=COLORS[name], ecolor="#444444")
    axes.set_yticks(range(len(kinds)), kinds)
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.set_xlabel("top 10 with snippets, milliseconds (logarithmic): bar to p50, line to p95")
    axes.set_ylabel("kind of query")
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))


def _draw_growth(sizes: dict[str, Figures], path: Path) -> None:
    figure, axes = pyplot.subplots(figsize=(10, 5))
    for name in NAMES:
        for what, style in (("snippets", "o-"), ("ids", "s--")):
            points = [
                (row["documents"], row["engines"][name]["answer"][what]["all"]["p50"])
                for row in sizes.values()
                if what in row.get("engines", {}).get(name, {}).get("answer", {})
                and "sample" not in row["engines"][name].get("build", {})
            ]
            if points:
                label = f"{NAMES[name]}, {'with snippets' if what == 'snippets' else 'ids only'}"
                axes.plot(*zip(*points, strict=True), style, label=label, color=COLORS[name])
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("documents in the archive")
    axes.set_ylabel("p50 of the top 10, milliseconds")
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend(fontsize="small", loc="upper left", bbox_to_anchor=(1.0, 1.0))
    figure.tight_layout()
    figure.savefig(path, dpi=DPI)
    pyplot.close(figure)
