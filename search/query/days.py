"""Days as people type them, to first and last day."""

from __future__ import annotations

import calendar
import re
from datetime import date

from search.request import QueryRefused

UNDERSTOOD = "2024, 2024-12, 2024-12-09, 12/2024 hay 09/12/2024"

_FORMS = (
    re.compile(r"(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<month>\d{1,2})[/.-](?P<year>\d{4})"),
    re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})"),
)


def parse_days(text: str) -> tuple[date, date]:
    """The first and last day that a year, a month or a day covers. Raises QueryRefused for anything else."""
    typed = text.strip()
    for form in _FORMS:
        match = form.fullmatch(typed)
        if not match:
            continue
        parts = match.groupdict()
        year, month, day = int(parts["year"]), parts.get("month"), parts.get("day")
        try:
            if month is None:
                return date(year, 1, 1), date(year, 12, 31)
            if day is None:
                return date(year, int(month), 1), date(year, int(month), calendar.monthrange(year, int(month))[1])
            only = date(year, int(month), int(day))
            return only, only
        except ValueError:
            raise QueryRefused(f"không có ngày “{typed}” trong lịch; hãy xem lại ngày, tháng") from None
    raise QueryRefused(f"không hiểu ngày “{typed}”; hãy viết như {UNDERSTOOD}")


def parse_from(text: str) -> date:
    """The first day of what was typed. Raises QueryRefused."""
    return parse_days(text)[0]


def parse_to(text: str) -> date:
    """The last day of what was typed. Raises QueryRefused."""
    return parse_days(text)[1]


def parse_day_range(text: str) -> tuple[date | None, date | None]:
    """A day, month or year, or two of them with .. between; an end may be left open. Raises QueryRefused."""
    first, dots, last = text.partition("..")
    if not dots:
        return parse_days(text)
    if not first.strip() and not last.strip():
        raise QueryRefused(f"khoảng ngày “{text}” không có ngày nào; hãy viết như 2024-12-01..2024-12-09")
    start, end = parse_from(first) if first.strip() else None, parse_to(last) if last.strip() else None
    if start and end and start > end:
        raise QueryRefused(f"khoảng ngày “{text}” ngược; hãy viết ngày trước ở bên trái")
    return start, end
