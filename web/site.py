"""What every page needs to know: whom to ask, and under which name to answer."""

from __future__ import annotations

from dataclasses import dataclass

from search import Searcher


@dataclass(frozen=True, slots=True)
class Site:
    searcher: Searcher
    name: str
