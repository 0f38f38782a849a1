"""Measures whether similar documents are sensible, and what they cost, through the engine's own path.

    python -m benchmarks.similar --corpora DIR [--index DIR] [--documents 400]

halves: articles are taken apart into their odd and their even sentences, each half a document of its own; how often is
the other half the first, or one of five, found? Two halves share a subject and hardly a sentence.
category: for news of a named category in the whole archive (``--index``, built if not given), how many of the similar
documents that have a named category have the same?
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks.corpora import news
from index import Document
from index.whoosh_writer import WhooshWriter
from search.engines.index_searcher import IndexSearcher

LEAST_SENTENCES = 6
MOST_HALVED = 15_000
ANY_CATEGORY = "Tổng hợp"
"""The feeds' own name for everything; it tells nothing."""


def halves(corpora: Path) -> Iterable[Document]:
    """Both halves of the first articles that are long enough, with ids that differ in the last letter."""
    count = 0
    for record in news(corpora, "articles.jsonl"):
        sentences = [piece for piece in re.split(r"(?<=[.!?])\s+", record["body"]) if piece.strip()]
        if len(sentences) >= LEAST_SENTENCES and count < MOST_HALVED:
            count += 1
            yield Document(id=f"{record['id']}a", body=" ".join(sentences[0::2]))
            yield Document(id=f"{record['id']}b", body=" ".join(sentences[1::2]))


def build(folder: Path, documents: Iterable[Document]) -> IndexSearcher:
    writer = WhooshWriter(folder)
    for document in documents:
        writer.add(document, "benchmark")
    writer.commit()
    writer.close()
    return IndexSearcher(folder)


def measure_halves(corpora: Path, folder: Path, count: int) -> None:
    documents = list(halves(corpora))
    searcher = build(folder, documents)
    first = five = 0
    ids = [document.id for document in random.Random(3).sample(documents, count)]
    for id in ids:
        other = id[:-1] + ("b" if id.endswith("a") else "a")
        found = [hit.id for hit in searcher.similar(id, 5)]
        first += found[:1] == [other]
        five += other in found
    print(f"halves of {len(documents) // 2} articles: first {first / count:.3f}, among five {five / count:.3f}")


def measure_categories(corpora: Path, searcher: IndexSearcher, count: int) -> None:
    named = [
        record for record in news(corpora, "briefs.jsonl") if record.get("category") not in (None, "", ANY_CATEGORY)
    ]
    same = told = none = 0
    times = []
    for record in random.Random(3).sample(named, count):
        started = time.perf_counter()
        found = searcher.similar(record["id"], 6)
        times.append((time.perf_counter() - started) * 1000)
        none += not found
        for hit in found:
            if hit.category not in (None, "", ANY_CATEGORY):
                told += 1
                same += hit.category == record["category"]
    times.sort()
    print(
        f"categories in {searcher.stats().documents} documents: same {same / told:.3f} of {told}; "
        f"without any {none / count:.3f}; p50 {times[count // 2]:.1f} ms, p95 {times[int(count * 0.95)]:.1f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--index", type=Path, help="an index of the whole archive; built anew without one")
    parser.add_argument("--documents", type=int, default=400)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure_halves(options.corpora, Path(folder) / "halves", options.documents)
        if options.index:
            searcher = IndexSearcher(options.index)
        else:
            whole = (Document.from_json(record) for record in news(options.corpora))
            searcher = build(Path(folder) / "whole", whole)
        measure_categories(options.corpora, searcher, options.documents)


if __name__ == "__main__":
    main()
