"""What every engine under test does: build an index from JSON Lines, and answer queries from it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from benchmarks.speed.samples import TimedQuery

TOP = 10


class Engine(Protocol):
    """One engine; an object either builds or answers."""

    def build(self, archive: Path, folder: Path) -> None:
        """Makes the index of the archive in the folder, durable where the engine can."""

    def open(self, folder: Path) -> None:
        """Opens the index for answering."""

    def ids(self, query: TimedQuery) -> int:
        """The ids of the top 10; returns how many. Raises NotImplementedError for a query the engine has no means for."""

    def snippets(self, query: TimedQuery) -> int:
        """The top 10 with a snippet each; returns how many. Raises NotImplementedError as ``ids`` does."""


def read(archive: Path) -> Iterator[dict[str, Any]]:
    """The documents of an archive."""
    with open(archive, encoding="utf-8") as file:
        yield from map(json.loads, file)
