"""Slots: where the words of a document stand in its texts, and which of them are among certain terms.

Terms come with a number each, whose meaning is the caller's. ``search/highlight/_highlighter.c`` does the same in one pass.
"""

from __future__ import annotations

import numpy as np

from index.segment.file import Array
from index.segment.tokens import BREAK, TokenStream

Group = tuple[int, int, int]
"""The terms, or folded terms, from one number to before another, and the number that they get."""

TermTable = tuple[Array, Array]
"""Exact terms, ascending, and the number of each."""

TextPlaces = tuple[memoryview, memoryview, list[int], list[int]]
"""The slots of a text: where each starts and ends (int32, characters; equal for a break); the slots whose terms are in the
table, ascending; and, parallel, the numbers that it has for them."""


def term_table(order: Array, start: Array, by_fold: list[Group], exact: list[Group]) -> TermTable:
    """The table of the exact terms that fold to the groups ``by_fold``, and those of the groups ``exact``.

    Of a term that stands in several the last one counts. The exact terms are sorted by their folded ones in ``order``, where
    those of the folded term f stand at [start[f], start[f + 1]).
    """
    numbers: dict[int, int] = {}
    for first, last, number in by_fold:
        numbers.update(dict.fromkeys(order[start[first] : start[last]].tolist(), number))
    for first, last, number in exact:
        numbers.update(dict.fromkeys(range(first, last), number))
    terms = sorted(numbers)
    return np.array(terms, np.int64), np.array([numbers[term] for term in terms], np.int64)


def met_slots(
    table: TermTable, tokens: TokenStream, chars: Array, doc: int, title_slots: int, record: bytes, gaps_at: int
) -> tuple[TextPlaces, TextPlaces]:
    """The title and the body of a document, whose first ``title_slots`` slots are the title's.

    Its record has a byte a slot for the gap before it from ``gaps_at`` on, and behind these as many for surplus lengths;
    ``chars`` are the lengths of the exact terms.
    """
    terms = tokens.terms(doc)
    lengths = np.append(chars, np.uint8(0))[np.where(terms == BREAK, -1, terms)]
    lengths += np.frombuffer(record, np.uint8, len(terms), gaps_at + len(terms))
    gaps = np.frombuffer(record, np.uint8, len(terms), gaps_at)
    title, body = (
        _places(terms[text], gaps[text], lengths[text], table)
        for text in (slice(0, title_slots), slice(title_slots, None))
    )
    return title, body


def _places(terms: Array, gaps: Array, lengths: Array, table: TermTable) -> TextPlaces:
    known, numbers = table
    ends = (gaps.astype(np.int32) + lengths).cumsum(dtype=np.int32)
    places = known.searchsorted(terms)
    places[places == len(known)] = 0
    met = np.flatnonzero(known[places] == terms) if len(known) else np.empty(0, np.int64)
    return (ends - lengths).data, ends.data, met.tolist(), numbers[places[met]].tolist()
