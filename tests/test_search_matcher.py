"""The compiled matcher and the one in numpy answer alike, and neither leaves out a document that may be among the best."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from archive import WORDS, document, documents, query, without_marks
from compiled_parts import compiled
from index.analysis import analyze
from index.segment import FlatSegmentReader
from index.whoosh_state import open_state
from index.whoosh_writer import WhooshWriter
from search.matching.array_matcher import ArrayMatcher
from search.matching.cache import Cache
from search.matching.index_columns import IndexColumns
from search.matching.matcher import Matcher, ScoredList
from search.matching.posting_lists import DENSE_SHARE, Dense, DocumentList, Sparse, document_list, gained
from search.ranking.plan import Both, Condition, DisjunctionMax, Phrase, PhraseWord, Prefix, Published, Strictness, Term

Array = npt.NDArray[Any]


class Opened:
    """An archive of two large segments and a small one, with deleted documents, and both matchers on it."""

    def __init__(self, folder: Path, *, deletions: bool) -> None:
        rng = random.Random(71)
        archive = documents(70, 2600)
        for first, last in ((0, 1500), (1500, 2590), (2590, 2600)):
            with WhooshWriter(folder) as writer:
                for one in archive[first:last]:
                    writer.add(one, "thử.jsonl")
                writer.commit()
        if deletions:
            with WhooshWriter(folder) as writer:
                for one in rng.sample(archive, 300):
                    assert writer.delete(one.id)
                writer.add(document(rng, "mới"), "thử.jsonl")
                writer.commit()
        segments = open_state(folder).segments
        self.readers: list[FlatSegmentReader] = [segment.reader for segment in segments]
        self.alive: list[Array | None] = []
        for segment in segments:
            mask = np.ones(segment.reader.count, dtype=bool)
            mask[list(segment.entry.deleted)] = False
            self.alive.append(mask if segment.entry.deleted else None)
        self.columns = IndexColumns(self.readers, self.alive)
        self.count = sum(reader.count for reader in self.readers)
        self.in_numpy = ArrayMatcher(self.readers, self.alive, self.columns)

    @property
    def in_c(self) -> Matcher[Any, Any]:
        compiled("search.matching._matcher")
        from search.matching.compiled_matcher import CompiledMatcher

        return CompiledMatcher(self.readers, self.columns)

    @property
    def in_two_threads(self) -> Matcher[Any, Any]:
        """The compiled one, which shares every query with a second thread."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("search.matching.compiled_matcher.SHARED_FROM", 0)
            return self.in_c


@pytest.fixture(scope="module", params=[False, True], ids=["nothing deleted", "some deleted"])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    made = Opened(tmp_path_factory.mktemp("matcher"), deletions=request.param)
    assert len(made.readers) > 1 and max(reader.count for reader in made.readers) > 1024
    return made


def words(rng: random.Random, count: int) -> list[tuple[str, str]]:
    """Exact and folded terms that stand side by side in the made-up texts, now and then one that stands in none."""
    start = rng.randrange(len(WORDS) - 6)
    typed = " ".join(WORDS[start : start + 6]) if rng.random() < 0.9 else "không đâu có chữ này cả"
    tokens = [token for token in analyze(typed) if not token.joined][:count]
    return [(token.exact, token.folded) for token in tokens]


def term(rng: random.Random) -> Term:
    field = rng.choice(["exact", "folded", "title", "bigram"])
    some = words(rng, 2)
    if field == "bigram":
        return Term("bigram", " ".join(folded for _, folded in some))
    return (
        Term("exact", some[0][0]) if field == "exact" else Term("title" if field == "title" else "folded", some[0][1])
    )


def phrase(rng: random.Random) -> Phrase:
    strictness: Strictness = rng.choice(["exact", "diacritics", "folded"])
    typed = words(rng, rng.randint(1, 4))
    if rng.random() < 0.3:
        typed = [(without_marks(exact), folded) for exact, folded in typed]
    return Phrase(tuple(PhraseWord(exact, folded, strictness) for exact, folded in typed), rng.random() < 0.3)


