"""The manifest: what an index was built with, and from which sources, beside each generation of it.

Whoosh numbers the generations of its table of contents; ``timbao-N.json`` belongs to generation N and is
written before that table of contents becomes current, so the two change in one step.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from index.analysis import ANALYSIS_VERSION
from index.document import VIETNAM
from index.errors import IndexDamaged, IndexOutdated

FORMAT_VERSION = 4
"""Raised whenever a file of the index changes its form, so that an older index is refused with a sentence."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``timbao-N.json`` holds. ``sources`` are the files and folders named to ``index``, absolute, in order."""

    format: int
    analysis: str
    engine: str
    built_at: str
    documents: int
    sources: tuple[str, ...]

    @classmethod
    def new(cls, engine: str) -> Manifest:
        """The manifest of an empty index, built by this program now."""
        return cls(FORMAT_VERSION, ANALYSIS_VERSION, engine, now(), 0, ())

    def with_sources(self, sources: list[str]) -> Manifest:
        """This manifest remembering ``sources`` too; one already remembered keeps its place."""
        return replace(self, sources=tuple(dict.fromkeys((*self.sources, *sources))))

    def to_bytes(self) -> bytes:
        """The file: JSON for people to read too, with a CRC-32 of the values."""
        return _encoded({**asdict(self), "crc32": _checksum(asdict(self))})


def now() -> str:
    """This moment at +07:00, to the second, as ISO 8601."""
    return datetime.now(VIETNAM).replace(microsecond=0).isoformat()


def _encoded(values: Mapping[str, Any]) -> bytes:
    return (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "surrogateescape")


def _checksum(values: Mapping[str, Any]) -> str:
    return f"{zlib.crc32(_encoded(values)):08x}"


def manifest_path(folder: Path, generation: int) -> Path:
    return folder / f"timbao-{generation}.json"


def read_manifest(folder: Path, generation: int) -> Manifest:
    """The manifest of one generation, whatever built it.

    Raises FileNotFoundError when that generation is gone, IndexDamaged when the file makes no sense.
    """
    path = manifest_path(folder, generation)
    try:
        values = json.loads(path.read_bytes().decode("utf-8", "surrogateescape"))
        # One written before there was a checksum has none.
        if (checksum := values.pop("crc32", None)) is not None and checksum != _checksum(values):
            raise ValueError("the checksum of the manifest differs")
        return Manifest(**{**values, "sources": tuple(values["sources"])})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexDamaged(
            f"tệp {path} của chỉ mục bị hỏng; hãy dựng lại bằng: timbao --index {folder} rebuild"
        ) from error


def require_current(manifest: Manifest, folder: Path) -> None:
    """Raises IndexOutdated unless this program's analysis and file format built the index."""
    if (manifest.format, manifest.analysis) != (FORMAT_VERSION, ANALYSIS_VERSION):
        raise IndexOutdated(
            f"chỉ mục {folder} do bản khác dựng (định dạng {manifest.format}, phân tích {manifest.analysis}; "
            f"bản này là {FORMAT_VERSION} và {ANALYSIS_VERSION}); hãy dựng lại bằng: timbao --index {folder} rebuild"
        )
