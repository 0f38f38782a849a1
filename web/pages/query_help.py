"""The query language told to readers, in Vietnamese, on one screen. docs/query.md tells it in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search import Stats


@dataclass(frozen=True, slots=True)
class HelpRow:
    """One thing that can be typed: examples that may be clicked, and what they find."""

    examples: tuple[str, ...]
    meaning: str


INTRODUCTION = (
    "Gõ vài từ của bài cần tìm: tên người, tên đất, việc đã xảy ra. "
    "Chữ hoa hay chữ thường, dấu kiểu cũ hay kiểu mới đều như nhau."
)

_WORDS = (
    HelpRow(
        ("chi bộ", "chi bo"),
        "Có dấu hay không dấu đều tìm được. Gõ có dấu thì tài liệu viết đúng như vậy đứng trước; "
        "gõ không dấu thì tìm mọi cách viết.",
    ),
    HelpRow(('"chi bộ"',), "Trong ngoặc kép: các từ đứng liền nhau, đúng thứ tự, đúng dấu đã gõ."),
    HelpRow(("đại hội -đoàn",), "Dấu trừ liền trước một từ: bỏ những tài liệu có từ đó."),
    HelpRow(("sầu riêng OR khóm",), "OR (hay HOẶC) viết hoa: một trong hai bên là được."),
    HelpRow(("nghi*",), "Dấu sao sau phần đầu của từ: mọi từ bắt đầu như vậy."),
    HelpRow(("tieude:hội",), "Chỉ tìm trong tên bài."),
)

_READ = (
    HelpRow(
        ("UBND xã", "KH&CN"),
        "Viết tắt hay viết đủ đều tìm được cả hai: ủy ban nhân dân, khoa học và công nghệ.",
    ),
    HelpRow(
        ("chi booj", "hau65 giang", "haugiang"),
        "Gõ Telex, VNI mà quên bật bộ gõ, hay viết liền: máy hỏi lại có phải bạn muốn tìm chữ ấy.",
    ),
)


def rows(stats: Stats, authors: Sequence[str]) -> list[HelpRow]:
    """What can be typed, with examples that the archive of these ``stats`` and ``authors`` can answer."""
    made = list(_WORDS)
    named = [author for author in authors if '"' not in author]
    of_author = (f'tacgia:"{named[0].lower()}"',) if named else ()
    of_source = (f"nguon:{_value(stats.sources[0][0])}",) if stats.sources else ()
    if of_author or of_source:
        made.append(HelpRow((*of_author, *of_source), "Chỉ bài của một tác giả, của một nguồn."))
    if stats.articles and stats.briefs:
        made.append(HelpRow(("loai:tin", "loai:bai"), "Chỉ tin vắn, hoặc chỉ bài."))
    if stats.last_date is not None:
        year, month = stats.last_date.year, stats.last_date.month
        made.append(
            HelpRow(
                (
                    f"ngay:{month:02}/{year}",
                    f"tu:{year - 1} den:{month:02}/{year}",
                    f"ngay:{year - 1}..{year}",
                ),
                "Trong một ngày, một tháng, một năm; từ khi nào, đến khi nào; một khoảng.",
            )
        )
        made.append(
            HelpRow(
                (f"tháng {month}-{year}", f"ngày {stats.last_date.day}-{month}"),
                "Ngày tháng gõ như khi nói: tìm tin đăng vào lúc ấy hoặc nhắc đến lúc ấy. Không gõ năm thì là năm gần nhất.",
            )
        )
    return [*made, *_READ]


def _value(name: str) -> str:
    """A field's value as it is typed: in quotes when it is more than one word."""
    return name if name.replace(".", "").isalnum() else '"' + name.replace('"', "") + '"'


READING = (
    "Máy đọc thêm điều gì vào câu tìm (viết tắt, ngày tháng, một nơi đã sáp nhập) thì nói ngay trên kết quả, "
    "kèm một liên kết để chỉ tìm đúng chữ đã gõ."
)

ORDER_HEADING = "Thứ tự kết quả"
ORDER = (
    "Tài liệu có đủ các từ được đếm và đứng trước; tài liệu thiếu một vài từ vẫn được liệt kê, có ghi rõ. "
    "Gõ từ bốn từ trở lên thì tài liệu khớp nhiều nhất đứng trước, dù có thể thiếu từ. "
    "Xếp theo ngày thì chỉ còn tài liệu có đủ các từ."
)
