"""Numbers as Vietnamese writes them: a dot between thousands, a comma before decimals, a unit right behind."""

from __future__ import annotations

import re

UNITS = frozenset(
    "km km2 m m2 m3 dm cm cm2 cm3 mm ha sào kg mg ml lít tấn tạ yến tr đ đồng vnd vnđ usd "
    "h phút giây kw kwh mw mwh kv kva hz mhz ghz mb gb tb".split()
)
"""Units that are split from the number before them, as exact terms. Other letters behind plain digits make a code
(5G, 2K, 19h30, 12A); g is a unit from two digits on (500g, but 5G)."""

_THOUSANDS = re.compile(r"(?!0)\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_COMMA_THOUSANDS = re.compile(r"(?!0)\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DECIMAL = re.compile(r"\d+,\d+")
_COMMAS_FOR_DOTS = str.maketrans(",.", ".,")

LONGEST_NUMBER = 64
"""Characters; beyond, digits and dots are no number but a pasted table or key."""


def read_number(written: str) -> tuple[str, ...]:
    """The readings of digits with dots or commas inside as terms, the likelier first; none for separate numbers.

    37.000 is 37000 and 1.234,5 is 1234,5. A comma with three digits is read both ways: 37,000 is 37000, or else
    the decimal 37,000. In 20.11.1982, 4.0 and 1,2,3 each number stands for itself.
    """
    if len(written) > LONGEST_NUMBER:
        return ()
    if _THOUSANDS.fullmatch(written):
        return (written.replace(".", ""),)
    if _COMMA_THOUSANDS.fullmatch(written):
        thousands = written.translate(_COMMAS_FOR_DOTS).replace(".", "")
        return (thousands, written) if _DECIMAL.fullmatch(written) else (thousands,)
    return (written,) if _DECIMAL.fullmatch(written) else ()


def is_unit(digits: str, letters: str) -> bool:
    """True when ``letters``, an exact term, is the unit of the plain ``digits`` it was written behind."""
    return letters in UNITS or letters == "g" and len(digits) > 1
