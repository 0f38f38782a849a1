"""What every Searcher promises; an engine's test class inherits this and says how to open one on documents."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from contract_hits import HitPromises
from contract_language import LanguagePromises
from contract_order import OrderPromises
from contract_spellings import SpellingPromises
from index.document import Document
from search.request import SearchRequest
from search.results import Results
from search.searcher import Searcher


def doc(id: str, body: str, **fields: Any) -> Document:
    return Document.from_json({"id": id, "body": body, **fields})


NEWS = [
    doc("ban", "Họp bàn việc chung của xóm bán hàng rong.", title="Họp bàn"),
    doc("bạn", "Người bạn tốt nhất của tôi là bạn Lan.", title="Người bạn"),
    doc("bán", "Bà con buôn bán ở chợ nổi, bán trái cây.", title="Buôn bán"),
    doc("hoa", "Nguyện vọng hoà bình.", title="Hoà bình", date="2024-12-01", author="THANH NGÂN", source="HG"),
    doc("nga", "Đoàn đại biểu Nga bay về nước.", title="Nước Nga"),
    doc(
        "bảy", "Chợ nổi Ngã Bảy đông khách.", title="Thành phố Ngã Bảy", date="2024-12-09T17:14:00+07:00", source="HGO"
    ),
    doc(
        "chi",
        "Chi bộ ấp 7 tổ chức đại hội chi bộ lần thứ VII.",
        kind="brief",
        date="2024-12-09T23:59:59+07:00",
        source="HG",
    ),
    doc("kh", "Sở KH&CN tỉnh công bố đề tài. KHCN là then chốt.", date="2024-12-10T00:00:00+07:00", author="Lê Văn A"),
    doc("chỉ", "Chỉ có bố tôi biết. Bò ăn cỏ.", date="2023-01-05"),
    doc("số", "Cấp căn cước cho gần 37.000 công dân, tuyến lộ dài 1km.", kind="brief"),
]


class SearcherContract(SpellingPromises, LanguagePromises, OrderPromises, HitPromises):
    """All of them; the promises of this class share one archive, NEWS."""

    searcher: Searcher

    def open_searcher(self, documents: Sequence[Document]) -> Searcher:
        """A searcher on an index that holds just these documents, added in this order."""
        raise NotImplementedError

    @pytest.fixture(autouse=True)
    def _opened(self, _folder: None) -> None:
        self.searcher = self.open_searcher(NEWS)

    @pytest.fixture
    def _folder(self) -> None:
        """Overridden by engines that need a place of their own."""

    def search(self, text: str, **options: Any) -> Results:
        return self.searcher.search(SearchRequest(text, **options))

    def ids(self, text: str, **options: Any) -> list[str]:
        return [hit.id for hit in self.search(text, **options).hits]

    def whole(self, text: str, **options: Any) -> set[str]:
        """The documents that match the whole query, checked against the count."""
        results = self.search(text, limit=100, **options)
        found = {hit.id for hit in results.hits if hit.match == "all"}
        assert results.total == len(found)
        return found

    @pytest.mark.parametrize(
        ("text", "best"),
        [
            ("bạn", "bạn"),
            ("bán", "bán"),
            ("họp bàn", "ban"),
            ("hòa bình", "hoa"),
            ("ngã bảy", "bảy"),
            ("nga bay", "bảy"),
        ],
    )
    def test_the_document_that_says_it_comes_first(self, text: str, best: str) -> None:
        assert self.ids(text)[0] == best

    def test_a_bare_word_reaches_every_spelling(self) -> None:
        assert self.whole("ban") == {"ban", "bạn", "bán"} == self.whole("BAN")
        assert self.whole("ban", exact=True) == set()
        assert self.whole("bán", exact=True) == {"ban", "bán"}

    @pytest.mark.parametrize(
        "text", ["hoà bình", "HÒA BÌNH", unicodedata.normalize("NFD", "hòa bình"), "hòa\u00a0bình", "hòa bình\u200b"]
    )
    def test_one_word_in_any_spelling_is_one_word(self, text: str) -> None:
        one, other = self.search("hòa bình"), self.search(text)
        assert [(hit.id, hit.score) for hit in one.hits] == [(hit.id, hit.score) for hit in other.hits]

    def test_bare_words_count_only_beside_each_other(self) -> None:
        assert self.whole("chi bo") == {"chi"}
        assert self.whole("chi bộ") == {"chi", "chỉ"}, "with marks each word counts at any level"
        results = self.search("chi bo")
        assert [hit.match for hit in results.hits] == ["all", *["some"] * (len(results.hits) - 1)]
        assert results.relaxed and results.listed == len(results.hits)

    def test_what_lacks_a_word_follows_and_says_so(self) -> None:
        results = self.search("chi bộ zzzkhongcogi")
        assert results.total == 0 and results.relaxed
        assert results.hits and {hit.match for hit in results.hits} == {"some"}

    @pytest.mark.parametrize("text", ["", "   ", "zzzkhongcogi", "-", "* ? [", "\x00", "🙂", "OR", '"', "title:"])
    def test_nothing_found_is_an_empty_result(self, text: str) -> None:
        results = self.search(text)
        assert (results.total, results.listed, results.hits, results.relaxed) == (0, 0, (), False)

    def test_phrases_stand_together_and_keep_their_marks(self) -> None:
        assert self.whole('"chi bo"') == {"chi"} == self.whole('"chi bộ"') == self.whole("“chi bộ”")
        assert self.whole('"chỉ bộ"') == set() == self.whole('"bộ chi"')
        assert self.whole('"đại hội chi bộ"') == {"chi"}
        assert self.whole('"ấp 7 tổ chức"') == {"chi"}
        assert self.whole('"bạn Lan" OR "chợ nổi"') == {"bạn", "bán", "bảy"}
        assert self.whole('"tôi biết bò"') == set(), "no phrase crosses a sentence end"

    def test_exclusion_and_or(self) -> None:
        assert self.whole("chợ nổi -ngã") == {"bán"}
        assert self.whole('chợ nổi -"trái cây"') == {"bảy"}
        assert self.whole("hòa bình OR căn cước") == {"hoa", "số"}
        assert self.whole("ban -bạn") == {"ban", "bán"}, "a marked exclusion shuts out that spelling only"
        assert self.whole("ban -ban") == set()

    def test_word_beginnings(self) -> None:
        assert self.whole("ngu*") == {"bạn", "hoa"}
        assert self.whole("ngườ*") == {"bạn"}

    def test_title_words(self) -> None:
        assert self.whole("tieude:bay") == {"bảy"} == self.whole("tieude:bảy") == self.whole("tieude:bảy", exact=True)
        assert self.whole("tieude:bay", exact=True) == set()
        assert self.whole('tieude:"ngã bảy"') == {"bảy"}
        assert self.whole("tieude:chợ") == set()

    def test_joined_forms_meet_in_any_writing(self) -> None:
        for text in ("KH&CN", "kh&cn", "KH-CN", "KHCN", "khcn"):
            assert self.whole(text) == {"kh"}, text

    def test_numbers_and_units(self) -> None:
        assert self.whole("37.000") == {"số"} == self.whole("37000") == self.whole("1 km") == self.whole("1km")

    def test_filters_of_the_request_and_of_the_query_agree(self) -> None:
        assert self.whole("", kind="brief") == {"chi", "số"} == self.whole("loai:tin") == self.whole('loai:"tin vắn"')
        assert self.whole("", source="HG") == {"hoa", "chi"} == self.whole("nguon:hg")
        assert self.whole("", author="thanh ngân") == {"hoa"} == self.whole('tacgia:"thanh ngan"')
        assert self.whole("chi bo", kind="article") == set()
        day = date(2024, 12, 9)
        assert (
            self.whole("", from_day=day, to_day=day)
            == {"bảy", "chi"}
            == self.whole("ngay:09/12/2024")
            == self.whole("ngay:2024-12-09")
        )
        assert (
            self.whole("ngay:2024")
            == {"hoa", "bảy", "chi", "kh"}
            == self.whole("tu:2024 den:2024-12")
            == self.whole("ngay:2024..")
        )
        assert self.whole("ngay:..2023") == {"chỉ"}
        dated = {"hoa", "bảy", "chi", "kh", "chỉ"}
        for text in ("den:9999", "ngay:..31/12/9999", "tu:0001 den:9999", "ngay:0001.."):
            assert self.whole(text) == dated, "what has no date is never within two days"
        assert self.whole("", to_day=date.max) == dated
        assert self.whole("bộ", to_day=date.max) == {"chi", "chỉ", "kh"}
        assert self.whole("-chợ", kind="brief") == {"chi", "số"}

    def test_a_filter_that_makes_no_sense_is_noted_and_searched_as_words(self) -> None:
        results = self.search("ngay:hômqua chợ")
        assert results.notes and "hômqua" in results.notes[0]

    def test_sorting_by_date_lists_whole_matches_undated_last(self) -> None:
        documents = [
            doc("không ngày", "tin"),
            doc("cũ", "tin", date="2020-01-01"),
            doc("mới", "tin", date="2024-01-01"),
            doc("khác", "báo", date="2025-01-01"),
        ]
        self.searcher = self.open_other(documents)
        assert self.ids("tin", sort="newest") == ["mới", "cũ", "không ngày"]
        assert self.ids("tin", sort="oldest") == ["cũ", "mới", "không ngày"]

    def open_other(self, documents: Sequence[Document]) -> Searcher:
        """A searcher on another index."""
        return self.open_searcher(documents)

    def test_ties_go_to_the_newer_then_to_the_earlier_indexed(self) -> None:
        documents = [
            doc("a", "tin"),
            doc("b", "tin", date="2020-01-01"),
            doc("c", "tin", date="2024-01-01"),
            doc("d", "tin", date="2024-01-01"),
        ]
        self.searcher = self.open_other(documents)
        assert self.ids("tin") == ["c", "d", "b", "a"]

    def test_pages_do_not_overlap_and_end(self) -> None:
        every = self.ids("chợ nổi ban", limit=100)
        assert len(every) >= 4
        paged = [id for offset in range(0, len(every) + 2, 2) for id in self.ids("chợ nổi ban", limit=2, offset=offset)]
        assert paged == every
        assert self.ids("chợ", offset=1000) == []

    def test_spans_mark_the_texts_own_words(self) -> None:
        for text in ("chi bo", "chi bộ", '"chi bộ"', "KH&CN", "nga bay", "can cuoc 37000", "ngu*"):
            for hit in self.search(text).hits:
                spans = list(hit.spans)
                assert spans == sorted(spans) and all(0 <= start < end <= len(hit.snippet) for start, end in spans)
                assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))
                assert spans, (text, hit.snippet)
        best = self.search("chi bo").hits[0]
        assert [best.snippet[start:end] for start, end in best.spans] == ["Chi bộ", "chi bộ"]
        best = self.search("khcn").hits[0]
        assert [best.snippet[start:end] for start, end in best.spans] == ["KH&CN", "KHCN"]

    def test_an_explanation_adds_up_to_the_score(self) -> None:
        for text in ("chi bộ", "chi bo", '"chợ nổi"', "ngu*", "KH&CN OR ban"):
            for hit in self.search(text, explain=True).hits:
                assert hit.reasons and sum(reason.score for reason in hit.reasons) == pytest.approx(hit.score)

    def test_get_gives_the_whole_document_or_none(self) -> None:
        found = self.searcher.get("bảy")
        assert found is not None and found.document == NEWS[5]
        assert self.searcher.get("không-có") is None

    def test_stats_count_what_is_there(self) -> None:
        stats = self.searcher.stats()
        assert (stats.documents, stats.articles, stats.briefs) == (10, 8, 2)
        assert stats.sources == (("HG", 2), ("HGO", 1))
        assert stats.first_date and stats.first_date.isoformat() == "2023-01-05T00:00:00+07:00"
