"""The measured figures on disk: one JSON file a size, written after every part, so that a run can be taken up again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.speed.archive import ALL

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PARTS = ("build", "answer", "cold", "http", "update", "report")
"""What can be measured alone with --only; "report" writes page and plots from what is on disk."""

Figures = dict[str, Any]


class FigureStore:
    """Figures by size, in the folder ``performance`` of the documentation.

    A size holds "documents", "text_mb" (10**6 bytes of JSON Lines), "machine", "engines" (name -> "build", "answer"), "cold",
    "http" and "update", each once it was measured.
    """

    def __init__(self, docs: Path) -> None:
        self._folder = docs / "performance"

    def read(self, size: str) -> Figures:
        path = self._path(size)
        found: Figures = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return found

    def put(self, size: str, figures: Figures, *place: str) -> None:
        """Replaces what stands at a place of a size, the rest kept; at no place, adds to the size itself."""
        whole = self.read(size)
        inner = whole
        for name in place:
            inner = inner.setdefault(name, {})
        if place:
            inner.clear()
        inner.update(figures)
        self._folder.mkdir(parents=True, exist_ok=True)
        # Written beside and renamed, so that a run cut short leaves the figures of before.
        new = self._path(size).with_suffix(".new")
        new.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        new.replace(self._path(size))

    def sizes(self) -> dict[str, Figures]:
        """Every size measured so far, the smallest first."""
        names = [path.stem for path in self._folder.glob("*.json")]
        found = {name: self.read(name) for name in names if name == ALL or name.isdecimal()}
        return dict(sorted(found.items(), key=lambda item: item[1].get("documents", 0)))

    def _path(self, size: str) -> Path:
        return self._folder / f"{size}.json"
