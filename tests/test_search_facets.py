"""Facets promise: each count is the total of the search that it leads to, from the fast engine as from the exhaustive."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from archive import documents, query
from index.document import VIETNAM, Document
from index.segment import BuildLimits
from index.whoosh_state import open_state
from index.whoosh_writer import WhooshWriter
from search import SearchRequest, parse_from, parse_to
from search.engines.index_searcher import IndexSearcher
from search.engines.memory import MemorySearcher
from search.facets.facets import MOST_VALUES
from search.results import Facets, FacetValue
from search.searcher import Searcher

AUTHORS = ("THANH NGÂN", "Thanh Ngân", "Lê Thanh Ngân", "Ngân", "Lê Văn A", "…", None)
CATEGORIES = ("Thời sự", "Kinh tế", "Kinh tế - Xã hội", "KINH TẾ", "Thể thao", None)


def facets_of(searcher: Searcher, request: SearchRequest) -> Facets:
    facets = searcher.search(request, with_facets=True).facets
    assert facets is not None
    return facets


def made_up(seed: int, count: int) -> list[Document]:
    rng = random.Random(seed)
    return [
        replace(document, author=rng.choice(AUTHORS), category=rng.choice(CATEGORIES))
        for document in documents(seed, count)
    ]


def write(folder: Path, documents: Sequence[Document]) -> None:
    with WhooshWriter(folder, limits=BuildLimits(memory_mb=1)) as writer:
        for document in documents:
            writer.add(document, "thử.jsonl")
        writer.commit()


def searchers(folder: Path, seed: int) -> tuple[IndexSearcher, MemorySearcher]:
    """Both engines over one archive, the fast one in several segments with deleted and replaced documents."""
    rng = random.Random(seed)
    archive = {document.id: document for document in made_up(seed, 300)}
    write(folder, list(archive.values()))
    gone = rng.sample(sorted(archive), 40)
    again = [replace(document, id=gone[place]) for place, document in enumerate(made_up(seed + 100, 20))]
    with WhooshWriter(folder) as writer:
        for id in gone:
            writer.delete(id)
            del archive[id]
        for document in again:
            writer.add(document, "thử.jsonl")
            archive[document.id] = document
        writer.commit()
    assert len(open_state(folder).segments) > 1
    fast = IndexSearcher(folder)
    return fast, MemorySearcher(archive.values(), fast.lexicon)


def some_request(rng: random.Random) -> SearchRequest:
    return SearchRequest(
        query(rng) if rng.random() < 0.9 else "",
        kind=rng.choice([None, None, "brief"]),
        source=rng.choice([None, None, "HG", "hau giang"]),
        author=rng.choice([None, None, "thanh ngan", "ngân"]),
        category=rng.choice([None, None, "kinh te", "Thể thao"]),
        from_day=rng.choice([None, None, date(2023, 5, 1)]),
        to_day=rng.choice([None, None, date(2024, 6, 30)]),
        exact=rng.random() < 0.1,
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_fast_engine_counts_as_the_exhaustive_one(tmp_path: Path, seed: int) -> None:
    fast, exhaustive = searchers(tmp_path / "index", seed)
    rng = random.Random(seed)
    for _ in range(60):
        request = some_request(rng)
        assert facets_of(fast, request) == facets_of(exhaustive, request), request


def choices(facets: Facets, request: SearchRequest) -> list[tuple[SearchRequest, int]]:
    """Every value of the facets chosen, with the count it promises."""
    options: dict[str, Sequence[FacetValue]] = {"kind": facets.kinds, **facets.values}
    chosen = [
        (replace(request, **{option: value.value}), value.count)  # type: ignore[arg-type]
        for option, values in options.items()
        for value in values
    ]
    return chosen + [
        (replace(request, from_day=parse_from(value.value), to_day=parse_to(value.value)), value.count)
        for value in (*facets.years, *facets.months)
    ]


def test_choosing_a_value_gives_as_many_documents_as_it_promises(tmp_path: Path) -> None:
    searcher, _ = searchers(tmp_path / "index", 7)
    rng = random.Random(7)
    tried = 0
    for _ in range(25):
        request = some_request(rng)
        for chosen, promised in choices(facets_of(searcher, request), request):
            assert searcher.search(chosen).total == promised > 0, chosen
            tried += 1
    assert tried > 300


def both(tmp_path: Path, documents: Sequence[Document]) -> list[Searcher]:
    write(tmp_path / "index", documents)
    return [IndexSearcher(tmp_path / "index"), MemorySearcher(documents)]


def test_values_that_differ_in_case_or_marks_are_one_and_bear_the_usual_spelling(tmp_path: Path) -> None:
    names = ["THANH NGÂN", "Thanh Ngân", "Thanh Ngân", "Lê Thanh Ngân", "…"]
    archive = [Document(id=str(place), body="Chi bộ họp.", author=name) for place, name in enumerate(names)]
    for searcher in both(tmp_path, archive):
        assert facets_of(searcher, SearchRequest("chi bộ")).values["author"] == (
            FacetValue("Thanh Ngân", 4),
            FacetValue("Lê Thanh Ngân", 1),
        )


def test_months_are_those_of_vietnam_and_undated_documents_are_told(tmp_path: Path) -> None:
    archive = [
        Document(id="1", body="Chi bộ họp.", date=datetime(2023, 12, 31, 23, 59, tzinfo=VIETNAM)),
        Document(id="2", body="Chi bộ họp.", date=datetime(2024, 1, 1, tzinfo=VIETNAM)),
        Document(id="3", body="Chi bộ họp.", date=datetime(1965, 3, 1, tzinfo=VIETNAM)),
        Document(id="4", body="Chi bộ họp."),
        Document(id="5", body="Đá bóng."),
    ]
    for searcher in both(tmp_path, archive):
        facets = facets_of(searcher, SearchRequest("chi bộ"))
        assert facets.years == (FacetValue("1965", 1), FacetValue("2023", 1), FacetValue("2024", 1))
        assert facets.months == (FacetValue("1965-03", 1), FacetValue("2023-12", 1), FacetValue("2024-01", 1))
        assert facets.undated == 1


def test_only_whole_matches_are_counted(tmp_path: Path) -> None:
    archive = [Document(id="1", body="Chi bộ ấp họp.", source="HG"), Document(id="2", body="Ấp khác.", source="HGO")]
    for searcher in both(tmp_path, archive):
        assert facets_of(searcher, SearchRequest("chi bộ ấp")).values["source"] == (FacetValue("HG", 1),)


def test_a_request_for_nothing_counts_the_archive(tmp_path: Path) -> None:
    archive = made_up(3, 50)
    for searcher in both(tmp_path, archive):
        facets = facets_of(searcher, SearchRequest(""))
        assert sum(kind.count for kind in facets.kinds) == 50
        assert facets.undated + sum(year.count for year in facets.years) == 50


def test_a_facet_lists_no_more_than_its_most_frequent_values(tmp_path: Path) -> None:
    archive = [
        Document(id=f"{place}-{copy}", body="Chi bộ.", source=f"nguồn{place}")
        for place in range(MOST_VALUES + 20)
        for copy in range(2 if place == MOST_VALUES + 10 else 1)
    ]
    for searcher in both(tmp_path, archive):
        sources = facets_of(searcher, SearchRequest("chi bộ")).values["source"]
        assert len(sources) == MOST_VALUES
        assert sources[0] == FacetValue(f"nguồn{MOST_VALUES + 10}", 2)


def test_an_empty_archive_has_no_facets(tmp_path: Path) -> None:
    for searcher in both(tmp_path, []):
        assert facets_of(searcher, SearchRequest("chi bộ")) == Facets()


def test_a_category_filters_as_a_source_does(tmp_path: Path) -> None:
    archive = [
        Document(id="1", body="Chi bộ.", category="Kinh tế - Xã hội"),
        Document(id="2", body="Chi bộ.", category="Thể thao"),
        Document(id="3", body="Chi bộ."),
    ]
    for searcher in both(tmp_path, archive):
        found = searcher.search(SearchRequest("chi bo", category="xa hoi")).hits
        assert [hit.id for hit in found] == ["1"]
