"""Finds the words of a query in the stored token stream of a hit, so that no text is analysed again.

``_marking.c`` does all of it in one call for a document; where there is no C compiler, and for a title that is no UTF-8, the
rules are carried out as they are written in search.highlight.choosing, search.highlight.marks and search.highlight.snippets.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

from index.analysis import analyze
from index.segment import FlatSegmentReader, StoredRecord
from index.segment.dictionary import Dictionary
from index.segment.slots import Group, TermTable
from search.highlight.choosing import code_of
from search.highlight.marks import JOINTS, HighlightRules, TextSlots, recognise
from search.highlight.snippets import CONTEXT_CHARS, LEAD_IN_CHARS, OPENING_QUOTES, SNIPPET_CHARS, Shown, show

try:
    from search.highlight._marking import Marker
except ImportError:
    Marker = None  # type: ignore[assignment,misc]

MOST_FORMS = 4_096
"""Joined forms whose words are remembered, some 300 bytes each: KH&CN, TP.HCM and 37.000 stand in many texts."""


class SegmentHighlighter:
    """Marks and cuts the documents of one segment for the highlighted words of one plan."""

    def __init__(self, segment: FlatSegmentReader, rules: HighlightRules, worth: list[int]) -> None:
        self._segment = segment
        self._rules = rules
        self._worth = worth
        self._by_fold: list[Group] = []
        self._exact: list[Group] = []
        words = rules.words
        # From the last word to the first, so that the first that a term meets stays.
        for place in range(len(words) - 1, -1, -1):
            word = words[place]
            self._exact.append((*_range(segment.exact_terms, word.exact, word.is_prefix), code_of(place, True)))
            if not word.exact_only:
                self._by_fold.append(
                    (*_range(segment.folded_terms, word.folded, word.is_prefix), code_of(place, False))
                )
        self._forms: dict[str, int | None] = {}
        """How the joined forms met so far meet a word."""
        self._compiled = self._compile()

    def _compile(self) -> Marker | None:
        if Marker is None:
            return None
        order, start = self._segment.spelling_table
        return Marker(
            self._segment.tokens.stored,
            order.data,
            start.data,
            self._by_fold,
            self._exact,
            self._rules.in_title,
            self._rules.in_body,
            self._worth,
            (SNIPPET_CHARS, CONTEXT_CHARS, LEAD_IN_CHARS, OPENING_QUOTES, JOINTS),
        )

    def show(self, doc: int, record: StoredRecord, title: str) -> Shown:
        """What is shown of a document."""
        if self._compiled is not None:
            shown = self._compiled.show(*self._segment.slot_range(doc), record.data, title, self._code_of_form)
            if shown is not None:
                return shown
        return show(*self.slots(doc, record, title), self._rules, self._worth)

    def slots(self, doc: int, record: StoredRecord, title: str) -> tuple[TextSlots, TextSlots]:
        """The title and the body of a document with the query's words recognised in them."""
        in_title, in_body = self._segment.met_slots(doc, record, self._table)
        texts = TextSlots(title, *in_title), TextSlots(record.body, *in_body)
        return self._with_joined(texts, record.joined) if record.joined else texts

    @cached_property
    def _table(self) -> TermTable:
        return self._segment.term_table(self._by_fold, self._exact)

    def _with_joined(
        self, texts: tuple[TextSlots, TextSlots], joined: Sequence[tuple[int, int]]
    ) -> tuple[TextSlots, TextSlots]:
        """The texts with the words recognised that the parts of a joined form ("KH&CN") meet as one ("khcn")."""
        found: tuple[dict[int, int], dict[int, int]] = {}, {}
        title_slots = len(texts[0].starts)
        for slot, parts in joined:
            in_body = slot >= title_slots
            text, starts, ends, _, _ = texts[in_body]
            first = slot - title_slots if in_body else slot
            last = min(first + parts, len(starts)) - 1
            code = self._code_of_form(text[starts[first] : ends[last]])
            if code is not None:
                found[in_body].update(dict.fromkeys(range(first, last + 1), code))
        title, body = texts
        return _with_found(title, found[0]), _with_found(body, found[1])

    def _code_of_form(self, text: str) -> int | None:
        if text not in self._forms:
            codes = [recognise(exact, folded, self._rules.words) for exact, folded in _joined_forms(text)]
            self._forms[text] = next((code for code in reversed(codes) if code is not None), None)
        return self._forms[text]


def _with_found(slots: TextSlots, found: dict[int, int]) -> TextSlots:
    """The slots, of which some meet a word in another way than by themselves."""
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
