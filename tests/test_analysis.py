"""Promises of the analysis: every spelling of a word meets itself, and every token points at the original."""

from __future__ import annotations

import hashlib
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analysis import (
    ANALYSIS_VERSION,
    Encoder,
    analyze,
    bigrams,
    canonical_tone,
    clean,
    fold,
    has_marks,
    marks_within,
)
from vector_files import rows, variants

LETTERS = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđbcghklmnprstvx"
vietnamese = st.text(alphabet=LETTERS + LETTERS.upper() + "   .,-&\n\u200b“”0123456789")
any_text = st.text(alphabet=st.characters(), max_size=200) | vietnamese


@pytest.mark.parametrize(("typed", "folded"), rows("fold"))
def test_every_row_of_fold(typed: str, folded: str) -> None:
    assert fold(clean(typed).text) == folded


@pytest.mark.parametrize(("old", "new", "canonical"), [row[:3] for row in rows("tone_placement")])
def test_old_and_new_tone_places_are_one_term(old: str, new: str, canonical: str) -> None:
    assert canonical_tone(old) == canonical_tone(new) == canonical


@pytest.mark.parametrize(("typed", "canonical"), rows("tone_misplaced"))
def test_a_misplaced_tone_is_put_right(typed: str, canonical: str) -> None:
    assert canonical_tone(typed) == canonical


@pytest.mark.parametrize("spellings", variants("norm"))
def test_spellings_of_the_same_words_have_the_same_exact_terms(spellings: list[str]) -> None:
    terms = {tuple(token.exact for token in analyze(spelling)) for spelling in spellings}
    assert len(terms) == 1 and terms != {()}


@pytest.mark.parametrize("spellings", variants("fold"))
def test_words_with_and_without_diacritics_have_the_same_folded_terms(spellings: list[str]) -> None:
    terms = {tuple(token.folded for token in analyze(spelling)) for spelling in spellings}
    assert len(terms) == 1 and terms != {()}


@pytest.mark.parametrize("word", ["café", "Beyoncé", "São", "résumé", "Đắk", "Lắk", "Búk", "naïve", "Zürich"])
def test_words_that_are_not_vietnamese_keep_their_marks_where_they_are(word: str) -> None:
    assert canonical_tone(word) == word


def described(text: str) -> list[str]:
    """Tokens as "exact@position", joined ones as "exact@position+span"."""
    return [f"{token.exact}@{token.position}" + (f"+{token.span}" if token.joined else "") for token in analyze(text)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Chi bộ ấp 7.", "chi@0 bộ@1 ấp@2 7@3"),
        ("KH&CN", "kh@0 khcn@0+2 cn@1"),
        ("KH-CN", "kh@0 khcn@0+2 cn@1"),
        ("kh&cn", "kh@0 khcn@0+2 cn@1"),
        ("VH-TT&DL", "vh@0 vhttdl@0+3 tt@1 dl@2"),
        ("GD-ĐT", "gd@0 gdđt@0+2 đt@1"),
        ("TP.HCM", "tp@0 tphcm@0+2 hcm@1"),
        ("PGS.TS Lâm", "pgs@0 pgsts@0+2 ts@1 lâm@2"),
        ("COVID-19", "covid@0 covid19@0+2 19@1"),
        ("U23, QL61C và 5G", "u23@0 ql61c@1 và@2 5g@3"),
        ("37.000 người", "37000@0 người@1"),
        ("37,000", "37000@0 37,000@0+1"),
        ("1.234.567 đ", "1234567@0 đ@1"),
        ("1,5 ha", "1,5@0 ha@1"),
        ("1,5ha", "1,5@0 ha@1"),
        ("dài 1km", "dài@0 1@1 km@2"),
        ("600m", "600@0 m@1"),
        ("5% và 5 %", "5@0 và@1 5@2"),
        ("ngày 3-12, 55/55, 24/7", "ngày@0 3@1 12@2 55@3 55@4 24@5 7@6"),
        ("nhiệm kỳ 2025-2027", "nhiệm@0 kỳ@1 2025@2 2027@3"),
        ("xã Vị Thủy-Vị Thanh", "xã@0 vị@1 thủy@2 vị@3 thanh@4"),
        ("tuoitre.vn", "tuoitre@0 vn@1"),
    ],
)
def test_joined_forms_numbers_and_units(text: str, tokens: str) -> None:
    assert described(text) == tokens.split()


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Họp chi bộ. Đảng viên dự.", ["hop chi", "chi bo", "dang vien", "vien du"]),
        ("Họp chi bộ\nĐảng viên", ["hop chi", "chi bo", "dang vien"]),
        ("“Chi bộ 5 tốt, Đảng viên”", ["chi bo", "bo 5", "5 tot", "tot dang", "dang vien"]),
        ("cụ thể.Ông nói", ["cu the", "ong noi"]),
        ("TP. Ngã Bảy, TX. Long Mỹ", ["tp nga", "nga bay", "bay tx", "tx long", "long my"]),
        ("rác… “Từ lúc", ["tu luc"]),
        ("Thật ư? Đúng!", ["that u"]),
        ("KH&CN tỉnh", ["kh cn", "cn tinh"]),
    ],
)
def test_pairs_cross_commas_and_quotes_but_no_sentence_end(text: str, pairs: list[str]) -> None:
    assert bigrams(analyze(text)) == pairs


