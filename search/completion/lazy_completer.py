"""The completions of one generation, made ready in the background when first asked for."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from index.segment import FlatSegmentReader

if TYPE_CHECKING:
    from search.completion.segment_completion import Completer

Array = npt.NDArray[Any]

FIRST_WAIT_S = 0.5
"""How long the first to ask waits for the table: enough for a small archive. Later ones get what there is."""


class LazyCompleter:
    """The completer of a generation, built by a thread of its own; until it is ready there are no completions."""

    def __init__(self, segments: Sequence[FlatSegmentReader], alive: Sequence[Array | None]) -> None:
        self._segments = segments
        self._alive = alive
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._built: Completer | None = None

    def ready(self) -> Completer | None:
        """The completer, begun if no one has asked before; None while it is not there yet."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._build, name="completions", daemon=True)
                self._thread.start()
                wait = FIRST_WAIT_S
            else:
                wait = 0
        if wait:
            self._thread.join(wait)
        return self._built

    def _build(self) -> None:
        # Imported here because only the box of the web page completes.
        from search.completion.segment_completion import Completer

        self._built = Completer(self._segments, self._alive)
