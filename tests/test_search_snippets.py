"""Snippets: the right piece of the text, in its own spelling, with the right words marked."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.parse import parse
from search.ranking import plan
from search.snippets import SNIPPET_CHARS, choose_marks, cut, marked_spans, slots_from_text


def shown(query: str, text: str) -> str:
    """The snippet with its marked words in [brackets]."""
    words = plan(parse(query), parse(query).filters).marked
    slots = slots_from_text(text, words)
    snippet = cut(slots, choose_marks(slots, words))
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


@given(
    st.text(alphabet="chibộ bo.,“”\n&-…\u0323\u200b  ", max_size=600),
    st.sampled_from(["chi bo", "chi bộ", '"chi bộ"', "bo*", "c&b"]),
)
@settings(max_examples=300, deadline=None)
def test_spans_always_lie_in_the_snippet_in_order(text: str, query: str) -> None:
    words = plan(parse(query), parse(query).filters).marked
    slots = slots_from_text(text, words)
    mask = choose_marks(slots, words)
    snippet = cut(slots, mask)
    ends = 0
    for start, end in snippet.spans:
        assert ends <= start < end <= len(snippet.text)
        ends = end
    assert bool(snippet.spans) == bool(mask.any())
    assert len(snippet.text) <= SNIPPET_CHARS + 70
    for start, end in marked_spans(slots, mask):
        assert text[start:end].strip()
