"""What indexing and rebuilding did, in a sentence, and what they could not take, in a line each."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from index import Report
from terminal.printed import duration, number
from terminal.style import one_line


def index_summary(report: Report) -> str:
    """Đã thêm 15 tài liệu, cập nhật 0, giữ nguyên 0, từ chối 2. …"""
    done = (
        f"Đã thêm {number(report.added)} tài liệu, cập nhật {number(report.updated)}, "
        f"giữ nguyên {number(report.unchanged)}, từ chối {_refused(report)}."
    )
    return done + _holds(report)


def rebuild_summary(report: Report) -> str:
    """Đã dựng lại: giữ nguyên 15 tài liệu, cập nhật 0, thêm 0, bỏ 2. …"""
    done = (
        f"Đã dựng lại: giữ nguyên {number(report.unchanged)} tài liệu, cập nhật {number(report.updated)}, "
        f"thêm {number(report.added)}, bỏ {number(report.removed)}, từ chối {_refused(report)}."
    )
    return done + _holds(report)


def refusal_lines(report: Report) -> Iterator[str]:
    """A line for everything that was not taken, with file, line and reason."""
    for refusal in report.refusals:
        if refusal.path in report.missing:
            continue  # missing_lines says more of it
        what = "Lưu ý" if refusal.consequence == "kept" else "Từ chối"
        yield f"{what}: {one_line(str(refusal))}"


def missing_lines(report: Report, *, dropped: bool) -> Iterator[str]:
    """A line for every source that has vanished, and what became of its documents."""
    for source in report.missing:
        if dropped:
            yield f"Nguồn đã mất: {one_line(source)}: tài liệu của nguồn này đã được bỏ khỏi chỉ mục."
        else:
            yield (
                f"Nguồn đã mất: {one_line(source)}: tài liệu của nguồn này vẫn được giữ trong chỉ mục; "
                "muốn bỏ, hãy chạy: timbao rebuild --drop-missing"
            )
    if report.kept:
        yield f"Giữ lại {number(report.kept)} tài liệu mà tệp gốc lần này không đọc được trọn vẹn."


def damage_lines(report: Report) -> Iterator[str]:
    """A line for everything of the index that was damaged, and where the files are that could not be read."""
    for sentence in report.damage:
        yield f"Chú ý: {sentence}"
    for file in report.set_aside:
        where = f"đã cất vào {file.moved_to}, không xóa" if file.moved_to else "không còn trong thư mục"
        yield f"Tệp hỏng của chỉ mục: {one_line(file.name)} ({one_line(file.reason)}): {where}."
    if report.unread:
        yield f"{number(report.unread)} tài liệu trong các tệp ấy không đọc được và không có trong nguồn nào."


def could_not_read(report: Report, paths: Sequence[str]) -> bool:
    """True when something the user asked for was not read at all, rather than a line of it refused."""
    named = {os.path.abspath(path) for path in paths}
    return any(
        refusal.consequence == "unread"
        or (refusal.consequence == "refused" and refusal.line is None and refusal.path in named)
        for refusal in report.refusals
    )


def _refused(report: Report) -> str:
    return number(sum(refusal.consequence != "kept" for refusal in report.refusals))


def _holds(report: Report) -> str:
    holds = f" Chỉ mục có {number(report.documents)} tài liệu." if report.documents else ""
    return f"{holds} Mất {duration(report.elapsed_s)}."
