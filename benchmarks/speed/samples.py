"""What is measured with: archives of a given size and queries taken from them, by seed."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.corpora import news, without_marks

ARTICLES = 20_000
SEED = 20231212
_WORDS = re.compile(r"[^\W\d_]+")


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


def write_archive(corpora: Path, size: str, path: Path) -> int:
    """Writes the archive of a size as JSON Lines; returns how many documents it has.

    "20000": the first articles; "all": every document; a larger number: made of all, sentences dealt out anew to new
    documents of the same lengths, so that words and lengths stay those of news.
    """
    with open(path, "w", encoding="utf-8") as file:
        count = 0
        for record in _records(corpora, size):
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            count += 1
    return count


def _records(corpora: Path, size: str) -> Iterator[dict[str, Any]]:
    if size == "all":
        yield from news(corpora)
        return
    wanted = int(size)
    if wanted <= ARTICLES:
        for place, record in enumerate(news(corpora, "articles.jsonl")):
            if place == wanted:
                return
            yield record
        return
    records = list(news(corpora))
    sentences = [sentence for record in records for sentence in record["body"].split(". ")]
    rng = random.Random(SEED)
    for number in range(wanted):
        model = records[number % len(records)]
        body = ". ".join(rng.choice(sentences) for _ in range(model["body"].count(". ") + 1))
        yield {**model, "id": f"{number}", "body": body}


def queries(archive: Path, count: int) -> list[TimedQuery]:
    """About ``count`` queries from the archive's own sentences, every other one without marks."""
    rng = random.Random(SEED)
    texts = []
    with open(archive, encoding="utf-8") as file:
        for line in file:
            # Reservoir sampling (Vitter 1985, algorithm R) of texts to take words from.
            texts.append(line) if len(texts) < 4000 else None
            if len(texts) == 4000 and rng.random() < 0.05:
                texts[rng.randrange(4000)] = line
    found: list[TimedQuery] = []
    shapes = _shapes()
    while len(found) < count:
        kind, length, extra = shapes[len(found) // 2 % len(shapes)]
        sentence = rng.choice(json.loads(rng.choice(texts))["body"].split(". ") or [""])
        words = _WORDS.findall(sentence)
        if len(words) < length + 1:
            continue
        start = rng.randrange(len(words) - length)
        chosen = tuple(word.lower() for word in words[start : start + length])
        if extra.get("form") == "prefix":
            chosen = (*chosen[:-1], chosen[-1][:3])
        if len(found) % 2:
            chosen = tuple(without_marks(word) for word in chosen)
        found.append(TimedQuery(kind, chosen, **extra))
    return found


def _shapes() -> list[tuple[str, int, dict[str, Any]]]:
    plain: list[tuple[str, int, dict[str, Any]]] = [(f"{n} syllables", n, {}) for n in (1, 2, 3, 4, 5)]
    return [
        *plain,
        ("2 syllables", 2, {}),
        ("question", 9, {}),
        ("phrase", 2, {"form": "phrase"}),
        ("phrase", 3, {"form": "phrase"}),
        ("prefix", 1, {"form": "prefix"}),
        ("filtered by date", 2, {"year": 2025}),
        ("filtered by kind", 2, {"briefs_only": True}),
        ("newest first", 2, {"newest_first": True}),
    ]


def save_queries(found: list[TimedQuery], path: Path) -> None:
    path.write_text(json.dumps([asdict(query) for query in found], ensure_ascii=False), encoding="utf-8")


def load_queries(path: Path) -> list[TimedQuery]:
    return [TimedQuery(**{**item, "words": tuple(item["words"])}) for item in json.loads(path.read_text("utf-8"))]
