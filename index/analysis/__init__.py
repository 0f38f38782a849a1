"""The analysis room: which words stand in a text, and where.

In: any text. Out: tokens at three levels (exact, folded, folded bigrams) with offsets into the original. Not
here: documents, fields, queries; nothing of ours is imported, so the room can be lifted out whole.

    text -> clean (NFC) -> chunks -> words -> numbers, joined_forms -> terms (tone, fold) -> tokens or encode
                                           -> sentences
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from index.analysis.clean import Cleaned, clean
from index.analysis.definitions import definitions
from index.analysis.fold import diacritics_within, fold, has_diacritics
from index.analysis.tokens import SENTENCE_GAP, Token, analyze, bigrams
from index.analysis.tone import canonical_tone

if TYPE_CHECKING:
    from index.analysis.encode import BREAK, Encoded, Encoder

ANALYSIS_VERSION = "3"
"""Raised whenever any token of any text changes; an index of another version is refused until it is rebuilt."""


def __getattr__(name: str) -> Any:
    """The bulk path, loaded when first asked for: a search does without it."""
    if name not in ("BREAK", "Encoded", "Encoder"):
        raise AttributeError(f"module 'index.analysis' has no attribute {name!r}")
    from index.analysis import encode

    return getattr(encode, name)


__all__ = [
    "ANALYSIS_VERSION",
    "BREAK",
    "SENTENCE_GAP",
    "Cleaned",
    "Encoded",
    "Encoder",
    "Token",
    "analyze",
    "bigrams",
    "canonical_tone",
    "clean",
    "definitions",
    "diacritics_within",
    "fold",
    "has_diacritics",
]  # fmt: skip
