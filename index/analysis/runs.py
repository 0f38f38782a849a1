"""Runs: a stretch of letters and digits with its inner joints, taken apart into tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.analysis.fold import fold
from index.analysis.tone import canonical_tone

LONGEST_TOKEN = 64
"""Characters; a longer run (a pasted key, a base64 blob) is cut into pieces of this size."""

UNITS = frozenset("km km2 m m2 m3 cm mm dm ha kg mg ml lít tấn tạ yến vnd vnđ đ tr kwh kw mw w°c h".split())
"""Units that are split from the number before them, lower case. Not g (5G) nor c, d, k, l, t, which end codes."""

MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
)
"""Combining marks, which \\w leaves out, as a regular expression's class: Latin, Cyrillic, Semitic, Indic, Thai."""

WORD = rf"(?:[^\W_]|[{MARKS}])+"
RUN = rf"{WORD}(?:[&.,\-\u2010\u2011]{WORD})*"

_ATOMS = re.compile(rf"({WORD})")
_THOUSANDS = re.compile(r"(\d{1,3}(?:\.\d{3})+)(,\d+)?(\D.*)?")
_COMMA_THOUSANDS = re.compile(r"(\d{1,3}(?:,\d{3})+)(\D.*)?")
_DECIMAL = re.compile(r"(\d+,\d+)(\D.*)?")
_NUMBER_UNIT = re.compile(r"(\d+)(\D.*)")
_SUPERSCRIPTS = str.maketrans("²³¹", "231")


@dataclass(frozen=True, slots=True)
class Piece:
    """A token of a run: offsets into the run; ``span`` 0 for a main token, else a joined form of so many main tokens."""

    exact: str
    folded: str
    start: int
    end: int
    span: int = 0
    after_break: bool = False


def take_apart(run: str) -> tuple[Piece, ...]:
    """The tokens of one run, main tokens in order, each joined form right after the first main token it covers."""
    number = _number(run)
    if number:
        return tuple(number)
    atoms = [(match.group(), match.start()) for match in _ATOMS.finditer(run)]
    if len(atoms) == 1:
        return tuple(_atom(run, 0))
    pieces: list[Piece] = []
    words: list[list[Piece]] = []
    for place, (atom, start) in enumerate(atoms):
        words.append(_atom(atom, start))
        if place and _ends_sentence(atoms[place - 1][0], run[start - 1], atom):
            first = words[-1][0]
            words[-1][0] = Piece(first.exact, first.folded, first.start, first.end, 0, True)
    place = 0
    while place < len(atoms):
        last = place
        while (
            last + 1 < len(atoms)
            and not words[last + 1][0].after_break
            and _joins(atoms[last][0], run[atoms[last + 1][1] - 1], atoms[last + 1][0])
        ):
            last += 1
        if last > place:
            exact = "".join(piece.exact for word in words[place : last + 1] for piece in word)
            span = sum(len(word) for word in words[place : last + 1])
            head, *tail = words[place]
            joined = Piece(exact, fold(exact), head.start, words[last][-1].end, span)
            pieces += [head, joined, *tail]
            for word in words[place + 1 : last + 1]:
                pieces += word
        else:
            pieces += words[place]
        place = last + 1
    return tuple(pieces)


def _joins(left: str, joint: str, right: str) -> bool:
    """True when the two are one written form: KH&CN, TP.HCM, GD-ĐT, COVID-19, kh&cn."""
    if joint == ",":
        return False
    if not (left[-1:].isalpha() and len(left) <= 6 and len(right) <= 6):
        return False
    if right.isdigit():
        return joint != "." and len(right) <= 3
    if not right[:1].isalpha():
        return False
    if joint == "&":
        return True
    return (left.isupper() and right.isupper()) or (
        left.islower() and right.islower() and len(left) <= 3 and len(right) <= 3
    )


def _ends_sentence(left: str, joint: str, right: str) -> bool:
    """True for a full stop whose space was forgotten: "cụ thể.Ông"."""
    return joint == "." and left[-1:].islower() and right[:1].isupper() and not right.isupper()


def _number(run: str) -> list[Piece] | None:
    match = _THOUSANDS.fullmatch(run)
    if match:
        return _with_unit(match[1].replace(".", "") + (match[2] or ""), match, 3, run)
    match = _COMMA_THOUSANDS.fullmatch(run)
    if match:
        pieces = _with_unit(match[1].replace(",", ""), match, 2, run)
        if pieces and match[1].count(",") == 1:
            pieces.insert(1, Piece(match[1], match[1], 0, len(match[1]), 1))
        return pieces
    match = _DECIMAL.fullmatch(run)
    return _with_unit(match[1], match, 2, run) if match else None


def _with_unit(digits: str, match: re.Match[str], group: int, run: str) -> list[Piece] | None:
    rest = match[group]
    if rest is None:
        return [Piece(digits, digits, 0, len(run))]
    unit = rest.translate(_SUPERSCRIPTS).lower()
    if unit not in UNITS:
        return None
    at = match.start(group)
    return [Piece(digits, digits, 0, at), Piece(unit, fold(unit), at, len(run))]


def _atom(atom: str, start: int) -> list[Piece]:
    match = _NUMBER_UNIT.fullmatch(atom)
    if match and match[2].translate(_SUPERSCRIPTS).lower() in UNITS:
        middle = start + match.start(2)
        return [_piece(match[1], start), _piece(match[2], middle)]
    return [_piece(atom[at : at + LONGEST_TOKEN], start + at) for at in range(0, len(atom), LONGEST_TOKEN)]


def _piece(word: str, start: int) -> Piece:
    exact = canonical_tone(word.lower().translate(_SUPERSCRIPTS))
    return Piece(exact, fold(exact), start, start + len(word))
