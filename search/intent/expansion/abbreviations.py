"""Abbreviations and their full words, both ways: UBND finds Ủy ban nhân dân, and the other way round.

What an abbreviation stands for is told by the table beside this file and by the archive's own texts, which define many
themselves, "Hội Cựu Chiến binh (CCB)". Where these disagree and neither prevails, nothing is read into it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from index.analysis import analyze, diacritics_within, fold
from search.intent.expansion.conditions import condition_of
from search.intent.expansion.tables import rows
from search.intent.expansion.tables import words as table_words
from search.intent.input_methods import is_syllable, is_written_syllable
from search.query.clauses import PlainWord, Query, Word
from search.ranking.expansions import Alternative, Expansion, Run

WEIGHT = 0.4
"""Of the other form beside that of the words as typed. BM25 grows with frequency by at most K1 + 1 = 2.2, so that a text
full of the other form still weighs less than one mention of the form typed, at like length: 0.4 * 2.2 < 1."""

TABLE_COUNT = 3
"""Definitions in the archive that one unambiguous row of the table is worth. By eye: newspapers of two collections define
BTC, TS and GM in other senses a few times, the usual senses of the table tens of times."""

SURE_SHARE = 0.6
"""A meaning is taken when it has this share of all definitions of its abbreviation."""

LONGEST_SHORT = 3
"""Words of an abbreviation: NQ/TW is two."""

DATELINES = frozenset({"hg", "hgo"})
"""Codes that stand for the newspaper's own desk at the head of a brief; elsewhere in a text they may be anything."""

Words = tuple[PlainWord, ...]


@dataclass(slots=True)
class _Meaning:
    """What one or more abbreviations stand for: every full writing and every short one."""

    shown_short: str
    shown_full: str
    full: dict[tuple[str, ...], Words] = field(default_factory=dict)
    short: dict[tuple[str, ...], Words] = field(default_factory=dict)


_Key = tuple[str, ...]
"""A meaning by the folded words of its full form without "và": KHCN and KH&CN are one."""


class _Definition(NamedTuple):
    """What the table or the archive's texts say once or more: that ``short`` stands for ``full``, the meaning ``key``."""

    short: str
    full: str
    times: int
    key: _Key
    is_of_table: bool

    def short_words(self) -> Words:
        return _words(self.short) if self.is_of_table else (_word(self.short),)

    def full_words(self) -> Words:
        return _words(self.full) if self.is_of_table else tuple(map(_word, self.full.split(" ")))


_Counts = dict[tuple[str, ...], Counter[_Key]]
"""How often a short form, by its words, stands for each meaning."""


