"""A cache bounded by bytes; the oldest entry goes first.

A page asks for hits and then for facets, people search for the same words, and every query has the frequent ones.
"""

from __future__ import annotations

import threading
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


class Cache(Generic[KeyT, ValueT]):
    """Values by key; beyond ``most_bytes`` the oldest goes first. Any number of threads may share it.

    Not the longest unused: to note each use would cost as much as all else that a query has to do for a word it knows.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._entries: dict[KeyT, ValueT] = {}
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: KeyT) -> ValueT | None:
        """The value of the key if it is still here."""
        return self._entries.get(key)

    def put(self, key: KeyT, found: ValueT) -> ValueT:
        """Keeps the value of the key, and gives it back."""
        with self._lock:
            if key not in self._entries:
                self._entries[key] = found
                self._bytes += ENTRY_BYTES + found.nbytes
                while self._bytes > self._most_bytes and len(self._entries) > 1:
                    dropped = self._entries.pop(next(iter(self._entries)))
                    self._bytes -= ENTRY_BYTES + dropped.nbytes
        return found
