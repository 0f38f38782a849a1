"""The words of a search, found in the whole text of one document."""

from __future__ import annotations

from search import Document
from search.parse import parse
from search.plan import MarkedWord
from search.ranking import plan
from search.snippets import choose_marks, marked_spans, slots_from_text
from web.asked import Asked
from web.marks import MarkedText


def marked_document(document: Document, asked: Asked) -> tuple[MarkedText | None, MarkedText]:
    """Title (None without one) and body of the document, with the words marked that ``asked`` looks for."""
    query = parse(asked.text, exact=asked.exact)
    words = plan(query, query.filters).marked
    title = None if document.title is None else _marked(document.title, words, is_title=True)
    return title, _marked(document.body, words, is_title=False)


def _marked(text: str, words: tuple[MarkedWord, ...], *, is_title: bool) -> MarkedText:
    if not words:
        return MarkedText(text)
    slots = slots_from_text(text, words)
    return MarkedText(text, marked_spans(slots, choose_marks(slots, words, is_title=is_title)))
