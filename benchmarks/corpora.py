"""Reads the measuring corpora: news as JSON Lines, retrieval sets in BEIR's layout. None of them is part of the project."""

from __future__ import annotations

import json
import lzma
import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NEWS_FILES = ("articles.jsonl", "briefs.jsonl")
SETS = ("xquad_vi", "zalo2019_wiki", "baomoi_title", "rss_title")


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Queries with the documents judged relevant to each (id -> gain)."""

    name: str
    queries: dict[str, str]
    relevant: dict[str, dict[str, int]]


def read_set(corpora: Path, name: str) -> RetrievalSet:
    folder = corpora / "ir" / name
    queries = {record["_id"]: record["text"] for record in _json_lines(folder / "queries.jsonl")}
    relevant: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, gain = line.split("\t")
        if int(gain) > 0:
            relevant.setdefault(query, {})[document] = int(gain)
    return RetrievalSet(name, queries, relevant)


def set_documents(corpora: Path, name: str) -> Iterator[dict[str, Any]]:
    """The documents a set is searched in; for the headline sets, the news with its titles left out."""
    if (corpora / "ir" / name / "corpus.jsonl").exists():
        for record in _json_lines(corpora / "ir" / name / "corpus.jsonl"):
            yield {"id": record["_id"], "title": record.get("title") or None, "body": record["text"]}
        return
    for record in news(corpora, "articles.jsonl" if name.startswith("baomoi") else "briefs.jsonl"):
        record.pop("title", None)
        if record["body"].strip():
            yield record


def news(corpora: Path, *files: str) -> Iterator[dict[str, Any]]:
    """The news archive, from the plain or the xz-compressed files."""
    for name in files or NEWS_FILES:
        plain = corpora / name
        if plain.exists():
            yield from _json_lines(plain)
        else:
            with lzma.open(corpora / f"{name}.xz", "rt", encoding="utf-8") as file:
                yield from map(json.loads, file)


def without_marks(text: str) -> str:
    """The text as typed with no Vietnamese input method at all."""
    text = text.replace("đ", "d").replace("Đ", "D")
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def half_marked(text: str, seed: str) -> str:
    """The text with the diacritics of half of its words, chosen at random by seed, left out."""
    words = text.split()
    dropped = set(random.Random(seed).sample(range(len(words)), len(words) // 2))
    return " ".join(without_marks(word) if place in dropped else word for place, word in enumerate(words))


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with open(path, encoding="utf-8") as file:
        yield from map(json.loads, file)