def condition(rng: random.Random) -> Condition:
    kind = rng.randrange(8)
    if kind == 0:
        return Prefix(rng.choice(["exact", "folded", "title"]), words(rng, 1)[0][1][: rng.randint(1, 3)])
    if kind == 1:
        return Published(date(2023, rng.randint(1, 12), 1), date(2024, rng.randint(1, 12), 28))
    if kind == 2:
        return Both(phrase(rng), Published(date(2023, 5, 1), date(2024, 3, 1)))
    if kind == 3:
        return DisjunctionMax((term(rng), phrase(rng), term(rng)))
    return phrase(rng) if kind < 6 else term(rng)


def mask(rng: random.Random, opened: Opened) -> Array | None:
    """What filters let through: of the live documents some, or all of them."""
    if rng.random() < 0.4:
        return opened.columns.alive
    passing = np.random.default_rng(rng.randrange(1000)).random(opened.count) < rng.choice([0.001, 0.1, 0.9])
    allowed: Array = passing if opened.columns.alive is None else passing & opened.columns.alive
    return allowed


def parts(rng: random.Random, opened: Opened, conditions: Sequence[Condition], matcher: Matcher[Any, Any]) -> list[Any]:
    """The conditions as scored ones, some of them counting only instead of others; the same for either matcher."""
    made = []
    for one in conditions:
        others = rng.sample(conditions, rng.choice([0, 0, 0, 1, 2])) if len(conditions) > 1 else []
        instead = tuple(matcher.of(other) for other in others if other != one)
        made.append(ScoredList(matcher.of(one), rng.uniform(0.1, 9), rng.random() < 0.3, instead))
    return made


@pytest.mark.parametrize("seed", range(60))
def test_sets_of_documents_are_the_same(opened: Opened, seed: int) -> None:
    rng = random.Random(seed)
    disjuncts = [
        [[condition(rng) for _ in range(rng.randint(1, 3))] for _ in range(rng.randint(0 if not disjunct else 1, 4))]
        for disjunct in range(rng.randint(0, 2))
    ]
    excluded, allowed = [condition(rng) for _ in range(rng.choice([0, 0, 2]))], mask(rng, opened)
    some, asked = [condition(rng) for _ in range(3)], np.array(sorted(rng.sample(range(opened.count), 50)))
    chosen = np.random.default_rng(seed).random(opened.count) < 0.5
    answers = []
    for matcher in (opened.in_numpy, opened.in_c):
        of = matcher.of
        passing = matcher.passing([of(one) for one in excluded], allowed)
        whole = matcher.meeting([[[of(one) for one in need] for need in disjunct] for disjunct in disjuncts], passing)
        any_of = matcher.any_of([of(one) for one in some], passing)
        rest = matcher.less(passing, whole)
        sets = (passing, whole, any_of, rest, matcher.restricted(whole, chosen))
        assert [len(one) for one in sets] == [len(one.docs) for one in sets]
        answers.append(
            (
                [one.docs.tolist() for one in sets],
                [one.has(asked).tolist() for one in sets],
                [len(of(one)) for one in [*some, *excluded]],
                matcher.first_numbers,
            )
        )
    assert answers[0] == answers[1]


@pytest.mark.parametrize("seed", range(60))
def test_the_best_are_among_the_candidates_and_get_the_same_from_each_condition(opened: Opened, seed: int) -> None:
    rng = random.Random(1000 + seed)
    conditions = list(dict.fromkeys(condition(rng) for _ in range(rng.choice([1, 2, 5, 12]))))
    allowed, count = mask(rng, opened), rng.choice([1, 2, 10, 100, opened.count])
    gained, found = [], []
    for matcher in (opened.in_numpy, opened.in_c, opened.in_two_threads):
        some = parts(random.Random(seed), opened, conditions, matcher)
        within = matcher.passing([], allowed)
        gained.append(matcher.contributions(some, within.docs))
        found.append(matcher.candidates(some, count, within))
    assert (gained[0] == gained[1]).all() and (gained[0] == gained[2]).all()
    docs = within.docs
    scores = gained[0].sum(axis=0)
    wanted = docs[scores > 0]
    if count < len(wanted):
        least = np.sort(scores)[-count]
        wanted = docs[scores >= least * (1 + 1e-12)]
    for candidates in found:
        assert set(wanted.tolist()) <= set(candidates.tolist()) <= set(docs.tolist())
        assert (np.diff(candidates) > 0).all()
        assert (scores[np.searchsorted(docs, candidates)] > 0).all(), "what meets no part is no candidate"


