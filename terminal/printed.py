"""Numbers, moments and kinds as a Vietnamese newspaper prints them."""

from __future__ import annotations

from datetime import datetime

KINDS = {"article": "Bài", "brief": "Tin vắn"}


def number(value: int) -> str:
    """37696 as 37.696."""
    return f"{value:,}".replace(",", ".")


def decimal(value: float, places: int) -> str:
    """1234.5 with two places as 1.234,50."""
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


def moment(value: datetime) -> str:
    """12/12/2023 07:14; the day alone for a midnight, which is what a date without a time is kept as."""
    return value.strftime("%d/%m/%Y" if (value.hour, value.minute) == (0, 0) else "%d/%m/%Y %H:%M")


def size(size_bytes: int) -> str:
    """Bytes in the unit that leaves a readable number: 812 B, 5,4 MB."""
    value, units = float(size_bytes), ["B", "kB", "MB", "GB"]
    while value >= 1000 and len(units) > 1:
        value /= 1000
        del units[0]
    return f"{decimal(value, 0 if value == size_bytes or value >= 100 else 1)} {units[0]}"


def duration(seconds: float) -> str:
    """A length of time, to the precision that matters: 0,4 giây, 12 giây, 3 phút 20 giây, 2 giờ 5 phút."""
    if seconds < 0.05:
        return "chưa đến 0,1 giây"
    if seconds < 9.95:
        return f"{decimal(seconds, 1)} giây"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} giây"
    minutes, left = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} phút {left} giây" if left else f"{minutes} phút"
    hours, minutes = divmod(minutes, 60)
    return f"{number(hours)} giờ {minutes} phút" if minutes else f"{number(hours)} giờ"
