"""What every searcher promises about the query language of docs/query.md."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date

import pytest

from contract_asking import Asking, bodies, moment, sample
from index.document import Document

ODD = (
    '"', "(((((", "a" * 20_000, "(" * 3_000, "title:", "AND OR NOT", "đ" * 500 + "*", "../../etc/passwd", "chi bộ AND (",
    "[2020 TO", " ".join(["chi"] * 5_000), "tieude:tieude:", '-"', "ngay:..", "\u0323", "\ud800", "-tacgia:", "bo***",
)  # fmt: skip
"""What no one means, and someone types."""


class LanguagePromises(Asking):
    def test_a_phrase_stands_together_in_order_within_a_sentence(self) -> None:
        documents = bodies("Nông thôn mới.", "Mới về nông thôn.", "Nông dân, thôn mới.", "Ở nông thôn. Mới đây.")
        assert self.whole_of(documents, '"nông thôn mới"') == ["0"]
        assert self.whole_of(documents, "“nong thon moi”") == ["0"]
        assert set(self.whole_of(documents, "«nông thôn")) == {"0", "1", "3"}
        assert self.ask(documents, '"nông thôn mới"').listed == 1, "nothing less is listed beside it"

    def test_an_excluded_word_or_phrase_drops_the_document(self) -> None:
        documents = bodies("Đại hội chi bộ.", "Đại hội công đoàn.", "Đại hội chị em.")
        assert set(self.whole_of(documents, "đại hội -bộ")) == {"1", "2"}
        assert set(self.whole_of(documents, 'đại hội -"chi bộ"')) == {"1", "2"}
        assert set(self.whole_of(documents, "(-bộ) đại hội")) == {"1", "2"}, "brackets are no part of a word"
        assert self.whole_of(documents, "đại hội −chi –em") == ["1"], "a typographer's minus excludes as well"
        assert set(self.whole_of(documents, "đại hội -chi")) == {"1", "2"}, "in a marked query chi is chi"
        assert self.whole_of(documents, "dai hoi -chi") == ["1"], "in a bare one it is chị, chỉ and chí too"
        assert all(hit.id != "0" for hit in self.ask(documents, "đại hội công -bộ").hits), "from partial matches too"
        assert set(self.whole_of(documents, "-bộ")) == {"1", "2"}, "alone it leaves all the others"

    def test_a_filter_cannot_be_excluded_and_the_reader_is_told(self) -> None:
        documents = [Document(id="1", body="Chợ nổi.", author="Ngân"), Document(id="2", body="Chợ nổi.", author="Lan")]
        results = self.ask(documents, "chợ -tacgia:Ngân")
        assert results.total == 2
        assert any("-tacgia:Ngân" in note for note in results.notes)

    def test_a_minus_inside_a_word_is_no_exclusion(self) -> None:
        documents = bodies("Dịch Covid-19 ngày 3-12.", "Dịch sởi.")
        assert self.whole_of(documents, "Covid-19") == ["0"]
        assert self.whole_of(documents, "dịch 3-12") == ["0"]
        assert set(self.whole_of(documents, "dịch -")) == {"0", "1"}

    def test_either_side_of_or_will_do(self) -> None:
        documents = bodies("Sầu riêng chín.", "Khóm Cầu Đúc.", "Mít Thái.", "Sầu đâu.")
        assert set(self.whole_of(documents, "sầu riêng OR khóm")) == {"0", "1"}
        assert set(self.whole_of(documents, "mít HOẶC khóm OR sầu")) == {"0", "1", "2", "3"}
        assert self.whole_of(documents, "(sầu AND riêng) OR") == ["0"]
        assert self.whole_of(documents, "sau AND rieng") == ["0"]
        assert self.whole_of(documents, "sầu or riêng") == [], "in small letters it is a word"

    def test_a_star_stands_for_any_ending(self) -> None:
        documents = bodies("Chi bộ.", "Bóng đá.", "Bạn bè.", "Bộn bề công việc.")
        assert set(self.whole_of(documents, "bo*")) == {"0", "1", "3"}
        assert set(self.whole_of(documents, "(bộ*),")) == {"0", "3"}
        assert self.whole_of(documents, "chi bo*") == ["0"]
        assert self.whole_of(documents, "*") == []

    def test_fields_ask_for_the_title_the_author_the_source_and_the_kind(self) -> None:
        documents = [
            Document(id="1", title="Lễ hội khóm", body="Vị Thanh.", author="THANH NGÂN", source="HG", kind="brief"),
            Document(id="2", title="Vị Thanh", body="Lễ hội khóm.", author="Lê Văn Ngân", source="HGO"),
            Document(id="3", body="Lễ hội khóm ở Vị Thanh."),
        ]
        assert self.whole_of(documents, "tieude:khóm") == ["1"]
        assert self.whole_of(documents, 'tieude:"vi thanh"') == ["2"]
        assert self.whole_of(documents, "tiêuđề:lễ title:hội vị") == ["1"]
        assert set(self.whole_of(documents, "khóm -tieude:khóm")) == {"2", "3"}
        assert set(self.whole_of(documents, "khóm tacgia:ngân")) == {"1", "2"}
        assert self.whole_of(documents, 'khóm tácgiả:"thanh ngân"') == ["1"]
        assert self.whole_of(documents, "khóm nguon:hg") == ["1"], "HG is not HGO"
        assert self.whole_of(documents, unicodedata.normalize("NFD", "nguồn:HGO khóm")) == ["2"]
        assert self.whole_of(documents, "(khóm loai:tin)") == ["1"]
        assert set(self.whole_of(documents, "khóm loại:bài")) == {"2", "3"}
        assert self.whole_of(documents, 'khóm loai:"tin vắn" nguon:HGO') == []
        assert self.whole_of(documents, "khóm", author="Thanh Ngan") == ["1"]
        assert self.whole_of(documents, "khóm", source="hgo") == ["2"]
        assert self.whole_of(documents, "khóm", kind="brief") == ["1"]
        assert self.whole_of(documents, "khóm tacgia:ngân", kind="article") == ["2"]

    def test_a_title_asked_for_exactly_is_taken_as_typed(self) -> None:
        documents = [Document(id="1", title="Bàn tròn", body="."), Document(id="2", title="Bán KH&CN", body=".")]
        for text, found in (("tieude:bàn", ["1"]), ("tieude:ban", []), ("tieude:kh-cn", ["2"]), ("tieude:khcn", ["2"])):
            assert [hit.id for hit in self.ask(documents, text, exact=text != "tieude:khcn").hits] == found, text

    def test_days_are_whole_and_both_ends_count(self) -> None:
        documents = [
            Document(id="trước", body="Tin.", date=moment("2024-12-08T23:59:59")),
            Document(id="đầu", body="Tin.", date=moment("2024-12-09")),
            Document(id="cuối", body="Tin.", date=moment("2024-12-10T23:59:59")),
            Document(id="sau", body="Tin.", date=moment("2024-12-11")),
            Document(id="không", body="Tin."),
        ]
        between = {"from_day": date(2024, 12, 9), "to_day": date(2024, 12, 10)}
        assert set(self.whole_of(documents, "tin", **between)) == {"đầu", "cuối"}
        assert set(self.whole_of(documents, "tin", to_day=date(2024, 12, 8))) == {"trước"}
        assert set(self.whole_of(documents, "tin", from_day=date(2024, 12, 11))) == {"sau"}
        assert set(self.whole_of(documents, "tin ngay:2024-12-09..2024-12-10")) == {"đầu", "cuối"}
        assert set(self.whole_of(documents, "tin ngày:2024")) == {"trước", "đầu", "cuối", "sau"}
        assert set(self.whole_of(documents, "tin tu:10/12/2024 den:12/2024")) == {"cuối", "sau"}
        assert set(self.whole_of(documents, "tin ngay:..2024-12-08")) == {"trước"}
        assert set(self.whole_of(documents, "ngay:2024-12", to_day=date(2024, 12, 8))) == {"trước"}, "both narrow"

    def test_filters_alone_list_all_that_pass_and_nothing_typed_finds_nothing(self) -> None:
        chi, khom = bodies("Chi bộ họp.", "Khóm Cầu Đúc.")
        documents = [replace(chi, kind="brief"), khom]
        briefs = self.ask(documents, "loai:tin")
        assert [(hit.id, hit.match, hit.score, hit.spans) for hit in briefs.hits] == [("0", "all", 0.0, ())]
        assert briefs.hits[0].snippet == "Chi bộ họp."
        assert self.ask(documents, "", kind="brief").total == 1
        for nothing in ("", "   ", "()", "* ? [", "…", '""', "OR", "-"):
            assert self.ask(documents, nothing).listed == 0, nothing

    def test_a_joined_form_is_found_as_it_is_written_and_by_its_parts(self) -> None:
        documents = bodies(
            "Sở KH&CN Hậu Giang.", "Sở KHCN tỉnh.", "Sở KH-CN họp.", "Quỹ CN và KH.", "Xong KH! CN nghỉ."
        )
        for text in ("KH&CN", "khcn", "kh-cn", "sở KH&CN", "so kh&cn"):
            assert set(self.whole_of(documents, text)) == {"0", "1", "2"}, text
        assert self.whole_of(bodies("TP.HCM mưa.", "TP. HCM nắng.", "HCM."), "tp.hcm -nắng") == ["0"]
        assert self.whole_of(bodies("Vốn 37.000 tỉ.", "Vốn 37 tỉ."), "37000") == ["0"]
        assert set(self.whole_of(bodies("Dài 1km.", "Dài 1 km.", "Dài 1 m."), "1km")) == {"0", "1"}

    def test_a_number_weighs_alike_in_any_writing(self) -> None:
        documents = bodies("Vốn 37.000 tỉ đồng.", "Vốn 37000 tỉ đồng.", "Vốn 37,000 tỉ đồng.", "Vốn to.")
        for text in ("37.000", "37000", "37,000"):
            hits = self.ask(documents, text).hits
            assert [hit.match for hit in hits] == ["all"] * 3, text
            assert min(hit.score for hit in hits) > 0, text

    @pytest.mark.parametrize("text", ODD)
    def test_any_text_is_a_query(self, text: str) -> None:
        results = self.ask(sample(), text)
        assert results.query == text
        assert results.total <= results.listed <= 15
