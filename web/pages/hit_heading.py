"""What stands over a hit: its title, or for a document without one the opening of its text."""

from __future__ import annotations

from search import Hit, Searcher
from web.pages.headings import opening
from web.pages.highlighted_text import HighlightedText

HEADING_CHARS = 130
"""A heading made from running text: two lines on a desktop, four on a phone."""

ELLIPSIS = "…"


def heading_and_snippet(hit: Hit, searcher: Searcher) -> tuple[HighlightedText, HighlightedText | None]:
    """The heading, and the snippet below it; None where the heading has said it all."""
    snippet = HighlightedText(hit.snippet, hit.spans)
    if hit.title is not None:
        repeats_title = hit.snippet_of == "title" or not hit.snippet.strip()
        return HighlightedText(hit.title, hit.title_spans), None if repeats_title else snippet
    if snippet.text.startswith(ELLIPSIS):
        # Cut from further down, it would make a poor heading: the lead says what the document is about.
        stored = searcher.get(hit.id)
        if stored is not None:
            paragraphs = HighlightedText(stored.document.body).paragraphs()
            if paragraphs:
                return _split(paragraphs[0])[0], snippet
    if not snippet.text.strip():
        return HighlightedText(hit.id), None
    return _split(snippet)


def heading_text(hit: Hit, searcher: Searcher) -> str:
    """The heading without marks, for a feed."""
    return heading_and_snippet(hit, searcher)[0].text


def _split(text: HighlightedText) -> tuple[HighlightedText, HighlightedText | None]:
    """The opening of a text as a heading, and what is left of the text. Nothing is said twice, no mark is lost."""
    end = opening(text.text, HEADING_CHARS)
    if not end:
        return text.piece(0, HEADING_CHARS).then(ELLIPSIS), text
    heading, rest = text.piece(0, end), text.piece(end, len(text.text)).trimmed()
    if not rest.text or rest.text == ELLIPSIS:
        return heading, None
    if heading.text.rstrip("”’»)]\"'").endswith((".", "!", "?", ELLIPSIS)):
        return heading, rest
    return heading.then(f" {ELLIPSIS}"), rest.after(f"{ELLIPSIS} ")
