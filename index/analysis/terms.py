"""Terms: a written word at its two levels, as texts and queries are matched by."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from index.analysis.fold import fold
from index.analysis.tone import canonical_tone

_RAISED = re.compile(r"(?<=[^\W\d_])[²³¹₀-₉]+")
_RAISED_DIGITS = str.maketrans("²³¹₀₁₂₃₄₅₆₇₈₉", "2310123456789")


@lru_cache(maxsize=100_000)
def terms_of(word: str) -> tuple[str, str]:
    """The exact and the folded term of a cleaned word.

    Exact is lower case (never casefold, which changes lengths and adds nothing for Vietnamese) with the tone mark in
    its canonical place; digits raised or lowered behind a letter are plain, so that m² is m2 and CO₂ is CO2.
    """
    lower = word.lower()
    if not lower.isascii():
        lower = _RAISED.sub(lambda match: match.group().translate(_RAISED_DIGITS), lower)
        lower = canonical_tone(unicodedata.normalize("NFC", lower))
    return lower, fold(lower)
