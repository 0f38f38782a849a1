"""The index room: everything that, when changed, means indexing old articles again.

In: files and folders (index.sources). Out: an index folder that search/ reads. Not here: what is found and
in which order (search/), how it looks (web/, cli.py).
"""

from index.document import VIETNAM, Document
from index.errors import (
    DocumentRefused,
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    IndexOutdated,
    IndexProblem,
    TimBaoError,
)
from index.rebuild import rebuild_index
from index.report import Progress, Report
from index.sources import Refusal
from index.update import update_index

__all__ = [
    "VIETNAM",
    "Document",
    "DocumentRefused",
    "IndexBusy",
    "IndexDamaged",
    "IndexMissing",
    "IndexOutdated",
    "IndexProblem",
    "Progress",
    "Refusal",
    "Report",
    "TimBaoError",
    "rebuild_index",
    "update_index",
]
