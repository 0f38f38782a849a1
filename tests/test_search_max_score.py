"""Leaving frequent words out of the scoring changes no answer."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from search.matching.cache import Cache
from search.matching.doc_lists import DENSE_SHARE, Dense, DocList, Listed, bm25_part, doc_list
from search.matching.max_score import ScoredList, candidates
from search.ranking.plan import Term

Array = npt.NDArray[Any]

DOCUMENTS = 20_000


def parts(seed: int) -> tuple[list[ScoredList], Array]:
    """Words from rare to frequent as a text has them, and every document's score from all of them."""
    rng = np.random.default_rng(seed)
    norms = (1.2 * (0.25 + 0.75 * rng.gamma(3, 1 / 3, DOCUMENTS))).astype(np.float32)
    scores = np.zeros(DOCUMENTS, dtype=np.float32)
    made = []
    for share in (0.0002, 0.001, 0.004, 0.02, 0.1, 0.3, 0.7, 0.9):
        docs = np.flatnonzero(rng.random(DOCUMENTS) < share)
        tfs = rng.geometric(0.5, len(docs)).clip(1, 100).astype(np.uint8)
        part = ScoredList(doc_list(docs, tfs, DOCUMENTS), 2.2 * np.log(1 / share) * rng.uniform(0.3, 1), norms)
        part.docs.add_scores(scores, part.factor, norms)
        made.append(part)
    return made, scores


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("count", [1, 10, 300, 19_999])
@pytest.mark.parametrize("share", [1.0, 0.3, 0.001])
def test_no_document_of_the_best_is_left_out(seed: int, count: int, share: float) -> None:
    made, scores = parts(seed)
    mask = np.random.default_rng(99 + seed).random(DOCUMENTS) < share
    scores[~mask] = 0
    best = np.sort(scores)[-count]
    expected = np.flatnonzero(scores >= max(best * (1 + 1e-5), 1e-9))
    found = candidates(made, DOCUMENTS, count, mask=None if share == 1 else mask)
    assert set(expected.tolist()) <= set(found.tolist())
    assert mask[found].all()
    assert (np.diff(found) > 0).all()


def test_most_documents_are_left_out() -> None:
    made, scores = parts(3)
    assert np.count_nonzero(scores) > 15_000
    assert len(candidates(made, DOCUMENTS, 10)) < 100


def test_all_that_tie_for_the_last_place_are_candidates() -> None:
    docs = np.arange(0, 5_000, 5)
    norms = np.ones(DOCUMENTS, dtype=np.float32)
    part = ScoredList(Listed(docs, np.ones(len(docs), dtype=np.uint8)), 3.0, norms)
    assert candidates([part], DOCUMENTS, 10).tolist() == docs.tolist()


@pytest.mark.parametrize("share", [0.001, DENSE_SHARE * 0.99, DENSE_SHARE * 1.01, 0.8])
def test_a_list_answers_alike_in_either_form(share: float) -> None:
    rng = np.random.default_rng(5)
    docs = np.flatnonzero(rng.random(DOCUMENTS) < share)
    tfs = rng.integers(1, 100, len(docs)).astype(np.uint8)
    listed = Listed(docs, tfs)
    everywhere = np.zeros(DOCUMENTS, dtype=np.uint8)
    everywhere[docs] = tfs
    dense = Dense(everywhere, len(docs))
    assert len(listed) == len(dense) == len(docs)
    assert listed.docs.tolist() == dense.docs.tolist()
    norms = rng.random(DOCUMENTS).astype(np.float32)
    for asked in (np.arange(0), np.arange(7), np.flatnonzero(rng.random(DOCUMENTS) < 0.5), docs):
        assert listed.frequencies(asked).tolist() == dense.frequencies(asked).tolist() == everywhere[asked].tolist()
    scores = [np.zeros(DOCUMENTS, dtype=np.float32) for _ in range(2)]
    masks = [np.zeros(DOCUMENTS, dtype=bool) for _ in range(2)]
    forms: tuple[DocList, DocList] = listed, dense
    for one, score, mask in zip(forms, scores, masks, strict=True):
        one.add_scores(score, 1.5, norms)
        one.mark(mask)
    assert scores[0].tolist() == scores[1].tolist() == bm25_part(everywhere, 1.5, norms).tolist()
    assert np.flatnonzero(masks[0]).tolist() == np.flatnonzero(masks[1]).tolist() == docs.tolist()


def test_lists_are_kept_up_to_a_bound_and_the_one_kept_longest_goes_first() -> None:
    kept: Cache[Term, DocList] = Cache(3 * 102_000)
    docs = np.arange(0, 100_000, 9)
    looked_up = []
    for word in "một hai ba một bốn một hai ba".split():
        if kept.get(Term("folded", word)) is None:
            looked_up.append(word)
            kept.put(Term("folded", word), Listed(docs, np.ones(len(docs), dtype=np.uint8)))
    assert looked_up == "một hai ba bốn một hai ba".split()
