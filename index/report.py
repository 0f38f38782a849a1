"""What indexing tells while it runs (Progress) and when it is done (Report)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from index.sources import Found, Refusal, SourceFile, read_file


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is. ``bytes_total`` is the size of all files to read; ``documents`` those read so far."""

    stage: Literal["reading", "writing"]
    bytes_done: int
    bytes_total: int
    documents: int


@dataclass(frozen=True, slots=True)
class SetAside:
    """A file of the index that could not be read: where it lies now (None: it is gone), and why."""

    name: str
    moved_to: str | None
    reason: str


@dataclass(slots=True)
class Report:
    """What was done. ``refusals`` are files and lines not taken, with the reason, in the order they were met.

    Of a rebuild: ``removed`` counts documents their source no longer holds, ``kept`` those kept although their
    source could not be read, ``missing`` names the sources that have vanished.

    ``damage`` has a sentence for everything of the index that was found damaged, ``set_aside`` the files that were moved out
    of it for that; ``unread`` counts the documents in them that no source gave again.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    kept: int = 0
    documents: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    unread: int = 0
    elapsed_s: float = 0.0

    @property
    def taken(self) -> int:
        """How many documents the sources gave, new or known."""
        return self.added + self.updated + self.unchanged


OnProgress = Callable[[Progress], None]
OnRefusal = Callable[[Refusal], None]


class ReadProgress:
    """Reads files one after another, telling progress and noting refusals in a report."""

    def __init__(self, report: Report, on_progress: OnProgress | None, on_refusal: OnRefusal | None) -> None:
        self.report = report
        self._on_progress = on_progress
        self._on_refusal = on_refusal
        self._bytes_done = 0
        self._bytes_total = 0
        self._documents = 0
        self.lost = 0
        """How many refusals so far cost a document; one of consequence "kept" did not."""

    def refuse(self, refusal: Refusal) -> None:
        self.lost += refusal.consequence != "kept"
        self.report.refusals.append(refusal)
        if self._on_refusal:
            self._on_refusal(refusal)

    def expect(self, files: Iterable[SourceFile]) -> None:
        """Tells the reading what is to come, for the progress it reports."""
        self._bytes_total += sum(file.size_bytes for file in files)

    def read(self, file: SourceFile) -> Iterable[Found]:
        """The documents of a file; what is refused goes to the report."""
        for item in read_file(file, self._count_bytes):
            if isinstance(item, Found):
                self._documents += 1
                yield item
            else:
                self.refuse(item)

    def _count_bytes(self, count: int) -> None:
        self._bytes_done += count
        self._tell("reading")

    def writing(self) -> None:
        """Tells that all is read and the index is being put in place."""
        self._tell("writing")

    def _tell(self, stage: Literal["reading", "writing"]) -> None:
        if self._on_progress:
            self._on_progress(Progress(stage, self._bytes_done, self._bytes_total, self._documents))
