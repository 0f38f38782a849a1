"""The compiled parts follow no number out of an array, whatever they are told."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from compiled_parts import compiled


def test_numbers_outside_of_what_they_index_are_refused_not_followed() -> None:
    functions = compiled("index.segment._inversion")
    invert, invert_pairs = functions.invert, functions.invert_pairs
    slots, none = np.array([1, 2, 0, 3], np.int32), np.empty(0, np.int32)
    start, end = np.array([0, 2]), np.array([2, 4])
    bounds = np.array([0, 2, 4])
    one = np.ones(1, np.int32)
    wrongs: tuple[Callable[[], object], ...] = (
        lambda: invert(slots, start, end, none, none, 2),
        lambda: invert(-slots, start, end, none, none, 3),
        lambda: invert(slots, start, end + 1, none, none, 3),
        lambda: invert(slots, start, end[:1], none, none, 3),
        lambda: invert(slots, start, end, one * 3, one, 3),
        lambda: invert(slots, start, end, one, one * 2, 3),
        lambda: invert(slots, start, end, one, none, 3),
        lambda: invert_pairs(slots, bounds, 2),
        lambda: invert_pairs(slots, bounds * 2, 3),
        lambda: invert_pairs(slots, none, 3),
        lambda: functions.count_pairs(slots, bounds, 2, 1),
        lambda: functions.pack(
            np.array([2]), np.array([1], np.uint32), np.ones(1, np.uint8), 1, np.zeros(256, np.uint8)
        ),
        lambda: functions.pack(
            np.array([-1, 2]), np.array([1], np.uint32), np.ones(1, np.uint8), 1, np.zeros(256, np.uint8)
        ),
        lambda: functions.pack(
            np.array([1]), np.array([16], np.uint32), np.ones(1, np.uint8), 1, np.zeros(256, np.uint8)
        ),
        lambda: functions.pack(
            np.array([1]), np.array([1], np.uint32), np.ones(1, np.uint8), 1, np.zeros(255, np.uint8)
        ),
        lambda: functions.take(np.zeros(3, np.int32), 4, slots),
        lambda: functions.take(np.zeros(4, np.int32), 4, -slots),
        lambda: functions.take(np.zeros(4, np.int32), 8, slots),
        lambda: functions.count_each(slots, 2),
        lambda: functions.count_each(-slots, 3),
        lambda: functions.count_each(none, -1),
        lambda: functions.count_words(slots, start, end + 1),
        lambda: functions.count_words(slots, start, end[:1]),
    )
    for wrong in wrongs:
        with pytest.raises(ValueError, match=r"outside|differ|go together|one more"):
            wrong()


def a_marker(**others: Any) -> Any:
    """A marker of "chi bộ" (terms 0 and 1, of which 1 is rare) in a stream of two documents, but for what is said."""
    tokens = (
        np.array([1, 0xFFFF, 0, 1, 0xFFFF, 1], np.uint16),
        np.array([1, 4], np.uint64),
        np.array([1, 1], np.uint32),
        np.array([-1, 0], np.int32),
        np.array([3, 2], np.uint8),
    )
    kinds = ((0, 1), b"\1\1", b"\0\1\0\0", (((0, 1), (True, False)),), False)
    given = {
        "tokens": tokens,
        "order": np.array([0, 1]),
        "start": np.array([0, 1, 2]),
        "by_fold": [(0, 2, 0)],
        "exact": [(0, 1, 1), (1, 2, 3)],
        "in_title": kinds,
        "in_body": kinds,
        "worth": [1_000, 2_000],
        "limits": (240, 40, 80, "“(", " -"),
    }
    if others.keys() <= {"codes", "rare_slot", "rare_term", "term_of_code", "chars"}:
        names = ("codes", "rare_slot", "rare_term", "term_of_code", "chars")
        given["tokens"] = tuple(others.get(name, array) for name, array in zip(names, tokens, strict=True))
    else:
        given.update(others)
    return compiled("search.highlight._highlighter").Highlighter(*given.values())


BODY = "Chi bộ, Chi bộ Chi"
RECORD = (
    struct.pack("<III", 2, len(BODY.encode()), 1)
    + b"[]"
    + BODY.encode()
    + bytes([0, 1, 0, 2, 1, 1])
    + bytes(6)
    + struct.pack("<II", 3, 2)
)


def test_the_highlighter_refuses_numbers_outside_of_what_they_index() -> None:
    shown = a_marker().show(0, 6, 0, RECORD, "", {"Chi bộ": None}.__getitem__)
    assert shown == (BODY, ((0, 6), (8, 18)), (), "body")
    kinds = ((0, 1), b"\1\1", bytes(4), (), False)

    def show(marker: Any, *numbers: int, record: bytes = RECORD, code: int | None = None) -> object:
        return marker.show(*(numbers or (0, 6, 0)), record, "", lambda _: code)

    wrongs: tuple[Callable[[], object], ...] = (
        lambda: show(a_marker(), -1, 6, 0),
        lambda: show(a_marker(), 0, 7, 0),
        lambda: show(a_marker(), 4, 3, 0),
        lambda: show(a_marker(), 0, 6, 7),
        lambda: show(a_marker(), 0, 6, -1),
        lambda: show(a_marker(), record=RECORD[:-1]),
        lambda: show(a_marker(), record=RECORD[:5]),
        lambda: show(a_marker(), record=b"\xff" + RECORD[1:]),
        lambda: show(a_marker(), record=RECORD[:-8] + struct.pack("<II", 6, 1)),
        lambda: show(a_marker(), record=RECORD[:-8] + struct.pack("<II", 3, 0)),
        lambda: show(a_marker(), code=4),
        lambda: show(a_marker(), code=-1),
        lambda: show(a_marker(codes=np.array([1, 2, 0, 1, 1, 1], np.uint16))),
        lambda: show(a_marker(rare_slot=np.array([0, 4], np.uint64))),
        lambda: show(a_marker(rare_term=np.array([1, 2], np.uint32))),
        lambda: show(a_marker(term_of_code=np.array([-1, 2], np.int32))),
        lambda: show(a_marker(term_of_code=np.array([-2, 0], np.int32))),
        lambda: show(a_marker(chars=np.array([3], np.uint8))),
        lambda: a_marker(rare_term=np.array([1], np.uint32)),
        lambda: a_marker(start=np.array([0, 1, 3])),
        lambda: a_marker(start=np.array([-1, 1, 2])),
        lambda: a_marker(start=np.array([0, 1])),
        lambda: a_marker(order=np.array([0, -1])),
        lambda: a_marker(by_fold=[(0, 2, 4)]),
        lambda: a_marker(exact=[(1, 0, 0)]),
        lambda: a_marker(exact=[(0, 2**31, 0)]),
        lambda: a_marker(worth=[1]),
        lambda: a_marker(worth=[1, -1]),
        lambda: a_marker(limits=(5_000, 40, 80, "", "")),
        lambda: a_marker(in_body=((0, 2), *kinds[1:])),
        lambda: a_marker(in_body=(*kinds[:2], bytes(3), (), False)),
        lambda: a_marker(in_body=((0,), *kinds[1:])),
        lambda: a_marker(in_body=(*kinds[:3], (((0, 2), (True, False)),), False)),
        lambda: a_marker(in_body=(*kinds[:3], (((0, 1), (True,)),), False)),
        lambda: a_marker(in_body=(*kinds[:3], (((), ()),), False)),
    )
    for number, wrong in enumerate(wrongs):
        with pytest.raises(ValueError, match=r"outside|differ"):
            print(number, wrong())


def test_a_damaged_record_is_refused_or_shown_as_it_is() -> None:
    rng = random.Random(5)
    marker = a_marker()
    for _ in range(2_000):
        record = bytearray(RECORD)
        for _ in range(rng.randint(1, 4)):
            record[rng.randrange(len(record))] = rng.randrange(256)
        try:
            snippet, spans, *_ = marker.show(0, 6, rng.randint(0, 6), bytes(record), "Chi bộ", lambda _: None)
        except ValueError:
            continue
        assert len(snippet) <= 242 and all(start < end for start, end in spans)


def test_numbers_outside_of_a_segment_are_refused_not_followed() -> None:
    functions = compiled("index.segment._lookup")
    texts, at = memoryview(b"abc"), np.array([0, 1, 3], np.uint32).data
    row, second = np.array([0, 1, 2], np.uint32).data, np.array([0, 1], np.uint32).data
    count = np.array([5, 6], np.uint16).data
    table = (row, second, count)
    zero = np.zeros(1, np.int32).tobytes()
    units, of_two = np.array([3, 1, 3, 0x10], np.uint16), np.arange(256, dtype=np.uint16)
    field = (np.array([0, 1, 4], np.uint32), np.array([0, 1], np.uint8), units, 9, of_two)
    wrongs: tuple[Callable[[], object], ...] = (
        lambda: functions.first_at_least(texts[:2], at, b"z"),
        lambda: functions.first_at_least(texts, np.array([0, 3, 1], np.uint32).data, b"z"),
        lambda: functions.first_at_least(texts, np.array([0, 1], np.uint16).data, b"z"),
        lambda: functions.find_pair(row, second, 2, 0),
        lambda: functions.find_pair(row, second, -1, 0),
        lambda: functions.find_pair(row, second[:1], 1, 0),
        lambda: functions.find_pair(np.array([1, 0], np.uint32).data, second, 0, 0),
        lambda: functions.count_pairs((table,), [(np.array([2], np.int32).tobytes(), zero)]),
        lambda: functions.count_pairs((table,), [(zero[:3], zero)]),
        lambda: functions.count_pairs((table, table), [(zero, zero + zero)]),
        lambda: functions.count_pairs(((row, second, count[:1]),), [(zero, zero)]),
        lambda: functions.count_pairs(((row, second[:1], count[:1]),), [(np.ones(1, np.int32).tobytes(), zero)]),
        lambda: functions.occurrences(np.array([2]), *field),
        lambda: functions.occurrences(np.array([-1]), *field),
        lambda: functions.occurrences(np.array([0]), np.array([0, 9], np.uint32), *field[1:]),
        lambda: functions.occurrences(np.array([1]), *field[:2], units[:3], *field[3:]),
        lambda: functions.occurrences(np.array([1]), field[0], np.full(2, 2, np.uint8), *field[2:]),
        lambda: functions.occurrences(np.array([1]), *field[:4], of_two[:15]),
    )
    for wrong in wrongs:
        with pytest.raises(ValueError, match=r"outside|differ|4 or 8|a number a segment"):
            wrong()
    assert functions.find_pair(row, second, 0, 1 << 40) == functions.find_pair(row, second, 0, -2) == -1


def test_chains_whose_parts_do_not_fit_together_are_refused() -> None:
    functions = compiled("search.intent._chains")
    step = memoryview(bytes(8))
    wrongs: tuple[Callable[[], object], ...] = (
        lambda: functions.probabilities((), [], 1.0, 1.0),
        lambda: functions.probabilities(((1,), ()), [step], 1.0, 1.0),
        lambda: functions.probabilities(((1,), (1,)), [], 1.0, 1.0),
        lambda: functions.probabilities(((1,), (1, 2)), [step], 1.0, 1.0),
        lambda: functions.best_chain(((1,), (1,)), ((0.0,),), [step], 1.0, 1.0),
        lambda: functions.best_chain(((1,), (1,)), ((0.0,), (0.0, 1.0)), [step], 1.0, 1.0),
        lambda: functions.best_chain(((1,), (1,)), ((0.0,), (0.0,)), [step[:0]], 1.0, 1.0),
    )
    for wrong in wrongs:
        with pytest.raises(ValueError, match=r"differ|at least one|for each two"):
            wrong()
