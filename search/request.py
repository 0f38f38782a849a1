"""What a search is asked: the request that every door makes, and what can be wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from index.document import KINDS, Kind
from index.errors import TimBaoError
from index.fields import VALUE_FIELDS

Sort = Literal["relevance", "newest", "oldest"]


class QueryRefused(TimBaoError):
    """An option of a search cannot be understood; the message says which, with its value and what would do.

    Never raised for the typed text itself: any text is a query.
    """


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search as a door received it. ``text`` is what was typed, in the query language of docs/query.md.

    ``from_day`` and ``to_day`` are whole days at +07:00, both included.
    """

    text: str = ""
    limit: int = 10
    offset: int = 0
    sort: Sort = "relevance"
    from_day: date | None = None
    to_day: date | None = None
    kind: Kind | None = None
    source: str | None = None
    author: str | None = None
    category: str | None = None
    exact: bool = False
    explain: bool = False

    @property
    def page(self) -> int:
        """The page of ``limit`` hits that ``offset`` falls into, from 1."""
        return self.offset // self.limit + 1

    def values(self) -> dict[str, str]:
        """The values to filter by, by the names of their fields (see index.fields), in the order of the table."""
        given = ((field.name, getattr(self, field.name)) for field in VALUE_FIELDS)
        return {name: value for name, value in given if value}

    @property
    def is_filtered(self) -> bool:
        """True when a condition beside the text narrows the search."""
        return bool(self.from_day or self.to_day or self.kind or self.values())

    @property
    def is_blank(self) -> bool:
        """True when there is nothing to search for."""
        return not self.text.strip() and not self.is_filtered


def check_options(request: SearchRequest) -> None:
    """Raises QueryRefused, with the value and what would do, when an option makes no sense; never for the text."""
    if request.limit < 0:
        raise QueryRefused(f"số kết quả là {request.limit}; hãy cho một số từ 0 trở lên")
    if request.offset < 0:
        raise QueryRefused(f"số kết quả bỏ qua là {request.offset}; hãy cho một số từ 0 trở lên")
    if request.sort not in get_args(Sort):
        raise QueryRefused(f"không biết cách xếp “{request.sort}”; hãy chọn {', '.join(get_args(Sort))}")
    if request.kind is not None and request.kind not in KINDS:
        raise QueryRefused(f"không có loại “{request.kind}”; hãy chọn {' hoặc '.join(KINDS)}")
    if request.from_day and request.to_day and request.from_day > request.to_day:
        raise QueryRefused(
            f"khoảng ngày ngược: từ {request.from_day:%d/%m/%Y} đến {request.to_day:%d/%m/%Y}; hãy đổi chỗ hai ngày"
        )
