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
from itertools import islice, pairwise
from operator import itemgetter
from typing import NamedTuple

from index.analysis import Token, analyze, diacritics_within
from search.intent.chains import best_chain, probabilities
from search.intent.input_methods import read_keystrokes
from search.intent.lexicon import Lexicon
from search.query.clauses import PlainWord, Query, WordBeginning, plain_words, runs_of

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
of the public sets: one spelling as certain .7757 mean nDCG@10 bare and .7810 half with diacritics, the two at their
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


class _Column(NamedTuple):
    """The ways to write one typed word, in parallel: each as exact terms with spaces between (several when words were run
    together), how often it stands in the archive, and what it costs to take it."""

    forms: tuple[str, ...]
    counts: tuple[int, ...]
    costs: tuple[float, ...]

    @staticmethod
    def of(spellings: Mapping[str, int], cost: float = 0.0) -> _Column:
        """The most frequent of the spellings, all at one cost."""
        forms, counts = tuple(spellings), tuple(spellings.values())
        if len(forms) > MOST_CANDIDATES:
            forms, counts = forms[:MOST_CANDIDATES], counts[:MOST_CANDIDATES]
        return _Column(forms, counts, (cost,) * len(forms))

    def and_also(self, other: _Column) -> _Column:
        return _Column(self.forms + other.forms, self.counts + other.counts, self.costs + other.costs)


_NOTHING = _Column((), (), ())


def suggest(text: str, lexicon: Lexicon, tokens: Sequence[Token] | None = None) -> str | None:
    """What was more likely meant by ``text``, which is plain words without operators; None for nothing better.

    ``tokens`` are those of the text where they are known already.
    """
    tokens = [token for token in (analyze(text) if tokens is None else tokens) if not token.joined]
    if not tokens or len(tokens) > MOST_WORDS:
        return None
    bare = all(token.exact == token.folded for token in tokens)
    columns = [_candidates(token, bare, lexicon) for token in tokens]
    typed = [token.exact for token in tokens]
    if all(len(column.forms) == 1 and column.forms[0] == word for column, word in zip(columns, typed, strict=True)):
        return None
    if len(tokens) == 1 and bare and not _is_sure(columns[0]):
        return None
    forms = _supported(typed, columns, lexicon, bare)
    return None if forms == typed else _written(text, tokens, forms)


def spellings_meant(query: Query, lexicon: Lexicon) -> dict[str, tuple[tuple[str, float], ...]]:
    """For words typed without diacritics, the exact terms that the archive likely spells them with, by typed word.

    Each term comes with its probability given the words around it (0 to 1), the likeliest first, at most
    MOST_MEANT and none below LEAST_PROBABLE. Evidence for ranking, not a correction: a word left out is one that nothing
    can be said of. Runs of two or more words are read together; a single one only when it has next to one spelling.
    """
    meant: dict[str, tuple[tuple[str, float], ...]] = {}
    for clauses in query.disjuncts:
        for run in runs_of(clauses):
            words = [word for clause in run for word in plain_words(clause)]
            if all(word.has_diacritics for word in words) or isinstance(run[0], WordBeginning):
                continue
            columns = [_spelled(word, lexicon) for word in words]
            if len(columns) == 1 and not _is_sure(columns[0]):
                continue
            for word, column, probable in zip(words, columns, _probabilities(columns, lexicon), strict=True):
                if word.has_diacritics or word.exact in meant:
                    continue
                best = [
                    (form, p, count)
                    for form, p, count in zip(column.forms, probable, column.counts, strict=True)
                    if p >= LEAST_PROBABLE
                ]
                best.sort(key=_probability, reverse=True)
                likely = tuple([(form, p) for form, p, count in best[:MOST_MEANT] if count])
                if likely:
                    meant[word.exact] = likely
    return meant


_probability = itemgetter(1)


def _probabilities(columns: list[_Column], lexicon: Lexicon) -> list[list[float]]:
    """How probable each candidate is given all the others."""
    counts = tuple([column.counts for column in columns])
    return probabilities(counts, _followed(columns, lexicon), max(lexicon.word_count(), 1), PRIOR_WEIGHT)


def _spelled(word: PlainWord, lexicon: Lexicon) -> _Column:
    """The word as typed when it bears diacritics or the archive does not know it, else the archive's spellings of it."""
    spellings = lexicon.spellings(word.folded)
    if word.has_diacritics or not spellings:
        return _as_typed(word.exact, spellings.get(word.exact, 0))
    return _Column.of(spellings)


def _as_typed(exact: str, count: int) -> _Column:
    return _Column((exact,), (count,), (0.0,))


