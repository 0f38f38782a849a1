"""Scores the engine, through its own search path, on judged retrieval sets.

    python -m benchmarks.quality --corpora DIR [--sets xquad_vi,...] [--queries 600] [--lower-floors]

For every set: nDCG@10 (Järvelin and Kekäläinen 2002, gain 2^g - 1) and MRR@10, with all, half and none of the
diacritics typed, beside plain BM25 over folded terms on the same index. The floors in quality_floors.json are
checked and raised when a figure is better; only --lower-floors lowers one.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.corpora import SETS, half_marked, read_set, set_documents, without_marks
from index import Document
from index.whoosh_writer import WhooshWriter
from search.engines.index_searcher import IndexSearcher
from search.ranking.plan import Plan, Scored, Term
from search.request import SearchRequest

FLOORS = Path(__file__).with_name("quality_floors.json")
DEPTH = 10
MODES: dict[str, Callable[[str, str], str]] = {
    "full": lambda text, seed: text,
    "half": half_marked,
    "none": lambda text, seed: without_marks(text),
}


def ndcg(ranking: Sequence[str], relevant: dict[str, int]) -> float:
    """nDCG@10 of a ranking of ids, given the gain of each relevant one."""
    gained = sum((2 ** relevant.get(id, 0) - 1) / math.log2(place + 2) for place, id in enumerate(ranking[:DEPTH]))
    ideal = sum(
        (2**gain - 1) / math.log2(place + 2)
        for place, gain in enumerate(sorted(relevant.values(), reverse=True)[:DEPTH])
    )
    return gained / ideal if ideal else 0.0


def reciprocal_rank(ranking: Sequence[str], relevant: dict[str, int]) -> float:
    """1 / the place of the first relevant document among the first ten; 0 when there is none."""
    return next((1 / (place + 1) for place, id in enumerate(ranking[:DEPTH]) if id in relevant), 0.0)


def build(corpora: Path, name: str, folder: Path) -> IndexSearcher:
    """An index of the set's documents, opened."""
    with WhooshWriter(folder) as writer:
        for record in set_documents(corpora, name):
            writer.add(Document.from_json(record), name)
        writer.commit()
    return IndexSearcher(folder)


def folded_bm25_plan(text: str) -> Plan:
    """Plain BM25 over folded terms: what engines give once folding is on."""
    from index.analysis import analyze

    terms = dict.fromkeys(token.folded for token in analyze(text))
    scored = tuple(Scored(Term("folded", term), 1.0, term, "folded") for term in terms)
    return Plan(disjuncts=(), scored=scored, excluded=(), highlight_terms=(), word_count=len(terms))


def score(
    searcher: IndexSearcher, queries: dict[str, str], relevant: dict[str, dict[str, int]], mode: str, *, baseline: bool
) -> tuple[float, float]:
    """Mean nDCG@10 and MRR@10 over the judged queries typed in one mode."""
    gains, ranks = [], []
    for id, text in queries.items():
        typed = MODES[mode](text, id)
        request = SearchRequest(typed, limit=DEPTH)
        results = searcher.search_plan(folded_bm25_plan(typed), request) if baseline else searcher.search(request)
        ranking = [hit.id for hit in results.hits]
        gains.append(ndcg(ranking, relevant[id]))
        ranks.append(reciprocal_rank(ranking, relevant[id]))
    return sum(gains) / len(gains), sum(ranks) / len(ranks)


def measure(corpora: Path, names: Sequence[str], most_queries: int) -> dict[str, dict[str, float]]:
    """The table as {set: {"ndcg full": ..., "baseline ndcg full": ..., ...}}, printed as it grows."""
    table: dict[str, dict[str, float]] = {}
    print(f"{'set':16} {'':9} {'full':>12} {'half':>12} {'none':>12}   (nDCG@10 / MRR@10)")
    for name in names:
        judged = read_set(corpora, name)
        queries = {id: text for id, text in judged.queries.items() if id in judged.relevant}
        queries = dict(list(queries.items())[:most_queries])
        with tempfile.TemporaryDirectory() as folder:
            started = time.perf_counter()
            searcher = build(corpora, name, Path(folder) / "index")
            built_s = time.perf_counter() - started
            row = table[name] = {}
            for label, baseline in (("baseline", True), ("timbao", False)):
                cells = []
                for mode in MODES:
                    gain, rank = score(searcher, queries, judged.relevant, mode, baseline=baseline)
                    row[f"{label} ndcg {mode}"], row[f"{label} mrr {mode}"] = round(gain, 4), round(rank, 4)
                    cells.append(f"{gain:.3f} / {rank:.3f}")
                print(f"{name:16} {label:9} {cells[0]:>12} {cells[1]:>12} {cells[2]:>12}", flush=True)
            print(f"{'':16} {len(queries)} queries, built in {built_s:.1f} s", flush=True)
    return table


def check_floors(table: dict[str, dict[str, float]], *, lower: bool) -> list[str]:
    """Compares with the committed floors and raises those that were beaten; returns a sentence for each figure below its floor."""
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    below = []
    for name, row in table.items():
        held = floors.setdefault(name, {})
        for figure, value in row.items():
            if not figure.startswith("timbao"):
                continue
            floor = held.get(figure, 0.0)
            if value < floor - 0.0005 and not lower:
                below.append(f"{name}: {figure} is {value:.4f}, below its floor of {floor:.4f}")
            else:
                held[figure] = value if lower else max(value, floor)
    FLOORS.write_text(json.dumps(floors, indent=2) + "\n", encoding="utf-8")
    return below


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True, help="the folder of the measuring corpora")
    parser.add_argument("--sets", default=",".join(SETS), help="which sets, separated by commas")
    parser.add_argument("--queries", type=int, default=600, help="the first so many queries of each set (600)")
    parser.add_argument("--keep-floors", action="store_true", help="only print; neither check nor raise the floors")
    parser.add_argument(
        "--lower-floors", action="store_true", help="write today's figures as the floors even where lower"
    )
    arguments = parser.parse_args()
    table = measure(arguments.corpora, arguments.sets.split(","), arguments.queries)
    if not arguments.keep_floors:
        below = check_floors(table, lower=arguments.lower_floors)
        if below:
            raise SystemExit("\n".join(below))


if __name__ == "__main__":
    main()
