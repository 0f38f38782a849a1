"""Reads the query language of docs/query.md. Any text whatever is a query; nothing here raises for one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from index.analysis import Token, analyze, fold, has_marks
from search.days import parse_day_range, parse_from, parse_to
from search.errors import QueryRefused
from search.filters import Filters
from search.query import Clause, PlainWord, Query, QuotedPhrase, Word, WordBeginning

MAX_WORDS = 64
"""Words read of one query. The longest headline of 187,696 has 42; beyond this a query is a pasted page."""

MAX_CHARS = 4_000
"""Characters read of one query, for the same reason."""

_QUOTES = '"“”„‟«»'
_LEXEME = re.compile(
    rf"""(?P<minus>(?<!\S)[-−–](?=[^\s\-−–]))?
         (?:(?P<field>[^\W\d_]+):(?=[^\s:]))?
         (?:[{_QUOTES}](?P<quoted>[^{_QUOTES}]*)(?:[{_QUOTES}]|$) | (?P<bare>[^\s{_QUOTES}]+))""",
    re.VERBOSE,
)
_OR = frozenset({"OR", "HOẶC"})
_AND = frozenset({"AND"})

_TITLE = frozenset({"tieude", "title"})
_AUTHOR = frozenset({"tacgia", "author"})
_SOURCE = frozenset({"nguon", "source"})
_KIND = frozenset({"loai", "kind"})
_DAY, _FROM, _TO = frozenset({"ngay", "date"}), frozenset({"tu", "from"}), frozenset({"den", "to"})
_FIELDS = _TITLE | _AUTHOR | _SOURCE | _KIND | _DAY | _FROM | _TO

_KINDS = {
    "bai": "article",
    "bai bao": "article",
    "article": "article",
    "tin": "brief",
    "tin van": "brief",
    "tin ngan": "brief",
    "brief": "brief",
}


def parse(text: str, *, exact: bool = False) -> Query:
    """The query that ``text`` spells; ``exact`` asks that diacritics match as typed."""
    reading = _Reading()
    read = text[:MAX_CHARS]
    if len(text) > MAX_CHARS:
        reading.notes.append(f"Câu hỏi dài quá, chỉ đọc {MAX_CHARS} ký tự đầu.")
    for match in _LEXEME.finditer(read):
        reading.take(match)
    sides = tuple(tuple(side) for side in reading.sides if side)
    words = [word for side in (*sides, reading.excluded) for clause in side for word in _plain_words(clause)]
    return Query(
        text=text,
        sides=sides,
        excluded=tuple(reading.excluded),
        filters=reading.filters,
        bare=not any(has_marks(word.exact) for word in words),
        exact=exact,
        notes=tuple(dict.fromkeys(reading.notes)),
    )


def _plain_words(clause: Clause) -> Iterator[PlainWord]:
    if isinstance(clause, QuotedPhrase):
        yield from clause.words
    elif isinstance(clause, Word) and clause.parts:
        yield from clause.parts
    else:
        yield PlainWord(clause.exact, clause.folded)


@dataclass(slots=True)
class _Reading:
    """What has been read of a query so far."""

    sides: list[list[Clause]] = field(default_factory=lambda: [[]])
    excluded: list[Clause] = field(default_factory=list)
    filters: Filters = field(default_factory=Filters)
    notes: list[str] = field(default_factory=list)
    words: int = 0

    def take(self, match: re.Match[str]) -> None:
        """Reads one lexeme: a word or a quoted phrase, with its minus and field."""
        bare, quoted = match["bare"], match["quoted"]
        name = fold(match["field"]) if match["field"] else None
        if bare is not None and name is None and match["minus"] is None:
            if bare in _OR:
                self.sides.append([])
                return
            if bare in _AND:
                return
        if name is not None and name not in _FIELDS:
            if bare is not None:
                bare = f"{match['field']}:{bare}"
            else:
                self._add(match["field"], None, bool(match["minus"]), in_title=False)
            name = None
        value = quoted if quoted is not None else bare
        if name is None or name in _TITLE:
            self._add(bare, quoted, bool(match["minus"]), in_title=name is not None)
        elif not self._filter(name, value):
            self._add(None if quoted is not None else value, quoted, False, in_title=False)

    def _add(self, bare: str | None, quoted: str | None, is_excluded: bool, *, in_title: bool) -> None:
        clauses = _phrase(quoted, in_title) if quoted is not None else _words(bare or "", in_title)
        for clause in clauses:
            self.words += len(clause.words) if isinstance(clause, QuotedPhrase) else 1
            if self.words > MAX_WORDS:
                self.notes.append(f"Câu hỏi dài quá, chỉ tìm theo {MAX_WORDS} chữ đầu.")
                return
            (self.excluded if is_excluded else self.sides[-1]).append(clause)

    def _filter(self, name: str, value: str) -> bool:
        """Narrows the filters; False, with a note, when the value cannot be understood."""
        try:
            if name in _AUTHOR:
                new = Filters(authors=(value,))
            elif name in _SOURCE:
                new = Filters(sources=(value,))
            elif name in _KIND:
                kind = _KINDS.get(fold(" ".join(value.split())))
                if kind is None:
                    raise QueryRefused(f"không có loại “{value}”; hãy viết loai:bai hay loai:tin")
                new = Filters(kinds=("article",) if kind == "article" else ("brief",))
            elif name in _FROM:
                new = Filters(from_day=parse_from(value))
            elif name in _TO:
                new = Filters(to_day=parse_to(value))
            else:
                first, last = parse_day_range(value)
                new = Filters(from_day=first, to_day=last)
        except QueryRefused as refusal:
            sentence = str(refusal)
            self.notes.append(sentence[0].upper() + sentence[1:] + ".")
            return False
        self.filters = self.filters.and_also(new)
        return True


def _phrase(quoted: str, in_title: bool) -> list[Clause]:
    words = tuple(PlainWord(token.exact, token.folded) for token in analyze(quoted) if not token.joined)
    return [QuotedPhrase(words, in_title)] if words else []


def _words(typed: str, in_title: bool) -> list[Clause]:
    """The clauses of a stretch without spaces: usually one word; 20/11/1982 is three, KH&CN one of two parts."""
    tokens = analyze(typed)
    clauses: list[Clause] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        joined = tokens[place + 1] if place + 1 < len(tokens) and tokens[place + 1].joined else None
        if joined is None:
            clauses.append(Word(token.exact, token.folded, in_title=in_title))
            place += 1
            continue
        parts = [token, *(other for other in tokens[place + 2 :] if not other.joined)][: joined.span]
        clauses.append(Word(joined.exact, joined.folded, tuple(_plain(part) for part in parts), in_title))
        place += 1 + joined.span
    if clauses and _is_beginning(typed):
        last = clauses.pop()
        if isinstance(last, Word):
            clauses.append(WordBeginning(last.exact, last.folded, in_title))
    return clauses


def _plain(token: Token) -> PlainWord:
    return PlainWord(token.exact, token.folded)


def _is_beginning(typed: str) -> bool:
    """True for word*, the star right after a letter or digit."""
    return len(typed) > 1 and typed[-1] == "*" and typed[-2].isalnum()


__all__ = ["MAX_CHARS", "MAX_WORDS", "parse", "parse_from", "parse_to"]
