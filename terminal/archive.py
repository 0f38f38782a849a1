"""What an index holds, as a table for a person and as values for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from search import Stats
from terminal.printed import moment, number, size
from terminal.style import Style, one_line

SOURCES_SHOWN = 20
"""Names of sources in the table; an archive of exports can hold hundreds. JSON has them all."""


def archive_lines(stats: Stats, index_dir: Path, *, style: Style) -> Iterator[str]:
    """The lines of the table. The number of documents stands there in plain digits too, for scripts."""
    rows = [
        ("Thư mục chỉ mục", str(index_dir.absolute())),
        ("Tài liệu", _count(stats.documents)),
        ("Bài", _count(stats.articles)),
        ("Tin vắn", _count(stats.briefs)),
        ("Ngày", _days(stats)),
        ("Dung lượng", size(stats.size_bytes)),
        ("Dựng lúc", moment(stats.built_at)),
        ("Động cơ", stats.engine),
        ("Phân tích", stats.analysis_version),
    ]
    widest = max(len(name) for name, _ in rows)
    for name, value in rows:
        yield f"{style.faint(f'{name:<{widest}}')}  {one_line(value)}"
    yield from _list("Nguồn tin", [f"{name}  {_count(count)}" for name, count in stats.sources], style)
    yield from _list("Tệp và thư mục đã lập chỉ mục", list(stats.remembered), style)


def archive_json(stats: Stats, index_dir: Path) -> dict[str, Any]:
    """The same as values that JSON can hold."""
    return {
        "index": str(index_dir.absolute()),
        "documents": stats.documents,
        "articles": stats.articles,
        "briefs": stats.briefs,
        "first_date": stats.first_date.isoformat() if stats.first_date else None,
        "last_date": stats.last_date.isoformat() if stats.last_date else None,
        "size_bytes": stats.size_bytes,
        "built_at": stats.built_at.isoformat(),
        "engine": stats.engine,
        "analysis_version": stats.analysis_version,
        "sources": dict(stats.sources),
        "remembered": list(stats.remembered),
    }


def _count(count: int) -> str:
    """15; 37696 (37.696)."""
    return str(count) if count < 1000 else f"{count} ({number(count)})"


def _days(stats: Stats) -> str:
    if stats.first_date is None or stats.last_date is None:
        return "không tài liệu nào có ngày"
    return f"từ {stats.first_date:%d/%m/%Y} đến {stats.last_date:%d/%m/%Y}"


def _list(heading: str, items: list[str], style: Style) -> Iterator[str]:
    if not items:
        return
    yield ""
    yield style.bold(f"{heading}:")
    yield from (f"  {one_line(item)}" for item in items[:SOURCES_SHOWN])
    if len(items) > SOURCES_SHOWN:
        yield f"  … và {number(len(items) - SOURCES_SHOWN)} nữa (xem đủ: --format json)"
