"""What every searcher promises about typing with, without and with some diacritics."""

from __future__ import annotations

import unicodedata

import pytest

from contract_asking import Asking, bodies, sample
from index.document import Kind
from search.request import SearchRequest


class SpellingPromises(Asking):
    @pytest.mark.parametrize(
        ("typed", "variants"),
        [
            (
                "chi bộ",
                ["CHI BỘ", "chi bo\u0323\u0302", "chi bo\u0302\u0323", "chi\u00a0bộ", "chi bộ\u200b", "(chi) bộ!"],
            ),
            ("Huyện ủy", ["huyện uỷ", "HUYỆN ỦY", "\ufeffHUYỆN  UỶ\n"]),
            ("Đảng ủy", ["Ðảng ủy", "đảng uỷ", "\u0189ảng ủy"]),
            ("đường sá", [unicodedata.normalize("NFD", "đường sá"), "ĐƯỜNG SÁ"]),
        ],
    )
    def test_one_word_in_many_writings_finds_the_same_in_the_same_order(self, typed: str, variants: list[str]) -> None:
        searcher = self.open_searcher(sample())
        wanted = [(hit.id, hit.score) for hit in searcher.search(SearchRequest(typed, limit=50)).hits]
        assert wanted
        for variant in variants:
            found = [(hit.id, hit.score) for hit in searcher.search(SearchRequest(variant, limit=50)).hits]
            assert found == wanted, variant

    @pytest.mark.parametrize(
        ("marked", "bare"),
        [
            ("chi bộ", "chi bo"),
            ("Đảng ủy", "dang uy"),
            ("Nguyễn Văn Út", "nguyen van ut"),
            ("Cựu Chiến binh", "cuu chien binh"),
            ("trồng hoa kiểng", "trong hoa kieng"),
            ("Ngã Bảy", "nga bay"),
            ("Hậu Giang", "hau giang"),
        ],
    )
    def test_typing_without_marks_finds_what_typing_with_them_finds(self, marked: str, bare: str) -> None:
        searcher = self.open_searcher(sample())
        with_marks = [hit.id for hit in searcher.search(SearchRequest(marked, limit=50)).hits]
        without = [hit.id for hit in searcher.search(SearchRequest(bare, limit=50)).hits]
        assert with_marks
        assert set(with_marks) <= set(without)
        assert with_marks[0] == without[0]

    @pytest.mark.parametrize(
        ("kind", "text", "total"),
        [
            ("article", "mô hình Đảng viên 5 tốt Tân Phú Thạnh", 1),
            ("brief", "Căn cước", None),
            ("brief", "Cà Mau nghiên cứu thực tế", None),
        ],
    )
    def test_the_sample_page_answers(self, kind: Kind, text: str, total: int | None) -> None:
        results = self.ask(sample(), text, kind=kind)
        assert (results.hits[0].kind, results.hits[0].match) == (kind, "all")
        assert total is None or results.total == total
        assert not results.hits[0].snippet.startswith("(HG"), "a dateline code is no text"

    def test_exact_takes_diacritics_as_typed(self) -> None:
        assert self.whole_of(sample(), "chi bo", exact=True) == []
        documents = bodies("Bạn bè.", "Bán hàng.", "Ban ngày.", "Hoà bình.", "Hóa bình.")
        assert self.whole_of(documents, "ban", exact=True) == ["2"]
        assert self.whole_of(documents, "ba*", exact=True) == ["2"]
        assert self.whole_of(documents, '"bán hàng"', exact=True) == ["1"]
        assert self.whole_of(documents, "hòa bình", exact=True) == ["3"], "wherever its tone is written"
        assert {hit.id for hit in self.ask(documents, "hòa bình", exact=True).hits} == {"3", "4"}, "4 lacks a word"

    def test_words_of_a_bare_query_stand_beside_each_other(self) -> None:
        documents = bodies(
            "Chi bộ ấp 7 họp.",
            "Chị Lan bỏ phố về quê.",
            "Ngân hàng chi cho bộ phận mới.",
            "Anh mua chỉ. Bọ cánh cứng.",
            "Tiền chi, bộ giao.",
        )
        bare = self.ask(documents, "chi bo")
        assert {hit.id for hit in bare.hits if hit.match == "all"} == {"0", "4"}
        assert {hit.id for hit in bare.hits if hit.match == "some"} == {"1", "2", "3"}
        assert (bare.total, bare.relaxed) == (2, True)
        assert set(self.whole_of(documents, "chi bộ")) == {"0", "1", "2", "3", "4"}, (
            "a mark ranks, it shuts nothing out"
        )

    def test_a_bare_word_needs_a_neighbour_on_one_side_only(self) -> None:
        documents = bodies("Đại hội đã xong. Chi bộ họp.", "Đại hội chi bộ ấp 7.", "Đại hội và chi tiền cho bộ phận.")
        assert set(self.whole_of(documents, "dai hoi chi bo")) == {"0", "1"}

    def test_only_words_typed_side_by_side_are_neighbours(self) -> None:
        documents = bodies("Chợ nổi ở Ngã Bảy rất đông.", "Đông người ở chợ nổi.", "Ngã Bảy.")
        assert self.whole_of(documents, '"nga bay" dong') == ["0"], "a phrase is no neighbour"
        assert self.whole_of(documents, "dong -nga bay") == [], "nor what stands across an exclusion"
        assert set(self.whole_of(documents, "cho noi loai:bai dong")) == {"0", "1"}, "nor what stands across a filter"
        assert set(self.whole_of(documents, "cho noi. dong")) == {"0", "1"}, "nor what stands across a sentence end"

    def test_marks_of_an_exclusion_or_an_author_make_no_marked_query(self) -> None:
        documents = bodies("Chi bộ họp.", "Chỉ có bố.", "Chi bộ Đảng họp.")
        assert self.whole_of(documents, "chi bo -đảng") == ["0"]
        assert self.whole_of(documents, "chi bo tacgia:Ngân") == []

    def test_marks_typed_in_a_phrase_must_be_there_and_missing_ones_are_free(self) -> None:
        documents = bodies("Chi bộ họp.", "Chị bỏ đi.", "Chi bố mẹ.")
        assert self.whole_of(documents, '"chi bộ"') == ["0"]
        assert set(self.whole_of(documents, '"chi bô"')) == {"0", "2"}
        assert set(self.whole_of(documents, '"chi bo"')) == {"0", "1", "2"}
