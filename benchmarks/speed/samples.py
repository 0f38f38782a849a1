"""The queries that are timed: drawn by seed from an archive's own sentences, every other one without diacritics."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.corpora import without_marks

SEED = 20231212
YEAR = 2025
"""The year that filters by date ask for; each archive has documents of it."""

TEXTS = 4_000
"""Texts that queries are drawn from, chosen evenly from the whole archive."""

_WORDS = re.compile(r"[^\W\d_]+")
_QUESTION_WORDS = (8, 9, 10, 12)


@dataclass(frozen=True, slots=True)
class TimedQuery:
    """One query: ``words`` in order, and what is asked of them beside. ``kind`` names its class in the tables."""

    kind: str
    words: tuple[str, ...]
    form: str = "words"
    """ "words", "phrase" or "prefix" (the last word is a beginning)."""
    year: int | None = None
    briefs_only: bool = False
    newest_first: bool = False


def queries(archive: Path, count: int) -> list[TimedQuery]:
    """``count`` queries from the archive's own sentences, the classes in turn, every other one without marks."""
    rng = random.Random(SEED)
    texts = _drawn(archive, rng)
    found: list[TimedQuery] = []
    shapes = list(_shapes())
    while len(found) < count:
        kind, length, extra = shapes[len(found) // 2 % len(shapes)]
        sentence = rng.choice(json.loads(rng.choice(texts))["body"].split(". "))
        words = _WORDS.findall(sentence)
        if len(words) < length + 1:
            continue
        start = rng.randrange(len(words) - length)
        chosen = tuple(word.lower() for word in words[start : start + length])
        if extra.get("form") == "prefix":
            # The query language takes a beginning of two letters or more.
            if len(chosen[-1]) < 3:
                continue
            chosen = (*chosen[:-1], chosen[-1][:3])
        if len(found) % 2:
            chosen = tuple(without_marks(word) for word in chosen)
        found.append(TimedQuery(kind, chosen, **extra))
    return found


def save_queries(found: list[TimedQuery], path: Path) -> None:
    path.write_text(json.dumps([asdict(query) for query in found], ensure_ascii=False), encoding="utf-8")


def load_queries(path: Path) -> list[TimedQuery]:
    return [TimedQuery(**{**item, "words": tuple(item["words"])}) for item in json.loads(path.read_text("utf-8"))]


def _drawn(archive: Path, rng: random.Random) -> list[str]:
    """Lines of the archive by reservoir sampling (Vitter 1985, algorithm R)."""
    kept: list[str] = []
    with open(archive, encoding="utf-8") as file:
        for number, line in enumerate(file):
            if number < TEXTS:
                kept.append(line)
            elif (place := rng.randrange(number + 1)) < TEXTS:
                kept[place] = line
    return kept


def _shapes() -> Iterator[tuple[str, int, dict[str, Any]]]:
    for count in (1, 2, 3, 4, 5):
        yield f"{count} syllable{'s' * (count > 1)}", count, {}
    for count in _QUESTION_WORDS:
        yield "question", count, {}
    for count in (2, 3, 4):
        yield "phrase", count, {"form": "phrase"}
    yield "2 syllables", 2, {}
    for _ in range(2):
        yield "prefix", 1, {"form": "prefix"}
    for count in (1, 2):
        yield "filtered by date", count, {"year": YEAR}
        yield "filtered by kind", count, {"briefs_only": True}
        yield "newest first", count, {"newest_first": True}
