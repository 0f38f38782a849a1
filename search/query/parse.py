"""Reads the query language of docs/query.md. Any text whatever is a query; nothing here raises for one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from index.analysis import Token, analyze, clean, fold
from index.fields import VALUE_FIELDS, prefixes_of
from search.query.clauses import Clause, PlainWord, Query, QuotedPhrase, Word, WordBeginning, plain_words
from search.query.days import parse_day_range, parse_from, parse_to
from search.query.filters import NO_FILTERS, Filters
from search.request import QueryRefused

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
_BRACKETS = str.maketrans("()[]{}", "      ")
"""Brackets group nothing in this language: they are read as spaces, so that "(-bộ)" and "(loai:tin)" mean what they say."""

_OR = frozenset({"OR", "HOẶC"})
_OPERATORS = _OR | {"AND"}
_BEGINNING = re.compile(r"\w\*+[.,;:!?]*$")
"""word*, whatever punctuation stands after it; a star alone is nothing."""

_TITLE, _KIND, _DAY = prefixes_of("title"), prefixes_of("kind"), prefixes_of("date")
_FROM, _TO = frozenset({"tu", "from"}), frozenset({"den", "to"})
_VALUES = {prefix: field.name for field in VALUE_FIELDS for prefix in field.prefixes}
"""The field of each prefix that a value follows."""
_FILTERS = _VALUES.keys() | _KIND | _DAY | _FROM | _TO

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
    # Cleaned first, as documents are: a decomposed "nguồn:" is a field name too, and a zero-width character none.
    read = clean(text[:MAX_CHARS]).text.translate(_BRACKETS)
    tokens = analyze(read)
    state = _ParserState(tokens, [token.start for token in tokens])
    if len(text) > MAX_CHARS:
        state.notes.append(f"Câu hỏi dài quá, chỉ đọc {MAX_CHARS} ký tự đầu.")
    for match in _LEXEME.finditer(read):
        state.take(match)
    first, last = state.filters.from_day, state.filters.to_day
    if first and last and first > last:
        state.notes.append(f"Khoảng ngày ngược, từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}, nên không có tài liệu nào.")
    disjuncts = tuple(tuple(disjunct) for disjunct in state.disjuncts if disjunct)
    return Query(
        text=text,
        disjuncts=disjuncts,
        excluded=tuple(state.excluded),
        filters=state.filters,
        bare=not any(
            word.has_diacritics for disjunct in disjuncts for clause in disjunct for word in plain_words(clause)
        ),
        exact=exact,
        notes=tuple(dict.fromkeys(state.notes)),
        read=read,
        tokens=tokens,
    )


@dataclass(slots=True)
class _ParserState:
    """What has been read so far of a query whose words are ``tokens``."""

    tokens: Sequence[Token]
    starts: Sequence[int]
    """Where the tokens begin."""
    disjuncts: list[list[Clause]] = field(default_factory=lambda: [[]])
    excluded: list[Clause] = field(default_factory=list)
    filters: Filters = NO_FILTERS
    notes: list[str] = field(default_factory=list)
    words: int = 0
    plain_position: int | None = None
    """The position of the last token when a plain word was the last thing read; a neighbour stands at the next."""

    def take(self, match: re.Match[str]) -> None:
        """Reads one lexeme: a word or a quoted phrase, with its minus and field."""
        minus, typed_name, _, bare = match.groups()
        part = "quoted" if bare is None else "bare"
        is_excluded = minus is not None
        name = fold(typed_name) if typed_name else None
        if bare in _OPERATORS and name is None and not is_excluded:
            if bare in _OR:
                self.disjuncts.append([])
                self.plain_position = None
            elif self.plain_position is not None:
                # AND is ignored: the words on both sides of it are neighbours all the same.
                self.plain_position += 1
            return
        start, end = match.span(part)
        if name in _FILTERS:
            if is_excluded:
                self.notes.append(f"Dấu trừ chỉ dùng được cho từ và cụm từ, nên đã bỏ qua “{match.group()}”.")
                return
            if self._filter(name or "", match[part]):
                return
        elif name is not None and name not in _TITLE:
            start = match.start("field")
            if part == "quoted":
                self._add(self._words(start, match.end("field"), in_title=False), is_excluded)
                start = match.start("quoted")
        in_title = name in _TITLE
        if part == "quoted":
            self._add(self._phrase(start, end, in_title=in_title), is_excluded)
            self.plain_position = None
            return
        if is_excluded or in_title:
            self.plain_position = None
        is_beginning = "*" in bare and _BEGINNING.search(bare) is not None
        self._add(self._words(start, end, in_title=in_title, is_beginning=is_beginning), is_excluded)
        if is_excluded or in_title or is_beginning:
            self.plain_position = None

    def _add(self, clauses: Sequence[Clause], is_excluded: bool) -> None:
        for clause in clauses:
            room = MAX_WORDS - self.words
            self.words += len(clause.words) if isinstance(clause, QuotedPhrase) else 1
            if self.words > MAX_WORDS:
                self.notes.append(f"Câu hỏi dài quá, chỉ tìm theo {MAX_WORDS} chữ đầu.")
                if not isinstance(clause, QuotedPhrase) or room <= 0:
                    return
                clause = replace(clause, words=clause.words[:room])
            (self.excluded if is_excluded else self.disjuncts[-1]).append(clause)

    def _tokens(self, start: int, end: int) -> Sequence[Token]:
        """The tokens that begin in [start, end)."""
        first = bisect_left(self.starts, start)
        return self.tokens[first : bisect_left(self.starts, end, first)]

    def _phrase(self, start: int, end: int, *, in_title: bool) -> list[Clause]:
        words = tuple(_plain(token) for token in self._tokens(start, end) if not token.joined)
        return [QuotedPhrase(words, in_title)] if words else []

    def _words(self, start: int, end: int, *, in_title: bool, is_beginning: bool = False) -> list[Clause]:
        """The clauses of a run without spaces: usually one word; 20/11/1982 is three, KH&CN one of two parts."""
        tokens = self._tokens(start, end)
        clauses: list[Clause] = []
        place = 0
        while place < len(tokens):
            word = first = tokens[place]
            parts: Sequence[Token] = ()
            last_end = word.end
            follows = self.plain_position is not None and word.position == self.plain_position + 1
            if place + 1 < len(tokens) and tokens[place + 1].joined:
                word = tokens[place + 1]
                parts = tokens[place : place + 1 + word.span]
                last_end = max(token.end for token in parts)
            together = tuple(_plain(token) for token in parts if not token.joined)
            clauses.append(Word(word.exact, word.folded, together, in_title, follows, first.start, last_end))
            self.plain_position = word.position + word.span - 1
            place += len(parts) or 1
        last = clauses[-1] if clauses else None
        if is_beginning and isinstance(last, Word):
            clauses[-1] = WordBeginning(last.exact, last.folded, in_title)
        return clauses

    def _filter(self, name: str, typed: str) -> bool:
        """Narrows the filters; False, with a note, when the value cannot be understood."""
        value = typed.strip(" ,;")
        try:
            if name in _VALUES:
                new = Filters(values=((_VALUES[name], value),))
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


def _plain(token: Token) -> PlainWord:
    return PlainWord(token.exact, token.folded)


__all__ = ["MAX_CHARS", "MAX_WORDS", "parse", "parse_from", "parse_to"]
