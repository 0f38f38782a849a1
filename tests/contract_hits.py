"""What every searcher promises about how a hit is shown, marked and explained."""

from __future__ import annotations

import unicodedata

import pytest

from contract_asking import Asking, bodies, moment, sample
from index.document import Document
from search.request import SearchRequest


class HitPromises(Asking):
    @pytest.mark.parametrize(
        "text", ["chi bộ", "chi bo", "Hậu Giang", "tỉnh", '"chi bộ"', "nghi*", "tieude:chi hội", "loai:tin"]
    )
    def test_spans_lie_inside_the_snippet_in_order(self, text: str) -> None:
        for hit in self.ask(sample(), text).hits:
            last = 0
            for start, end in hit.spans:
                assert last <= start < end <= len(hit.snippet)
                last = end
            assert all(0 <= start < end <= len(hit.title or "") for start, end in hit.title_spans)
            assert "\n" not in hit.snippet
            assert len(hit.snippet) <= 242

    def test_marks_are_in_the_texts_own_spelling(self) -> None:
        decomposed = unicodedata.normalize("NFD", "Họp CHI BỘ ấp Thạnh Lợi.")
        for typed in ("chi bộ", "chi bo", "CHI BỘ", '"chi bộ"'):
            hit = self.ask(bodies(decomposed), typed).hits[0]
            assert [unicodedata.normalize("NFC", hit.snippet[start:end]) for start, end in hit.spans] == ["CHI BỘ"]
            assert hit.snippet == decomposed

    @pytest.mark.parametrize("text", ["chi bo", "tỉnh", "hội nghị", '"hội cựu chiến binh"', "KH&CN OR tỉnh", "ngh*"])
    def test_every_hit_shows_a_marked_word(self, text: str) -> None:
        hits = self.ask(sample(), text).hits
        assert hits
        assert all(hit.spans for hit in hits)

    def test_a_word_in_the_title_alone_is_shown_there(self) -> None:
        document = Document(id="1", title="Lễ hội khóm Cầu Đúc", body="Bà con náo nức.")
        for text in ("khóm", "tieude:khom", "khóm bà"):
            hit = self.ask([document], text).hits[0]
            assert hit.title_spans == ((7, 11),), text
        hit = self.ask([document], "khóm").hits[0]
        assert (hit.snippet_of, hit.snippet, hit.spans) == ("title", document.title, ((7, 11),))

    def test_the_rarest_words_are_shown(self) -> None:
        filler = "Bà con nô nức ra đồng gặt lúa. " * 12
        documents = bodies("Của tỉnh. " + filler + "Giá sầu. " + filler, *["Của tỉnh."] * 8)
        hit = next(hit for hit in self.ask(documents, "của sầu").hits if hit.id == "0")
        assert [hit.snippet[start:end] for start, end in hit.spans] == ["sầu"], "not “Của”, though it stands earlier"

    def test_scores_fall_and_are_explained(self) -> None:
        results = self.ask(sample(), "đại hội chi bộ", explain=True)
        scores = [hit.score for hit in results.hits]
        assert len(scores) > 3
        assert scores == sorted(scores, reverse=True)
        for hit in results.hits:
            assert sum(reason.score for reason in hit.reasons) == pytest.approx(hit.score)
            assert all(reason.score > 0 and reason.word for reason in hit.reasons)
        assert {"exact", "folded", "bigram"} <= {reason.level for reason in results.hits[0].reasons}
        assert all(hit.reasons == () for hit in self.ask(sample(), "đại hội chi bộ").hits)

    def test_hits_carry_the_documents_own_facts(self) -> None:
        document = Document(
            id="báo/2024 05#1",
            body="Sầu riêng được mùa.",
            title="Mùa vui",
            date=moment("2024-05-01T07:14:00"),
            kind="brief",
            source="HG",
            author="THANH NGÂN",
            url="https://example.org/1",
            category="Kinh tế",
        )
        hit = self.ask([document], "sầu riêng").hits[0]
        for fact in ("id", "title", "date", "kind", "source", "author", "url", "category"):
            assert getattr(hit, fact) == getattr(document, fact)

    def test_an_empty_index_answers(self) -> None:
        searcher = self.open_searcher([])
        for text in ("chi bộ", "chi bo", '"chi bộ"', "bo*", "loai:tin", "-bộ", ""):
            results = searcher.search(SearchRequest(text))
            assert (results.total, results.hits) == (0, ())
        stats = searcher.stats()
        assert (stats.documents, stats.first_date, stats.sources) == (0, None, ())
        assert searcher.get("1") is None
