"""Did you mean: what the typist more likely meant, spelled as the archive spells it.

Every typed word gets candidates: the archive's own spellings of it when diacritics are missing, and when the
archive does not know the word at all, the reading of raw keystrokes, a split of words run together, or a
typo one step away. The best chain of candidates is chosen by how often neighbours stand side by side in the
archive (Viterbi over pair counts). Nothing but the archive's counts is used: no model, no word list.

A suggestion is an offer. It is made only where it is well supported, because a wrong one costs trust.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis import Token, analyze, has_marks, marks_within
from search.input_methods import read_keystrokes
from search.lexicon import Lexicon
from search.query import PlainWord, Query, WordBeginning, plain_words, stretches

Array = npt.NDArray[Any]

MOST_CANDIDATES = 24
"""Spellings considered a word, the most frequent first. The most ambiguous folded syllable of Vietnamese news,
"do", has 22 (measured on 25,000 articles)."""

MOST_WORDS = 16
"""Longer queries get no suggestion: they are sentences pasted from elsewhere, seldom misspelled."""

PRIOR_WEIGHT = 500.0
"""Pseudo-counts of the smoothing P(b | a) = (count(a, b) + w P(b)) / (count(a) + w). Of 1, 4, 30, 200, 500, 2,000 and
6,000 it restores most syllables of 600 bare headlines (94.3 %); 1 gives 93.5 %, 6,000 93.2 %."""

SINGLE_WORD_SHARE = 0.8
"""A single bare word is only restored when one spelling has this share of its occurrences: "duoc" is được, but
"ban" is bản, bán, bạn or ban."""

MOST_MEANT = 2
LEAST_PROBABLE = 0.1
"""Of a bare word's spellings, at most so many and none less probable are taken as evidence for ranking. On 2,424 queries
of the public sets: one spelling as certain .7757 mean nDCG@10 bare and .7810 half marked, the two at their
probabilities .7767 and .7822, three from .05 on .7762 and .7823."""

TYPO_COST = math.log(50)
"""How much likelier the mended chain must be for a word that the archive does not know as typed."""

RARE = 5
MUCH_COMMONER = 100
"""A raw word that stands in the archive less than RARE times counts as unknown when its reading as keystrokes is
MUCH_COMMONER times as frequent. By eye on the input method vectors; no word of the public queries is touched."""

CONFUSIONS = (
    ("s", "x"), ("ch", "tr"), ("d", "gi"), ("d", "r"), ("gi", "r"), ("n", "l"), ("n", "ng"), ("c", "t"), ("i", "y"),
    ("ng", "ngh"), ("g", "gh"), ("c", "k"), ("k", "q"), ("nh", "n"), ("o", "oo"), ("v", "d"), ("uou", "iu"), ("uu", "iu"),
)  # fmt: skip
"""What Vietnamese writers confuse, on folded words: letters that sound alike in one dialect or another."""

NEIGHBOUR_KEYS = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl", "p": "o",
    "a": "qsz", "s": "awdx", "d": "sefc", "f": "drgv", "g": "fthb", "h": "gyjn", "j": "hukm", "k": "jil", "l": "ko",
    "z": "ax", "x": "zsc", "c": "xdv", "v": "cfb", "b": "vgn", "n": "bhm", "m": "nj",
}  # fmt: skip
"""Keys that touch on a QWERTY keyboard."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One way to write one typed word; several terms when words were run together."""

    terms: tuple[str, ...]
    count: int
    cost: float = 0.0


def suggest(text: str, lexicon: Lexicon) -> str | None:
    """What was more likely meant by ``text``, which is plain words without operators; None for nothing better."""
    tokens = [token for token in analyze(text) if not token.joined]
    if not tokens or len(tokens) > MOST_WORDS:
        return None
    bare = not any(has_marks(token.exact) for token in tokens)
    columns = [_candidates(token, bare, lexicon) for token in tokens]
    if all([one.terms for one in column] == [(token.exact,)] for column, token in zip(columns, tokens, strict=True)):
        return None
    if len(tokens) == 1 and bare and not _is_sure(columns[0]):
        return None
    chosen = _supported(tokens, _best_chain(columns, lexicon), lexicon, bare)
    if [term for candidate in chosen for term in candidate.terms] == [token.exact for token in tokens]:
        return None
    return _written(text, tokens, chosen)