def test_offsets_cover_the_original_with_its_marks_and_without_what_was_dropped() -> None:
    text = "\ufeff“Chi bo\u0323\u0302\u200b ấp”: ᴄhi  Ðảng"
    assert [(text[token.start : token.end], token.exact) for token in analyze(text)] == [
        ("Chi", "chi"),
        ("bo\u0323\u0302", "bộ"),
        ("ấp", "ấp"),
        ("ᴄhi", "chi"),
        ("Ðảng", "đảng"),
    ]


def test_a_very_long_run_is_cut_and_nothing_of_it_lost() -> None:
    text = "a" * 150
    assert [(token.start, token.end) for token in analyze(text)] == [(0, 64), (64, 128), (128, 150)]


@pytest.mark.parametrize(
    ("typed", "spelled", "within"),
    [
        ("bô", "bộ", True), ("bô", "bố", True), ("bô", "bô", True), ("bô", "bo", False), ("bô", "bơ", False), ("bộ", "bô", False),
        ("bo", "bộ", True),
        ("thơ", "thở", True), ("hoà", "hòa", True), ("dang", "đảng", True), ("đang", "dang", False),
        ("bô", "bôn", False),
    ],
)  # fmt: skip
def test_typed_marks_must_be_there_and_missing_ones_are_free(typed: str, spelled: str, within: bool) -> None:
    assert marks_within(typed, spelled) is within


def test_has_marks() -> None:
    assert [word for word in ["chi", "bộ", "đi", "CHI", "5", "ĐI", "中国", "ban"] if has_marks(word)] == [
        "bộ",
        "đi",
        "ĐI",
    ]


@given(any_text)
@example("İstanbul \ud800 \x00 中国 ไทย 👍🏽 é́")
@settings(max_examples=400, deadline=None)
def test_every_token_points_at_the_letters_it_stands_for(text: str) -> None:
    position = -1
    end = 0
    for token in analyze(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.folded and token.exact
        if not token.joined:
            assert token.position > position and token.start >= end
            position, end = token.position, token.end
            if not any(letter.isdigit() for letter in token.exact):
                stands_for = canonical_tone(clean(text[token.start : token.end]).text.lower())
                assert unicodedata.normalize("NFC", stands_for) == unicodedata.normalize("NFC", token.exact)


@given(any_text)
@settings(max_examples=300, deadline=None)
def test_folding_and_tone_placement_settle_at_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    for token in analyze(text):
        assert fold(token.folded) == token.folded
        assert canonical_tone(token.exact) == token.exact


@given(vietnamese)
@settings(max_examples=300, deadline=None)
def test_composed_and_decomposed_text_have_the_same_tokens(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert [(token.exact, token.position) for token in analyze(composed)] == [
        (token.exact, token.position) for token in analyze(decomposed)
    ]


@given(any_text | st.lists(any_text, min_size=2, max_size=3).map((" " * 300).join))
@settings(max_examples=400, deadline=None)
def test_the_bulk_path_agrees_token_by_token(text: str) -> None:
    encoder = Encoder()
    encoded = encoder.encode(text)
    tokens = analyze(text)
    main = [token for token in tokens if not token.joined]
    ends = encoded.gaps.astype(int).cumsum() + encoded.lengths.astype(int).cumsum()
    slots = [place for place, term in enumerate(encoded.terms) if term]
    assert [encoder.terms[encoded.terms[place]] for place in slots] == [token.exact for token in main]
    assert [encoder.folded[encoded.terms[place]] for place in slots] == [token.folded for token in main]
    assert [(ends[place] - encoded.lengths[place], ends[place]) for place in slots] == [
        (token.start, min(token.end, token.start + 255)) for token in main
    ]
    for (before, one), (after, two) in zip(
        zip(slots, main, strict=True), list(zip(slots, main, strict=True))[1:], strict=False
    ):
        carried = two.start - one.end > 255
        assert (after > before + 1) == (two.position > one.position + 1 or carried)
    assert [
        (main.index(next(t for t in main if t.position == token.position)), token.span, token.exact)
        for token in tokens
        if token.joined
    ] == [(slots.index(slot), span, encoder.terms[term]) for slot, span, term in encoded.joined]


def test_a_change_of_any_token_comes_with_a_new_version() -> None:
    texts = [
        cell
        for name in ("fold", "tone_placement", "tone_misplaced", "equal_queries", "dates")
        for row in rows(name)
        for cell in row
    ]
    seen = hashlib.sha256(
        repr([(t.exact, t.folded, t.position, t.span, t.joined) for text in texts for t in analyze(text)]).encode()
    )
    assert (ANALYSIS_VERSION, seen.hexdigest()[:16]) == ("1", FINGERPRINT), (
        "the tokens of some text have changed: raise ANALYSIS_VERSION, so that indexes built before are refused until rebuilt, "
        "and put the new fingerprint here"
    )


FINGERPRINT = "d444000c3f663c9a"