def _candidates(token: Token, bare: bool, lexicon: Lexicon) -> _Column:
    spellings = lexicon.spellings(token.folded)
    known = spellings.get(token.exact, 0)
    has_diacritics = token.exact != token.folded
    if spellings and (known and not bare or not token.folded.isalpha()):
        return _as_typed(token.exact, known)
    if spellings and known < RARE and not has_diacritics:
        # Garbage of the kind stands in every archive: "nhaan" once is no reason not to read "nhân".
        readings = _readings(token, lexicon, MUCH_COMMONER * sum(spellings.values()))
        if readings.forms:
            return readings.and_also(_as_typed(token.exact, known))
    if spellings:
        if not has_diacritics:
            return _Column.of(spellings)
        # Diacritics that were typed are kept where the archive has such a spelling.
        fitting = {term: count for term, count in spellings.items() if diacritics_within(token.exact, term)}
        if fitting:
            return _Column.of(fitting)
        return _Column.of(spellings, TYPO_COST).and_also(_typos(token.folded, lexicon))
    for found in (_readings(token, lexicon), _splits(token.folded, lexicon), _typos(token.folded, lexicon)):
        if found.forms:
            return found
    return _as_typed(token.exact, 0)


def _readings(token: Token, lexicon: Lexicon, more_than: int = 0) -> _Column:
    """The readings as keystrokes that stand in the archive ``more_than`` so often."""
    found = _NOTHING
    for reading in read_keystrokes(token.exact):
        for known in analyze(reading):
            count = lexicon.spellings(known.folded).get(known.exact, 0)
            if count > more_than:
                found = found.and_also(_Column((known.exact,), (count,), (TYPO_COST / 2,)))
    return found


def _splits(folded: str, lexicon: Lexicon) -> _Column:
    """The word as two or three of the archive's, by the rarest of their neighbourhoods."""
    if not folded.isalpha() or not folded.isascii() or not 4 <= len(folded) <= 24:
        return _NOTHING
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
        return _NOTHING
    columns = [_Column.of(lexicon.spellings(part)) for part in parts]
    followed = _followed(columns, lexicon)
    chain = [
        column.forms[place] for column, place in zip(columns, _best_chain(columns, followed, lexicon), strict=True)
    ]
    return _Column((" ".join(chain),), (count,), (TYPO_COST,))


def _typos(folded: str, lexicon: Lexicon) -> _Column:
    found = _NOTHING
    if not folded.isalpha() or not 2 <= len(folded) <= 8:
        return found
    for mended in dict.fromkeys(_one_step_away(folded)):
        for term, count in islice(lexicon.spellings(mended).items(), 4):
            if count > 1:
                found = found.and_also(_Column((term,), (count,), (TYPO_COST,)))
    return found


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


def _is_sure(column: _Column) -> bool:
    return column.costs[0] > 0 or column.counts[0] >= SINGLE_WORD_SHARE * sum(column.counts)


def _best_chain(columns: Sequence[_Column], followed: list[memoryview], lexicon: Lexicon) -> list[int]:
    """The place of the likeliest candidate a column."""
    counts, costs = tuple([column.counts for column in columns]), tuple([column.costs for column in columns])
    return best_chain(counts, costs, followed, max(lexicon.word_count(), 1), PRIOR_WEIGHT)


def _followed(columns: Sequence[_Column], lexicon: Lexicon) -> list[memoryview]:
    """How often each candidate of a column is followed by each of the next, a table a step."""
    return lexicon.pair_counts([(_tails(before.forms), _heads(column.forms)) for before, column in pairwise(columns)])


def _heads(forms: tuple[str, ...]) -> tuple[str, ...]:
    # Words run together are the only candidate of their column.
    return forms if len(forms) > 1 else (forms[0].partition(" ")[0],)


def _tails(forms: tuple[str, ...]) -> tuple[str, ...]:
    return forms if len(forms) > 1 else (forms[0].rpartition(" ")[2],)


def _supported(typed: Sequence[str], columns: Sequence[_Column], lexicon: Lexicon, bare: bool) -> list[str]:
    """The best chain, with words back as typed whose correction no neighbour in the archive speaks for.

    In a small archive many right words are unknown; without this, "ưa chuộng" would become "ưa chương". Only the
    diacritics of a query typed without any are restored all the same: there something is missing for certain.
    """
    followed = _followed(columns, lexicon)
    chain = _best_chain(columns, followed, lexicon)
    # Of each step from one word to the next, whether the archive knows it.
    known = [
        bool(table[one * len(column.forms) + two])
        for table, column, (one, two) in zip(followed, columns[1:], pairwise(chain), strict=True)
    ]
    kept = []
    for number, (word, column, place) in enumerate(zip(typed, columns, chain, strict=True)):
        has_support = len(typed) == 1 or any(known[max(number - 1, 0) : number + 1])
        is_offered = has_support or (bare and not column.costs[place])
        kept.append(column.forms[place] if is_offered else word)
    return kept


def _written(text: str, tokens: Sequence[Token], forms: Sequence[str]) -> str:
    """``text`` with each typed word replaced by its form, what stands between kept; capitals follow the typed."""
    pieces, end = [], 0
    for token, form in zip(tokens, forms, strict=True):
        typed = text[token.start : token.end]
        spelled = form
        if len(typed) > 1 and typed.isupper():
            spelled = spelled.upper()
        elif typed[:1].isupper():
            spelled = spelled[:1].upper() + spelled[1:]
        pieces += [text[end : token.start], typed if form == token.exact else spelled]
        end = token.end
    return "".join(pieces) + text[end:]
