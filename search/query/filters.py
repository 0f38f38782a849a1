"""Filters: conditions on what a document is (day, kind, source, author, category), apart from what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from index.document import VIETNAM, Kind
from search.request import SearchRequest


@dataclass(frozen=True, slots=True)
class Filters:
    """All conditions must hold. ``values`` are pairs of a field (see index.fields) and a value as typed: a document passes when
    the typed words stand side by side in its value, case and diacritics aside ("thanh ngan" meets "THANH NGÂN").
    """

    from_day: date | None = None
    to_day: date | None = None
    kinds: tuple[Kind, ...] = ()
    values: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of_request(cls, request: SearchRequest) -> Filters:
        """The filters given as options beside the text."""
        return cls(
            from_day=request.from_day,
            to_day=request.to_day,
            kinds=(request.kind,) if request.kind else (),
            values=tuple(request.values().items()),
        )

    def and_also(self, other: Filters) -> Filters:
        """The filters that hold where both hold."""
        starts = [day for day in (self.from_day, other.from_day) if day]
        ends = [day for day in (self.to_day, other.to_day) if day]
        return Filters(
            from_day=max(starts, default=None),
            to_day=min(ends, default=None),
            kinds=self.kinds + other.kinds,
            values=self.values + other.values,
        )

    def moments(self) -> tuple[int | None, int | None]:
        """The first second included and the first second excluded, as Unix times; None where open."""
        return days_as_moments(self.from_day, self.to_day)


NO_FILTERS = Filters()


def days_as_moments(first: date | None, last: date | None) -> tuple[int | None, int | None]:
    """The first second of the days from ``first`` to ``last`` at +07:00, and the first after them; None where open."""
    after = last + timedelta(days=1) if last is not None and last < date.max else None
    return _midnight(first) if first else None, _midnight(after) if after else None


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time(), VIETNAM).timestamp())
