"""What became of places in 2025: a line beside the results, never a change of the search itself.

On 1 July 2025 sixty-three provinces became thirty-four and districts ended (Resolution 202/2025/QH15). Old news keeps
the old names; whoever types one is told where the place is now, whoever types a new name is offered the old ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from index.analysis import analyze, fold, has_diacritics
from search.intent.expansion.tables import rows, words
from search.query.clauses import Query, Word
from search.ranking.expansions import Run
from search.results import Remark

SINCE = "1/7/2025"

_ALSO_WORDS = frozenset({"hòa bình", "thái bình", "bình định", "long an", "nam định", "hà nam", "vĩnh phúc", "phú thọ"})
"""Provinces whose names are, or sound without diacritics like, other words: only after “tỉnh”, or with capitals."""

_PEOPLE = frozenset({"hồ chí minh"})
"""Provinces called after a person: only after “thành phố”, else the person is meant."""

_PARTS_OF_NAMES = frozenset("đường phố sông núi vịnh biển cầu chợ chùa trường đại thái thung".split())
"""Words that make another name of a province's: đường Bình Dương, Thái Bình Dương, vịnh Nam Định."""

_UNIT_WORDS = {"tinh": "tỉnh", "thanh pho": "thành phố", "tp": "thành phố", "huyen": "huyện", "thi xa": "thị xã"} | {
    "tx": "thị xã",
    "xa": "xã",
    "phuong": "phường",
    "thi tran": "thị trấn",
    "tt": "thị trấn",
    "p": "phường",
    "x": "xã",
    "h": "huyện",
}

_DISTINCTIVE = frozenset(
    "vị|ngã bảy|ngã sáu|mái dầm|cái tắc|cây dương|kinh cùng|hỏa lựu|hỏa tiến|lương nghĩa|phụng hiệp|phương phú|một ngàn|"
    "bảy ngàn|nhơn nghĩa|búng tàu|rạch gòi|trường long|vĩnh thuận|vĩnh viễn|nàng mau|xà phiên|trà lồng|lái hiếu|hiệp lợi|"
    "đông phước|tân phước hưng".split("|")
)
"""Beginnings of the names of communes of Hậu Giang that no place elsewhere is known by. Others (Tân Bình, Long Bình) are
only read after the word for the unit: xã Tân Bình."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit's kind and name, in lower case: "xã", "vị thắng"."""

    kind: str
    name: str
    written: str


@dataclass(frozen=True, slots=True)
class _Found:
    """A place name at words [first, last) of a run, with the kind of unit typed before it, if any."""

    first: int
    last: int
    name: str
    kind: str | None


def remarks(query: Query, run: Run) -> Iterator[Remark]:
    """The lines on the places named in a run that merged, were divided or renamed in 2025."""
    for found in _names(query, run):
        yield from _provinces(query, run, found)
        yield from _communes(query, run, found)


def _provinces(query: Query, run: Run, found: _Found) -> Iterator[Remark]:
    merged, gathered, written = _province_table()
    if found.kind not in (None, "tỉnh", "thành phố"):
        return
    name = found.name
    if name in _ALSO_WORDS and found.kind is None and not _is_capitalised(query, run.words[found.first : found.last]):
        return
    if found.kind is None and (name in _PEOPLE or _is_part_of_a_name(query, run, found)):
        return
    if name in merged:
        new = merged[name]
        yield Remark(
            "place",
            f"{written[name]} từ {SINCE} thuộc {_province_kind(new)} {written[new]}.",
            offers=(_with(query, run, found, _as_asked(found, new, written[new])),),
        )
    elif name in gathered:
        old = [written[one] for one in gathered[name]]
        yield Remark(
            "place",
            f"{_province_kind(name).capitalize()} {written[name]} từ {SINCE} gồm cả {_listed(old)} trước đây.",
            offers=tuple(_with(query, run, found, _as_asked(found, one, written[one])) for one in gathered[name]),
        )


def _as_asked(found: _Found, name: str, written: str) -> str:
    """A province's name for the place of the one found: with the word for its kind where there was one or it must have one."""
    return f"{_province_kind(name)} {written}" if found.kind or name in _PEOPLE else written