def spellings_meant(query: Query, lexicon: Lexicon) -> dict[str, tuple[tuple[str, float], ...]]:
    """For words typed without marks, the exact terms that the archive likely spells them with, by typed word.

    Each term comes with its probability given the words around it (0 to 1), the likeliest first, at most
    MOST_MEANT and none below LEAST_PROBABLE. Evidence for ranking, not a correction: a word left out is one that nothing
    can be said of. Stretches of two or more words are read together; a single one only when it has next to one spelling.
    """
    meant: dict[str, tuple[tuple[str, float], ...]] = {}
    for clauses in query.sides:
        for stretch in stretches(clauses):
            words = [word for clause in stretch for word in plain_words(clause)]
            if all(has_marks(word.exact) for word in words) or isinstance(stretch[0], WordBeginning):
                continue
            columns = [_spelled(word, lexicon) for word in words]
            if len(columns) == 1 and not _is_sure(columns[0]):
                continue
            for word, column, probable in zip(words, columns, _probabilities(columns, lexicon), strict=True):
                best = sorted(zip(probable.tolist(), column, strict=True), key=lambda one: -one[0])[:MOST_MEANT]
                likely = tuple((one.terms[0], p) for p, one in best if p >= LEAST_PROBABLE and one.count)
                if likely and not has_marks(word.exact):
                    meant.setdefault(word.exact, likely)
    return meant


def _probabilities(columns: list[list[_Candidate]], lexicon: Lexicon) -> list[Array]:
    """How probable each candidate is given all the others (the forward-backward algorithm: Rabiner 1989, "A Tutorial on
    Hidden Markov Models"), an array a column that adds up to 1; the same model as _best_chain's."""
    words = max(lexicon.word_count(), 1)
    shares = [np.array([(one.count + 0.1) / words for one in column]) for column in columns]
    steps = []
    for before, share, followed in zip(columns, shares[1:], _followed(columns, lexicon), strict=False):
        counts = np.array([one.count for one in before])
        steps.append((followed + PRIOR_WEIGHT * share) / (counts[:, None] + PRIOR_WEIGHT))
    forward = [shares[0] / shares[0].sum()]
    for step in steps:
        reached = forward[-1] @ step
        forward.append(reached / reached.sum())
    backward = [np.ones(len(columns[-1]))]
    for step in reversed(steps):
        led = step @ backward[-1]
        backward.append(led / led.sum())
    joint = [one * other for one, other in zip(forward, reversed(backward), strict=True)]
    return [one / one.sum() for one in joint]


def _spelled(word: PlainWord, lexicon: Lexicon) -> list[_Candidate]:
    """The word as typed when it bears marks or the archive does not know it, else the archive's spellings of it."""
    spellings = lexicon.spellings(word.folded)
    if has_marks(word.exact) or not spellings:
        return [_Candidate((word.exact,), spellings.get(word.exact, 0))]
    return _most_frequent(spellings)


def _most_frequent(spellings: Mapping[str, int]) -> list[_Candidate]:
    best = sorted(spellings.items(), key=lambda item: (-item[1], item[0]))[:MOST_CANDIDATES]
    return [_Candidate((term,), count) for term, count in best]


def _candidates(token: Token, bare: bool, lexicon: Lexicon) -> list[_Candidate]:
    spellings = lexicon.spellings(token.folded)
    known = spellings.get(token.exact, 0)
    if spellings and (known and not bare or not token.folded.isalpha()):
        return [_Candidate((token.exact,), known)]
    if spellings and known < RARE and not has_marks(token.exact):
        # Garbage of the kind stands in every archive: "nhaan" once is no reason not to read "nhân".
        readings = [
            reading for reading in _readings(token, lexicon) if reading.count > MUCH_COMMONER * sum(spellings.values())
        ]
        if readings:
            return [*readings, _Candidate((token.exact,), known)]
    if spellings:
        # Marks that were typed are kept where the archive has such a spelling.
        fitting = {term: count for term, count in spellings.items() if marks_within(token.exact, term)}
        if fitting:
            return _most_frequent(fitting)
        other_marks = [_Candidate(one.terms, one.count, TYPO_COST) for one in _most_frequent(spellings)]
        return [*other_marks, *_typos(token.folded, lexicon)]
    found = (
        list(_readings(token, lexicon)) or list(_splits(token.folded, lexicon)) or list(_typos(token.folded, lexicon))
    )
    return found or [_Candidate((token.exact,), 0)]


def _readings(token: Token, lexicon: Lexicon) -> Iterator[_Candidate]:
    for reading in read_keystrokes(token.exact):
        for known in analyze(reading):
            count = lexicon.spellings(known.folded).get(known.exact, 0)
            if count:
                yield _Candidate((known.exact,), count, TYPO_COST / 2)


def _splits(folded: str, lexicon: Lexicon) -> Iterator[_Candidate]:
    """The word as two or three of the archive's, by the rarest of their neighbourhoods."""
    if not folded.isalpha() or not folded.isascii() or not 4 <= len(folded) <= 24:
        return
    best: tuple[int, tuple[str, ...]] = (0, ())
    for first in range(1, len(folded)):
        head, tail = folded[:first], folded[first:]
        if len(head) > 7 or not lexicon.spellings(head):
            continue
        best = max(best, (lexicon.folded_bigram_count(head, tail), (head, tail)))
        for second in range(1, len(tail)):
            middle, last = tail[:second], tail[second:]
            if len(middle) > 7 or len(last) > 7:
                continue
            held = lexicon.folded_bigram_count(head, middle)
            if held:
                best = max(best, (min(held, lexicon.folded_bigram_count(middle, last)), (head, middle, last)))
    count, parts = best
    if not count:
        return
    columns = [[_Candidate((term,), n) for term, n in lexicon.spellings(part).items()] for part in parts]
    chain = _best_chain(columns, lexicon)
    yield _Candidate(tuple(term for candidate in chain for term in candidate.terms), count, TYPO_COST)


