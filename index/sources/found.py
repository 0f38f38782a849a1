"""What sources hand over: files to read, documents found, and refusals that say where and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.document import Document, printable

Consequence = Literal["unread", "refused", "kept"]
"""What a refusal means for the archive.

unread   a file or folder, or the rest of it, could not be read: what it holds is unknown
refused  it was read, and what stands there cannot become a document
kept     the document was kept and handed over; only one value of it, such as an impossible date, was not
"""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A regular file to read. ``path`` is absolute; ``root`` is the path the user named, made absolute."""

    path: str
    root: str
    format: str
    """The name of a row of formats.FORMATS."""
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Found:
    """A document and the absolute path of the file it was read from."""

    document: Document
    origin: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that was not taken; ``str(refusal)`` is one Vietnamese sentence with file, line and reason."""

    path: str
    line: int | None
    reason: str
    consequence: Consequence = "refused"

    def __str__(self) -> str:
        line = "" if self.line is None else f", dòng {self.line}"
        return f"{printable(self.path) or '“”'}{line}: {self.reason}"
