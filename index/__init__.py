"""The index room: everything that, when changed, means indexing old articles again.

In: files and folders (index.sources). Out: an index folder that search/ reads. Not here: what is found and
in which order (search/), how it looks (web/, cli.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_HOMES = {
    "VIETNAM": "index.document",
    "Document": "index.document",
    **dict.fromkeys(
        (
            "DocumentRefused",
            "IndexBusy",
            "IndexDamaged",
            "IndexMissing",
            "IndexOutdated",
            "IndexProblem",
            "TimBaoError",
        ),
        "index.errors",
    ),
    "rebuild_index": "index.rebuild",
    "Progress": "index.report",
    "Report": "index.report",
    "Refusal": "index.sources",
    "update_index": "index.update",
}
"""Where each exported name lives, loaded when first asked for: help needs index.fields alone, a search nothing that writes."""


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module 'index' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


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
