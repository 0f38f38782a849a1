"""A timeline draws every document once, in its place, and each bar leads to its own days."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.results import FacetValue
from web.pages.timeline import BAR_HEIGHT, LETTER, MOST_BARS, Timeline, timeline


def drawn(counts: dict[str, int], first: date | None = None, last: date | None = None) -> Timeline:
    months = [FacetValue(month, count) for month, count in sorted(counts.items())]
    made = timeline(months, lambda first, last: f"{first}..{last}", first=first, last=last)
    assert made is not None
    return made


def names(picture: Timeline) -> list[str]:
    return [bar.name for bar in picture.bars]


def test_a_short_span_is_drawn_by_months() -> None:
    picture = drawn({"2023-11": 5, "2023-12": 10, "2024-02": 1})
    assert [bar.label for bar in picture.bars] == [
        "Tháng 11/2023: 5 tài liệu", "Tháng 12/2023: 10 tài liệu", "Tháng 2/2024: 1 tài liệu",
    ]  # fmt: skip
    assert [bar.url for bar in picture.bars] == [
        "2023-11-01..2023-11-30", "2023-12-01..2023-12-31", "2024-02-01..2024-02-29",
    ]  # fmt: skip
    assert [bar.height for bar in picture.bars] == [BAR_HEIGHT / 2, BAR_HEIGHT, BAR_HEIGHT / 10]
    assert [bar.slot_x for bar in picture.bars] == [0, 25, 75], "January has a place too, though nothing stands in it"
    assert picture.peak == "Nhiều nhất: tháng 12/2023, 10 tài liệu."


def test_a_long_span_is_drawn_by_years_and_a_very_long_one_by_several() -> None:
    assert names(drawn({"2015-01": 1, "2015-05": 2, "2024-02": 1})) == ["Năm 2015", "Năm 2024"]
    decades = drawn({"1865-04": 1, "1945-09": 2, "2024-02": 1})
    assert names(decades) == ["1865–1869", "1945–1949", "2020–2024"]


def test_one_month_is_seen_within_its_year() -> None:
    picture = drawn({"2024-05": 3})
    assert [tick.text for tick in picture.ticks] == ["1/2024", "12/2024"]
    assert picture.bars[0].slot_x == pytest.approx(100 / 12 * 4, abs=0.01)


def test_chosen_days_are_seen_among_their_neighbours() -> None:
    counts = {"2022-03": 9, "2024-04": 2, "2024-05": 3, "2024-06": 4, "2025-01": 7}
    picture = drawn(counts, date(2024, 5, 1), date(2024, 5, 31))
    assert names(picture) == ["Tháng 4/2024", "Tháng 5/2024", "Tháng 6/2024"]
    assert [bar.is_outside for bar in picture.bars] == [True, False, True]


def test_days_far_from_any_document_do_not_stretch_it() -> None:
    picture = drawn({"2023-11": 5, "2024-02": 1}, date(1800, 1, 1), None)
    assert names(picture) == ["Tháng 11/2023", "Tháng 2/2024"]


def test_nothing_to_draw_is_no_picture() -> None:
    assert timeline([], lambda first, last: "") is None
    counts = [FacetValue("2020-01", 3)]
    assert timeline(counts, lambda first, last: "", first=date(2024, 1, 1), last=date(2024, 12, 31)) is None


months = st.builds(lambda year, month: f"{year:04}-{month:02}", st.integers(1, 9999), st.integers(1, 12))
days = st.none() | st.dates()


@given(st.dictionaries(months, st.integers(1, 1_000_000), min_size=1, max_size=40))
def test_every_document_is_drawn_once_within_the_picture(counts: dict[str, int]) -> None:
    picture = drawn(counts)
    shown = sum(int(bar.label.rpartition(": ")[2].split()[0].replace(".", "")) for bar in picture.bars)
    assert shown == sum(counts.values())
    assert 1 <= len(picture.bars) <= MOST_BARS + 1
    for bar in picture.bars:
        assert -0.01 <= bar.slot_x <= bar.x <= bar.x + bar.width <= bar.slot_x + bar.slot_width + 0.02 <= 100.1
        assert 0 <= bar.y < bar.y + bar.height <= picture.base + 0.01
    for one, two in pairwise(picture.bars):
        assert one.last + timedelta(days=1) <= two.first


@given(st.dictionaries(months, st.integers(1, 99), min_size=1, max_size=12), days, days)
def test_whatever_days_are_chosen_a_picture_can_be_drawn(
    counts: dict[str, int], first: date | None, last: date | None
) -> None:
    if first and last and first > last:
        first, last = last, first
    values = [FacetValue(month, count) for month, count in sorted(counts.items())]
    picture = timeline(values, lambda first, last: "", first=first, last=last)
    assert picture is None or len(picture.bars) <= MOST_BARS + 1


@given(st.dictionaries(months, st.integers(1, 99), min_size=1, max_size=40))
def test_words_below_the_bars_do_not_run_into_one_another(counts: dict[str, int]) -> None:
    ticks = drawn(counts).ticks
    for one, two in pairwise(ticks):
        ends = one.x + len(one.text) * LETTER * {"start": 1, "middle": 0.5, "end": 0}[one.anchor]
        begins = two.x - len(two.text) * LETTER * {"start": 0, "middle": 0.5, "end": 1}[two.anchor]
        assert ends < begins
