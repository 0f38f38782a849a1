"""What the page of a document shows, worked out. The template only lays it out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Literal

from search import VALUE_FIELDS, Document, HighlightedDocument, Searcher, SearchRequest
from web.http.absolute import absolute
from web.pages.citation import FILES, Cited
from web.pages.document_highlights import Paragraph, highlighted_texts, numbered
from web.pages.headings import first_sentence, opening
from web.pages.highlighted_text import HighlightedText
from web.pages.related_documents import RelatedDocument, SameDay, same_day, similar_documents
from web.pages.result_neighbours import Neighbours, neighbours
from web.urls import author_url, citation_url, document_url, search_url
from web.words import words
from web.words.vietnamese_format import moment

LEAD_HEADING_CHARS = 220
"""The first sentence of a text without a title stands as its heading up to here; a longer one stays in the text."""

PAGE_TITLE_CHARS = 80


@dataclass(frozen=True, slots=True)
class DocumentPage:
    page_title: str
    heading: HighlightedText
    heading_kind: Literal["title", "lead", "dated"]
    """"lead": the first sentence of the text, which goes on below; "dated": kind and date, for want of both."""
    paragraphs: list[Paragraph]
    marks: str | None
    """How many words of the search stand in the text below the heading, said; None where none does."""
    kind: str
    date: str | None
    date_iso: str | None
    source: str | None
    author: str | None
    author_url: str | None
    category: str | None
    original_url: str | None
    back_url: str | None
    canonical_url: str
    neighbours: Neighbours | None
    similar: list[RelatedDocument]
    same_day: SameDay | None
    citation: str
    citation_files: list[tuple[str, str]]
    details: list[tuple[str, str]]


def document_page(found: HighlightedDocument, request: SearchRequest, searcher: Searcher) -> DocumentPage:
    """The page of the document, with the words of ``request`` highlighted, and where to go on from it."""
    document = found.document
    date = moment(document.date) if document.date else None
    title, body = highlighted_texts(found)
    paragraphs = body.paragraphs()
    heading_kind: Literal["title", "lead", "dated"] = "title"
    heading = title
    if heading is None:
        heading_kind = "lead"
        heading, paragraphs = _lead(paragraphs)
    if heading is None:
        heading_kind = "dated"
        heading = HighlightedText(words.dated_heading(document.kind, date))
    shown = numbered(paragraphs)
    return DocumentPage(
        page_title=_shortened(heading.text),
        heading=heading,
        heading_kind=heading_kind,
        paragraphs=shown,
        marks=words.marks(shown[-1].total) if shown and shown[-1].total else None,
        kind=words.KINDS[document.kind],
        date=date,
        date_iso=document.date.isoformat() if document.date else None,
        source=document.source,
        author=document.author,
        author_url=author_url(document.author) if document.author else None,
        category=document.category,
        original_url=original_url(document.url),
        back_url=None if request.is_blank else search_url(request),
        canonical_url=absolute(document_url(document.id)),
        neighbours=neighbours(document.id, request, searcher),
        similar=similar_documents(document, searcher),
        same_day=same_day(document, searcher),
        citation=cited(document).as_line(),
        citation_files=[(words.CITATION_FILES[form], citation_url(document.id, form)) for form in FILES],
        details=_details(document),
    )


def cited(document: Document) -> Cited:
    """The document as a citation names it: by its title, else by the opening of its text."""
    return Cited(
        document,
        document.title or _opening(document),
        original_url(document.url) or absolute(document_url(document.id)),
    )


def _opening(document: Document) -> str:
    paragraphs = HighlightedText(document.body).paragraphs()
    if not paragraphs:
        return document.id
    text = paragraphs[0].text
    end = opening(text, LEAD_HEADING_CHARS) or LEAD_HEADING_CHARS
    return text if end >= len(text) or text[end - 1] in ".!?…" else text[:end] + "…"


def _lead(paragraphs: list[HighlightedText]) -> tuple[HighlightedText | None, list[HighlightedText]]:
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


ABOVE_TEXT = ("source", "author")
"""Fields that stand above or below the text, and need not be told again in the details."""


def _details(document: Document) -> list[tuple[str, str]]:
    details = [(words.DETAIL_ID, document.id)]
    for field in VALUE_FIELDS:
        value = getattr(document, field.name)
        if value and field.name not in ABOVE_TEXT:
            details.append((words.VALUE_LABELS[field.name], value))
    if document.url:
        details.append((words.DETAIL_URL, document.url))
    return details + [(key, _shown(value)) for key, value in document.extra.items()]


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _shortened(text: str) -> str:
    if len(text) <= PAGE_TITLE_CHARS:
        return text
    return text[: text.rfind(" ", 0, PAGE_TITLE_CHARS) + 1 or PAGE_TITLE_CHARS].rstrip() + "…"