def _is_part_of_a_name(query: Query, run: Run, found: _Found) -> bool:
    """True for đường Bình Dương and Thái Bình Dương."""
    if found.name == "thái bình" and run.folded[found.last : found.last + 1] == ("duong",):
        return True
    if not found.first:
        return False
    before = run.words[found.first - 1]
    return any(
        before.folded == fold(word) and (query.bare or before.exact == word or not has_diacritics(before.exact))
        for word in _PARTS_OF_NAMES
    )


def _communes(query: Query, run: Run, found: _Found) -> Iterator[Remark]:
    to_new, to_old, districts = _unit_tables()
    if found.kind in ("huyện", "thị xã", "thành phố") and found.name in districts.get(found.kind, {}):
        new_units = districts[found.kind][found.name]
        yield Remark(
            "place",
            f"{found.kind.capitalize()} {_titled(found.name)} (Hậu Giang) không còn từ {SINCE}; nay là "
            f"{_listed(new_units)}, thành phố Cần Thơ.",
            offers=tuple(_with(query, run, found, _lowered(unit)) for unit in new_units),
        )
        return
    if found.kind in ("tỉnh", "huyện", "thị xã", "thành phố"):
        return
    if found.kind is None and not found.name.startswith(tuple(_DISTINCTIVE)):
        return
    kinds = [found.kind] if found.kind else ["xã", "phường", "thị trấn"]
    for kind in kinds:
        old = to_new.get((kind, found.name))
        if old is not None and [(unit.kind, unit.name) for unit in old] != [(kind, found.name)]:
            now = " và ".join(_lowered(unit.written) for unit in old)
            verb = "chia vào" if len(old) > 1 else "thuộc"
            yield Remark(
                "place",
                f"{kind.capitalize()} {_titled(found.name)} (Hậu Giang) từ {SINCE} {verb} {now}, thành phố Cần Thơ.",
                offers=tuple(_with(query, run, found, _lowered(unit.written)) for unit in old),
            )
        new = to_old.get((kind, found.name))
        if new is not None and len(new) > 1:
            yield Remark(
                "place",
                f"{kind.capitalize()} {_titled(found.name)} (Cần Thơ) từ {SINCE} gồm {_listed(new)} "
                "của Hậu Giang trước đây.",
                offers=tuple(_with(query, run, found, _lowered(unit)) for unit in new),
            )


def _names(query: Query, run: Run) -> Iterator[_Found]:
    """The place names in a run, the longest at each place, from the left."""
    names = _all_names()
    longest = _longest_by_first()
    first = 0
    while first < len(run.words):
        for last in range(min(first + longest.get(run.folded[first], 0), len(run.words)), first, -1):
            alike = names.get(run.folded[first:last], ())
            fitting = [name for name in alike if _fits(query, run.words[first:last], name)]
            if fitting:
                kind = _kind_before(run.words[max(first - 2, 0) : first])
                yield from (_Found(first, last, name, kind) for name in fitting)
                first = last - 1
                break
        first += 1


def _fits(query: Query, typed: Sequence[Word], name: str) -> bool:
    """True when the words are spelled as the name is, or bare in a bare query."""
    if query.bare:
        return True
    return all(word.exact == syllable for word, syllable in zip(typed, _spelled(name), strict=True))


@cache
def _spelled(name: str) -> list[str]:
    return [token.exact for token in analyze(name) if not token.joined]


def _kind_before(words: Sequence[Word]) -> str | None:
    folded = [word.folded for word in words]
    return _UNIT_WORDS.get(" ".join(folded)) or (_UNIT_WORDS.get(folded[-1]) if folded else None)


def _is_capitalised(query: Query, typed: Sequence[Word]) -> bool:
    """True when every word begins with a capital in a query that has small letters too, and bears its diacritics."""
    surfaces = [query.read[word.start : word.end] for word in typed]
    return (
        all(surface[:1].isupper() for surface in surfaces)
        and any(surface[1:].islower() for surface in surfaces)
        and any(has_diacritics(word.exact) for word in typed)
    )


