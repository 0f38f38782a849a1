"""Dates, numbers and durations as a Vietnamese newspaper prints them."""

from __future__ import annotations

from datetime import date, datetime, time

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


def moment(value: datetime) -> str:
    """As in "Thứ Ba, 12/12/2023, 07:14"; no hour at midnight, which stands for a day of unknown hour."""
    day = f"{WEEKDAYS[value.weekday()]}, {day_of(value)}"
    return day if value.time() == time() else f"{day}, {value:%H:%M}"


def day_of(value: date) -> str:
    """As in "12/12/2023"."""
    # Not strftime: it writes years before 1000 without their zeros on some systems.
    return f"{value.day:02}/{value.month:02}/{value.year:04}"


def number(value: int) -> str:
    """As in "13.809": a dot between groups of three digits."""
    return f"{value:,}".replace(",", ".")


def seconds(milliseconds: float) -> str:
    """As in "0,012 giây": seconds to the millisecond, never less than one."""
    text = f"{max(milliseconds, 1) / 1000:,.3f}"
    return text.translate(_SWAP_COMMA_AND_DOT) + " giây"


_SWAP_COMMA_AND_DOT = str.maketrans(",.", ".,")
