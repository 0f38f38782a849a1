"""A timeline of documents by month or by year, worked out as bars to be drawn; every bar is a search."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from search.results import FacetValue
from web.words import words

Unit = Literal["month", "year", "years"]

MOST_MONTHS = 36
"""A longer span is drawn by years."""

MOST_BARS = 60
"""More years than this are drawn several to a bar: 5, 10 or more."""

YEARS_A_BAR = (1, 5, 10, 50, 100, 500)

BAR_HEIGHT = 64.0
"""The highest bar, in pixels."""

FOOT = 18.0
"""Room for the words below the bars, in pixels."""

LEAST_HEIGHT = 2.0
GAP = 0.18
"""The part of a bar's place that is left blank."""

MOST_WIDTH = 8.0
"""A bar is no wider, however few there are."""

LETTER = 2.4
"""How wide a letter of the words below the bars is, in % of the narrowest drawing: 6.5 of 272 pixels."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One month, year or span of years with documents. ``slot_x`` and ``slot_width`` are its place, to be clicked.

    Across, everything is in % of the drawing, which is as wide as there is room; heights and ``y`` are pixels.
    """

    name: str
    label: str
    url: str
    first: date
    last: date
    slot_x: float
    slot_width: float
    x: float
    y: float
    width: float
    height: float
    is_outside: bool
    """True when a span of days is chosen and this lies outside it."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Words below the bars; ``anchor`` is SVG's text-anchor."""

    x: float
    text: str
    anchor: Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A drawing ``height`` pixels high, whose bars stand on the line ``base``."""

    label: str
    bars: list[Bar]
    ticks: list[Tick]
    height: float
    base: float
    peak: str


def timeline(
    months: Sequence[FacetValue],
    link: Callable[[date, date], str],
    *,
    first: date | None = None,
    last: date | None = None,
) -> Timeline | None:
    """The timeline of counts by month ("2023-12"), in order; None when there are none.

    ``first`` and ``last`` are the days chosen: a chosen span is drawn in whole years, within the years that have it.
    ``link`` gives the address of the documents of a span of days.
    """
    counts = {_month_number(month.value): month.count for month in months}
    if not counts:
        return None
    shown_first, shown_last = _shown_span(min(counts), max(counts), first, last)
    unit: Unit = "month"
    if shown_last - shown_first >= MOST_MONTHS:
        unit, step = _years(shown_first // 12, shown_last // 12)
        shown_first = shown_first // 12 // step * step * 12
        size = 12 * step
    else:
        size = 1
    heights: Counter[int] = Counter()
    for number, count in counts.items():
        if shown_first <= number <= shown_last:
            heights[(number - shown_first) // size] += count
    if not heights:
        return None
    places = (shown_last - shown_first) // size + 1
    slot = 100 / places
    most = max(heights.values())
    spans = [_span(shown_first + place * size, size) for place in range(places)]
    bars = []
    for place, count in sorted(heights.items()):
        start, end = spans[place]
        height = max(LEAST_HEIGHT, BAR_HEIGHT * count / most)
        wide = min(slot * (1 - GAP), MOST_WIDTH)
        name = words.period(start, end) or ""
        bars.append(
            Bar(
                name=name,
                label=words.bar(name, count),
                url=link(start, end),
                first=start,
                last=end,
                slot_x=round(place * slot, 2),
                slot_width=round(slot, 2),
                x=round(place * slot + (slot - wide) / 2, 2),
                y=round(BAR_HEIGHT - height, 2),
                width=round(wide, 2),
                height=round(height, 2),
                is_outside=bool((first and end < first) or (last and start > last)),
            )
        )
    highest = max(bars, key=lambda bar: bar.height)
    return Timeline(
        label=words.timeline_label(unit),
        bars=bars,
        ticks=_ticks([start for start, _ in spans], unit, slot),
        height=BAR_HEIGHT + FOOT,
        base=BAR_HEIGHT,
        peak=words.peak(highest.name, most),
    )


def whole_years(first: date, last: date) -> bool:
    """True when the days are one calendar year or more, from a first of January to a last of December."""
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)


def days_of_month(value: str) -> tuple[date, date]:
    """The first and the last day of a month such as "2023-12"."""
    return _span(_month_number(value), 1)


def days_of_year(value: str) -> tuple[date, date]:
    """The first and the last day of a year such as "2023"."""
    return date(int(value), 1, 1), date(int(value), 12, 31)


def _month_number(value: str) -> int:
    """Months since the year 0 of a month such as "2023-12"."""
    year, _, month = value.partition("-")
    return int(year) * 12 + int(month) - 1


def _shown_span(earliest: int, latest: int, first: date | None, last: date | None) -> tuple[int, int]:
    """The months to draw. Chosen days are seen within their years, so that the months around them can be compared."""
    if first is None and last is None:
        if latest - earliest < 2:
            return earliest // 12 * 12, latest // 12 * 12 + 11
        return earliest, latest
    start = first.year * 12 if first else min(earliest, last.year * 12 if last else earliest)
    end = last.year * 12 + 11 if last else max(latest, start + 11)
    # Days far from any document ("from 1800") would draw nothing but empty years.
    if first and start < earliest // 12 * 12:
        start = min(earliest // 12 * 12, end - 11)
    if last and end > latest // 12 * 12 + 11:
        end = max(latest // 12 * 12 + 11, start + 11)
    return start, end


def _years(first: int, last: int) -> tuple[Unit, int]:
    for step in YEARS_A_BAR:
        if last // step - first // step < MOST_BARS:
            return ("year" if step == 1 else "years"), step
    return "years", YEARS_A_BAR[-1]


def _span(month: int, size: int) -> tuple[date, date]:
    """The days of ``size`` months; a year before 1 or after 9999 is cut off."""
    first, last = max(month, 12), min(month + size - 1, 9999 * 12 + 11)
    year, place = divmod(last, 12)
    return date(first // 12, first % 12 + 1, 1), date(year, place + 1, calendar.monthrange(year, place + 1)[1])


def _ticks(starts: list[date], unit: Unit, slot: float) -> list[Tick]:
    """Words for the first bar, the last, and as many between as have room; for months, those that open a year."""

    def text(day: date, is_end: bool) -> str:
        return f"{day.month}/{day.year}" if unit == "month" and (is_end or day.month != 1) else str(day.year)

    def under(place: int, is_end: bool) -> Tick:
        """The words under a bar, kept within the drawing."""
        words_there = text(starts[place], is_end)
        middle, reach = (place + 0.5) * slot, len(words_there) * LETTER / 2
        if middle < reach:
            return Tick(0, words_there, "start")
        return Tick(100, words_there, "end") if middle > 100 - reach else Tick(round(middle, 2), words_there, "middle")

    final = len(starts) - 1
    ticks = [under(0, True)]
    if final:
        ticks.append(under(final, True))
    for place in range(1, final):
        if unit == "month" and starts[place].month != 1:
            continue
        tick = under(place, False)
        if all(_apart(tick, other) for other in ticks):
            ticks.append(tick)
    return sorted(ticks, key=lambda tick: tick.x)


def _apart(one: Tick, two: Tick) -> bool:
    (a, b), (c, d) = _reach(one), _reach(two)
    return b + LETTER < c or d + LETTER < a


def _reach(tick: Tick) -> tuple[float, float]:
    size = len(tick.text) * LETTER
    start = {"start": tick.x, "middle": tick.x - size / 2, "end": tick.x - size}[tick.anchor]
    return start, start + size
