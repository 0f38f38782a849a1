"""One section of a saved page: the lines from a date line to the next, read as an article or a brief."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from index.document import Kind
from index.sources.printed_bylines import Byline, read_bare_byline, read_byline, split_dateline_code
from index.sources.printed_dates import PrintedDate

MAX_HEADLINE_CHARS = 120
"""Of 187,696 headlines of Vietnamese newspapers 99.9 % are no longer, and 0.3 % end like a sentence; of their
leads 0.4 to 0.7 % are that short and end unlike one."""

FOOT_LINES = 4
"""How far from the end a labelled byline is looked for: a page may print "Tin liên quan" and the like below it."""

MIN_ARTICLE_PARAGRAPHS = 3
"""From here on, a text without a dateline code that opens a page is an article, though dated like a brief."""


@dataclass(slots=True)
class Section:
    """The paragraphs under a date line. ``line`` is that line's number, from 1; ``date`` is None above the first one.

    ``is_first`` tells the section that opens the page; ``above`` are the lines printed over its date line,
    the last of them its headline.
    """

    date: PrintedDate | None
    line: int
    paragraphs: list[str] = field(default_factory=list)
    is_first: bool = False
    above: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SectionText:
    """What a section says. ``paragraphs``, never empty, hold neither byline nor code; ``above`` comes before them."""

    kind: Kind
    title: str | None
    above: tuple[str, ...]
    paragraphs: tuple[str, ...]
    source: str | None
    author: str | None


def read_section(section: Section) -> SectionText:
    """Reads a section that has at least one paragraph."""
    paragraphs, bylines = _take_bylines(section.paragraphs)
    title = None
    if section.above:
        title = section.above[-1]
    elif _opens_with_headline(paragraphs):
        title, *paragraphs = paragraphs
    code, opening = split_dateline_code(paragraphs[0])
    if opening:
        paragraphs[0] = opening
    elif len(paragraphs) > 1:
        del paragraphs[0]
    else:
        code = None
    return SectionText(
        kind=_kind(section, code, bylines, len(paragraphs)),
        title=title,
        above=tuple(section.above[:-1]),
        paragraphs=tuple(paragraphs),
        source=code,
        author=", ".join(dict.fromkeys(byline.author for byline in bylines)) or None,
    )


def announced_by(section: Section, lines: list[str]) -> bool:
    """Whether the lines above a date line are the headline of the article under it.

    They are when each could be one; then the last is the headline, and what stands above it (the site's
    name, the path of the section) belongs to the article's text.
    """
    return bool(section.paragraphs) and all(map(_could_be_headline, lines)) and read_section(section).kind == "article"


def _kind(section: Section, code: str | None, bylines: list[Byline], paragraph_count: int) -> Kind:
    """Under a date line dressed as a page's own, an article; else what label, code and length say."""
    date = section.date
    if date is None or (not date.time_first and (date.dressed or section.is_first)):
        return "article"
    if any(byline.says_article for byline in bylines):
        return "article"
    if code is not None:
        return "brief"
    if section.is_first and not date.dressed:
        return "article" if paragraph_count >= MIN_ARTICLE_PARAGRAPHS else "brief"
    return "article" if paragraph_count > 1 and (section.is_first or not date.time_first) else "brief"


def _take_bylines(paragraphs: list[str]) -> tuple[list[str], list[Byline]]:
    """The paragraphs without the bylines at their foot, and those bylines in the order printed; one paragraph stays."""
    kept = list(paragraphs)
    bylines: list[Byline] = []
    for index in range(len(kept) - 1, max(0, len(kept) - 1 - FOOT_LINES), -1):
        at_foot = index == len(kept) - 1
        byline = read_byline(kept[index])
        if byline is None and at_foot and not bylines:
            byline = read_bare_byline(kept[index])
        if byline is not None and (at_foot or byline.is_certain):
            del kept[index]
            bylines.insert(0, byline)
    return kept, bylines


def _opens_with_headline(paragraphs: list[str]) -> bool:
    """Whether the first line is set off from the text: it could be a headline, and a longer full sentence follows."""
    if len(paragraphs) < 2:
        return False
    first, second = paragraphs[0], paragraphs[1]
    return _could_be_headline(first) and len(second) > len(first) and second.endswith(_SENTENCE_ENDS)


def _could_be_headline(line: str) -> bool:
    line = unicodedata.normalize("NFC", line)
    return (
        len(line) <= MAX_HEADLINE_CHARS
        and any(character.isalpha() for character in line)
        and not line.endswith(_NOT_A_HEADLINE_END)
        and split_dateline_code(line)[0] is None
        and read_byline(line) is None
    )


_SENTENCE_ENDS = tuple(".…!?”\"’')»")
_NOT_A_HEADLINE_END = (".", "…", ":", ";", ",", ".”", '."')
