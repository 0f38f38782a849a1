"""Makes the hits of a page of results from the stored records of the segments they are in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index.segment import FlatSegmentReader
from search.highlight.marks import HighlightRules, highlight_spans
from search.highlight.segment_marks import SegmentHighlighter
from search.highlight.snippets import worth_of_words
from search.ranking.plan import Condition, HighlightTerm
from search.results import HighlightedDocument, Hit, Match, Reason


class HitMaker:
    """Reads, marks and cuts the hits of one search; what they have in common is made ready once."""

    def __init__(
        self,
        segments: Sequence[FlatSegmentReader],
        words: tuple[HighlightTerm, ...],
        idfs: Mapping[Condition, float],
    ) -> None:
        self._segments = segments
        self._rules = HighlightRules(words)
        self._worth = worth_of_words(words, idfs)
        self._markers: dict[int, SegmentHighlighter] = {}

    def make(self, place: int, doc: int, score: float, match: Match, reasons: tuple[Reason, ...] = ()) -> Hit:
        """The hit for document ``doc`` of the segment at ``place``."""
        segment = self._segments[place]
        marker = self._markers.get(place)
        if marker is None:
            marker = self._markers[place] = SegmentHighlighter(segment, self._rules, self._worth)
        record = segment.record(doc)
        heading = record.heading
        return Hit(*heading, score, match, *marker.show(doc, record, heading.title or ""), reasons)


def highlighted_document(segment: FlatSegmentReader, doc: int, terms: tuple[HighlightTerm, ...]) -> HighlightedDocument:
    """The whole document ``doc`` of a segment, with the terms highlighted as in its snippet."""
    rules = HighlightRules(terms)
    record = segment.record(doc)
    document = record.document
    title, body = SegmentHighlighter(segment, rules, [0] * len(terms)).slots(doc, record, document.title or "")
    return HighlightedDocument(
        document,
        highlight_spans(title, rules.choose(title, is_title=True)),
        highlight_spans(body, rules.choose(body)),
    )
