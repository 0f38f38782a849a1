"""The archives that are measured: the first articles, every document, or a synthetic archive made of them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from benchmarks.corpora import NEWS_FILES, news

ARTICLES = 20_000
"""Archives of up to so many documents are taken from the articles alone."""

ALL = "all"
SEED = 20231212

_FIRST_MOMENT = datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=7)))
_DAYS = 3 * 365
_BRIEFS_IN = 3
_SENTENCE_END = ". "


def write_archive(corpora: Path, size: str, path: Path) -> int:
    """Writes the archive of a size as JSON Lines; returns how many documents it has.

    "20000": the first articles; "all": every document; a larger number: made of all, each new document with the title and
    the number of sentences of a real one, its sentences drawn by seed from all of them, so that the words stay those of
    news. The lengths in sentences are kept exactly, those in words in distribution.

    The corpora name no kind, and articles have no date: a filter would find nothing and be measured on nothing. So briefs
    are called briefs; where there are only articles every third is; and who has no date gets one of three years by seed.
    """
    rng = random.Random(SEED)
    only_articles = size != ALL and int(size) <= ARTICLES
    count = 0
    with open(path, "w", encoding="utf-8") as file:
        for record, kind in _records(corpora, size):
            record["kind"] = "brief" if only_articles and count % _BRIEFS_IN == 0 else kind
            moment = _FIRST_MOMENT + timedelta(seconds=rng.randrange(_DAYS * 86_400))
            record["date"] = record.get("date") or moment.isoformat()
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            count += 1
    return count


def counted(path: Path) -> int:
    """How many documents an archive on disk has."""
    with open(path, "rb") as file:
        return sum(1 for _ in file)


def first_of(archive: Path, count: int, path: Path) -> None:
    """Writes the first documents of an archive as an archive of their own."""
    with open(archive, encoding="utf-8") as whole, open(path, "w", encoding="utf-8") as part:
        part.writelines(line for _, line in zip(range(count), whole, strict=False))


def _records(corpora: Path, size: str) -> Iterator[tuple[dict[str, Any], str]]:
    wanted = None if size == ALL else int(size)
    if wanted is not None and wanted <= ARTICLES:
        for _, record in zip(range(wanted), news(corpora, NEWS_FILES[0]), strict=False):
            yield record, "article"
        return
    real = (
        (record, kind)
        for name, kind in zip(NEWS_FILES, ("article", "brief"), strict=True)
        for record in news(corpora, name)
    )
    if wanted is None:
        yield from real
    else:
        yield from _synthetic(list(real), wanted)


def _synthetic(models: list[tuple[dict[str, Any], str]], wanted: int) -> Iterator[tuple[dict[str, Any], str]]:
    sentences = [sentence for record, _ in models for sentence in record["body"].split(_SENTENCE_END)]
    rng = random.Random(SEED + 1)
    for number in range(wanted):
        record, kind = models[number % len(models)]
        body = _SENTENCE_END.join(rng.choices(sentences, k=record["body"].count(_SENTENCE_END) + 1))
        # A new address too: one address is one document for some.
        yield {**record, "id": f"synthetic-{number}", "url": f"https://example.invalid/{number}", "body": body}, kind
