"""Ids for the documents of saved pages, which carry none: made of what the newspaper printed.

    bai-20231212T0714-5d0c2a91      an article, its minute, the beginning of its text
    tin-20241209T0822-7be13f04      a brief
    tin-khong-ngay-1f0a…            no date: twice as many digits tell it apart

The same brief stands on many saved pages, and pages are saved again, renamed and moved; none of this may
make a second document. So the file name and the place on the page do not count, nor does anything that
changes while a text stays the same to a reader: Unicode form, tone placement, case, spaces, punctuation,
diacritics. Only the beginning counts, because newspapers correct their texts: a corrected text replaces the
old one. The kind counts, because a teaser opens with the words of the article it announces.

The folding here is not index.analysis: an id is written into links and notes, and must outlive any change
of the analysis.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from index.document import Kind

BEGINNING_LETTERS = 60
"""Letters and digits of the text that count: about the first 12 to 15 Vietnamese words."""

_PREFIX: dict[Kind, str] = {"article": "bai", "brief": "tin"}


def page_document_id(kind: Kind, date: datetime | None, has_time: bool, text: str) -> str:
    """The id of a text on a saved page; equal for all copies of it that a reader would call the same."""
    if date is None:
        return f"{_PREFIX[kind]}-khong-ngay-{_digest(_beginning(text), digits=16)}"
    moment = f"{date.year:04}{date:%m%dT%H%M}" if has_time else f"{date.year:04}{date:%m%d}"
    return f"{_PREFIX[kind]}-{moment}-{_digest(_beginning(text), digits=8)}"


def distinct_id(id: str, text: str) -> str:
    """The id for a text that begins like another one of the same minute on its page, and goes on differently."""
    return f"{id}-{_digest(fingerprint(text), digits=8)}"


def fingerprint(text: str) -> str:
    """The letters and digits of the whole text, without case and marks: equal for copies that read the same."""
    return "".join(_letters(text)) or text.strip()


def _beginning(text: str) -> str:
    return "".join(islice(_letters(text), BEGINNING_LETTERS)) or text.strip()


def _letters(text: str) -> Iterator[str]:
    characters = unicodedata.normalize("NFD", text)
    return (_D.get(character, character.lower()) for character in characters if character.isalnum())


_D = dict.fromkeys("đĐðÐ", "d")
"""The one Vietnamese letter that NFD does not take apart, and the Icelandic one often typed for it."""


def _digest(text: str, digits: int) -> str:
    return hashlib.blake2b(text.encode(), digest_size=digits // 2).hexdigest()