@pytest.mark.parametrize("which", ["in_numpy", "in_c"])
@pytest.mark.parametrize("count", [1, 10, 300])
def test_all_that_tie_for_the_last_place_are_candidates(opened: Opened, which: str, count: int) -> None:
    matcher: Matcher[Any, Any] = getattr(opened, which)
    # Once each, and titles have few lengths, so that many documents get the very same.
    dated = [ScoredList(matcher.of(Published(date(2000, 1, 1), date(2030, 1, 1))), 3.0, is_of_title=True)]
    within = matcher.passing([], opened.columns.alive)
    scores = matcher.contributions(dated, within.docs)[0]
    wanted = within.docs[scores >= np.sort(scores)[-count]]
    assert count < len(wanted) < len(within) / 2
    assert set(wanted.tolist()) <= set(matcher.candidates(dated, count, within).tolist())


@pytest.mark.parametrize("share", [0, 0.001, DENSE_SHARE * 0.9, DENSE_SHARE * 1.1, 0.8])
def test_a_sparse_list_and_a_dense_one_answer_alike(share: float) -> None:
    count, rng = 20_000, np.random.default_rng(5)
    docs = np.flatnonzero(rng.random(count) < share)
    tfs = rng.integers(1, 100, len(docs)).astype(np.uint8)
    everywhere = np.zeros(count, dtype=np.uint8)
    everywhere[docs] = tfs
    norms = rng.random(count)
    forms: tuple[DocumentList, ...] = Sparse(docs, tfs), Dense(everywhere, len(docs))
    assert type(document_list(docs, tfs, count)) is (Sparse if share < DENSE_SHARE else Dense)
    for one in (*forms, document_list(docs, tfs, count)):
        assert len(one) == len(docs) and one.docs.tolist() == docs.tolist()
        for asked in (np.arange(0), np.arange(7), np.flatnonzero(rng.random(count) < 0.5), docs):
            assert one.frequencies(asked).tolist() == everywhere[asked].tolist()
        scores, mask = np.zeros(count), np.zeros(count, dtype=bool)
        one.add_scores(scores, 1.5, norms)
        assert scores.tolist() == gained(everywhere, 1.5, norms).tolist()
        one.mark(mask)
        assert np.flatnonzero(mask).tolist() == docs.tolist()


def test_lists_are_kept_up_to_a_bound_and_the_one_kept_longest_goes_first() -> None:
    cache: Cache[Term, DocumentList] = Cache(3 * 102_000)
    docs = np.arange(0, 100_000, 9)
    looked_up = []
    for word in "một hai ba một bốn một hai ba".split():
        if cache.get(Term("folded", word)) is None:
            looked_up.append(word)
            cache.put(Term("folded", word), Sparse(docs, np.ones(len(docs), dtype=np.uint8)))
    assert looked_up == "một hai ba bốn một hai ba".split()


def test_many_queries_at_once_find_what_each_finds_alone(opened: Opened) -> None:
    matcher = opened.in_two_threads
    rng = random.Random(5)
    within = matcher.passing([], opened.columns.alive)
    asked = [parts(rng, opened, [condition(rng) for _ in range(4)], matcher) for _ in range(40)]

    def best(some: list[Any]) -> set[int]:
        docs = matcher.candidates(some, 10, within)
        scores = matcher.contributions(some, docs).sum(axis=0)
        return set(docs[scores >= np.sort(scores)[-10]].tolist()) if len(docs) > 10 else set(docs.tolist())

    alone = [best(some) for some in asked]
    with ThreadPoolExecutor(max_workers=6) as threads:
        for _ in range(5):
            assert list(threads.map(best, asked)) == alone


