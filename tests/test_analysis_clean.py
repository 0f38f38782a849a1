"""Promises of cleaning: what hides in a text does not hide its words, and the way back to the original holds."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis_texts import any_text, news
from compiled_parts import compiled
from index.analysis import Cleaned, clean
from index.analysis.clean import plain_characters


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("chi bo\u0323\u0302", "chi bộ"),
        ("chi bo\u0302\u0323", "chi bộ"),
        ("chi bọ\u0302", "chi bộ"),
        ("a\u0341", "á"),
        ("chi\u00a0bộ\u2009ấp\u202f7", "chi bộ ấp 7"),
        ("\ufeffHậu\u00ad Gi\u200bang\u202c", "Hậu Giang"),
        ("Ðảng ðảng Ɖảng ɖảng", "Đảng đảng Đảng đảng"),
        ("İstanbul", "Istanbul"),
        ("I\u0307stanbul", "Istanbul"),
        ("ᴄhi bộ, уêu cầu, Bᴠ", "chi bộ, yêu cầu, Bv"),
        ("bо\u0323\u0302", "bộ"),
        ("b\u200bо\u0323\u200b\u0302", "bộ"),
        ("Москва, США và ᴠᴄ", "Москва, США và ᴠᴄ"),
        ("❤\ufe0f", "❤"),
        ("m², ½, …, “số”", "m², ½, …, “số”"),
        ("\u0301a", "\u0301a"),
        ("", ""),
    ],
)
def test_what_is_read(text: str, cleaned: str) -> None:
    assert clean(text).text == cleaned


@pytest.mark.parametrize("text", ["Chi bộ ấp 7", "chi\u00a0bộ", "Ðảng", "ᴄhi", "plain"])
def test_a_text_whose_characters_all_stay_in_place_needs_no_offsets(text: str) -> None:
    assert clean(text).starts is None and clean(text).original_span(1, 3) == (1, 3)


def test_a_letter_covers_its_marks_and_none_of_what_was_deleted_around_it() -> None:
    text = "\ufeffbo\u0323\u200b\u0302\u200b ấp"
    cleaned = clean(text)
    assert cleaned.text == "bộ ấp"
    assert [text[slice(*cleaned.original_span(at, at + 1))] for at in range(5)] == [
        "b",
        "o\u0323\u200b\u0302",
        " ",
        "ấ",
        "p",
    ]


@given(any_text)
@settings(max_examples=400, deadline=None)
def test_cleaning_settles_at_once_and_every_letter_points_at_what_it_came_from(text: str) -> None:
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned.text)
    assert clean(cleaned.text) in (cleaned, type(cleaned)(cleaned.text))
    end = 0
    for at in range(len(cleaned.text)):
        first, last = cleaned.original_span(at, at + 1)
        assert 0 <= first < last <= len(text)
        assert first >= end or (first, last) == cleaned.original_span(at - 1, at)
        end = last


@given(st.text(alphabet=st.characters(max_codepoint=0xFFFF)) | news)
@settings(max_examples=600, deadline=None)
def test_a_text_of_plain_characters_is_clean_as_it_stands(text: str) -> None:
    bits = plain_characters()
    is_plain = all(ord(letter) < 0x10000 and bits[ord(letter) >> 3] >> (ord(letter) & 7) & 1 for letter in text)
    assert compiled("index.analysis._chunk_table").all_within(text, bits) == is_plain
    if is_plain:
        assert clean(text) == Cleaned(text)


def test_the_letters_and_signs_of_a_newspaper_are_plain() -> None:
    text = "Sáng 12-12, Đảng ủy xã Vĩnh Tường: “Hòa bình”, 37.000 đồng/kg… (5%) – QĐ/ĐU ẰẴỮự ½ m²\n"
    assert compiled("index.analysis._chunk_table").all_within(text, plain_characters())