def _with(query: Query, run: Run, found: _Found, name: str) -> str:
    """The query with another name in the place of the one found; a unit word before it goes when the name brings one."""
    start = run.words[found.first].start
    if found.kind and name.split(" ")[0].lower() in ("xã", "phường", "thị", "huyện", "thành", "tỉnh"):
        start = run.words[found.first - (2 if found.kind.count(" ") and _is_two(run, found) else 1)].start
    end = run.words[found.last - 1].end
    if query.read[start:end].isupper():
        name = name.upper()
    return query.read[:start] + name + query.read[end:]


def _is_two(run: Run, found: _Found) -> bool:
    return run.words[found.first - 1].folded not in ("tp", "tx", "tt")


def _listed(names: Sequence[str]) -> str:
    names = [_lowered(name) for name in names]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " và " + names[-1]


def _lowered(written: str) -> str:
    """A unit's name with the word for its kind in small letters: xã Vị Thắng."""
    for kind in ("Xã ", "Phường ", "Thị trấn "):
        if written.startswith(kind):
            return kind.lower() + written[len(kind) :]
    return written


def _titled(name: str) -> str:
    return " ".join(word.upper() if set(word) <= set("iv") else word.capitalize() for word in name.split(" "))


def _province_kind(name: str) -> str:
    return "thành phố" if name in ("cần thơ", "đà nẵng", "hải phòng", "hà nội", "hồ chí minh", "huế") else "tỉnh"


@lru_cache(maxsize=1)
def _province_table() -> tuple[dict[str, str], dict[str, list[str]], dict[str, str]]:
    """Merged provinces with the new one's name; the new ones that took in others, with these; names as written."""
    merged: dict[str, str] = {}
    gathered: dict[str, list[str]] = {}
    written: dict[str, str] = {}
    for old, new in rows("provinces_2025"):
        written[old.lower()], written[new.lower()] = old, new
        if old != new:
            merged[old.lower()] = new.lower()
            gathered.setdefault(new.lower(), []).append(old.lower())
    return merged, gathered, written


@lru_cache(maxsize=1)
def _unit_tables() -> tuple[
    dict[tuple[str, str], list[_Unit]], dict[tuple[str, str], list[str]], dict[str, dict[str, list[str]]]
]:
    """Old units with the new ones, new units with the old ones' names, and districts with their new units' names."""
    to_new: dict[tuple[str, str], list[_Unit]] = {}
    to_old: dict[tuple[str, str], list[str]] = {}
    districts: dict[str, dict[str, list[str]]] = {}
    for old, district, new in rows("haugiang_units_2025"):
        one, other = _unit(old), _unit(new)
        to_new.setdefault((one.kind, one.name), []).append(other)
        to_old.setdefault((other.kind, other.name), []).append(old)
        place = _unit(district)
        held = districts.setdefault(place.kind, {}).setdefault(place.name, [])
        if new not in held:
            held.append(new)
    return to_new, to_old, districts


def _unit(written: str) -> _Unit:
    lower = written.lower()
    for kind in ("thành phố", "thị xã", "thị trấn", "huyện", "phường", "xã"):
        if lower.startswith(kind + " "):
            return _Unit(kind, lower[len(kind) + 1 :], written)
    raise ValueError(f"no kind of unit in {written!r}")


@lru_cache(maxsize=1)
def _all_names() -> dict[tuple[str, ...], list[str]]:
    """The names of the tables by their folded words: Bình Thành and Bình Thạnh are two."""
    merged, gathered, _ = _province_table()
    to_new, to_old, districts = _unit_tables()
    names = [*merged, *gathered, *(name for _, name in (*to_new, *to_old))]
    names += [name for district in districts.values() for name in district]
    by_folded: dict[tuple[str, ...], list[str]] = {}
    folded = cache(fold)
    for name in dict.fromkeys(names):
        by_folded.setdefault(tuple(map(folded, words(name))), []).append(name)
    return by_folded


@lru_cache(maxsize=1)
def _longest_by_first() -> dict[str, int]:
    """How many words the longest name has, by its first folded word."""
    longest: dict[str, int] = {}
    for name in _all_names():
        longest[name[0]] = max(len(name), longest.get(name[0], 0))
    return longest
