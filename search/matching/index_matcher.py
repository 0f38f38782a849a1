"""The matcher of a generation: the compiled one where it could be compiled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from index.segment import FlatSegmentReader
from search.matching.index_columns import Array, IndexColumns
from search.matching.matcher import Matcher


def index_matcher(
    segments: Sequence[FlatSegmentReader], alive: Sequence[Array | None], columns: IndexColumns
) -> Matcher[Any, Any]:
    """A matcher over all segments; ``alive`` masks what is not deleted of each, None where nothing is."""
    # One of the two is loaded, not both: a query from the terminal waits for it.
    try:
        from search.matching.compiled_matcher import CompiledMatcher
    except ImportError:
        from search.matching.array_matcher import ArrayMatcher

        return ArrayMatcher(segments, alive, columns)
    return CompiledMatcher(segments, columns)
