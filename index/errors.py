"""Everything that can go wrong with an index, as a small tree of exceptions.

    TimBaoError                 the root: str(error) is a Vietnamese sentence for the user
    ├── IndexProblem            the index folder cannot serve
    │   ├── IndexMissing        there is none yet
    │   ├── IndexOutdated       another analysis or file format built it: rebuild
    │   ├── IndexBusy           another process is writing it
    │   └── IndexDamaged        its files do not fit together
    ├── DocumentRefused         one record cannot become a document
    └── (search/) QueryRefused  a search option cannot be understood

Each message says what happened, with the value, and what to do next. Only the doors (web, cli)
turn them into pages and exit codes.
"""

from __future__ import annotations


class TimBaoError(Exception):
    """Root of the project's own errors; ``str(error)`` is a sentence for the user."""


class IndexProblem(TimBaoError):
    """The index folder cannot serve the request."""


class IndexMissing(IndexProblem):
    """There is no index in the folder."""


class IndexOutdated(IndexProblem):
    """The index was built by another analysis or file format and has to be rebuilt."""


class IndexBusy(IndexProblem):
    """Another process holds the index's only write lock."""


class IndexDamaged(IndexProblem):
    """Files of the index are missing, cut short or do not fit together."""


class DocumentRefused(TimBaoError):
    """One record cannot become a document; the message is the reason."""
