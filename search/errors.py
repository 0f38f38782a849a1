"""What can be wrong with a search (see index.errors for the whole tree)."""

from __future__ import annotations

from index.errors import TimBaoError


class QueryRefused(TimBaoError):
    """An option of a search cannot be understood; the message says which, with its value and what would do.

    Never raised for the typed text itself: any text is a query.
    """
