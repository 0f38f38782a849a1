"""The flat segment: one immutable file that holds some documents and everything needed to search them.

In: documents with their analysed texts. Out: postings, stored texts and columns as memory-mapped arrays.
Not here: which segments make up an index (whoosh_writer), scoring and ranking (search/).
docs/index-format.md describes the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from index.segment.file import SegmentFile, SegmentFileDamaged
from index.segment.postings import MAX_DOCS
from index.segment.reader import FlatSegmentReader
from index.segment.records import StoredRecord, stored_text

if TYPE_CHECKING:
    from index.segment.build import BuildLimits, SegmentBuilder
    from index.segment.merge import merge_segments
    from index.segment.workers import EncoderWorkers, usable_workers

_WRITING = {
    "BuildLimits": "index.segment.build",
    "SegmentBuilder": "index.segment.build",
    "merge_segments": "index.segment.merge",
    "EncoderWorkers": "index.segment.workers",
    "usable_workers": "index.segment.workers",
}
"""What only the writer needs, loaded when first asked for."""


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _WRITING:
        raise AttributeError(f"module 'index.segment' has no attribute {name!r}")
    return getattr(import_module(_WRITING[name]), name)


__all__ = [
    "MAX_DOCS",
    "BuildLimits",
    "EncoderWorkers",
    "FlatSegmentReader",
    "SegmentBuilder",
    "SegmentFile",
    "SegmentFileDamaged",
    "StoredRecord",
    "merge_segments",
    "stored_text",
    "usable_workers",
]
