"""The lists of documents that were asked for last, kept up to a bound of memory.

A page asks for hits and then for facets, people search for the same words, and every query has the frequent ones.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Generic, Protocol, TypeVar

from search.plan import Condition

LIST_BYTES = 1_000
"""What a list takes beside its documents: the condition, its place in the table and the heads of its parts."""


class Sized(Protocol):
    """A list that knows what it takes."""

    @property
    def nbytes(self) -> int:
        """Memory taken."""
        ...


SizedT = TypeVar("SizedT", bound=Sized)


class KeptLists(Generic[SizedT]):
    """The lists found last, by condition; beyond ``most_bytes`` the longest unused goes first. Threads may share it."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[Condition, SizedT] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def find(self, condition: Condition) -> SizedT | None:
        """The list of the condition if it is still here."""
        with self._lock:
            found = self._kept.get(condition)
            if found is not None:
                self._kept.move_to_end(condition)
            return found

    def keep(self, condition: Condition, found: SizedT) -> SizedT:
        """Keeps the list of the condition, and gives it back."""
        with self._lock:
            if condition not in self._kept:
                self._kept[condition] = found
                self._bytes += LIST_BYTES + found.nbytes
                while self._bytes > self._most_bytes and len(self._kept) > 1:
                    _, dropped = self._kept.popitem(last=False)
                    self._bytes -= LIST_BYTES + dropped.nbytes
        return found
