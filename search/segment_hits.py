"""Makes the hits of a page of results from the stored records of the segments they are in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index.segment import FlatSegmentReader
from search.marks import MarkRules
from search.plan import Condition, MarkedWord
from search.request import Hit, Match, Reason
from search.segment_marks import MarkFinder
from search.snippets import make_hit, rarities_of


class HitMaker:
    """Reads, marks and cuts the hits of one search; what they have in common is made ready once."""

    def __init__(
        self,
        segments: Sequence[FlatSegmentReader],
        words: tuple[MarkedWord, ...],
        idfs: Mapping[Condition, float],
    ) -> None:
        self._segments = segments
        self._rules = MarkRules(words)
        self._rarities = rarities_of(words, idfs)
        self._finders: dict[int, MarkFinder] = {}

    def make(self, place: int, doc: int, score: float, match: Match, reasons: tuple[Reason, ...] = ()) -> Hit:
        """The hit for document ``doc`` of the segment at ``place``."""
        segment = self._segments[place]
        finder = self._finders.get(place)
        if finder is None:
            finder = self._finders[place] = MarkFinder(segment, self._rules.words)
        record = segment.record(doc)
        title, body = finder.slots(doc, record)
        return make_hit(
            record.document,
            score=score,
            match=match,
            title=title,
            body=body,
            rules=self._rules,
            rarities=self._rarities,
            reasons=reasons,
        )
