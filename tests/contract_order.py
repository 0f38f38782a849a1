"""What every searcher promises about which documents come first, and which page holds which."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from contract_asking import Asking, bodies, moment
from index.document import Document
from search.request import QueryRefused, Sort


class OrderPromises(Asking):
    def test_up_to_three_words_whole_matches_come_first(self) -> None:
        documents = bodies("Sầu riêng " * 30, "Giá sầu riêng, " + "chuyện khác hẳn " * 60, "Không có gì.")
        hits = self.ask(documents, "giá sầu riêng").hits
        assert [(hit.id, hit.match) for hit in hits] == [("1", "all"), ("0", "some")]

    def test_longer_queries_are_listed_by_score_alone(self) -> None:
        documents = bodies(
            "Giá sầu riêng cuối vụ. " * 5, "Giá mít; vụ; cuối năm; riêng; sầu; lại: " + "chuyện khác hẳn " * 100
        )
        hits = self.ask(documents, "giá sầu riêng cuối vụ lại").hits
        assert [(hit.id, hit.match) for hit in hits] == [("0", "some"), ("1", "all")]

    def test_at_most_a_hundred_partial_matches_are_listed(self) -> None:
        documents = [*bodies(*["Chỉ có khóm thôi."] * 130), Document(id="cả", body="Khóm Cầu Đúc.")]
        results = self.ask(documents, "khóm Cầu", limit=200)
        assert (results.total, results.listed, len(results.hits)) == (1, 101, 101)
        assert results.hits[0].id == "cả"
        assert [hit.match for hit in self.ask(documents, "khóm Cầu", limit=10, offset=100).hits] == ["some"]
        assert self.ask(documents, "khóm Cầu", offset=101).hits == ()

    @pytest.mark.parametrize("text", ["lúa", "lúa gạo mới về làng"])
    def test_a_document_that_meets_no_word_is_never_listed(self, text: str) -> None:
        documents = [Document(id="có", body="Lúa gạo.", date=moment("2024-12-11"))]
        documents += [Document(id=str(n), body="Chẳng liên quan.", date=moment("2024-12-12")) for n in range(9)]
        for limit in (1, 5, 100):
            results = self.ask(documents, f"{text} ngay:2024-12-12", limit=limit)
            assert (results.hits, results.total, results.listed) == ((), 0, 0)

    def test_relaxed_is_said_of_the_page_that_lists_partial_matches(self) -> None:
        documents = bodies("Khóm Cầu Đúc.", "Khóm Cầu.", "Khóm.")
        assert not self.ask(documents, "khóm cầu", limit=2).relaxed
        assert self.ask(documents, "khóm cầu", limit=2, offset=2).relaxed
        assert not self.ask(documents, "khóm cầu", sort="newest").relaxed

    def test_dates_order_whole_matches_with_undated_ones_last(self) -> None:
        documents = [
            Document(id="không 1", body="Tỉnh họp."),
            Document(id="giữa", body="Tỉnh họp.", date=moment("2024-05-01T08:00:00")),
            Document(id="mới", body="Tỉnh.", date=moment("2024-05-01T08:00:01")),
            Document(id="cũ", body="Tỉnh họp.", date=moment("1950-05-01")),
            Document(id="thiếu", body="Họp.", date=moment("2024-06-01")),
            Document(id="giữa 2", body="Tỉnh.", date=moment("2024-05-01T08:00:00")),
            Document(id="không 2", body="Tỉnh họp."),
        ]
        newest = ["mới", "giữa", "giữa 2", "cũ", "không 1", "không 2"]
        oldest = ["cũ", "giữa", "giữa 2", "mới", "không 1", "không 2"]
        assert self.whole_of(documents, "tỉnh", sort="newest") == newest
        assert self.whole_of(documents, "tỉnh", sort="oldest") == oldest
        results = self.ask(documents, "tỉnh họp", sort="newest")
        assert [hit.id for hit in results.hits] == ["giữa", "cũ", "không 1", "không 2"]
        assert (results.total, results.listed, results.relaxed) == (4, 4, False)

    @pytest.mark.parametrize(
        ("text", "sort"),
        [("khóm cầu", "relevance"), ("khóm", "newest"), ("khóm", "oldest"), ("khóm cầu đúc mới về", "relevance")],
    )
    def test_pages_follow_one_another_without_overlap(self, text: str, sort: Sort) -> None:
        documents = [
            Document(
                id=str(number),
                body="Khóm " * (number % 5 + 1) + "Cầu " * (number % 3),
                date=moment("2024-01-01") + timedelta(days=number % 4),
            )
            for number in range(40)
        ]
        whole = [hit.id for hit in self.ask(documents, text, limit=1000, sort=sort).hits]
        assert len(set(whole)) == len(whole) > 20
        pages = [self.ask(documents, text, limit=9, offset=offset, sort=sort).hits for offset in range(0, 50, 9)]
        assert [hit.id for page in pages for hit in page] == whole

    def test_a_page_past_the_end_is_empty_and_counts_all_the_same(self) -> None:
        documents = bodies(*["Khóm."] * 3)
        for options in ({"offset": 10_000}, {"limit": 0}, {"offset": 3, "sort": "newest"}):
            results = self.ask(documents, "khóm", **options)
            assert (results.hits, results.total, results.listed) == ((), 3, 3)

    @pytest.mark.parametrize(
        "options",
        [
            {"limit": -3},
            {"offset": -1},
            {"sort": "đẹp"},
            {"kind": "phim"},
            {"from_day": date(2024, 2, 1), "to_day": date(2024, 1, 1)},
        ],
    )
    def test_an_option_that_makes_no_sense_is_refused_with_a_sentence(self, options: dict[str, Any]) -> None:
        with pytest.raises(QueryRefused, match="hãy"):
            self.ask(bodies("Bạn."), "bạn", **options)

    def test_the_rarer_word_and_the_oftener_said_count_more(self) -> None:
        documents = bodies(
            "Sạt lở bờ sông. " + "Sông sâu nước chảy. " * 3, "Sạt lở, sạt lở bờ sông.", *["Bên bờ sông sâu."] * 10
        )
        assert [hit.id for hit in self.ask(documents, "sạt lở sông").hits][:2] == ["1", "0"]
        assert self.ask(bodies("Nhà cao.", "Chợ nổi.", "Nhà cao."), "chợ nhà").hits[0].id == "1"

    def test_the_title_counts_for_more(self) -> None:
        documents = [
            Document(id="thân", title="Tin địa phương", body="Lễ hội khóm mở ở Vị Thanh hôm nay."),
            Document(id="tên", title="Lễ hội khóm", body="Mở ở Vị Thanh hôm nay, tin địa phương."),
        ]
        assert self.whole_of(documents, "lễ hội khóm") == ["tên", "thân"]
        assert self.whole_of(documents, "le hoi khom") == ["tên", "thân"]

    def test_words_side_by_side_count_for_more(self) -> None:
        documents = bodies("Hậu cần ở Giang Nam, hậu phương xa.", "Ở Hậu Giang, hậu phương gần, giang sơn.")
        assert self.whole_of(documents, "hậu giang") == ["1", "0"]
