"""Decides whether a value such as an author or a source is the one that was typed."""

from __future__ import annotations

from functools import lru_cache

from index.analysis import analyze


def value_matches(typed: str, value: str) -> bool:
    """True when the words of ``typed`` stand side by side in ``value``, case and diacritics aside.

    So "thanh ngan" is THANH NGÂN, "hau giang" is Báo Hậu Giang, and HG is not HGO.
    """
    wanted, held = folded_words(typed), folded_words(value)
    width = len(wanted)
    return bool(wanted) and any(held[place : place + width] == wanted for place in range(len(held) - width + 1))


@lru_cache(maxsize=65_536)
def folded_words(text: str) -> tuple[str, ...]:
    """The words of a value, case and diacritics aside."""
    return tuple(token.folded for token in analyze(text) if not token.joined)