def test_most_documents_are_not_scored_to_the_end(opened: Opened) -> None:
    matcher = opened.in_c
    frequent = [Term("folded", folded) for folded in ("hau", "bo", "chi", "hoi", "ban")]
    some = [ScoredList(matcher.of(one), 0.3) for one in frequent] + [
        ScoredList(matcher.of(Term("bigram", "chi bo")), 6.0)
    ]
    passing = matcher.passing([], opened.columns.alive)
    assert len(matcher.any_of([matcher.of(one) for one in frequent], passing)) > 2000
    assert len(matcher.candidates(some, 10, passing)) < 100


@pytest.mark.parametrize("text", ["", "\x00", "ð" * 300, "\ud800", "chi\u0301"])
def test_a_term_that_no_text_holds_is_met_by_none(opened: Opened, text: str) -> None:
    for matcher in (opened.in_numpy, opened.in_c):
        for one in (Term("exact", text), Term("folded", text), Term("bigram", f"{text} bo"), Term("bigram", text)):
            assert len(matcher.of(one)) == 0
        assert (
            len(matcher.of(Phrase((PhraseWord(text, text, "diacritics"), PhraseWord("bộ", "bo", "diacritics"))))) == 0
        )


def test_queries_are_answered_alike_with_and_without_the_compiled_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled("search.matching._matcher")
    from search.engines.index_searcher import IndexSearcher
    from search.request import SearchRequest

    with WhooshWriter(tmp_path / "index") as writer:
        for one in documents(72, 700):
            writer.add(one, "thử.jsonl")
        writer.commit()
    fast = IndexSearcher(tmp_path / "index")
    monkeypatch.setattr("search.engines.index_searcher.index_matcher", ArrayMatcher)
    slow = IndexSearcher(tmp_path / "index")
    assert type(fast._snapshot._matcher).__name__ == "CompiledMatcher"
    assert type(slow._snapshot._matcher).__name__ == "ArrayMatcher"
    rng = random.Random(73)
    for _ in range(150):
        request = SearchRequest(
            query(rng),
            limit=rng.choice([1, 10, 300]),
            offset=rng.choice([0, 0, 40]),
            sort=rng.choice(["relevance", "newest"]),
            explain=rng.random() < 0.3,
        )
        compiled_results, numpy_results = fast.search(request), slow.search(request)
        for told in ("total", "listed", "hits"):
            assert getattr(compiled_results, told) == getattr(numpy_results, told), request.text


def sections(reader: FlatSegmentReader) -> list[Array]:
    from search.matching.compiled_matcher import SECTIONS

    return [reader.file.section(name) for name in SECTIONS]


def test_arrays_that_do_not_go_together_are_refused(opened: Opened) -> None:
    functions = compiled("search.matching._matcher")
    reader, norms = opened.readers[0], np.ones(opened.readers[0].count)
    right = sections(reader)
    made = functions.Matcher(((reader.count, tuple(right)),), norms, norms, None, 0)
    number = made.find_term(1, b"chi")
    one, bits, docs = made.find(1, number), made.marked(np.ones(reader.count, bool)), np.array([0, 5])
    other = functions.Matcher(((reader.count, tuple(right)),), norms, norms, None, 0).find(1, number)
    factor, title = np.ones(1), b"\0"
    wrongs: list[Callable[[], object]] = [
        lambda: functions.Matcher(((reader.count + 1, tuple(right)),), norms, norms, None, 0),
        lambda: functions.Matcher(((1 << 17, tuple(right)),), norms, norms, None, 0),
        lambda: functions.Matcher(((reader.count, tuple(right[:-1])),), norms, norms, None, 0),
        lambda: functions.Matcher(((reader.count, tuple(reversed(right))),), norms, norms, None, 0),
        lambda: functions.Matcher(((reader.count, tuple(right)),), norms[1:], norms, None, 0),
        lambda: functions.Matcher(((reader.count, tuple(right)),), norms, norms.astype(np.float32), None, 0),
        lambda: functions.Matcher(((reader.count, tuple(right)),), norms, norms, np.ones(3, bool), 0),
        lambda: made.find_term(2, b"chi"),
        lambda: made.find(4, number),
        lambda: made.find(1, number[:-1]),
        lambda: made.find(3, number),
        lambda: made.find(1, number, number),
        lambda: made.find(1, np.array([len(reader.folded_terms)])),
        lambda: made.beginning(3, b"c"),
        lambda: made.listed(np.array([5, 4]), np.ones(2, np.uint8)),
        lambda: made.listed(np.array([-1]), np.ones(1, np.uint8)),
        lambda: made.listed(np.array([reader.count]), np.ones(1, np.uint8)),
        lambda: made.listed(np.array([1]), np.ones(2, np.uint8)),
        lambda: made.any_within([one], bits[8:]),
        lambda: made.any_within([other], bits),
        lambda: made.phrase((b"chi",), (), False),
        lambda: made.phrase((), (), False),
        lambda: made.meeting((((other,),),), bits),
        lambda: made.meeting((), bits[1:]),
        lambda: made.any_of([other]),
        lambda: made.marked(np.ones(reader.count + 1, bool)),
        lambda: made.count(bits + bits),
        lambda: made.numbers(b""),
        lambda: made.among(bits, docs[::-1].copy()),
        lambda: made.among(bits, docs + reader.count),
        lambda: made.among(bits[8:], docs),
        lambda: made.candidates([one], ((),), factor, title, 0, bits),
        lambda: made.candidates([one], (), factor, title, 1, bits),
        lambda: made.candidates([one], ((other,),), factor, title, 1, bits),
        lambda: made.candidates([one], ((),), factor[1:], title, 1, bits),
        lambda: made.candidates([one], ((),), factor, b"", 1, bits),
        lambda: made.candidates([one], ((),), factor, title, 1, b""),
        lambda: made.contributions([one], ((),), factor, title, docs - 1),
        lambda: made.contributions([one], ((),), factor, title, docs[::-1].copy()),
    ]
    for place, wrong in enumerate(wrongs):
        assert is_refused(wrong), f"number {place} was taken"


