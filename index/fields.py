"""The fields of a document: the one table of what each is kept as, and how it is asked for.

From its rows come the columns of a segment and their order, Whoosh's schema, filters and facets, the parameters of an address
with their chips, the prefixes of the query language and the options in the terminal. The dataclasses (Document, Heading,
SearchRequest, Hit) name their fields themselves, so that types can be checked; tests/test_index_fields.py holds them together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["id", "text", "date", "kind", "value", "stored"]
"""What a field is kept as:

"id"      a term of its own, found whole
"text"    words, in the indexed fields exact, folded and bigram; the title in a field of its own besides
"date"    a column of moments, filtered by days, counted by years and months
"kind"    a column of choices, filtered and counted
"value"   a column of strings, filtered by the words that stand side by side in them, counted
"stored"  in the record alone, to be shown
"""


@dataclass(frozen=True, slots=True)
class DocumentField:
    """A row. ``name`` is the attribute of Document, the key of JSON, the parameter of an address and the terminal's option.

    ``label`` is what a Vietnamese reader calls it, in small letters. ``prefixes`` are its names in the query language, without
    diacritics, the one to be told first. ``facet`` is its place among the facets, None when it is not counted.
    """

    name: str
    label: str
    role: Role
    prefixes: tuple[str, ...] = ()
    facet: int | None = None


FIELDS = (
    DocumentField("id", "mã", "id"),
    DocumentField("title", "tựa đề", "text", ("tieude", "title")),
    DocumentField("body", "nội dung", "text"),
    DocumentField("date", "ngày", "date", ("ngay", "date"), facet=0),
    DocumentField("kind", "loại", "kind", ("loai", "kind"), facet=1),
    DocumentField("source", "nguồn", "value", ("nguon", "source"), facet=2),
    DocumentField("author", "tác giả", "value", ("tacgia", "author"), facet=4),
    DocumentField("url", "địa chỉ bản gốc", "stored"),
    DocumentField("category", "chuyên mục", "value", ("chuyenmuc", "category"), facet=3),
)
"""Every field, in the order that a segment keeps its columns in and a form asks for them."""

VALUE_FIELDS = tuple(row for row in FIELDS if row.role == "value")
"""The fields whose values are strings to filter by and to count."""

WHOLE_TERMS = tuple(row.name for row in FIELDS if row.role in ("id", "kind", "value"))
"""The fields whose values are terms as they are, in Whoosh's schema."""


def prefixes_of(name: str) -> frozenset[str]:
    """The names of a field in the query language. Raises KeyError for a field that is none."""
    rows = {row.name: row for row in FIELDS}
    return frozenset(rows[name].prefixes)