class Abbreviations:
    """The abbreviations known to one archive: the table's, and those its texts define.

    All are sorted by their folded letters at once; read as words are only those that a query touches, of a thousand
    mostly none. Any number of threads may share it.
    """

    def __init__(self, defined: Mapping[tuple[str, str], int]) -> None:
        self._of_letters: dict[str, list[_Definition]] = {}
        self._of_key: dict[_Key, list[_Definition]] = {}
        self._keys_by_first: dict[str, dict[_Key, None]] = {}
        """The meanings, in the order of their first definitions, by the first folded word of a full form."""
        self._meanings: dict[_Key, _Meaning] = {}
        self._counts: dict[str, tuple[_Counts, _Counts]] = {}
        self._alternatives: dict[tuple[tuple[str, ...], _Key], tuple[Alternative, ...]] = {}
        """What was made for a query once."""
        folded = cache(fold)
        for short, full in rows("abbreviations"):
            writings = full.split(" ; ")
            for writing in writings:
                count = TABLE_COUNT if len(writings) == 1 else 0
                self._add(short, writing, count, table_words(writing), folded, is_of_table=True)
        for (term, full), count in defined.items():
            self._add(term, full, count, full.split(" "), folded, is_of_table=False)

    def _add(
        self,
        short: str,
        full: str,
        times: int,
        exact: Sequence[str],
        folded: Callable[[str], str],
        *,
        is_of_table: bool,
    ) -> None:
        """``exact`` are the words of ``full``; ``folded`` is fold, which need not be asked twice."""
        key = tuple([folded(word) for word in exact if word != "và"])
        if not key:
            # “và và (VV)” says nothing.
            return
        definition = _Definition(short, full, times, key, is_of_table)
        self._of_letters.setdefault(_letters(folded(short)), []).append(definition)
        if key not in self._of_key or exact[0] == "và":
            for first in {folded(exact[0]), key[0]}:
                self._keys_by_first.setdefault(first, {})[key] = None
        self._of_key.setdefault(key, []).append(definition)

    def _meaning(self, key: _Key) -> _Meaning:
        found = self._meanings.get(key)
        if found is None:
            definitions = self._of_key[key]
            first = definitions[0]
            found = _Meaning(first.short if first.is_of_table else first.short.upper(), first.full)
            for definition in definitions:
                short, full = definition.short_words(), definition.full_words()
                for writing in (full, tuple(word for word in full if word.exact != "và")):
                    found.full.setdefault(_folded(writing), writing)
                for form in (short, _joined(short)):
                    found.short.setdefault(_exact(form), form)
            self._meanings[key] = found
        return found

    def _counts_of(self, letters: str) -> tuple[_Counts, _Counts]:
        """The short forms of these folded letters with what they stand for: by their exact words and by their folded ones."""
        found = self._counts.get(letters)
        if found is None:
            by_exact, by_folded = found = {}, {}
            for definition in self._of_letters.get(letters, ()):
                short = definition.short_words()
                for form in (short, _joined(short)):
                    by_exact.setdefault(_exact(form), Counter())[definition.key] += definition.times
                    by_folded.setdefault(_folded(form), Counter())[definition.key] += definition.times
            self._counts[letters] = found
        return found

    def expansions(self, query: Query, run: Run) -> Iterator[tuple[Expansion, str]]:
        """The expansions of a run, each with the other form as it is to be named in a remark ("" for none)."""
        for first in range(len(run.words)):
            for last in range(first + 1, min(first + LONGEST_SHORT, len(run.words)) + 1):
                typed = run.folded[first:last]
                letters = _letters("".join(typed))
                if letters not in self._of_letters:
                    continue
                key = self._meant(query, run.words[first:last], typed, letters)
                if key is not None:
                    alternatives = self._alternatives_of_short(typed, key)
                    yield run.expansion(first, last, "abbreviation", alternatives), self._meaning(key).shown_full
            yield from self._shortened(query, run, first)

    def _meant(self, query: Query, words: Sequence[Word], folded: tuple[str, ...], letters: str) -> _Key | None:
        """What the words stand for, if they are an abbreviation of one meaning."""
        by_exact, by_folded = self._counts_of(letters)
        if folded not in by_folded:
            return None
        exact = tuple([word.exact for word in words])
        surface = query.read[words[0].start : words[-1].end]
        if len(words) == 1 and len(folded[0]) == 1 and query.read[words[0].end : words[0].end + 1] != ".":
            # P. 5 is phường 5; a letter alone is a letter.
            return None
        in_capitals = surface.isupper()
        if len(words) == 1 and is_syllable(exact[0]) and not (in_capitals and _stands_out(query, words[0])):
            return None
        as_typed = by_exact.get(exact) if in_capitals or exact != folded else None
        return _prevailing(as_typed) or _prevailing(by_folded[folded])

    def _shortened(self, query: Query, run: Run, first: int) -> Iterator[tuple[Expansion, str]]:
        """The expansions of full words that begin at ``first`` as their abbreviations."""
        keys = self._keys_by_first.get(run.folded[first])
        if keys:
            following = set(run.folded[first:])
            for key in keys:
                if following.issuperset(key):
                    yield from self._shortened_to(key, query, run, first)

    def _shortened_to(self, key: _Key, query: Query, run: Run, first: int) -> Iterator[tuple[Expansion, str]]:
        meaning = self._meaning(key)
        for folded, full in meaning.full.items():
            last = first + len(full)
            if run.folded[first:last] != folded:
                continue
            typed = run.words[first:last]
            if any(word.components for word in typed):
                continue
            if not query.bare and not all(
                diacritics_within(word.exact, meant.exact) for word, meant in zip(typed, full, strict=True)
            ):
                continue
            alternatives = self._alternatives_of_full(folded, key)
            if alternatives:
                yield run.expansion(first, last, "abbreviation", alternatives), meaning.shown_short

    def _alternatives_of_short(self, typed: tuple[str, ...], key: _Key) -> tuple[Alternative, ...]:
        """The alternatives for the abbreviation ``typed`` (folded), given what it stands for."""
        alternatives = self._alternatives.get((typed, key))
        if alternatives is None:
            meaning = self._meaning(key)
            others = [words for folded, words in _by_fold(meaning.short).items() if folded != typed]
            alternatives = self._alternatives[typed, key] = tuple(map(_alternative, (*meaning.full.values(), *others)))
        return alternatives

    def _alternatives_of_full(self, full: tuple[str, ...], key: _Key) -> tuple[Alternative, ...]:
        """The alternatives for the full words ``full`` (folded); none when they have no telling abbreviation."""
        alternatives = self._alternatives.get((full, key))
        if alternatives is None:
            meaning = self._meaning(key)
            forms = [form for form in _by_fold(meaning.short).values() if self._is_telling(form, key)]
            others = [words for words in meaning.full.values() if _folded(words) != full]
            alternatives = self._alternatives[full, key] = tuple(map(_alternative, (*forms, *others))) if forms else ()
        return alternatives

    def _is_telling(self, form: Words, key: _Key) -> bool:
        """True when a text that holds the form most likely means ``key`` by it, and not the ca of ca hát by CA."""
        if len(form) == 1 and (
            len(form[0].folded) == 1 or form[0].exact in DATELINES or is_written_syllable(form[0].exact)
        ):
            return False
        by_exact, _ = self._counts_of(_letters("".join(word.folded for word in form)))
        return _prevailing(by_exact[_exact(form)]) == key