def is_refused(call: Callable[[], object]) -> bool:
    try:
        call()
    except ValueError as error:
        return bool(str(error))
    return False


@pytest.mark.parametrize("seed", range(25))
def test_no_damage_to_a_segment_leads_outside_of_it(opened: Opened, seed: int) -> None:
    functions = compiled("search.matching._matcher")
    rng, noise = random.Random(seed), np.random.default_rng(seed)
    reader, norms = opened.readers[0], np.ones(opened.readers[0].count)
    damaged = [section.copy() for section in sections(reader)]
    for section in rng.sample([section for section in damaged if len(section)], 5):
        raw = section.view(np.uint8)
        places = noise.integers(0, len(raw), len(raw) // 50 + 1)
        raw[places] = noise.integers(0, 256, len(places))
    made = functions.Matcher(((reader.count, tuple(damaged)),), norms, norms, None, 0)
    lists = [one for _ in range(60) if (one := some_list(made, rng)) is not None]
    bits = made.marked(np.ones(reader.count, bool))
    instead = tuple((rng.choice(lists),) if rng.random() < 0.3 else () for _ in lists)
    factors, is_of_title = np.ones(len(lists)), bytes(len(lists))
    for within in (bits, made.meeting((((lists[0], lists[1]), (lists[2],)),), bits), made.any_of(lists[:4])):
        docs = np.frombuffer(made.numbers(within), np.int64)
        found = np.frombuffer(made.candidates(lists, instead, factors, is_of_title, 10, within), np.int64)
        assert set(found.tolist()) <= set(docs.tolist()) <= set(range(reader.count))
        made.contributions(lists, instead, factors, is_of_title, docs)


def some_list(made: Any, rng: random.Random) -> Any:
    """A list of a matcher on damaged arrays; None where the damage was seen."""
    one, other = [(exact.encode(), folded.encode()) for exact, folded in words(rng, 2)]
    try:
        kind = rng.randrange(5)
        if kind == 0:
            return made.find(0, made.find_term(0, one[0]))
        if kind == 1:
            return made.find(rng.randint(1, 2), made.find_term(1, one[1]))
        if kind == 2:
            return made.find(3, made.find_term(1, one[1]), made.find_term(1, other[1]))
        if kind == 3:
            return made.beginning(rng.randint(0, 2), one[1][:2])
        return made.phrase((one[1], other[1]), ((one[0],), (other[0],)), rng.random() < 0.5)
    except ValueError:
        return None
