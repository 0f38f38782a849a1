"""Similar documents: what a document is about decides, and both engines agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from archive import documents as made_up
from index.document import Document
from index.whoosh_writer import WhooshWriter
from search.engines.index_searcher import IndexSearcher
from search.engines.memory import MemorySearcher
from search.ranking.plan import Term
from search.ranking.similar import MOST_TERMS, MOST_WORDS, counted_terms, similar_plan
from search.searcher import Searcher

SALT = "Nước mặn xâm nhập sâu vào kênh Xáng Xà No, nông dân Long Mỹ đắp đập ngăn mặn giữ nước ngọt cho lúa."
SALT_AGAIN = (
    "Trước tình hình xâm nhập mặn, người dân huyện Long Mỹ khẩn trương đắp đập trên kênh Xáng Xà No để cứu lúa."
)
BRANCH = "Chi bộ ấp Thạnh Lợi tổ chức đại hội, bầu bí thư nhiệm kỳ mới và bàn việc làm đường."
BRANCH_AGAIN = "Đại hội chi bộ ấp Thạnh Lợi đã bầu bí thư, đề ra chỉ tiêu nhiệm kỳ tới."
OTHERS = [
    "Đội bóng đá nữ của tỉnh thắng trận mở màn giải vô địch quốc gia.",
    "Giá sầu riêng tăng trở lại sau nhiều tuần xuống thấp, thương lái tìm đến tận vườn.",
    "Công an thành phố bắt giữ nhóm trộm xe máy hoạt động ở nhiều phường.",
    "Trường trung học tổ chức ngày hội đọc sách cho học sinh lớp sáu.",
    "Bệnh viện đa khoa đưa vào sử dụng máy chụp cắt lớp mới.",
    "Ca sĩ trẻ ra mắt album đầu tay, hát về quê hương sông nước.",
]
NEWS = [
    Document(id="mặn", title="Đắp đập ngăn mặn", body=SALT, source="HG"),
    Document(id="mặn-nữa", body=SALT_AGAIN, kind="brief"),
    Document(id="chi-bộ", title="Đại hội chi bộ", body=BRANCH),
    Document(id="chi-bộ-nữa", body=BRANCH_AGAIN),
    *(Document(id=f"khác-{place}", body=body) for place, body in enumerate(OTHERS)),
]

Opener = Callable[[Sequence[Document]], Searcher]


def opened_in_whoosh(folder: Path, documents: Sequence[Document], *, batch: int | None = None) -> IndexSearcher:
    for start in range(0, len(documents), batch or len(documents)):
        writer = WhooshWriter(folder)
        for document in documents[start : start + (batch or len(documents))]:
            writer.add(document, "test")
        writer.commit()
        writer.close()
    return IndexSearcher(folder)


@pytest.fixture(params=["memory", "whoosh"])
def open_on(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    if request.param == "memory":
        return MemorySearcher
    return lambda documents: opened_in_whoosh(tmp_path / "index", documents)


@pytest.mark.parametrize(
    ("id", "like"),
    [("mặn", "mặn-nữa"), ("mặn-nữa", "mặn"), ("chi-bộ", "chi-bộ-nữa"), ("chi-bộ-nữa", "chi-bộ")],
)
def test_what_tells_of_the_same_matter_in_other_words_comes_first(open_on: Opener, id: str, like: str) -> None:
    assert [hit.id for hit in open_on(NEWS).similar(id)][:1] == [like]


def test_a_document_is_not_like_itself_and_no_more_come_than_asked_for(open_on: Opener) -> None:
    searcher = open_on(NEWS)
    for document in NEWS:
        found = [hit.id for hit in searcher.similar(document.id, 1)]
        assert document.id not in found
        assert len(found) <= 1


def test_what_shares_nothing_is_not_listed(open_on: Opener) -> None:
    searcher = open_on(NEWS)
    assert {hit.id for hit in searcher.similar("chi-bộ")}.isdisjoint({"mặn", "khác-0", "khác-4"})


def test_spelling_does_not_matter(open_on: Opener) -> None:
    other = [*NEWS, Document(id="bỏ-dấu", body="Xam nhap man tren kenh Xang Xa No, Long My dap dap cuu lua.")]
    assert "bỏ-dấu" in [hit.id for hit in open_on(other).similar("mặn")]


def test_the_opening_stands_for_a_similar_document_and_nothing_is_marked(open_on: Opener) -> None:
    hit = open_on(NEWS).similar("mặn")[0]
    assert hit.snippet == SALT_AGAIN
    assert (hit.spans, hit.kind) == ((), "brief")


def test_an_unknown_id_an_empty_body_and_a_lone_document_are_like_nothing(open_on: Opener) -> None:
    lone = [Document(id="trống", body=""), Document(id="một", body="Chỉ có một tin.")]
    searcher = open_on(lone)
    assert [searcher.similar(id) for id in ("không-có", "trống", "một")] == [(), (), ()]


def test_both_engines_agree_on_any_archive_and_over_several_segments(tmp_path: Path) -> None:
    documents = made_up(11, 60)
    memory, whoosh = MemorySearcher(documents), opened_in_whoosh(tmp_path / "index", documents, batch=25)
    for document in documents:
        ours, slow = whoosh.similar(document.id), memory.similar(document.id)
        assert [hit.id for hit in ours] == [hit.id for hit in slow]
        assert [hit.score for hit in ours] == pytest.approx([hit.score for hit in slow])


def test_a_book_costs_no_more_than_an_article() -> None:
    counts = counted_terms([], [["chữ"] * 400, [f"từ{place}" for place in range(10_000)]])
    assert sum(count for term, count in counts.items() if term.field == "folded") == MOST_WORDS
    plan = similar_plan(counts, lambda term: 2, 1000)
    assert len(plan.scored) == MOST_TERMS


def test_what_everyone_or_no_one_else_says_tells_nothing() -> None:
    counts = counted_terms([], [["của", "riêng", "chung"]])
    held = {"của": 900, "riêng": 1, "chung": 5}
    plan = similar_plan(counts, lambda term: held.get(term.text, 1), 1000)
    assert [scored.condition for scored in plan.scored] == [Term("folded", "chung")]