def _prevailing(counts: Counter[_Key] | None) -> _Key | None:
    if not counts:
        return None
    key, count = counts.most_common(1)[0]
    return key if count and count >= SURE_SHARE * counts.total() else None


def _stands_out(query: Query, word: Word) -> bool:
    """True when the word, in capitals, is not so only because the whole query is."""
    rest = query.read[: word.start] + query.read[word.end :]
    return not any(letter.isalpha() for letter in rest) or any(letter.islower() for letter in rest)


def _words(text: str) -> Words:
    """The words of an abbreviation or of full words; a joined form (KH&CN) is the words it joins."""
    return tuple(PlainWord(token.exact, token.folded) for token in analyze(text) if not token.joined)


def _word(exact: str) -> PlainWord:
    """A word by its exact term."""
    return PlainWord(exact, fold(exact))


def _joined(words: Words) -> Words:
    """The words written as one: KH, CN is khcn too."""
    return (PlainWord("".join(word.exact for word in words), "".join(word.folded for word in words)),)


def _letters(folded: str) -> str:
    """Letters and digits alone: forms of one abbreviation that are written KH&CN, KH, CN and KHCN have the same."""
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))


def _exact(words: Words) -> tuple[str, ...]:
    return tuple(word.exact for word in words)


def _folded(words: Words) -> tuple[str, ...]:
    return tuple(word.folded for word in words)


def _by_fold(forms: Mapping[tuple[str, ...], Words]) -> dict[tuple[str, ...], Words]:
    """One form for each folded writing."""
    return {_folded(words): words for words in reversed(list(forms.values()))}


def _alternative(words: Words) -> Alternative:
    return Alternative(condition_of(words), words, WEIGHT)
