"""The words of a search, found in the whole text of one document, each with a way to the next."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from search import HighlightedDocument
from web.pages.highlighted_text import HighlightedText
from web.words import words


def highlighted_texts(found: HighlightedDocument) -> tuple[HighlightedText | None, HighlightedText]:
    """Title (None without one) and body of the document, with the words of the search highlighted."""
    document = found.document
    title = None if document.title is None else HighlightedText(document.title, found.title_spans)
    return title, HighlightedText(document.body, found.body_spans)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph whose marks are numbered on from ``first`` of ``total``, for links from one to the next."""

    highlighted: HighlightedText
    first: int
    total: int

    def __html__(self) -> str:
        """HTML with <mark id="m3">, behind each a way to m2 and m4 that the style sheet shows while m3 is gone to.

        The steps have no text of their own: what is copied, printed or read aloud is the article's alone.
        """
        pieces = []
        done = 0
        text = self.highlighted.text
        for number, (start, end) in enumerate(self.highlighted.spans, self.first):
            pieces += [
                escape(text[done:start]),
                _MARK.format(number, text[start:end]),
                self._steps(number),
            ]
            done = end
        return Markup().join([*pieces, escape(text[done:])])

    def _steps(self, number: int) -> Markup:
        if self.total == 1:
            return Markup()
        before, after = (number - 1 or self.total), (number + 1 if number < self.total else 1)
        steps = (
            _STEP.format(before, words.PREVIOUS_MARK, "back"),
            _PLACE.format(number, self.total),
            _STEP.format(after, words.NEXT_MARK, "on"),
            _STEP.format("", words.CLOSE_MARKS, "close"),
        )
        return _STEPS.format(words.mark_place(number, self.total), Markup().join(steps))


_MARK = Markup('<mark id="m{}">{}</mark>')
_STEPS = Markup('<span class="steps" role="group" aria-label="{}">{}</span>')
_STEP = Markup('<a href="#m{}" aria-label="{}" class="{}"></a>')
_PLACE = Markup('<span data-place="{}/{}"></span>')


def numbered(paragraphs: Iterable[HighlightedText]) -> list[Paragraph]:
    """The paragraphs with their marks numbered through, from 1."""
    shown = list(paragraphs)
    firsts = itertools.accumulate((len(paragraph.spans) for paragraph in shown), initial=1)
    total = sum(len(paragraph.spans) for paragraph in shown)
    return [Paragraph(paragraph, first, total) for paragraph, first in zip(shown, firsts, strict=False)]
