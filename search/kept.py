"""What was worked out last, kept up to a bound of memory.

A page asks for hits and then for facets, people search for the same words, and every query has the frequent ones.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, Protocol, TypeVar

ENTRY_BYTES = 1_000
"""What an entry takes beside its value's own bytes: the key, its place in the table and the value's head."""


class Sized(Protocol):
    """A value that knows what it takes."""

    @property
    def nbytes(self) -> int:
        """Memory taken."""
        ...


KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT", bound=Sized)


class Kept(Generic[KeyT, ValueT]):
    """Values by key; beyond ``most_bytes`` the longest unused goes first. Any number of threads may share it."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[KeyT, ValueT] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def find(self, key: KeyT) -> ValueT | None:
        """The value of the key if it is still here."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: KeyT, found: ValueT) -> ValueT:
        """Keeps the value of the key, and gives it back."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = found
                self._bytes += ENTRY_BYTES + found.nbytes
                while self._bytes > self._most_bytes and len(self._kept) > 1:
                    _, dropped = self._kept.popitem(last=False)
                    self._bytes -= ENTRY_BYTES + dropped.nbytes
        return found
