"""Dates as Vietnamese writes them, found in running text: "ngày 3-12", "tháng 4-2023", "từ 5 đến ngày 8/12/2024"."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

Precision = Literal["day", "month", "quarter", "year", "range", "term"]


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date at [start, end) of a text: the days from ``first`` to ``last``, both included.

    ``is_guessed`` is true when the year was not written but taken as the nearest. "term" is a span that names
    something ("nhiệm kỳ 2025-2027", "(20/11/1982 - 20/11/2024)"), rather than a time when something was published.
    """

    start: int
    end: int
    first: date
    last: date
    precision: Precision
    is_guessed: bool = False


_D = r"(?:0?[1-9]|[12]\d|3[01])"
_M = r"(?:0?[1-9]|1[0-2])"
_Y = r"(?:19|20)\d\d"
_SEP = r"\s?[-/.–]\s?"
_OPEN, _CLOSE = r"(?<![\w/.,-])", r"(?![\w/]|[.,-]\d)"
_PART = r"(?:(?:rang sang|sang|trua|chieu|toi|dem|khuya)(?: (?:som|muon))? )?"
_DAY_WORD = rf"(?:{_PART}(?:ngay|hom|mung|mong) |(?:sang|trua|chieu|toi|dem)(?: (?:som|muon))? )"
_CLOCK = r"(?:(?:luc )?\d{1,2}(?:h|:)\d{0,2},? )?"
_QUARTER = r"(?:iv|i{1,3}|[1-4])"

_FORMS: tuple[tuple[str, str], ...] = (
    ("anniversary", rf"{_OPEN}\(?(?P<d>{_D})/(?P<m>{_M})/(?P<y>{_Y}) ?[-–] ?(?P<d2>{_D})/(?P<m2>{_M})/(?P<y2>{_Y})"),
    (
        "between",
        rf"{_OPEN}tu (?:ngay )?(?P<d>{_D})(?:{_SEP}(?P<m>{_M})(?:{_SEP}(?P<y>{_Y}))?)? (?:den|toi)(?: het)? (?:ngay )?"
        rf"(?P<d2>{_D})(?:{_SEP}|\sthang\s)(?P<m2>{_M})(?:(?:{_SEP}|\snam\s)(?P<y2>{_Y}))?",
    ),
    ("term", rf"{_OPEN}(?:nhiem ky|giai doan|nien khoa|nam hoc) (?P<y>{_Y}) ?[-–] ?(?P<y2>{_Y})"),
    ("day", rf"{_OPEN}{_CLOCK}(?:{_DAY_WORD})?(?P<d>{_D}) thang (?P<m>{_M})(?:,? nam (?P<y>{_Y})|{_SEP}(?P<y>{_Y}))?"),
    ("day", rf"{_OPEN}{_CLOCK}(?:{_DAY_WORD})?(?P<d>{_D})(?P<s>{_SEP})(?P<m>{_M})(?P=s)(?P<y>{_Y})"),
    ("day", rf"{_OPEN}(?P<y>{_Y})-(?P<m>{_M})-(?P<d>{_D})"),
    ("day", rf"{_OPEN}{_CLOCK}{_DAY_WORD}(?P<d>{_D})\s?[-/–]\s?(?P<m>{_M})"),
    ("quarter", rf"{_OPEN}quy (?P<q>{_QUARTER})(?:{_SEP}|,? nam |\s)(?P<y>{_Y})"),
    ("month", rf"{_OPEN}thang (?P<m>{_M})(?:{_SEP}|,? nam |\s)(?P<y>{_Y})"),
    ("month", rf"{_OPEN}thang (?P<m>{_M})(?! ?[-/–]\d)"),
    ("month", rf"{_OPEN}(?P<m>{_M})[/-](?P<y>{_Y})"),
    ("month", rf"{_OPEN}(?P<y>{_Y})-(?P<m>0[1-9]|1[0-2])"),
    ("year", rf"{_OPEN}nam (?P<y>{_Y})(?! ?[-–] ?\d)"),
)


def _pattern(form: str) -> str:
    """The form with its groups told apart by name: Python allows no name twice in one pattern."""
    seen: dict[str, int] = {}

    def renamed(match: re.Match[str]) -> str:
        seen[match[1]] = seen.get(match[1], 0) + 1
        return f"(?P<{match[1]}{'_' * (seen[match[1]] - 1)}>"

    return re.sub(r"\(\?P<(\w+)>", renamed, form) + _CLOSE


