"""Completions: what a few typed letters may become, in the archive's own phrases and names."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis import Token, analyze, diacritics_within
from search.facets.facets import usual_spellings
from search.results import Completion

Array = npt.NDArray[Any]

MOST_WORDS = 6
"""Words of the longest phrase."""

DOCUMENTS_A_COUNT = 20_000
"""A phrase stands in an archive at least twice, and once more for every so many documents."""

DOMINATED = 0.7
"""A phrase that is this often part of one longer phrase is a fragment of it ("ủy ban nhân" of "ủy ban nhân dân")."""

LEAST_COHESION = 0.25
"""How much more often than by chance its words must stand together (see ``_cohesion``), 0 to 1: "của các" has .1 to .2,
"cháy rừng" .6. Chosen by looking at the completions of 40 beginnings in 187,696 news documents."""

OPENING_WORDS = frozenset(
    "và của có là ở cho vừa bị được với từ trong tại đang đã sẽ khi vì để mỗi không như về ra vào do bởi theo trên dưới "
    "một các những nhiều này cũng vẫn còn phải nên mà thì rằng lại đến trước sau hơn".split()
)
"""Words that something must follow: a phrase that ends with one was cut off ("hà nội sẽ")."""

MOST_TYPED_CHARS = 80
MOST_CANDIDATES = 60
OPERATORS = frozenset('"“”:*()|')
"""Who types these writes in the query language, where a completion would only be in the way."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the box, as words; of the last one perhaps only the beginning (``is_open``)."""

    text: str
    words: tuple[Token, ...]
    is_open: bool

    @classmethod
    def read(cls, text: str) -> Typed | None:
        """The typed text, or None when there is nothing to complete."""
        if len(text) > MOST_TYPED_CHARS or not OPERATORS.isdisjoint(text):
            return None
        words = tuple(token for token in analyze(text) if not token.joined)
        return cls(text, words, not text[-1].isspace()) if words else None

    def from_word(self, place: int) -> Typed:
        """Without the words before ``place``."""
        return Typed(self.text, self.words[place:], self.is_open)

    @property
    def key(self) -> str:
        """The folded words as they begin a folded phrase."""
        return " ".join(word.folded for word in self.words) + ("" if self.is_open else " ")

    def marks_fit(self, exact: Sequence[str]) -> bool:
        """True when every diacritic typed stands in the words, which begin with the typed ones, folded."""
        last = len(self.words) - 1
        for place, (word, other) in enumerate(zip(self.words, exact, strict=False)):
            if place == last and self.is_open:
                other = other[: len(word.exact)]
            if not word.exact.isascii() and not diacritics_within(word.exact, other):
                return False
        return len(exact) > last


class Phrases:
    """Phrases in the order of their folded text, so that those with one beginning lie together."""

    def __init__(self, scored: Mapping[str, float], folded: Mapping[str, str]) -> None:
        self._texts = sorted(scored, key=lambda text: (folded[text], text))
        self._keys = [folded[text] for text in self._texts]
        self._scores = np.array([scored[text] for text in self._texts], dtype=np.float32)

    def __len__(self) -> int:
        return len(self._texts)

    def beginning(self, typed: Typed, limit: int) -> list[str]:
        """The best phrases that begin as typed, their diacritics included; never the typed text itself."""
        key = typed.key
        first, last = bisect_left(self._keys, key), bisect_left(self._keys, key + "\uffff")
        places: Array = np.arange(first, last)
        if len(places) > MOST_CANDIDATES and all(word.exact.isascii() for word in typed.words):
            places = first + np.argpartition(-self._scores[first:last], MOST_CANDIDATES)[:MOST_CANDIDATES]
        ranked = places[np.argsort(-self._scores[places], kind="stable")].tolist()
        found: list[str] = []
        whole = " ".join(word.exact for word in typed.words)
        for place in ranked:
            text = self._texts[place]
            if text != whole and typed.marks_fit(text.split(" ")):
                found.append(text)
                if len(found) == limit:
                    break
        return found


