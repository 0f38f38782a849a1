"""The flat segment: one immutable file that holds some documents and everything needed to search them.

In: documents with their analysed texts. Out: postings, stored texts and columns as memory-mapped arrays.
Not here: which segments make up an index (whoosh_writer), scoring and ranking (search/).
docs/index-format.md describes the file.
"""

from index.segment.build import BuildLimits, SegmentBuilder
from index.segment.file import SegmentFile, SegmentFileDamaged
from index.segment.merge import merge_segments
from index.segment.postings import MAX_DOCS
from index.segment.reader import FlatSegmentReader
from index.segment.records import StoredRecord
from index.segment.workers import EncoderWorkers, usable_workers

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
    "usable_workers",
]
