"""A small archive for the tests of the page: the sample page, and documents that are awkward to show."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from flask.testing import FlaskClient

from index.document import VIETNAM, Document
from index.sources import Refusal, find_files, read_file
from search.engines.memory import MemorySearcher
from web import create_app

SAMPLE = Path(__file__).parents[1] / "samples" / "haugiang-2023-12-12.txt"

AWKWARD_ID = "báo/2024 05//tin số 1?#%2F.html"
"""An id with everything that an address treats specially."""

HOSTILE = Document(
    id='"><script>alert(1)</script>',
    title="Cảnh giác </mark><script>alert(2)</script> mã độc",
    body="Mã độc <img src=x onerror=alert(3)> trong thư & </article> tệp đính kèm.",
    date=datetime(2024, 6, 1, 8, 30, tzinfo=VIETNAM),
    source='"><b>nguồn</b>',
    author="<i>tác giả</i>",
    url="javascript:alert(4)",
    category="<u>An ninh</u>",
    extra={"<b>khóa</b>": ["<i>giá trị</i>", 1]},
)

TITLED = Document(
    id=AWKWARD_ID,
    title="Chi bộ ấp Thạnh Lợi A ra quân làm đường",
    body="Sáng 1-5, bà con trong ấp cùng nhau dọn cỏ, đắp lề.\n\nHỗ trợ người dân vét kênh.\r\n"
    "Chiều cùng ngày, chi bộ họp rút kinh nghiệm.",
    date=datetime(2024, 5, 1, tzinfo=VIETNAM),
    source="Báo Hậu Giang",
    author="Lê Văn A",
    url="https://example.org/tin/1?a=1&b=2",
    category="Xây dựng Đảng",
    extra={"lượt xem": 1234, "thẻ": ["chi bộ", "nông thôn mới"]},
)

BROKEN_CHARACTERS = Document(
    id="ky-tu", body="Tin nhắn lạ \x00\x01\x0b\x1f\ufffe có ký tự hỏng.", date=datetime(2024, 5, 2, tzinfo=VIETNAM)
)

UNDATED = Document(
    id="khong-ngay", title="Chuyện cũ ở chợ nổi Ngã Bảy", body="Ghe xuồng tấp nập, chưa ai ghi lại ngày tháng."
)

UNBROKEN = Document(
    id="dai-" + "x" * 500,
    title="Khôngcáchchữ" * 30,
    body="Một dòng chữ dính liền: " + "dínhliền" * 60 + ".",
    source="N" * 150,
    author="T" * 150,
    category="C" * 150,
    url="https://example.org/" + "u" * 300,
    extra={"k" * 100: "v" * 300},
)
"""Words longer than any screen is wide."""

REPORTS = [
    Document(
        id=f"hop-{number}",
        title=f"Họp dân lần thứ {number} ở khóm {number % 7 + 1}",
        body=f"Khóm {number % 7 + 1} họp dân lần thứ {number}, bàn chuyện nước sạch và đường sá.",
        date=datetime(2022, 1 + number % 12, 1 + number % 28, 9, 5, tzinfo=VIETNAM),
        kind="brief" if number % 2 else "article",
        source="HGO" if number % 3 else "HG",
        author="THANH NGÂN" if number % 5 else None,
    )
    for number in range(45)
]
"""Forty-five reports that all hold "họp dân": five pages."""


def sample_documents() -> list[Document]:
    """The 15 documents of the sample page."""
    found = [item for file in find_files([SAMPLE]) if not isinstance(file, Refusal) for item in read_file(file)]
    return [item.document for item in found if not isinstance(item, Refusal)]


def documents() -> list[Document]:
    return [*sample_documents(), TITLED, HOSTILE, BROKEN_CHARACTERS, UNDATED, UNBROKEN, *REPORTS]


def client() -> FlaskClient:
    return create_app(MemorySearcher(documents())).test_client()
