"""Text with the words of a search marked in it: cut into pieces without losing a mark, written as HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup, escape

from search.results import Span


@dataclass(frozen=True, slots=True)
class HighlightedText:
    """A text and the spans [start, end) of it that are marked, in order and not overlapping."""

    text: str
    spans: tuple[Span, ...] = ()

    def piece(self, start: int, end: int) -> HighlightedText:
        """The part [start, end), with the marks that fall into it."""
        spans = tuple(
            (max(first, start) - start, min(last, end) - start)
            for first, last in self.spans
            if first < end and last > start
        )
        return HighlightedText(self.text[start:end], spans)

    def paragraphs(self) -> list[HighlightedText]:
        """The non-blank lines, trimmed."""
        return [self.piece(*match.span()) for match in _LINE.finditer(self.text)]

    def trimmed(self) -> HighlightedText:
        """Without white space at either end."""
        start = len(self.text) - len(self.text.lstrip())
        return self.piece(start, max(start, len(self.text.rstrip())))

    def then(self, more: str) -> HighlightedText:
        """With more text, unmarked, behind it."""
        return HighlightedText(self.text + more, self.spans)

    def after(self, before: str) -> HighlightedText:
        """With more text, unmarked, in front of it."""
        shift = len(before)
        return HighlightedText(before + self.text, tuple((start + shift, end + shift) for start, end in self.spans))

    def __html__(self) -> str:
        """HTML with <mark>; the text itself is escaped. Jinja calls this by itself."""
        pieces = []
        done = 0
        for start, end in self.spans:
            # A span that is none of this text, from an engine gone wrong, costs its mark and not the page.
            if done <= start < end <= len(self.text):
                pieces += [escape(self.text[done:start]), _MARK.format(self.text[start:end])]
                done = end
        return Markup().join([*pieces, escape(self.text[done:])])


_MARK = Markup("<mark>{}</mark>")
_LINE = re.compile(r"[^\s][^\r\n\v\f\x85\u2028\u2029]*(?<=\S)")