class Names:
    """Authors by every word of their names."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        usual = usual_spellings(counts)
        entries = sorted(
            (" ".join(words[start:]), start, -counts[name], name)
            for words, name in usual.items()
            if len(words) > 1
            for start in range(len(words))
        )
        self._keys = [key for key, *_ in entries]
        self._entries = [(count, name, start) for _, start, count, name in entries]

    def beginning(self, typed: Typed, limit: int) -> list[str]:
        """Names a word of which begins as typed, those with most documents first."""
        first, last = bisect_left(self._keys, typed.key), bisect_left(self._keys, typed.key + "\uffff")
        found: dict[str, None] = {}
        for _, name, start in sorted(self._entries[first:last]):
            exact = [token.exact for token in analyze(name) if not token.joined]
            if typed.marks_fit(exact[start:]):
                found[name] = None
                if len(found) == limit:
                    break
        return list(found)


def complete(
    typed: Typed, phrases: Phrases, names: Names, titles: Sequence[tuple[str, str]], limit: int
) -> tuple[Completion, ...]:
    """At most ``limit`` offers: phrases, then names, then ``titles`` as (title, id). No text is offered twice.

    When no phrase begins with all that was typed, its last words are completed, two at the least: after one alone
    anything might follow.
    """
    found = phrases.beginning(typed, limit)
    place = 1
    while not found and len(typed.words) - place > 1:
        rest = typed.from_word(place)
        before = typed.text[: rest.words[0].start]
        found = [before + text for text in phrases.beginning(rest, limit // 2)]
        place += 1
    people = names.beginning(typed, 2)
    room = limit - len(people) - min(len(titles), 3)
    offers = [Completion(text, "phrase") for text in found[: max(room, limit // 2)]]
    offers += [Completion(name, "name") for name in people]
    offers += [Completion(title, "title", id) for title, id in titles]
    seen: set[str] = {typed.text.strip().casefold()}
    unlike = []
    for offer in offers:
        if offer.text.casefold() not in seen:
            seen.add(offer.text.casefold())
            unlike.append(offer)
    return tuple(unlike[:limit])


def frequent_phrases(terms: Array, exact: Sequence[str], folded: Sequence[str], documents: int) -> Phrases:
    """The phrases of two words and more in a stream of term numbers, -1 where a sentence or a document ends.

    ``exact`` and ``folded`` spell the terms. Phrases grow a word at a time, from those that are frequent themselves
    (Agrawal and Srikant 1994, "Fast Algorithms for Mining Association Rules"), so that little is counted in vain.
    """
    least = 2 + documents // DOCUMENTS_A_COUNT
    terms = terms.astype(np.int64)
    words = np.bincount(terms[terms >= 0], minlength=len(exact))
    total = max(1, int(words.sum()))
    shorter = np.where((terms >= 0) & (words[terms] >= least), terms, -1)
    grams: list[tuple[int, ...]] = [(term,) for term in range(len(exact))]
    scored: dict[tuple[int, ...], int] = {}
    fragments: set[tuple[int, ...]] = set()
    counts_before = words
    for size in range(2, MOST_WORDS + 1):
        starts = np.flatnonzero((shorter[:-1] >= 0) & (shorter[1:] >= 0))
        starts = starts[starts + size <= len(terms)]
        keys = (shorter[starts] << 32) | terms[starts + size - 1]
        order = np.argsort(keys)
        keys, starts = keys[order], starts[order]
        begins = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else order
        counts = np.diff(np.append(begins, len(keys)))
        kept = counts >= least
        longer = np.full(len(terms), -1, dtype=np.int64)
        longer[starts] = np.repeat(np.where(kept, np.cumsum(kept) - 1, -1), counts)
        longer_grams: list[tuple[int, ...]] = []
        places = starts[begins[kept]]
        for key, count, left, right in zip(
            keys[begins[kept]].tolist(),
            counts[kept].tolist(),
            shorter[places].tolist(),
            shorter[places + 1].tolist(),
            strict=True,
        ):
            gram = (*grams[key >> 32], key & 0xFFFFFFFF)
            longer_grams.append(gram)
            scored[gram] = count
            for part, number_of_part in ((gram[:-1], left), (gram[1:], right)):
                if count >= DOMINATED * counts_before[number_of_part]:
                    fragments.add(part)
        if not longer_grams:
            break
        shorter, grams, counts_before = longer, longer_grams, counts[kept]
    texts: dict[str, float] = {}
    spelled: dict[str, str] = {}
    for gram, count in scored.items():
        if gram not in fragments and exact[gram[-1]] not in OPENING_WORDS:
            cohesion = _cohesion(count, [int(words[term]) for term in gram], total)
            if cohesion >= LEAST_COHESION:
                text = " ".join(exact[term] for term in gram)
                texts[text] = count * cohesion
                spelled[text] = " ".join(folded[term] for term in gram)
    return Phrases(texts, spelled)


def _cohesion(count: int, words: Iterable[int], total: int) -> float:
    """How much more often than by chance words stand together: normalised pointwise mutual information, -1 to 1.

    (Bouma 2009, "Normalized (Pointwise) Mutual Information in Collocation Extraction"), shared among the joints.
    """
    seen = list(words)
    chance = sum(math.log(word / total) for word in seen)
    together = math.log(count / total)
    return (together - chance) / -together / (len(seen) - 1) if together else 1.0


def first_words(typed: Typed, title: str) -> bool:
    """True when the title begins as typed, diacritics included."""
    tokens = [token for token in analyze(title) if not token.joined][: len(typed.words)]
    text = " ".join(token.folded for token in tokens) + " "
    starts = text.startswith(typed.key) if typed.is_open else text == typed.key
    return starts and typed.marks_fit([token.exact for token in tokens])
