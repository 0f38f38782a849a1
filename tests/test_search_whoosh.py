"""The Whoosh engine against the exhaustive one: the same documents, scores and order on random archives."""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
import whoosh.index
from whoosh.qparser import QueryParser

from archive import document, documents, query
from contract_searcher import SearcherContract
from contract_writer import WriterContract
from index.document import Document
from index.segment import BuildLimits
from index.whoosh_state import open_state
from index.whoosh_writer import WhooshWriter
from search.engines.index_searcher import IndexSearcher
from search.engines.memory import MemorySearcher
from search.request import SearchRequest
from search.results import Results
from search.searcher import Searcher

SMALL = BuildLimits(memory_mb=1)
"""About 20,000 slots: a few hundred made-up documents fill several segments."""


def build(folder: Path, documents: Sequence[Document], *, limits: BuildLimits | None = None) -> None:
    with WhooshWriter(folder, limits=limits) as writer:
        for document in documents:
            writer.add(document, "thử.jsonl")
        writer.commit()


class TestWhooshWriter(WriterContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "index"

    def open_writer(self) -> WhooshWriter:
        return WhooshWriter(self.folder)

    def stored(self, id: str) -> Document | None:
        found = open_state(self.folder).find(id)
        return found[0].reader.record(found[1]).document if found else None


class TestWhooshSearcher(SearcherContract):
    @pytest.fixture
    def _folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "index"

    def open_searcher(self, documents: Sequence[Document]) -> Searcher:
        self.folder = self.folder.with_name(self.folder.name + "+")
        build(self.folder, documents)
        return IndexSearcher(self.folder)


def assert_same(fast: Results, exhaustive: Results) -> None:
    assert (fast.total, fast.listed, fast.relaxed) == (exhaustive.total, exhaustive.listed, exhaustive.relaxed), (
        fast.query
    )
    assert [hit.score for hit in fast.hits] == pytest.approx([hit.score for hit in exhaustive.hits], rel=1e-5), (
        fast.query
    )
    assert [hit.id for hit in fast.hits] == [hit.id for hit in exhaustive.hits], fast.query
    assert [(hit.match, hit.snippet, hit.spans, hit.title_spans) for hit in fast.hits] == [
        (hit.match, hit.snippet, hit.spans, hit.title_spans) for hit in exhaustive.hits
    ], fast.query


@pytest.mark.parametrize("seed", range(4))
def test_the_fast_engine_answers_as_the_exhaustive_one(tmp_path: Path, seed: int) -> None:
    rng = random.Random(1000 + seed)
    archive = {document.id: document for document in documents(seed, 400)}
    folder = tmp_path / "index"
    build(folder, list(archive.values()), limits=SMALL)
    with WhooshWriter(folder, limits=SMALL) as writer:
        for id in rng.sample(sorted(archive), 60):
            assert writer.delete(id)
            del archive[id]
        for id in rng.sample(sorted(archive), 60):
            archive.pop(id)
            archive[id] = document(rng, id)
            assert writer.add(archive[id], "thử.jsonl") == "updated"
        writer.commit()
    assert len(open_state(folder).segments) > 1
    fast = IndexSearcher(folder)
    exhaustive = MemorySearcher(list(archive.values()), fast.lexicon)
    for _ in range(120):
        request = SearchRequest(
            query(rng),
            limit=rng.choice([1, 10, 30, 1000]),
            offset=rng.choice([0, 0, 0, 7, 200]),
            sort=rng.choice(["relevance", "relevance", "newest", "oldest"]),
            kind=rng.choice([None, None, "brief"]),
            author=rng.choice([None, None, None, "thanh ngan"]),
            source=rng.choice([None, None, None, "HG"]),
            exact=rng.random() < 0.2,
        )
        assert_same(fast.search(request), exhaustive.search(request))


def test_merging_changes_no_answer(tmp_path: Path) -> None:
    archive = documents(11, 300)
    one, many = tmp_path / "một", tmp_path / "nhiều"
    build(one, archive)
    for start in range(0, 300, 20):
        build(many, archive[start : start + 20])
    assert len(open_state(many).segments) < 15, "fifteen small commits were never merged"
    whole, merged = IndexSearcher(one), IndexSearcher(many)
    rng = random.Random(12)
    for _ in range(60):
        request = SearchRequest(query(rng), limit=50)
        assert_same(merged.search(request), whole.search(request))


def test_whoosh_itself_opens_the_index_and_finds_the_same_documents(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    build(folder, documents(3, 200), limits=SMALL)
    index = whoosh.index.open_dir(str(folder))
    ours = IndexSearcher(folder)
    with index.searcher() as theirs:
        assert theirs.doc_count() == 200
        for word in ("chi", "hau", "bo", "khcn", "37000"):
            parsed = QueryParser("folded", index.schema).parse(word)
            found = {hit["id"] for hit in theirs.search(parsed, limit=None)}
            # In quotes, so that nothing is read into it: 37000 also finds 37 nghìn.
            results = ours.search(SearchRequest(f'"{word}"', limit=1000))
            assert found == {hit.id for hit in results.hits if hit.match == "all"}
            assert found
        parsed = QueryParser("folded", index.schema).parse("chi AND bo NOT giang")
        found = {hit["id"] for hit in theirs.search(parsed, limit=None)}
        assert found == {
            hit.id for hit in ours.search(SearchRequest("chí bộ -giang", limit=1000)).hits if hit.match == "all"
        }
        assert {hit["id"] for hit in theirs.search(QueryParser("kind", index.schema).parse("brief"), limit=None)} == {
            hit.id for hit in ours.search(SearchRequest("loai:tin", limit=1000)).hits
        }
        assert list(theirs.reader().expand_prefix("folded", "bo")) == [b"bo"]


def test_a_searcher_sees_each_commit_and_threads_share_it(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    build(folder, documents(5, 100))
    searcher = IndexSearcher(folder)
    failures: list[str] = []
    stop = threading.Event()

    def read() -> None:
        rng = random.Random(threading.get_ident())
        while not stop.is_set():
            try:
                results = searcher.search(SearchRequest("hau giang", limit=rng.choice([5, 50])))
                if not all(results.query and hit.snippet for hit in results.hits):
                    failures.append(f"an empty hit among {results.total}")
            except Exception as error:  # every error a thread meets is what this test looks for
                failures.append(repr(error))

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    threads = [threading.Thread(target=read) for _ in range(4)]
    try:
        for thread in threads:
            thread.start()
        for number in range(12):
            build(folder, [Document(id=f"moi-{number}", body=f"Hậu Giang tin số {number}.")])
            assert searcher.get(f"moi-{number}") is not None, "a commit is seen by the next call"
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        sys.setswitchinterval(interval)
    assert not failures, failures[:3]
    assert searcher.stats().documents == 112
