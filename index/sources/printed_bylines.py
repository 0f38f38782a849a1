"""Printed bylines and dateline codes: who wrote a text and which newsroom sent it, as a page prints them.

A byline stands on a line of its own at the foot of a text: "Bài, ảnh: THANH NGÂN", "Tin, ảnh: T.XOÀN",
"Theo TTXVN", or bare capitals. A dateline code opens the text: "(HG) -", "(TTXVN) –".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_BYLINE_CHARS = 100
"""A longer line is a sentence of the text, even behind a label; two authors with full names have about 60."""

MAX_BARE_BYLINE_CHARS = 40
"""A line of capitals without a label is a byline only up to here; longer ones are headings or slogans."""


@dataclass(frozen=True, slots=True)
class Byline:
    """``author`` is as printed, without the label.

    ``is_certain``: the label ("Bài", "Tin", "Tác giả") stands nowhere but in bylines, while "Ảnh: …" may be a
    caption and "Theo …" a heading. ``says_article``: the label says "Bài", so the text is an article, whatever
    its date line looks like.
    """

    author: str
    is_certain: bool = False
    says_article: bool = False


def read_byline(line: str) -> Byline | None:
    """The byline that a line with a label is; None for any other line."""
    printed = _printed(line)
    if len(printed) > MAX_BYLINE_CHARS:
        return None
    match = _LABELLED.fullmatch(printed) or _ACCORDING_TO.fullmatch(printed)
    if match is None:
        return None
    author = _INNER_LABEL.sub(", ", match["author"]).strip(" ,;-–—|")
    if not any(character.isalpha() for character in author):
        return None
    if match.re is _ACCORDING_TO:
        # "Theo TTXVN" is a credit, "Theo đó, …" opens a sentence.
        return Byline(author) if author[0].isupper() else None
    label = match["label"].lower()
    says_article = "bài" in label and "tin" not in label
    return Byline(author, is_certain=says_article or bool(_CERTAIN.search(label)), says_article=says_article)


def read_bare_byline(line: str) -> Byline | None:
    """The byline that a line of nothing but capitals is, such as "THANH NGÂN" or "T.XOÀN - H.THU"."""
    printed = _printed(line)
    if (
        len(printed) > MAX_BARE_BYLINE_CHARS
        or not printed.isupper()
        or not _NAMES.fullmatch(printed)
        or sum(character.isalpha() for character in printed) < 2
        or _FURNITURE.match(printed)
    ):
        return None
    return Byline(printed)


def split_dateline_code(paragraph: str) -> tuple[str | None, str]:
    """The code that opens a paragraph, and the paragraph without it; (None, paragraph) where there is none."""
    match = _CODE.match(paragraph)
    return (match["code"], paragraph[match.end() :]) if match else (None, paragraph)


def _printed(line: str) -> str:
    """The line as a reader sees it: composed letters, single spaces, no invisible characters."""
    line = unicodedata.normalize("NFC", line[: 4 * MAX_BYLINE_CHARS])
    return " ".join("".join(c for c in line if unicodedata.category(c) != "Cf").split())


_ROLE = (
    r"(?:bài(?: viết)?|tin|ảnh|hình(?: ảnh)?|video|clip|đồ họa|tác giả|người viết|phóng viên|pv|ctv|cộng tác viên"
    r"|thực hiện|tổng hợp|lược dịch|biên dịch|ghi chép|ghi|nguồn|theo)"
)
_JOINT = r"(?: ?[,;/&+–-] ?| và | )"
_LABELLED = re.compile(rf"[(\[]?(?P<label>{_ROLE}(?:{_JOINT}{_ROLE})*) ?[:：] ?(?P<author>.+?)[)\]]?", re.IGNORECASE)
_CERTAIN = re.compile(r"\b(?:tin|tác giả|người viết)\b")
_INNER_LABEL = re.compile(rf"(?: ?[,;.|–—-] ?| )\b{_ROLE}(?:{_JOINT}{_ROLE})* ?: ?", re.IGNORECASE)

_ACCORDING_TO = re.compile(r"[(\[]?theo (?P<author>[^,;:?!“”\"]{1,50}?[^.…,;:?!“”\"])[)\]]?", re.IGNORECASE)
"""A short credit without a colon, with neither commas nor a full stop: "Theo TTXVN", "(Theo Báo Cần Thơ)"."""

_NAMES = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .,&–-])*")
_FURNITURE = re.compile(r"(?:CÁC |NHỮNG )?(?:TIN|BÀI|XEM|ĐỌC|VIDEO|ẢNH|QUẢNG CÁO|HẾT|CÒN TIẾP|KỲ|BÌNH LUẬN|CHIA SẺ)\b")
"""Capitals that a page prints under its texts and that name nobody."""

_CODE = re.compile(r"\s*\(\s?(?=[0-9]*[A-ZĐ])(?P<code>[A-ZĐ0-9]{2,8})\s?\)\s*[-\u2010-\u2015\u2212:]+\s*")
