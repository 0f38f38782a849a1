"""Promises of the chains: the two twins give the same numbers, and these are what the model says of every chain."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiled_parts import compiled
from search.intent.chains import Costs, Counts, InPython, Steps

WORDS, WEIGHT = 5_000_000, 500.0

counts = st.lists(st.lists(st.integers(0, 100_000) | st.just(7), min_size=1, max_size=24), min_size=1, max_size=12)


def steps_of(columns: Counts, seed: int) -> Steps:
    """How often candidates follow one another, most of them never."""
    rng = np.random.default_rng(seed)
    tables = []
    for before, behind in itertools.pairwise(columns):
        most = np.minimum.outer(before, behind)
        followed = np.where(rng.random(most.shape) < 0.3, rng.integers(0, most + 1), 0)
        tables.append(memoryview(followed.astype(np.int64).tobytes()).cast("q"))
    return tables


def columns_of(drawn: list[list[int]]) -> Counts:
    return tuple(map(tuple, drawn))


def costs_of(columns: Counts, seed: int) -> Costs:
    rng = np.random.default_rng(seed)
    return tuple(tuple(rng.choice([0.0, math.log(50)], len(column)).tolist()) for column in columns)


@given(counts, st.integers(0, 1 << 30))
@settings(max_examples=200, deadline=None)
def test_both_twins_give_the_same_numbers(drawn: list[list[int]], seed: int) -> None:
    functions, columns = compiled("search.intent._chains"), columns_of(drawn)
    told = steps_of(columns, seed), WORDS, WEIGHT
    assert functions.probabilities(columns, *told) == InPython().probabilities(columns, *told)
    costs = costs_of(columns, seed)
    assert functions.best_chain(columns, costs, *told) == InPython().best_chain(columns, costs, *told)


@given(counts.map(lambda columns: [column[:3] for column in columns[:4]]), st.integers(0, 1 << 30))
@settings(max_examples=100, deadline=None)
def test_the_numbers_are_those_of_all_chains_weighed_one_by_one(drawn: list[list[int]], seed: int) -> None:
    columns = columns_of(drawn)
    steps, costs = steps_of(columns, seed), costs_of(columns, seed)

    def weigh(chain: tuple[int, ...]) -> float:
        chance = (columns[0][chain[0]] + 0.1) / WORDS
        for number, (one, two) in enumerate(itertools.pairwise(chain)):
            share = (columns[number + 1][two] + 0.1) / WORDS
            followed = steps[number][one * len(columns[number + 1]) + two]
            chance *= (followed + WEIGHT * share) / (columns[number][one] + WEIGHT)
        return chance

    def told_off(chain: tuple[int, ...]) -> float:
        return math.log(weigh(chain)) - sum(cost[place] for cost, place in zip(costs, chain, strict=True))

    chains = {chain: weigh(chain) for chain in itertools.product(*(range(len(column)) for column in columns))}
    total = sum(chains.values())
    for number, probable in enumerate(InPython().probabilities(columns, steps, WORDS, WEIGHT)):
        for place, one in enumerate(probable):
            wanted = sum(chance for chain, chance in chains.items() if chain[number] == place) / total
            assert one == pytest.approx(wanted, rel=1e-9)
    best = tuple(InPython().best_chain(columns, costs, steps, WORDS, WEIGHT))
    assert told_off(best) == pytest.approx(max(map(told_off, chains)), rel=1e-12)
