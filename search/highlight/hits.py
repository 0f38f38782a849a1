"""Makes the hits of a page of results from the stored records of the segments they are in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index.segment import FlatSegmentReader
from search.highlight.highlighter import SegmentHighlighter
from search.highlight.rules import HighlightRules
from search.ranking.plan import Condition, HighlightTerm
from search.results import Hit, Match, Reason


class HitMaker:
    """Reads, highlights and cuts the hits of one search; what they have in common is made ready once."""

    def __init__(
        self,
        segments: Sequence[FlatSegmentReader],
        terms: tuple[HighlightTerm, ...],
        idfs: Mapping[Condition, float],
    ) -> None:
        self._segments = segments
        self._rules = HighlightRules(terms, idfs)
        self._highlighters: dict[int, SegmentHighlighter] = {}

    def make(self, place: int, doc: int, score: float, match: Match, reasons: tuple[Reason, ...] = ()) -> Hit:
        """The hit for document ``doc`` of the segment at ``place``."""
        segment = self._segments[place]
        highlighter = self._highlighters.get(place)
        if highlighter is None:
            highlighter = self._highlighters[place] = SegmentHighlighter(segment, self._rules)
        record = segment.record(doc)
        heading = record.heading
        # A heading's fields are the first of a hit's (tests/test_index_fields.py); by name it would take three times as long.
        return Hit(*heading, score, match, *highlighter.show(doc, record, heading.title or ""), reasons)
