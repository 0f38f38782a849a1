"""One document, whole, as text for a person."""

from __future__ import annotations

import json
from collections.abc import Iterator

from search import VALUE_FIELDS, StoredDocument
from terminal.printed import KINDS, moment
from terminal.style import Style, one_line
from terminal.wrap import wrap


def document_lines(stored: StoredDocument, *, style: Style, width: int | None) -> Iterator[str]:
    """The lines of the document: its title, a line for each thing known about it, then its paragraphs.

    ``width`` as in terminal.wrap; where lines are not wrapped, a paragraph is a line.
    """
    document = stored.document
    if document.title is not None:
        title = one_line(document.title)
        yield from (style.bold(title[start:end]) for start, end in wrap(title, width))
        yield ""
    rows = [
        ("Mã", document.id),
        ("Loại", KINDS[document.kind]),
        ("Ngày", moment(document.date) if document.date else None),
        *((field.label.capitalize(), getattr(document, field.name)) for field in VALUE_FIELDS),
        ("Địa chỉ", document.url),
        ("Tệp", stored.origin),
        *((key, _value(value)) for key, value in document.extra.items()),
    ]
    for name, value in rows:
        if value is not None:
            yield f"{style.faint(one_line(name) + ':')} {one_line(value)}"
    for paragraph in document.body.splitlines():
        line = one_line(paragraph)
        lines = [line[start:end] for start, end in wrap(line, width)]
        yield from ["", *lines] if lines else []


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
