"""How to name a document in a paper: one line as Vietnamese print does it, and BibTeX and RIS for programs.

RIS is that of the Research Information Systems tag list (TY NEWS, a newspaper article). BibTeX's entry types have no
newspaper, so a document of a source is an @article in it, any other a @misc.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from hashlib import blake2b

from search import Document
from web.words import words
from web.words.vietnamese_format import day_of

FILES = {
    "bibtex": ("bib", "application/x-bibtex; charset=utf-8"),
    "ris": ("ris", "application/x-research-info-systems; charset=utf-8"),
}
"""The forms that can be had as a file: ending and content type."""


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation says. ``url`` is where the document can be read: the original, else its page here."""

    document: Document
    heading: str
    url: str

    def as_line(self) -> str:
        """As in “THANH NGÂN, “Chi bộ ấp …”, Báo Hậu Giang, 12/12/2023, https://…”."""
        document = self.document
        quoted = f"“{self._bare_heading()}”"
        parts = [document.author, quoted, document.source, day_of(document.date) if document.date else words.UNDATED]
        return ", ".join([*(_one_line(part) for part in parts if part), self.url])

    def as_bibtex(self) -> str:
        """One entry. Author and title stand in double braces: a Vietnamese name is not to be taken apart."""
        document = self.document
        fields = {
            "author": _braced(document.author),
            "title": _braced(self._bare_heading()),
            "journal" if document.source else "howpublished": _braced(document.source),
            "year": f"{document.date.year:04}" if document.date else None,
            "month": str(document.date.month) if document.date else None,
            "day": str(document.date.day) if document.date else None,
            "url": _bare_url(self.url),
            "language": "vietnamese",
            "note": _escaped(words.citation_note(document.id)),
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        kind = "article" if document.source else "misc"
        return "\n".join([f"@{kind}{{{self.key()},", *lines, "}", ""])

    def as_ris(self) -> str:
        """One record, its lines ended as the format asks, by CR LF."""
        document = self.document
        date = document.date
        rows = (
            ("TY", "NEWS"),
            ("AU", document.author),
            ("TI", self._bare_heading()),
            ("T2", document.source),
            ("PY", f"{date.year:04}" if date else None),
            ("DA", f"{date.year:04}/{date.month:02}/{date.day:02}" if date else None),
            ("UR", self.url),
            ("AN", document.id),
            ("LA", words.LANGUAGE),
        )
        lines = [f"{tag}  - {_one_line(value)}" for tag, value in rows if value]
        return "\r\n".join([*lines, "ER  - ", ""])

    def key(self) -> str:
        """A key for BibTeX, the same every time: who or where, when, and a few letters of the id."""
        who = file_name_words(self.document.author or self.document.source or "timbao", 2).replace("-", "")
        when = f"{self.document.date:%Y%m%d}" if self.document.date else "nodate"
        return f"{who}{when}-{blake2b(self.document.id.encode(), digest_size=3).hexdigest()}"

    def _bare_heading(self) -> str:
        return _one_line(self.heading).rstrip(". ")


def file_name_words(text: str, most: int = 6) -> str:
    """The first words of a text as a file name may bear them: plain letters and digits, hyphens between."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "-".join(re.findall(r"[a-z0-9]+", "".join(letter for letter in plain if ord(letter) < 128))[:most])[:60]


_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def _one_line(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def _escaped(text: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in _one_line(text))


def _braced(text: str | None) -> str | None:
    return f"{{{_escaped(text)}}}" if text else None


def _bare_url(url: str) -> str:
    """The address with what would end or break a field percent-encoded; \\url of TeX takes the rest as it is."""
    return re.sub(r"[{}\\\s]", lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), url)
