"""The highlighter of a segment: finds the terms of a query in the stored token stream of a document, so that no text is
analysed again.

``_highlighter.c`` does all of a snippet in one call; where there is no C compiler, for a title that is no UTF-8, and for whole
documents, the rules are carried out as they are written in rules.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

from index.analysis import analyze
from index.document import Document
from index.segment import FlatSegmentReader, StoredRecord
from index.segment.dictionary import Dictionary
from index.segment.slots import Group, TermTable
from search.highlight.rules import (
    CONTEXT_CHARS,
    JOINTS,
    LEAD_IN_CHARS,
    OPENING_QUOTES,
    SNIPPET_CHARS,
    HighlightRules,
    Shown,
    highlight_spans,
    show,
)
from search.highlight.text_slots import TextSlots, code_of, recognise
from search.results import HighlightedDocument

try:
    from search.highlight._highlighter import Highlighter
except ImportError:
    Highlighter = None  # type: ignore[assignment,misc]  # there was no compiler

MOST_FORMS = 4_096
"""Joined forms whose words are remembered, some 300 bytes each: KH&CN, TP.HCM and 37.000 stand in many texts."""


class SegmentHighlighter:
    """Highlights and cuts the documents of one segment for the terms of one plan."""

    def __init__(self, segment: FlatSegmentReader, rules: HighlightRules) -> None:
        self._segment = segment
        self._rules = rules
        self._by_fold: list[Group] = []
        self._exact: list[Group] = []
        # From the last term to the first, so that the first that a word meets stays.
        for place in range(len(rules.terms) - 1, -1, -1):
            term = rules.terms[place]
            self._exact.append((*_range(segment.exact_terms, term.exact, term.is_prefix), code_of(place, True)))
            if not term.exact_only:
                self._by_fold.append(
                    (*_range(segment.folded_terms, term.folded, term.is_prefix), code_of(place, False))
                )
        self._forms: dict[str, int | None] = {}
        """How the joined forms met so far meet a term."""

    @cached_property
    def _compiled(self) -> Highlighter | None:
        if Highlighter is None:
            return None
        order, start = self._segment.spelling_table
        return Highlighter(
            self._segment.tokens.stored,
            order.data,
            start.data,
            self._by_fold,
            self._exact,
            self._rules.in_title,
            self._rules.in_body,
            self._rules.weights,
            (SNIPPET_CHARS, CONTEXT_CHARS, LEAD_IN_CHARS, OPENING_QUOTES, JOINTS),
        )

    def show(self, doc: int, record: StoredRecord, title: str) -> Shown:
        """What is shown of a document."""
        if self._compiled is not None:
            shown = self._compiled.show(*self._segment.slot_range(doc), record.data, title, self._code_of_form)
            if shown is not None:
                return shown
        return show(*self.slots(doc, record, title), self._rules)

    def highlight(self, doc: int) -> HighlightedDocument:
        """The whole document, highlighted as its snippet is."""
        record = self._segment.record(doc)
        document = record.document
        return highlighted(document, self._rules, *self.slots(doc, record, document.title or ""))

    def slots(self, doc: int, record: StoredRecord, title: str) -> tuple[TextSlots, TextSlots]:
        """The title and the body of a document with the query's terms recognised in them."""
        in_title, in_body = self._segment.met_slots(doc, record, self._table)
        texts = TextSlots(title, *in_title), TextSlots(record.body, *in_body)
        return self._with_joined(texts, record.joined) if record.joined else texts

    @cached_property
    def _table(self) -> TermTable:
        return self._segment.term_table(self._by_fold, self._exact)

    def _with_joined(
        self, texts: tuple[TextSlots, TextSlots], joined: Sequence[tuple[int, int]]
    ) -> tuple[TextSlots, TextSlots]:
        """The texts with the terms recognised that the components of a joined form ("KH&CN") meet as one ("khcn")."""
        found: tuple[dict[int, int], dict[int, int]] = {}, {}
        title_slots = len(texts[0].starts)
        for slot, components in joined:
            in_body = slot >= title_slots
            text, starts, ends, _, _ = texts[in_body]
            first = slot - title_slots if in_body else slot
            last = min(first + components, len(starts)) - 1
            code = self._code_of_form(text[starts[first] : ends[last]])
            if code is not None:
                found[in_body].update(dict.fromkeys(range(first, last + 1), code))
        title, body = texts
        return _with_found(title, found[0]), _with_found(body, found[1])

    def _code_of_form(self, text: str) -> int | None:
        if text not in self._forms:
            codes = [recognise(exact, folded, self._rules.terms) for exact, folded in _joined_forms(text)]
            self._forms[text] = next((code for code in reversed(codes) if code is not None), None)
        return self._forms[text]


def highlighted(document: Document, rules: HighlightRules, title: TextSlots, body: TextSlots) -> HighlightedDocument:
    """The whole document, whose texts these are, with the chosen words as spans."""
    return HighlightedDocument(
        document,
        highlight_spans(title, rules.choose(title, is_title=True)),
        highlight_spans(body, rules.choose(body)),
    )


def _with_found(slots: TextSlots, found: dict[int, int]) -> TextSlots:
    """The slots, of which some meet a term in another way than by themselves."""
    if not found:
        return slots
    found = dict(zip(slots.met, slots.codes, strict=True)) | found
    met = sorted(found)
    return slots._replace(met=met, codes=[found[slot] for slot in met])


def _range(dictionary: Dictionary, text: str, is_prefix: bool) -> tuple[int, int]:
    if is_prefix:
        return dictionary.prefix_range(text)
    number = dictionary.find(text)
    return (0, 0) if number is None else (number, number + 1)


@lru_cache(maxsize=MOST_FORMS)
def _joined_forms(text: str) -> tuple[tuple[str, str], ...]:
    """The exact and folded terms of the joined tokens of a text."""
    return tuple((token.exact, token.folded) for token in analyze(text) if token.joined)