def _typos(folded: str, lexicon: Lexicon) -> Iterator[_Candidate]:
    if not folded.isalpha() or not 2 <= len(folded) <= 8:
        return
    seen = set()
    for mended in _one_step_away(folded):
        if mended in seen:
            continue
        seen.add(mended)
        for term, count in sorted(lexicon.spellings(mended).items(), key=lambda item: -item[1])[:4]:
            if count > 1:
                yield _Candidate((term,), count, TYPO_COST)


def _one_step_away(folded: str) -> Iterator[str]:
    for one, other in CONFUSIONS:
        for old, new in ((one, other), (other, one)):
            at = folded.find(old)
            while at >= 0:
                yield folded[:at] + new + folded[at + len(old) :]
                at = folded.find(old, at + 1)
    for at, letter in enumerate(folded):
        yield folded[:at] + folded[at + 1 :]
        if at + 1 < len(folded):
            yield folded[:at] + folded[at + 1] + letter + folded[at + 2 :]
        for near in NEIGHBOUR_KEYS.get(letter, ""):
            yield folded[:at] + near + folded[at + 1 :]
            yield folded[:at] + near + folded[at:]
        yield folded[:at] + letter + folded[at:]


def _is_sure(column: list[_Candidate]) -> bool:
    total = sum(candidate.count for candidate in column)
    return column[0].cost > 0 or column[0].count >= SINGLE_WORD_SHARE * total


def _best_chain(columns: list[list[_Candidate]], lexicon: Lexicon) -> list[_Candidate]:
    """The likeliest candidate a column (Viterbi 1967, over log P of each term given the one before)."""
    words = max(lexicon.word_count(), 1)
    shares = [np.array([(one.count + 0.1) / words for one in column]) for column in columns]
    costs = [np.array([one.cost for one in column]) for column in columns]
    scores = np.log(shares[0]) - costs[0]
    back: list[Array] = []
    for before, share, cost, followed in zip(columns, shares[1:], costs[1:], _followed(columns, lexicon), strict=False):
        counts = np.array([one.count for one in before])
        steps = np.log((followed + PRIOR_WEIGHT * share) / (counts[:, None] + PRIOR_WEIGHT))
        options = scores[:, None] + steps
        back.append(options.argmax(axis=0))
        scores = options.max(axis=0) - cost
    place = int(scores.argmax())
    chain = [columns[-1][place]]
    for column, pointers in zip(reversed(columns[:-1]), reversed(back), strict=True):
        place = int(pointers[place])
        chain.append(column[place])
    return chain[::-1]


def _followed(columns: Sequence[Sequence[_Candidate]], lexicon: Lexicon) -> list[Array]:
    """How often each candidate of a column is followed by each of the next, an array (before, behind) a step."""
    tables = lexicon.pair_counts(
        [([one.terms[-1] for one in before], [two.terms[0] for two in column]) for before, column in pairwise(columns)]
    )
    return [np.array(table) for table in tables]


def _supported(tokens: Sequence[Token], chosen: list[_Candidate], lexicon: Lexicon, bare: bool) -> list[_Candidate]:
    """The chain with words back as typed whose correction no neighbour in the archive speaks for.

    In a small archive many right words are unknown; without this, "ưa chuộng" would become "ưa chương". Only the
    marks of a query typed without any are restored all the same: there something is missing for certain.
    """
    if len(tokens) == 1:
        return chosen

    # Of each step from one word to the next, whether the archive knows it.
    known = [bool(table[0, 0]) for table in _followed([[candidate] for candidate in chosen], lexicon)]
    kept = []
    for place, (token, candidate) in enumerate(zip(tokens, chosen, strict=True)):
        neighbours = any(known[max(place - 1, 0) : place + 1])
        as_typed = candidate.terms != (token.exact,) and not neighbours and (not bare or candidate.cost > 0)
        kept.append(_Candidate((token.exact,), 0) if as_typed else candidate)
    return kept


def _written(text: str, tokens: list[Token], chosen: list[_Candidate]) -> str:
    """``text`` with each typed word replaced by its candidate, what stands between kept; capitals follow the typed."""
    pieces, end = [], 0
    for token, candidate in zip(tokens, chosen, strict=True):
        typed = text[token.start : token.end]
        spelled = " ".join(candidate.terms)
        if len(typed) > 1 and typed.isupper():
            spelled = spelled.upper()
        elif typed[:1].isupper():
            spelled = spelled[:1].upper() + spelled[1:]
        pieces += [text[end : token.start], typed if candidate.terms == (token.exact,) else spelled]
        end = token.end
    return "".join(pieces) + text[end:]
