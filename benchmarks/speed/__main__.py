"""Runs the benchmark: `python -m benchmarks.speed --corpora DIR`. See benchmarks/README.md."""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.speed.archive import ARTICLES
from benchmarks.speed.engine_run import ENGINES
from benchmarks.speed.figures import DOCS, PARTS, FigureStore
from benchmarks.speed.measure import Measurement

SIZES = "20000 all 1000000"
QUERIES = 300
ROUNDS = 3
WHOOSH_DOCUMENTS = 2_000

MOST_BUILT_OFTEN = 200_000
"""Documents of an archive beyond which every engine builds once: it takes minutes, and noise evens out in them."""


def main() -> None:
    asked = _parser().parse_args()
    store = FigureStore(asked.docs)
    parts = _chosen(asked.only, PARTS, "--only")
    engines = _chosen(asked.engines, tuple(ENGINES), "--engines")
    with tempfile.TemporaryDirectory() as temporary:
        work = asked.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        for size in _listed(asked.sizes):
            if set(parts) == {"report"}:
                break
            build_rounds = 1 if size.isdecimal() and int(size) > MOST_BUILT_OFTEN else asked.rounds
            measurement = Measurement(store, asked.corpora, size, work, asked.queries, asked.rounds, build_rounds)
            measurement.run(parts, engines, asked.whoosh_documents)
    if "report" in parts:
        # matplotlib is only wanted here.
        from benchmarks.speed.plots import draw
        from benchmarks.speed.report import write_page

        sizes = store.sizes()
        if not sizes:
            raise SystemExit("nothing was measured yet")
        write_page(asked.docs, sizes)
        draw(asked.docs, sizes)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True, help="folder of articles.jsonl and briefs.jsonl, or .xz")
    parser.add_argument("--sizes", default=SIZES, help=f"how many documents; all is every one there is ({SIZES})")
    parser.add_argument("--engines", default=" ".join(ENGINES), help=f"which engines ({' '.join(ENGINES)})")
    parser.add_argument("--only", default=" ".join(PARTS), help=f"which parts ({' '.join(PARTS)})")
    parser.add_argument(
        "--work", type=Path, help="where archives and indexes are kept for parts run later; else a folder deleted after"
    )
    parser.add_argument("--docs", type=Path, default=DOCS, help="where figures, page and plots go (docs)")
    parser.add_argument("--rounds", type=_count, default=ROUNDS, help=f"rounds in turn, medians are kept ({ROUNDS})")
    parser.add_argument("--queries", type=_count, default=QUERIES, help=f"how many queries ({QUERIES})")
    parser.add_argument(
        "--whoosh-documents",
        type=_count,
        default=WHOOSH_DOCUMENTS,
        help=f"Whoosh as it comes gets so many documents, its building time is scaled ({WHOOSH_DOCUMENTS}; "
        f"{ARTICLES} takes minutes)",
    )
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of 1 or more")
    return int(text)


def _listed(text: str) -> list[str]:
    return [word for word in re.split(r"[\s,]+", text) if word]


def _chosen(text: str, known: Sequence[str], option: str) -> list[str]:
    names = _listed(text)
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise SystemExit(f"{option} {text!r}: choose from {', '.join(known)}")
    return [name for name in known if name in names]


if __name__ == "__main__":
    main()
