"""The query language told to readers, in Vietnamese, on one screen. docs/query.md tells it in full."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HelpRow:
    """One thing that can be typed: examples that may be clicked, and what they find."""

    examples: tuple[str, ...]
    meaning: str


INTRODUCTION = (
    "Gõ vài từ của bài cần tìm: tên người, tên đất, việc đã xảy ra. "
    "Chữ hoa hay chữ thường, dấu kiểu cũ hay kiểu mới đều như nhau."
)

ROWS = (
    HelpRow(
        ("chi bộ", "chi bo"),
        "Có dấu hay không dấu đều tìm được. Gõ có dấu thì tài liệu viết đúng như vậy đứng trước; "
        "gõ không dấu thì tìm mọi cách viết.",
    ),
    HelpRow(('"đại hội chi bộ"',), "Trong ngoặc kép: các từ đứng liền nhau, đúng thứ tự."),
    HelpRow(("đại hội -đoàn",), "Dấu trừ liền trước một từ: bỏ những tài liệu có từ đó."),
    HelpRow(("sầu riêng OR khóm",), "OR (hay HOẶC) viết hoa: một trong hai bên là được."),
    HelpRow(("nghi*",), "Dấu sao sau phần đầu của từ: mọi từ bắt đầu như vậy."),
    HelpRow(('tieude:"chi bộ"',), "Chỉ tìm trong tên bài."),
    HelpRow(('tacgia:"thanh ngân"', "nguon:HGO"), "Chỉ bài của một tác giả, của một nguồn."),
    HelpRow(("loai:tin hội nghị", "loai:bai chi bộ"), "Chỉ tin vắn, hoặc chỉ bài."),
    HelpRow(
        ("chi bộ ngay:12/2024", "chi bộ tu:2023 den:06/2024", "chi bộ ngay:2023..2024"),
        "Trong một ngày, một tháng, một năm; từ khi nào, đến khi nào; một khoảng.",
    ),
)

ORDER_HEADING = "Thứ tự kết quả"
ORDER = (
    "Tài liệu có đủ các từ được đếm và đứng trước; tài liệu thiếu một vài từ vẫn được liệt kê, có ghi rõ. "
    "Gõ từ bốn từ trở lên thì tài liệu khớp nhiều nhất đứng trước, dù có thể thiếu từ. "
    "Xếp theo ngày thì chỉ còn tài liệu có đủ các từ."
)
