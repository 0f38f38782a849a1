"""Highlighting and cutting in C gives what the rules in Python give, document for document."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest

from archive import WORDS, documents, query, sentence
from compiled_parts import compiled
from index.document import Document
from index.segment import FlatSegmentReader
from index.whoosh_state import open_state
from index.whoosh_writer import WhooshWriter
from search.highlight import highlighter
from search.highlight.highlighter import SegmentHighlighter
from search.highlight.rules import HighlightRules, Shown
from search.query.parse import parse
from search.ranking.plan import HighlightTerm
from search.ranking.planner import plan


def written(folder: Path, some: Sequence[Document]) -> list[FlatSegmentReader]:
    with WhooshWriter(folder) as writer:
        for document in some:
            writer.add(document, "thử.jsonl")
        writer.commit()
    return [segment.reader for segment in open_state(folder).segments]


def strange_text(rng: random.Random) -> str:
    """Sentences with what is rare in texts: decomposed letters, letters that are not seen, long gaps, words longer than a
    snippet, white space of every kind, letters outside of Vietnamese."""
    pieces = []
    for _ in range(rng.randint(1, 30)):
        piece = sentence(rng)
        pieces.append(
            rng.choice(
                [
                    piece,
                    piece,
                    unicodedata.normalize("NFD", piece),
                    piece.replace(" ", rng.choice(["\u00a0", "  ", "\n", " - ", "\u200b", "\u3000", "&"])),
                    f"“{piece}”",
                    rng.choice(["...", "!!! ", "'«(", "½ ₫", "𝒳 𓀀", "中文", "\ufeff"]) * rng.randint(1, 100),
                    "bộ" + "\u0323" * rng.choice([3, 60]),
                    "chibộ" * rng.randint(1, 100),
                    " " * rng.randint(1, 600),
                ]
            )
        )
    return rng.choice(["", " ", "\n"]).join(pieces)


def strange_documents(seed: int, count: int) -> list[Document]:
    rng = random.Random(seed)
    made = [
        Document(
            id=f"lạ-{number}",
            title=rng.choice([None, strange_text(rng)[: rng.randint(0, 400)] or None, sentence(rng)]),
            body=rng.choice(["", strange_text(rng), strange_text(rng), f"\n {sentence(rng)} \t\n"]),
        )
        for number in range(count)
    ]
    return [*made, Document(id="lạ", title="Chi bộ \udcff", body=f"Chi bộ họp. {'Hậu Giang. ' * 60}")]


def terms_of(typed: str, *, exact: bool = False) -> tuple[HighlightTerm, ...]:
    read = parse(typed, exact=exact)
    return plan(read, read.filters).highlight_terms


def shown(reader: FlatSegmentReader, words: tuple[HighlightTerm, ...], weights: list[int]) -> list[Shown]:
    rules = HighlightRules(words)
    rules.weights = weights
    made = SegmentHighlighter(reader, rules)
    records = [reader.record(doc) for doc in range(reader.count)]
    return [made.show(doc, record, record.heading.title or "") for doc, record in enumerate(records)]


def assert_alike(reader: FlatSegmentReader, words: tuple[HighlightTerm, ...], weights: list[int]) -> list[Shown]:
    in_c = shown(reader, words, weights)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(highlighter, "Highlighter", None)
        in_python = shown(reader, words, weights)
    for one, other in zip(in_c, in_python, strict=True):
        assert one == other, words
    return in_c


@pytest.mark.parametrize("seed", range(4))
def test_the_compiled_highlighter_shows_what_the_rules_say(tmp_path: Path, seed: int) -> None:
    compiled("search.highlight._highlighter")
    rng = random.Random(2000 + seed)
    (reader,) = written(tmp_path / "index", documents(seed, 60) + strange_documents(seed, 60))
    highlighted = 0
    for _ in range(60):
        words = terms_of(query(rng), exact=rng.random() < 0.2)
        answers = assert_alike(reader, words, [rng.choice([1, 1000, rng.randint(0, 12_000)]) for _ in words])
        highlighted += sum(bool(spans) for _, spans, _, _ in answers)
    assert highlighted > 1_000


def test_terms_too_rare_for_a_code_of_their_own_are_met_as_well(tmp_path: Path) -> None:
    compiled("search.highlight._highlighter")
    rng = random.Random(7)
    numbers = [str(number) for number in range(10_000, 78_000)]
    texts = [
        Document(id="số", body=" ".join(numbers)),
        Document(id="chữ", title="Số 77999 ở đâu", body=f"{' '.join(rng.choices(WORDS, k=200))} 77998 77999. "),
    ]
    (reader,) = written(tmp_path / "index", texts)
    for typed in ("77999", "77998 chi bộ", "7799*", '"77998 77999"'):
        words = terms_of(typed)
        answers = assert_alike(reader, words, [1_000] * len(words))
        assert all(spans for _, spans, _, _ in answers)


def test_a_title_that_is_no_utf8_comes_back_as_it_was_and_is_shown(tmp_path: Path) -> None:
    document = strange_documents(1, 1)[-1]
    (reader,) = written(tmp_path / "index", [document])
    assert reader.record(0).document == document
    ((snippet, spans, title_spans, _),) = shown(reader, terms_of("chi bộ"), [1, 1])
    assert snippet.startswith("Chi bộ họp") and spans == title_spans == ((0, 6),)
