"""The compiled parts follow no number out of an array, whatever they are told."""

from __future__ import annotations

from collections.abc import Callable

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
    )
    for wrong in wrongs:
        with pytest.raises(ValueError, match=r"outside|differ|go together|one more"):
            wrong()
