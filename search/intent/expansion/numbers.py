"""Amounts in other writings: 30 triệu đồng is 30.000.000 đồng, 5 phần trăm is 5%."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from search.intent.expansion.conditions import condition_of, plain
from search.intent.lexicon import Lexicon, is_known
from search.query.clauses import PlainWord, Word
from search.ranking.expansions import Alternative, Expansion, Run

WEIGHT = 0.6
"""Of another writing of a number beside that of the one typed; both say the same, so more than an abbreviation's."""

_SCALES = {"nghin": 10**3, "ngan": 10**3, "trieu": 10**6, "tr": 10**6, "ty": 10**9, "ti": 10**9}
_SCALE_WORDS = {
    10**3: (PlainWord("nghìn", "nghin"), PlainWord("ngàn", "ngan")),
    10**6: (PlainWord("triệu", "trieu"),),
    10**9: (PlainWord("tỷ", "ty"), PlainWord("tỉ", "ti")),
}
_DONG = (PlainWord("đồng", "dong"), PlainWord("đ", "d"), plain("vnd"))
_DONG_TYPED = frozenset({"đồng", "đ", "dong", "vnd", "vnđ"})
_PERCENT = plain("%")
_PHAN_TRAM = (PlainWord("phần", "phan"), PlainWord("trăm", "tram"))

MOST_DIGITS = 15
"""Longer numbers are codes, not amounts."""

Words = tuple[PlainWord, ...]


def expansions(run: Run, lexicon: Lexicon) -> Iterator[Expansion]:
    """The other writings, known to the archive, of the numbers in a run."""
    words = run.words
    for first, word in enumerate(words):
        value = _value(word)
        if value is None:
            continue
        rest = [other.folded for other in words[first + 1 : first + 3]]
        if rest[:1] == ["%"] or rest == ["phan", "tram"]:
            number = plain(_digits(word))
            last = first + (2 if rest[0] == "%" else 3)
            yield from _reading(run, first, last, [(number, _PERCENT), (number, *_PHAN_TRAM)], lexicon)
            continue
        scale = _SCALES.get(rest[0], 1) if rest else 1
        last = first + (1 if scale == 1 else 2)
        amounts = list(_writings(value * scale))
        if last < len(words) and words[last].exact in _DONG_TYPED:
            last += 1
            amounts = [(*amount, currency) for amount in amounts for currency in _DONG]
        if last > first + 1 or value >= 1000:
            yield from _reading(run, first, last, amounts, lexicon)


def _reading(run: Run, first: int, last: int, writings: Sequence[Words], lexicon: Lexicon) -> Iterator[Expansion]:
    typed = [_digits(word) if _value(word) is not None else word.folded for word in run.words[first:last]]
    others = [words for words in writings if [word.folded for word in words] != typed and is_known(words, lexicon)]
    if others:
        yield run.expansion(
            first, last, "number", [Alternative(condition_of(words), words, WEIGHT) for words in others]
        )


def _digits(word: Word) -> str:
    return word.components[0].exact if len(word.components) == 1 else word.exact


def _value(word: Word) -> Decimal | None:
    """The number a word is, as the analysis writes it: digits, or digits with a decimal comma."""
    digits = _digits(word)
    whole, comma, decimals = digits.partition(",")
    if len(digits) > MOST_DIGITS or not whole.isdecimal() or not whole.isascii() or bool(comma) != decimals.isdecimal():
        return None
    if len(whole) > 1 and whole.startswith("0"):
        return None
    return Decimal(f"{whole}.{decimals or 0}")


def _writings(amount: Decimal) -> Iterator[Words]:
    """The amount in digits, and in thousands, millions and milliards where that takes two decimals at most."""
    if amount == amount.to_integral():
        yield (plain(str(int(amount))),)
    for scale, names in _SCALE_WORDS.items():
        scaled = amount / scale
        if scaled >= 1 and scaled < 10_000 and scaled == round(scaled, 2):
            written = f"{scaled.normalize():f}".replace(".", ",")
            for name in names:
                yield plain(written), name
