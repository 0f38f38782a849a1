"""Whoosh's own query parser and highlighter over our index: what our searcher finds, and the words as they were spelled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from archive import documents
from index.analysis import analyze, bigrams
from index.whoosh_schema import LayerAnalyzer

SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "haugiang-2023-12-12.txt"


def tokens(layer: str, text: str, **options: Any) -> list[Any]:
    return list(LayerAnalyzer(layer)(text, **options))


def texts(layer: str, text: str, **options: Any) -> list[str]:
    return [token.text for token in tokens(layer, text, **options)]


TEXT = "Chi bộ Sở KH&CN họp. Đảng viên góp 37,000 đồng"


def test_tokens_carry_what_whoosh_asks_for() -> None:
    asked = tokens("folded", TEXT, positions=True, chars=True, keeporiginal=True, start_pos=100, start_char=1000)
    assert [(token.text, token.original, token.pos) for token in asked] == [
        ("chi", "Chi", 100),
        ("bo", "bộ", 101),
        ("so", "Sở", 102),
        ("kh", "KH", 103),
        ("khcn", "KH&CN", 103),
        ("cn", "CN", 104),
        ("hop", "họp", 105),
        ("dang", "Đảng", 116),
        ("vien", "viên", 117),
        ("gop", "góp", 118),
        ("37000", "37,000", 119),
        ("37,000", "37,000", 119),
        ("dong", "đồng", 120),
    ]
    assert all(TEXT[token.startchar - 1000 : token.endchar - 1000] == token.original for token in asked)
    assert len({id(token) for token in asked}) == len(asked)
    unasked = tokens("folded", TEXT)
    assert [token.text for token in unasked] == [token.text for token in asked]
    assert not any(hasattr(token, name) for token in unasked for name in ("pos", "startchar", "endchar", "original"))


def test_a_joined_form_in_a_query_is_one_word_and_in_a_phrase_its_parts() -> None:
    assert texts("folded", TEXT, mode="query") == "chi bo so khcn hop dang vien gop 37000 dong".split()
    assert texts("folded", TEXT, mode="query", chars=True) == "chi bo so kh cn hop dang vien gop 37000 dong".split()
    assert texts("folded", TEXT, mode="query", chars=True, removestops=False) == texts("folded", TEXT)


@pytest.mark.parametrize(
    ("typed", "exact", "folded"),
    [
        ("Nghị", "nghị", "nghi"),
        ("Hoà", "hòa", "hoa"),
        ("Nghi\u0323", "nghị", "nghi"),
        ("TP.HC", "tphc", "tphc"),
        ("37.000", "37000", "37000"),
        ("N?hị*", "n?hị*", "n?hi*"),
        ("*Hội", "*hội", "*hoi"),
        ("20/11", "20/11", "20/11"),
        ("…", "…", "…"),
    ],
)
def test_text_that_is_not_to_be_tokenized_is_one_term(typed: str, exact: str, folded: str) -> None:
    assert texts("exact", typed, tokenize=False, mode="query", removestops=False) == [exact]
    (token,) = tokens("folded", typed, tokenize=False, positions=True, chars=True, start_pos=3, start_char=5)
    assert (token.text, token.pos, token.startchar, token.endchar) == (folded, 3, 5, 5 + len(typed))


def test_the_terms_of_a_text_are_those_of_the_analysis() -> None:
    for text in [SAMPLE.read_text(encoding="utf-8"), *(document.body for document in documents(1, 50))]:
        analysed = analyze(text)
        for layer in ("exact", "folded"):
            asked = tokens(layer, text, positions=True, chars=True, mode="index", removestops=False)
            assert [(token.text, token.pos, token.startchar, token.endchar) for token in asked] == [
                (getattr(token, layer), token.position, token.start, token.end) for token in analysed
            ]
        assert texts("bigram", text, mode="query") == bigrams(analysed)
        for pair in tokens("bigram", text, chars=True):
            assert texts("bigram", text[pair.startchar : pair.endchar])[-1] == pair.text
