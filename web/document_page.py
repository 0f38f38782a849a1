"""What the page of a document shows, worked out. The template only lays it out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Literal

from search import Document
from web import words
from web.asked import Asked
from web.document_marks import marked_document
from web.headings import first_sentence
from web.marks import MarkedText
from web.urls import search_url
from web.vietnamese_format import moment

LEAD_HEADING_CHARS = 220
"""The first sentence of a text without a title stands as its heading up to here; a longer one stays in the text."""

PAGE_TITLE_CHARS = 80


@dataclass(frozen=True, slots=True)
class DocumentPage:
    page_title: str
    heading: MarkedText
    heading_kind: Literal["title", "lead", "dated"]
    """"lead": the first sentence of the text, which goes on below; "dated": kind and date, for want of both."""
    paragraphs: list[MarkedText]
    kind: str
    date: str | None
    date_iso: str | None
    source: str | None
    author: str | None
    category: str | None
    original_url: str | None
    back_url: str | None
    details: list[tuple[str, str]]


def document_page(document: Document, asked: Asked) -> DocumentPage:
    """The page of the document, with the words of ``asked`` marked."""
    date = moment(document.date) if document.date else None
    title, body = marked_document(document, asked)
    paragraphs = body.paragraphs()
    heading_kind: Literal["title", "lead", "dated"] = "title"
    heading = title
    if heading is None:
        heading_kind = "lead"
        heading, paragraphs = _lead(paragraphs)
    if heading is None:
        heading_kind = "dated"
        heading = MarkedText(words.dated_heading(document.kind, date))
    return DocumentPage(
        page_title=_shortened(heading.text),
        heading=heading,
        heading_kind=heading_kind,
        paragraphs=paragraphs,
        kind=words.KINDS[document.kind],
        date=date,
        date_iso=document.date.isoformat() if document.date else None,
        source=document.source,
        author=document.author,
        category=document.category,
        original_url=original_url(document.url),
        back_url=None if asked.is_blank else search_url(asked),
        details=_details(document),
    )


def _lead(paragraphs: list[MarkedText]) -> tuple[MarkedText | None, list[MarkedText]]:
    """The first sentence and the paragraphs without it; None and all of them when that sentence is too long."""
    if paragraphs:
        first = paragraphs[0]
        end = first_sentence(first.text, LEAD_HEADING_CHARS)
        if end:
            rest = first.piece(end, len(first.text)).paragraphs()
            return first.piece(0, end), rest + paragraphs[1:]
    return None, paragraphs


_WEB_URL = re.compile(r"https?://[^\s/?#\\]\S*", re.IGNORECASE)


def original_url(url: str | None) -> str | None:
    """The url, if a reader can safely follow it: only http and https lead anywhere."""
    return url.strip() if url and _WEB_URL.fullmatch(url.strip()) else None


def _details(document: Document) -> list[tuple[str, str]]:
    details = [(words.DETAIL_ID, document.id)]
    if document.category:
        details.append((words.DETAIL_CATEGORY, document.category))
    if document.url:
        details.append((words.DETAIL_URL, document.url))
    return details + [(key, _shown(value)) for key, value in document.extra.items()]


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _shortened(text: str) -> str:
    if len(text) <= PAGE_TITLE_CHARS:
        return text
    return text[: text.rfind(" ", 0, PAGE_TITLE_CHARS) + 1 or PAGE_TITLE_CHARS].rstrip() + "…"