_PATTERNS = tuple((kind, re.compile(_pattern(form))) for kind, form in _FORMS)
_HAS_DIGIT = re.compile("[0-9]")
"""Every form has one."""

_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


Span = tuple[date, date]
"""The first and the last day of something, both included."""


def written_dates(text: str, reference: date, span: Span | None = None) -> Iterator[WrittenDate]:
    """The dates in a text, in order, not overlapping.

    A day or month without a year is the last within ``span``; without a span, or when none lies in it, the one nearest
    ``reference``.

    Diacritics and case do not matter. What the calendar does not have (31/2) is no date, nor is what only looks like one
    (24/7, 55/55).
    """
    if not _HAS_DIGIT.search(text):
        return
    bare = letter_for_letter(text)
    taken: list[tuple[int, int]] = []
    found: list[WrittenDate] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(bare):
            start, end = match.span()
            if any(start < other_end and other_start < end for other_start, other_end in taken):
                continue
            groups = {name.rstrip("_"): value for name, value in match.groupdict().items() if value}
            read = _read(kind, groups, reference, span)
            if read is not None:
                first, last, precision, is_guessed = read
                taken.append((start, end))
                found.append(WrittenDate(start, end, first, last, precision, is_guessed))
    yield from sorted(found, key=lambda one: one.start)


def letter_for_letter(text: str) -> str:
    """The text in lower case without diacritics, every character in its place; odd spaces are spaces, dashes hyphens."""
    return "".join(map(_bare, text))


@lru_cache(maxsize=4096)
def _bare(letter: str) -> str:
    if letter in "đĐðÐ":
        return "d"
    if letter.isspace():
        return " "
    base = unicodedata.normalize("NFD", letter)[:1].lower()
    return base if len(base) == 1 else letter


def _read(
    kind: str, groups: dict[str, str], reference: date, span: Span | None
) -> tuple[date, date, Precision, bool] | None:
    number = {name: int(value) for name, value in groups.items() if name not in ("q", "s")}
    try:
        if kind == "anniversary":
            first = date(number["y"], number["m"], number["d"])
            last = date(number["y2"], number["m2"], number["d2"])
            return (first, last, "term", False) if first <= last else None
        if kind == "between":
            return _between(number, reference, span)
        if kind == "term":
            if number["y"] > number["y2"]:
                return None
            return date(number["y"], 1, 1), date(number["y2"], 12, 31), "term", False
        if kind == "year":
            return date(number["y"], 1, 1), date(number["y"], 12, 31), "year", False
        if kind == "quarter":
            month = 3 * _QUARTERS[groups["q"]]
            return date(number["y"], month - 2, 1), _month_end(number["y"], month), "quarter", False
        is_guessed = "y" not in number
        if kind == "month":
            year = number.get("y") or _likely_month(number["m"], reference, span).year
            return date(year, number["m"], 1), _month_end(year, number["m"]), "month", is_guessed
        day = date(number["y"], number["m"], number["d"]) if "y" in number else _likely_day(number, reference, span)
        return day, day, "day", is_guessed
    except ValueError:
        return None


def _between(number: dict[str, int], reference: date, span: Span | None) -> tuple[date, date, Precision, bool] | None:
    is_guessed = "y2" not in number
    day = {"d": number["d2"], "m": number["m2"]}
    last = _likely_day(day, reference, span) if is_guessed else date(number["y2"], number["m2"], number["d2"])
    first = date(number.get("y", last.year), number.get("m", last.month), number["d"])
    if first > last and "y" not in number:
        first = first.replace(year=last.year - 1)
    return (first, last, "range", is_guessed) if first <= last else None


def _likely_day(number: dict[str, int], reference: date, span: Span | None) -> date:
    """The day of that day and month that is likely meant; ValueError when no year near has one."""
    days = []
    for year in range(reference.year - 4, reference.year + 5):
        try:
            days.append(date(year, number["m"], number["d"]))
        except ValueError:
            continue
    within = [day for day in days if span is not None and span[0] <= day <= span[1]]
    return max(within) if within else min(days, key=lambda day: (abs(day - reference), day > reference))


def _likely_month(month: int, reference: date, span: Span | None) -> date:
    """The first day of the month of that number that is likely meant."""
    middle = timedelta(days=14)
    months = [date(reference.year + step, month, 1) for step in (-1, 0, 1)]
    within = [
        first
        for first in months
        if span is not None and first <= span[1] and _month_end(first.year, first.month) >= span[0]
    ]
    return (
        max(within) if within else min(months, key=lambda first: (abs(first + middle - reference), first > reference))
    )


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
