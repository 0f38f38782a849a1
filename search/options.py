"""Checks the options of a request: what no searcher can make sense of is refused before anything is read."""

from __future__ import annotations

from typing import get_args

from index.document import KINDS
from search.errors import QueryRefused
from search.request import SearchRequest, Sort


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
