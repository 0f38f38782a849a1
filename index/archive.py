"""The archive interface: what ``index`` and ``rebuild`` ask of an index, whichever engine keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Protocol

from index.document import Document
from index.report import SetAside
from index.writer import IndexWriter


@dataclass(frozen=True, slots=True)
class StoredCopy:
    """A document as the index keeps it, with the file it came from and its content hash."""

    document: Document
    origin: str
    content_hash: bytes


class StoredPart(Protocol):
    """Documents that are kept together: a segment, or what a node of a cluster holds."""

    def origins(self) -> set[str] | None:
        """The files that documents came from, of deleted ones perhaps too; None where that cannot be told."""

    def documents(self, of: set[str] | None = None) -> Iterator[StoredCopy]:
        """The documents that can be read; of those of these files alone if any are named."""

    def content_hashes(self) -> Iterator[tuple[str, bytes]]:
        """The id and the content hash of every document that can be read."""

    def unread_ids(self) -> Iterator[str | None]:
        """The ids of the documents that cannot be read, None for one whose id cannot be told either."""


class StoredContent(Protocol):
    """What an index keeps, as far as it can be read."""

    @property
    def parts(self) -> Sequence[StoredPart]:
        """The documents; of two with one id the one in the later part is the newer."""

    @property
    def foreign_format(self) -> int | None:
        """The format of an index that another version of the program made and this one cannot read; None for one it can."""

    @property
    def knows_sources(self) -> bool:
        """False when the list of sources is lost, and ``sources`` tells what the documents tell."""

    @property
    def readable(self) -> Set[str]:
        """The names of its files that were read whole."""

    @property
    def unreadable(self) -> Mapping[str, str]:
        """Why each of the others could not be read."""

    def sources(self) -> tuple[str, ...]:
        """The files and folders that the index was made of."""


class ArchiveWriter(IndexWriter, Protocol):
    """A writer that also tells what it could not read of the index it writes to."""

    @property
    def damage(self) -> Sequence[str]:
        """A Vietnamese sentence for everything that was found damaged."""

    @property
    def set_aside(self) -> Sequence[SetAside]:
        """What could not be read and was moved out of the index, after a commit."""

    def replaces(self, stored: StoredContent, *, wholly: bool) -> None:
        """Says that the next commit replaces what was stored, so that it may be deleted after it.

        ``wholly``: even what could not be read, since its sources gave all of it again; otherwise that is set aside.
        """


class Archive(Protocol):
    """One index, in a folder or elsewhere."""

    def require(self) -> None:
        """Raises IndexMissing, with what to run, when there is no index yet."""

    def stored(self) -> StoredContent:
        """Everything that can be read of the index, compared with its checksums. For who holds the writer."""

    def writer(self, *, fresh: bool = False) -> ArchiveWriter:
        """The one writer; ``fresh`` begins an empty index that replaces the current one when it is committed.

        Raises IndexBusy when another is open; unless ``fresh``, IndexOutdated and IndexDamaged when there is an index that
        cannot be added to.
        """
