"""Snippets: the right piece of the text, in its own spelling, with the right words marked."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.highlight.rules import SNIPPET_CHARS, HighlightRules, cut, highlight_spans
from search.highlight.text_slots import slots_from_text
from search.query.parse import parse
from search.ranking.planner import plan


def shown(query: str, text: str) -> str:
    """The snippet with its marked words in [brackets]."""
    words = plan(parse(query), parse(query).filters).highlight_terms
    slots = slots_from_text(text, words)
    snippet = cut(slots, HighlightRules(words).choose(slots), weights=[1] * len(words))
    out, end = [], 0
    for start, stop in snippet.spans:
        out += [snippet.text[end:start], "[", snippet.text[start:stop], "]"]
        end = stop
    return "".join(out) + snippet.text[end:]


FILLER = "Bà con trong ấp chung tay dọn dẹp rác và tưới nước cho cây kiểng ven đường. " * 8


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("chi bộ", "Chi bộ ấp 7 họp.", "[Chi bộ] ấp 7 họp."),
        ("chi bo", "Chỉ có bố tôi. Chi bộ ấp 7.", "Chỉ có bố tôi. [Chi bộ] ấp 7."),
        ("chi bo", "Chỉ có bố tôi.", "[Chỉ] có [bố] tôi."),
        ("bộ", "Bố tôi ở bộ, bỏ việc.", "Bố tôi ở [bộ], bỏ việc."),
        ("bộ", "Bố tôi bỏ việc.", "[Bố] tôi [bỏ] việc."),
        ("hoà bình", "Nguyện vọng hòa bình.", "Nguyện vọng [hòa bình]."),
        ('"chi bộ"', "Chi tiết của bộ. Họp chi bộ.", "Chi tiết của bộ. Họp [chi bộ]."),
        ("khcn", "Sở KH&CN tỉnh.", "Sở [KH&CN] tỉnh."),
        ("bo*", "Bóng đá và bông lúa.", "[Bóng] đá và [bông] lúa."),
        ("37000", "gần 37.000 công dân", "gần [37.000] công dân"),
        ("không có", "Tin vắn.\nDòng hai.", "Tin vắn. Dòng hai."),
        ('"chi bộ" bộ', "Bộ họp. Chi bộ họp. Chi tiền.", "[Bộ] họp. [Chi bộ] họp. Chi tiền."),
        ("lang que lang nghe", "Làng xa. Làng nghề.", "Làng xa. [Làng nghề]."),
        ("chi bộ", "Chị ở bờ sông. Chị bỏ đi.", "Chị ở bờ sông. [Chị bỏ] đi."),
        ('"chi bô"', "Chỉ bỏ đi. Chi bộ họp.", "[Chỉ bỏ] đi. [Chi bộ] họp."),
        ('"chi bộ"', "Chỉ bỏ đi. Chi bộ họp.", "Chỉ bỏ đi. [Chi bộ] họp."),
        ("so KH&CN tinh", "Sổ đỏ. Sở KH&CN tỉnh.", "Sổ đỏ. [Sở KH&CN tỉnh]."),
        ("KH&CN", "KH và CN. Sở KHCN, KH-CN.", "KH và CN. Sở [KHCN], [KH-CN]."),
        ("KH&CN", "Quỹ KH CN.", "Quỹ [KH CN]."),
        ("VH-TT&DL", "Sở VH-TT&DL.", "Sở [VH-TT&DL]."),
        ("chợ -nổi", "Chợ nổi.", "[Chợ] nổi."),
        ("tieude:chợ nổi", "Chợ nổi.", "Chợ [nổi]."),
        ("bán mua", "Bán. Mua\u00a0bán.", "[Bán]. [Mua bán]."),
    ],
)
def test_what_is_marked(query: str, text: str, expected: str) -> None:
    assert shown(query, text) == expected


def test_the_piece_with_most_words_is_cut_at_its_sentence() -> None:
    text = "Tin về bí thư. " + FILLER + "Bí thư Tỉnh ủy dự đại hội chi bộ ấp 7. " + FILLER
    snippet = shown("bí thư chi bộ", text)
    assert snippet.startswith("…[Bí thư] Tỉnh ủy dự đại hội [chi bộ] ấp 7.") and snippet.endswith("…")
    assert len(snippet.replace("[", "").replace("]", "")) <= SNIPPET_CHARS + 2


def test_near_the_end_the_snippet_reaches_back_to_its_full_length() -> None:
    snippet = shown("chi bộ", FILLER + "Họp chi bộ.")
    assert snippet.endswith("Họp [chi bộ].") and len(snippet) > SNIPPET_CHARS * 0.8


def test_an_opening_quote_stays_with_its_sentence() -> None:
    assert shown("ban đầu", FILLER + "\n“Ban đầu khi triển khai”, ông nói. " + FILLER).startswith("…“[Ban đầu]")


def test_decomposed_text_keeps_its_own_letters() -> None:
    text = unicodedata.normalize("NFD", "Họp chi bộ ấp 7.")
    assert unicodedata.normalize("NFC", shown("chi bộ", text)) == "Họp [chi bộ] ấp 7."
    assert unicodedata.normalize("NFD", "bộ") in shown("chi bộ", text)


def test_only_what_is_spelled_as_typed_is_marked_when_it_must_be() -> None:
    query = parse("chi bộ", exact=True)
    slots = slots_from_text("Chỉ bỏ. Chi bộ.", plan(query, query.filters).highlight_terms)
    assert [slots.text[start:end] for start, end in highlight_spans(slots, range(len(slots.met)))] == ["Chi bộ"]


def test_the_rarest_words_are_shown_when_told_which_they_are() -> None:
    text = "Của tỉnh, của huyện. " + FILLER + "Giá sầu riêng. " + FILLER
    words = plan(parse("của tỉnh sầu"), parse("").filters).highlight_terms
    slots = slots_from_text(text, words)
    marks = HighlightRules(words).choose(slots)
    assert cut(slots, marks, weights=[1, 1, 1]).text.startswith("Của tỉnh")
    assert cut(slots, marks, weights=[100, 500, 5000]).text.startswith("…Giá sầu riêng")


def test_words_side_by_side_are_shown_before_words_apart() -> None:
    text = "Hậu cần ở An Giang. " + FILLER + "Về Hậu Giang. " + FILLER
    assert shown("hậu giang", text).startswith("…Về [Hậu Giang].")


def test_a_text_of_a_hundred_thousand_words_is_cut_like_any_other() -> None:
    words = plan(parse("chi bộ của tỉnh"), parse("").filters).highlight_terms
    slots = slots_from_text("Chi bộ của tỉnh ta. " * 20_000, words)
    marks = HighlightRules(words).choose(slots)
    assert len(marks) == 80_000
    snippet = cut(slots, marks, weights=[1] * len(words))
    assert snippet.text.startswith("Chi bộ của tỉnh ta.")
    assert snippet.spans[0] == (0, len("Chi bộ của tỉnh"))


@given(
    st.text(alphabet="chibộ bo.,“”\n&-…\u0323\u200b  ", max_size=600),
    st.sampled_from(["chi bo", "chi bộ", '"chi bộ"', "bo*", "c&b"]),
)
@settings(max_examples=300, deadline=None)
def test_spans_always_lie_in_the_snippet_in_order(text: str, query: str) -> None:
    words = plan(parse(query), parse(query).filters).highlight_terms
    slots = slots_from_text(text, words)
    marks = HighlightRules(words).choose(slots)
    snippet = cut(slots, marks, weights=[1] * len(words))
    ends = 0
    for start, end in snippet.spans:
        assert ends <= start < end <= len(snippet.text)
        ends = end
    assert bool(snippet.spans) == bool(marks)
    assert len(snippet.text) <= SNIPPET_CHARS + len("……")
    assert "\n" not in snippet.text
    assert snippet.text.strip("…") in "".join(" " if letter.isspace() else letter for letter in text)
    for start, end in highlight_spans(slots, marks):
        assert text[start:end].strip()
