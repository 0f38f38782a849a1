"""Promises of the two levels of a term: every spelling of a word meets itself, and marks count as typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis_texts import any_text
from index.analysis import analyze, canonical_tone, clean, diacritics_within, fold, has_diacritics
from vector_files import rows, variants


@pytest.mark.parametrize(("typed", "folded"), rows("fold"))
def test_every_row_of_fold(typed: str, folded: str) -> None:
    assert fold(clean(typed).text) == folded


@pytest.mark.parametrize(("old", "new", "canonical"), [row[:3] for row in rows("tone_placement")])
def test_old_and_new_tone_places_are_one_term(old: str, new: str, canonical: str) -> None:
    assert canonical_tone(old) == canonical_tone(new) == canonical


@pytest.mark.parametrize(("typed", "canonical"), rows("tone_misplaced"))
def test_a_misplaced_tone_is_put_right(typed: str, canonical: str) -> None:
    assert canonical_tone(typed) == canonical


SYLLABLES = (
    "hòa thủy quý quả già giếng gìn gì mía mùa cửa cứu người hươu rượu tuổi thuở nguyễn khuya khuỷu khuấy ngoéo xoáy hoàng thoắt "
    "hoặc tuần huệ khuếch quyết quýt huýt moóc yếu yến ỉa ùa ốc ướt ngoằn nghèo chuyện giữa giuộc kiều lẩu bưởi đuối"
)
TONES = "\u0300\u0301\u0303\u0309\u0323"


@pytest.mark.parametrize("syllable", SYLLABLES.split())
def test_a_tone_typed_on_any_vowel_of_its_syllable_comes_to_the_same_place(syllable: str) -> None:
    letters = unicodedata.normalize("NFD", syllable)
    tone = next(iter(set(letters) & set(TONES)), "")
    bare = unicodedata.normalize("NFC", letters.replace(tone, "")) if tone else syllable
    first = 2 if bare.startswith(("qu", "gi")) and len(bare) > 3 else 0
    for place, letter in enumerate(bare):
        if tone and place >= first and unicodedata.normalize("NFD", letter)[0] in "aeiouy":
            misplaced = unicodedata.normalize("NFC", bare[: place + 1] + tone + bare[place + 1 :])
            assert canonical_tone(misplaced) == syllable
            assert canonical_tone(misplaced.upper()) == syllable.upper()


@pytest.mark.parametrize(
    "word",
    "café Beyoncé São résumé Đắk Lắk Búk naïve Zürich Perón Ivić Luć Peña Mañ cliché Pelé Ångström xêút đàon béé".split(),
)
def test_words_that_are_not_vietnamese_syllables_keep_their_marks_where_they_are(word: str) -> None:
    assert canonical_tone(word) == word


@pytest.mark.parametrize("spellings", variants("norm"))
def test_spellings_of_the_same_words_have_the_same_exact_terms(spellings: list[str]) -> None:
    terms = {tuple(token.exact for token in analyze(spelling)) for spelling in spellings}
    assert len(terms) == 1 and terms != {()}


@pytest.mark.parametrize("spellings", variants("fold"))
def test_words_with_and_without_diacritics_have_the_same_folded_terms(spellings: list[str]) -> None:
    terms = {tuple(token.folded for token in analyze(spelling)) for spelling in spellings}
    assert len(terms) == 1 and terms != {()}


@pytest.mark.parametrize(
    ("word", "folded"),
    [("Ⅻ", "xii"), ("ﬁlm", "film"), ("Ｈà", "ha"), ("Əliyev", "əliyev"), ("ᴠɪᴇᴛ", "viet"), ("Ὀδυσσεύς", "ὀδυσσεύς")],
)
def test_folding_knows_the_whole_latin_script_and_leaves_others_alone(word: str, folded: str) -> None:
    assert fold(word) == folded


def test_folding_any_single_character_settles_at_once_and_adds_no_space_or_punctuation() -> None:
    for code in range(0x110000):
        letter = chr(code)
        folded = fold(letter)
        assert folded and fold(folded) == folded
        if letter.isalnum():
            assert not any(piece.isspace() or piece in "'\"()[]@`~.,-" for piece in folded), letter


@given(any_text)
@settings(max_examples=300, deadline=None)
def test_folding_and_tone_placement_settle_at_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    for token in analyze(text):
        assert fold(token.exact) == token.folded == fold(token.folded)
        assert canonical_tone(token.exact) == token.exact


@pytest.mark.parametrize(
    ("typed", "spelled", "within"),
    [
        ("bô", "bộ", True),
        ("bô", "bố", True),
        ("bô", "bô", True),
        ("bo", "bộ", True),
        ("bọ", "bộ", True),
        ("bô", "bo", False),
        ("bô", "bơ", False),
        ("bộ", "bô", False),
        ("bộ", "bố", False),
        ("bô", "bôn", False),
        ("thơ", "thở", True),
        ("hoà", "hòa", True),
        ("dang", "đảng", True),
        ("dảng", "đảng", True),
        ("đang", "dang", False),
        ("đang", "đăng", True),
        ("đăng", "đang", False),
        ("nguơi", "người", True),
        ("nguoi", "người", True),
        ("ngươi", "người", True),
        ("strasse", "straße", True),
    ],
)
def test_typed_marks_must_be_there_and_missing_ones_are_free(typed: str, spelled: str, within: bool) -> None:
    assert diacritics_within(typed, spelled) is within


@given(st.sampled_from(SYLLABLES.split()), st.sampled_from(SYLLABLES.split()))
@settings(deadline=None)
def test_only_words_that_fold_alike_are_within_each_other(typed: str, spelled: str) -> None:
    assert diacritics_within(fold(spelled), spelled)
    if diacritics_within(typed, spelled):
        assert fold(typed) == fold(spelled)


def test_has_marks() -> None:
    words = ["chi", "bộ", "đi", "CHI", "5", "ĐI", "中国", "ban", "ơ", "à"]
    assert [word for word in words if has_diacritics(word)] == ["bộ", "đi", "ĐI", "ơ", "à"]
