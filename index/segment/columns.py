"""Columns: one value a document, for filters, sorting and bookkeeping."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

import numpy as np

from index.document import KINDS, Document
from index.fields import VALUE_FIELDS
from index.segment.dictionary import Dictionary, write_dictionary
from index.segment.file import Array, SegmentFile, SegmentFileWriter

NO_DATE = np.iinfo(np.int64).min
"""The date column of a document without a date; before every real one."""

VALUE_COLUMNS = (*(field.name for field in VALUE_FIELDS), "origin")
"""The columns of strings, in the order they are written; ``origin`` is the file that a document came from."""

values_of = attrgetter(*(field.name for field in VALUE_FIELDS))
"""A document's values of VALUE_COLUMNS but for the origin."""


def date_value(document: Document) -> int:
    """Unix seconds of the document's date, or NO_DATE."""
    return NO_DATE if document.date is None else int(document.date.timestamp())


def kind_value(document: Document) -> int:
    """The place of the document's kind in KINDS."""
    return KINDS.index(document.kind)


class ValueColumn:
    """A column of strings: ``ordinals`` (uint32 a document) are 0 for none, else 1 + the number in ``values``."""

    def __init__(self, file: SegmentFile, name: str) -> None:
        self.ordinals: Array = file.section(f"{name}.ordinals")
        self.values = Dictionary(file, f"{name}.values")

    def value(self, doc: int) -> str | None:
        ordinal = int(self.ordinals[doc])
        return self.values[ordinal - 1] if ordinal else None

    def all_values(self) -> list[str | None]:
        """Every document's value."""
        table = [None, *(value.decode("utf-8", "surrogateescape") for value in self.values)]
        return [table[ordinal] for ordinal in self.ordinals.tolist()]


def write_value_column(file: SegmentFileWriter, name: str, values: Sequence[str | None]) -> None:
    """Writes one string or None a document as the sections NAME.ordinals and NAME.values.*."""
    distinct = sorted(value.encode("utf-8", "surrogateescape") for value in {*values} if value is not None)
    number: dict[str | None, int] = {
        value.decode("utf-8", "surrogateescape"): place + 1 for place, value in enumerate(distinct)
    }
    number[None] = 0
    file.add(f"{name}.ordinals", np.fromiter((number[value] for value in values), np.uint32, count=len(values)))
    write_dictionary(file, f"{name}.values", distinct)
