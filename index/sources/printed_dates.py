"""Printed date lines: the line of a saved page that says when an article or a brief was published.

Reads whole lines such as "Thứ Ba, ngày 12/12/2023 | 07:14", "08:22 09/12/2024", "7h30 ngày 9/12/2024" or
"Cập nhật lúc 07:14, Thứ Ba, 12-12-2023 (GMT+7)". Always day before month, as Vietnamese is written, and
always with a year: "Ngày 3-12" inside a text is not a date line.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from index.document import VIETNAM

MAX_DATE_LINE_CHARS = 120
"""A longer line is prose and is not looked at; the longest form, with label, weekday and zone, has about 70."""


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A line that is a date line.

    ``moment`` is at +07:00, midnight when ``has_time`` is false, None when the calendar or the clock has no
    such moment (31/02/2024, 25:61). ``time_first`` tells "08:22 09/12/2024" from "12/12/2023 | 07:14", and
    ``dressed`` a line that carries more than numbers: a weekday, a label, "ngày" or "tháng".
    """

    printed: str
    moment: datetime | None
    has_time: bool
    time_first: bool
    dressed: bool


def read_date_line(line: str) -> PrintedDate | None:
    """What the line says when all of it is a printed date with its year; None for any other line."""
    if len(line) > MAX_DATE_LINE_CHARS or not _YEAR.search(line):
        return None
    printed = " ".join(unicodedata.normalize("NFC", line.translate(_INVISIBLE)).split())
    tight = _tighten(printed)
    for pattern in (_DATE_THEN_TIME, _TIME_THEN_DATE):
        match = pattern.fullmatch(tight)
        if match:
            return PrintedDate(
                printed,
                moment=_moment(match),
                has_time=match["hour"] is not None,
                time_first=pattern is _TIME_THEN_DATE,
                dressed=any(match[part] is not None for part in ("label", "weekday", "word", "month_word")),
            )
    return None


def _tighten(line: str) -> str:
    """The line in lower case, one sign for all dashes, no space around signs, clock words as "h"."""
    line = _DASHES.sub("-", line.lower())
    line = _CLOCK_WORD.sub("h", line)
    line = _MINUTE_WORD.sub("", line)
    return _SPACED_SIGN.sub(r"\1", line).strip("•*·-.([]) ")


def _moment(match: re.Match[str]) -> datetime | None:
    for form in ("", "worded_", "iso_"):
        if match[form + "year"] is not None:
            day, month, year = (int(match[form + part]) for part in ("day", "month", "year"))
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    if match["half"] is not None:
        morning = match["half"] in _MORNING
        if 1 <= hour <= 12:
            hour = hour % 12 + (0 if morning else 12)
        elif (hour == 0) != morning:
            # Pages that print the 24-hour clock and the half of the day too may say 14:05 CH, never 14:05 SA.
            return None
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=VIETNAM)
    except ValueError:
        return None


_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))
_YEAR = re.compile(r"[0-9]{4}")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_CLOCK_WORD = re.compile(r"(?<=[0-9]) ?(?:giờ|h|g)(?: ?(?=[0-9])|(?![^\W\d]))")
_MINUTE_WORD = re.compile(r"(?<=[0-9])(?:'|’|′| ?phút\b)")
_SPACED_SIGN = re.compile(r" ?([/.:|,;•·()-]) ?")
_MORNING = frozenset({"am", "sa", "sáng"})

# The patterns below read tightened lines.
_LABEL = (
    r"(?:(?P<label>ngày (?:đăng|cập nhật|xuất bản)"
    r"|(?:cập nhật|đăng tải|đăng|xuất bản|thời gian)(?: lúc| ngày)?|lúc)[: ])?"
)
_WEEKDAY = r"(?:(?P<weekday>thứ (?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|t[2-7]|chủ nhật|chúa nhật|cn)[ ,.|-])?"
_DATE = (
    r"(?P<word>ngày )?(?:"
    r"(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{4})"
    r"|(?P<worded_day>[0-9]{1,2}) (?P<month_word>tháng) (?P<worded_month>[0-9]{1,2})"
    r"[ ,/.-](?:năm )?(?P<worded_year>[0-9]{4})"
    r"|(?P<iso_year>[0-9]{4})[/.-](?P<iso_month>[0-9]{1,2})[/.-](?P<iso_day>[0-9]{1,2})"
    r")"
)
_TIME = (
    r"(?P<hour>[0-9]{1,2})(?:[:h](?P<minute>[0-9]{1,2})(?:[:.](?P<second>[0-9]{2}))?|h)"
    r"(?: ?(?P<half>am|pm|sa|ch|sáng|chiều|tối))?"
)
_ZONE = r"(?:[ ,|]?\(?(?:gmt|utc)?\+0?7(?::?00)?)?"
_BETWEEN = r"[ ,;|•·t-]?(?:lúc )?"

_DATE_THEN_TIME = re.compile(f"{_LABEL}{_WEEKDAY}{_DATE}(?:{_BETWEEN}{_TIME}{_ZONE})?")
_TIME_THEN_DATE = re.compile(f"{_LABEL}{_TIME}{_BETWEEN}{_WEEKDAY}{_DATE}{_ZONE}")
