"""The saved page: a text file as a reader saves it from a provincial newspaper's site.

    Thứ Ba, ngày 12/12/2023 | 07:14      a date line
    Đảng ủy xã Tân Phú Thạnh …           one article: lead, paragraphs
    Bài, ảnh: THANH NGÂN                 its byline
    08:22 09/12/2024                     a date line for each brief
    (HG) - Trường Chính trị tỉnh …       its paragraphs; the first may open with a dateline code

Date lines cut the page into sections; page_section reads each one. Every line of text ends up in exactly
one document: a page that strays from this form may be cut in the wrong place, but nothing of it is lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import BinaryIO

from index.document import Document, Kind, quoted
from index.sources.encoding import NotText, decode
from index.sources.found import Found, Refusal
from index.sources.page_ids import distinct_id, fingerprint, page_document_id
from index.sources.page_section import Section, announced_by, read_section
from index.sources.printed_dates import read_date_line

MAX_PAGE_BYTES = 64 << 20
"""A page is read whole; a larger file is refused. A year of a daily's briefs has about 5 MB."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_PADDING = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\u200b\u200c\u200d\u2060\ufeff"
"""White and invisible characters, taken off both ends of a line and left alone inside it."""


_NAME: dict[Kind, str] = {"article": "bài", "brief": "tin"}


TOP_LINES = 10
"""Lines with text, from the top, among which a page shows its date: site name, section path, headline, date."""


def begins_saved_page(beginning: str) -> bool:
    """True when a text that begins so, without white space in front, is a saved page: a date stands at its top."""
    lines = [line for line in beginning.splitlines() if line.strip()]
    return any(read_date_line(line) for line in lines[:TOP_LINES])


def read_saved_page(file: BinaryIO, path: str, on_bytes: Callable[[int], None]) -> Iterator[Found | Refusal]:
    """The article and the briefs of the page, in its order."""
    data = file.read(MAX_PAGE_BYTES + 1)
    on_bytes(len(data))
    if len(data) > MAX_PAGE_BYTES:
        size = f"tệp lớn hơn {MAX_PAGE_BYTES >> 20} MiB, không phải một trang báo"
        yield Refusal(path, None, f"{size}; hãy chia nhỏ hoặc chuyển sang JSON Lines")
        return
    try:
        text = decode(data)
    except NotText as error:
        yield Refusal(path, error.line, str(error))
        return
    sections = cut_sections(text)
    if all(section.date is None for section in sections):
        yield Refusal(path, None, _not_a_page(text))
        return
    texts: dict[str, tuple[str, str | None]] = {}
    for section in sections:
        date = section.date
        if date is not None and not section.paragraphs:
            empty = f"sau dòng ngày giờ {quoted(date.printed)} không có bài hay tin nào"
            yield Refusal(path, section.line, f"{empty}; hãy xem lại trang đã lưu")
            continue
        document = _document(section, texts)
        if date is not None and date.moment is None:
            kept = f"{_NAME[document.kind]} vẫn được nhận nhưng để trống ngày"
            yield Refusal(path, section.line, f"không có ngày giờ {quoted(date.printed)}; {kept}", "kept")
        yield Found(document, path)


def cut_sections(text: str) -> list[Section]:
    """The sections of a page, text above the first date line included; blank lines are left out."""
    above = Section(date=None, line=1)
    sections = [above]
    lines_seen = 0
    for number, line in enumerate(_LINE_END.split(text), start=1):
        line = line.strip(_PADDING)
        if not line:
            continue
        lines_seen += 1
        date = read_date_line(line)
        # A date without a time dates a page from its top; further down it is a heading in a chronicle.
        if date is not None and (date.has_time or (len(sections) == 1 and lines_seen <= TOP_LINES)):
            sections.append(Section(date, number))
        else:
            sections[-1].paragraphs.append(line)
    if len(sections) == 1:
        return sections
    opening = sections[1]
    opening.is_first = True
    if above.paragraphs:
        if not announced_by(opening, above.paragraphs):
            opening.is_first = False
            return sections
        opening.above = above.paragraphs
    return sections[1:]


def _document(section: Section, texts: dict[str, tuple[str, str | None]]) -> Document:
    """The document of a section; ``texts`` are the fingerprints and sources of the page so far, by id."""
    read = read_section(section)
    moment = section.date.moment if section.date else None
    has_time = section.date is not None and section.date.has_time
    text = "\n".join(read.paragraphs)
    id = page_document_id(read.kind, moment, has_time, text)
    read_as = fingerprint(text), read.source
    first = texts.setdefault(id, read_as)
    if first != read_as:
        # Two desks may print the same words in the same minute.
        id = distinct_id(id, text if first[0] != read_as[0] else f"{read.source} {text}")
    return Document(
        id=id,
        title=unicodedata.normalize("NFC", read.title) if read.title else None,
        body="\n".join((*read.above, text)),
        date=moment,
        kind=read.kind,
        source=read.source,
        author=read.author,
    )


def _not_a_page(text: str) -> str:
    if text.lstrip().startswith("{"):
        return "không phải trang báo mà giống JSON Lines; hãy đổi đuôi tệp thành .jsonl"
    return (
        "không phải trang báo đã lưu: không có dòng ngày giờ nào như “Thứ Ba, ngày 12/12/2023 | 07:14” "
        "hay “08:22 09/12/2024”; hãy thêm dòng ấy trên đầu bài"
    )
