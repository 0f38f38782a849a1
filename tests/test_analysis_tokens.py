"""Promises of the tokens: joined forms, numbers, sentence ends, and that every token points at the original."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis_texts import any_text, described, news, vietnamese
from index.analysis import SENTENCE_GAP, analyze, bigrams, canonical_tone, chunks, clean
from index.analysis.chunks import read_chunk, split_chunks
from index.analysis.combining_marks import combining_mark_ranges


def test_a_sentence_of_the_news_word_by_word() -> None:
    text = "Chiều 12-12, Chi bộ ấp Tân Phú A (xã Tân Phú Thạnh) họp; đảng viên góp 1,5 triệu đồng."
    assert [(text[token.start : token.end], token.exact, token.folded, token.position) for token in analyze(text)] == [
        ("Chiều", "chiều", "chieu", 0),
        ("12", "12", "12", 1),
        ("12", "12", "12", 2),
        ("Chi", "chi", "chi", 3),
        ("bộ", "bộ", "bo", 4),
        ("ấp", "ấp", "ap", 5),
        ("Tân", "tân", "tan", 6),
        ("Phú", "phú", "phu", 7),
        ("A", "a", "a", 8),
        ("xã", "xã", "xa", 9),
        ("Tân", "tân", "tan", 10),
        ("Phú", "phú", "phu", 11),
        ("Thạnh", "thạnh", "thanh", 12),
        ("họp", "họp", "hop", 13),
        ("đảng", "đảng", "dang", 14),
        ("viên", "viên", "vien", 15),
        ("góp", "góp", "gop", 16),
        ("1,5", "1,5", "1,5", 17),
        ("triệu", "triệu", "trieu", 18),
        ("đồng", "đồng", "dong", 19),
    ]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("KH&CN", "kh@0 khcn@0+2 cn@1"),
        ("KH-CN", "kh@0 khcn@0+2 cn@1"),
        ("kh&cn", "kh@0 khcn@0+2 cn@1"),
        ("Kh&Cn", "kh@0 khcn@0+2 cn@1"),
        ("VH-TT&DL", "vh@0 vhttdl@0+3 tt@1 dl@2"),
        ("GD-ĐT", "gd@0 gdđt@0+2 đt@1"),
        ("GD–ĐT", "gd@0 gdđt@0+2 đt@1"),
        ("(Sở GD&ĐT)", "sở@0 gd@1 gdđt@1+2 đt@2"),
        ("TP.HCM", "tp@0 tphcm@0+2 hcm@1"),
        ("Tp.HCM", "tp@0 tphcm@0+2 hcm@1"),
        ("PGS.TS Lâm", "pgs@0 pgsts@0+2 ts@1 lâm@2"),
        ("PGS.TS.Nguyễn", "pgs@0 pgsts@0+2 ts@1 nguyễn@2"),
        ("NGND.GS.TS.BS", "ngnd@0 ngndgstsbs@0+4 gs@1 ts@2 bs@3"),
        ("COVID-19", "covid@0 covid19@0+2 19@1"),
        ("Covid-19", "covid@0 covid19@0+2 19@1"),
        ("U.23, U-23, U23", "u@0 u23@0+2 23@1 u@2 u23@2+2 23@3 u23@4"),
        ("QL-61C và QL61C", "ql@0 ql61c@0+2 61c@1 và@2 ql61c@3"),
        ("TP.Cần Thơ", "tp@0 cần@1 thơ@2"),
        ("xã Vị Thủy-Vị Thanh", "xã@0 vị@1 thủy@2 vị@3 thanh@4"),
        ("KINH TẾ-XÃ HỘI, kinh tế-xã hội", "kinh@0 tế@1 xã@2 hội@3 kinh@4 tế@5 xã@6 hội@7"),
        ("xi-lanh", "xi@0 lanh@1"),
        ("tuoitre.vn", "tuoitre@0 vn@1"),
        ("nhiệm kỳ 2025-2027", "nhiệm@0 kỳ@1 2025@2 2027@3"),
        ("A-B-C-D-E-F-G", "a@0 b@1 c@2 d@3 e@4 f@5 g@6"),
        ("nguyen_van_a", "nguyen@0 van@1 a@2"),
    ],
)
def test_short_parts_written_as_one_word_are_one_word_beside_their_parts(text: str, tokens: str) -> None:
    assert described(analyze(text)) == tokens.split()


@pytest.mark.parametrize(
    "form", ["KH&CN", "VH-TT&DL", "GD-ĐT", "TP.HCM", "PGS.TS", "COVID-19", "QĐ-UBND", "U.23", "T.Ư", "Ths.BS", "QL-61C"]
)
def test_a_joined_form_typed_in_lower_case_has_the_same_tokens(form: str) -> None:
    assert described(analyze(form.lower())) == described(analyze(form))
    assert any(token.joined for token in analyze(form.lower()))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("37.000 người", "37000@0 người@1"),
        ("37000", "37000@0"),
        ("37,000", "37000@0 37,000@0+1"),
        ("1.234.567 đ", "1234567@0 đ@1"),
        ("1.234,5", "1234,5@0"),
        ("1,234,567.8", "1234567,8@0"),
        ("0,125", "0,125@0"),
        ("1,5 ha", "1,5@0 ha@1"),
        ("1,5ha", "1,5@0 ha@1"),
        ("giá 30.000-35.000đ/kg", "giá@0 30000@1 35000@2 đ@3 kg@4"),
        ("50.000đồng", "50000@0 đồng@1"),
        ("1,5-2 ha", "1,5@0 2@1 ha@2"),
        ("dài 1km", "dài@0 1@1 km@2"),
        ("600m, 5ha, 30kg, 100m2", "600@0 m@1 5@2 ha@3 30@4 kg@5 100@6 m2@7"),
        ("100m² và 5 m²", "100@0 m2@1 và@2 5@3 m2@4"),
        ("5% và 5 %", "5@0 %@1 và@2 5@3 %@4"),
        ("500g", "500@0 g@1"),
        ("U23, QL61C, H5N1, A1, M2, 5G, covid19", "u23@0 ql61c@1 h5n1@2 a1@3 m2@4 5g@5 covid19@6"),
        ("19h30, 12A", "19h30@0 12a@1"),
        ("ngày 3-2, 55/55, 24/7", "ngày@0 3@1 2@2 55@3 55@4 24@5 7@6"),
        ("20/11/1982, 20.11.1982", "20@0 11@1 1982@2 20@3 11@4 1982@5"),
        ("phiên bản 4.0", "phiên@0 bản@1 4@2 0@3"),
        ("gọi 0293.123.456", "gọi@0 0293@1 123@2 456@3"),
        ("khí CO₂", "khí@0 co2@1"),
        ("5\u20e3", "5@0"),
    ],
)
def test_numbers_and_their_units(text: str, tokens: str) -> None:
    assert described(analyze(text)) == tokens.split()


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Họp chi bộ. Đảng viên dự.", "hop chi|chi bo|dang vien|vien du"),
        ("Họp chi bộ\nĐảng viên", "hop chi|chi bo|dang vien"),
        ("Họp chi bộ\u2028Đảng viên", "hop chi|chi bo|dang vien"),
        ("Họp\r\n\r\nchi bộ", "chi bo"),
        ("“Chi bộ 5 tốt, Đảng viên”", "chi bo|bo 5|5 tot|tot dang|dang vien"),
        ("chi bộ - đảng viên (ấp): tốt; \u00a0giỏi", "chi bo|bo dang|dang vien|vien ap|ap tot|tot gioi"),
        ("cụ thể.Ông nói", "cu the|ong noi"),
        ("gì?Không có", "khong co"),
        ("năm 2017.Ông nói", "nam 2017|ong noi"),
        ("TP. Ngã Bảy, TX. Long Mỹ", "tp nga|nga bay|bay tx|tx long|long my"),
        ("tp. ngã bảy", "tp nga|nga bay"),
        ("Tp. HCM", "tp hcm"),
        ("ở Q. 1, ông N. V. A nói", "o q|q 1|1 ong|ong n|n v|v a|a noi"),
        ("GS. TS. Lê", "gs ts|ts le"),
        ("châu Á. Ông về", "chau a|ong ve"),
        ("10.000 USD. Ông về", "10000 usd|ong ve"),
        ("Sở GD&ĐT. Ông về", "so gd|gd dt|ong ve"),
        ("rác… “Từ lúc", "tu luc"),
        ("đi... rồi", ""),
        ("nói: “Tốt.” Rồi về", "noi tot|roi ve"),
        ("(Hết giờ.) Sau đó", "het gio|sau do"),
        ("Thật ư? Đúng!", "that u"),
        ("chi . bộ", ""),
        ("TP.HCM và tuoitre.vn", "tp hcm|hcm va|va tuoitre|tuoitre vn"),
        ("v.v., và", "v v|v va"),
        ("KH&CN tỉnh", "kh cn|cn tinh"),
        ("你好。再见", ""),
    ],
)
def test_pairs_cross_commas_and_quotes_but_no_sentence_end(text: str, pairs: str) -> None:
    assert bigrams(analyze(text)) == (pairs.split("|") if pairs else [])


def test_a_sentence_end_leaves_a_gap_of_positions() -> None:
    assert [token.position for token in analyze("Một. Hai? ... \n Ba, bốn")] == [
        0,
        1 + SENTENCE_GAP,
        2 + 2 * SENTENCE_GAP,
        3 + 2 * SENTENCE_GAP,
    ]


def test_offsets_cover_the_original_with_its_marks_and_without_what_was_dropped() -> None:
    text = "\ufeff“Chi bo\u0323\u0302\u200b ấp”: ᴄhi  Ðảng, 37.000\u00adkm VH\u200b-TT&DL"
    assert [(text[token.start : token.end], token.exact) for token in analyze(text)] == [
        ("Chi", "chi"),
        ("bo\u0323\u0302", "bộ"),
        ("ấp", "ấp"),
        ("ᴄhi", "chi"),
        ("Ðảng", "đảng"),
        ("37.000", "37000"),
        ("km", "km"),
        ("VH", "vh"),
        ("VH\u200b-TT&DL", "vhttdl"),
        ("TT", "tt"),
        ("DL", "dl"),
    ]


@pytest.mark.parametrize("text", ["中国", "ไทย", "ประเทศที่", "한국어", "العربية", "हिन्दी", "தமிழ்", "Москва", "q̃uơ̂"])
def test_words_of_any_script_stay_whole_with_their_marks(text: str) -> None:
    assert [(token.exact, token.start, token.end) for token in analyze(text)] == [
        (unicodedata.normalize("NFC", text.lower()), 0, len(text))
    ]


def test_a_very_long_run_is_cut_and_nothing_of_it_lost() -> None:
    assert [(token.start, token.end) for token in analyze("a" * 150)] == [(0, 64), (64, 128), (128, 150)]
    marked = "e\u0304" * 100  # has no composed form with a second mark: two characters a letter
    tokens = analyze(marked + "x\u0304" * 100)
    assert "".join(token.exact for token in tokens) == unicodedata.normalize("NFC", marked + "x\u0304" * 100)
    assert all(len(token.exact) <= 64 and token.exact[0] != "\u0304" for token in tokens)
    assert [token.end - token.start for token in analyze("1" * 150)] == [64, 64, 22]


@given(any_text)
@example("İstanbul \ud800 \x00 中国 ไทย 👍🏽 é́")
@example("37.000\u0301 _\u0301a a\u0301")
@settings(max_examples=600, deadline=None)
def test_every_token_points_at_the_letters_it_stands_for(text: str) -> None:
    position, end = -1, 0
    for token in analyze(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.folded and token.exact and len(token.exact) <= 6 * 64
        written = text[token.start : token.end]
        if token.joined:
            assert token.position == position
            again = [(one.exact, one.span) for one in analyze(written) if one.joined]
            assert again == [(token.exact, token.span)]
            continue
        assert token.position in (position + 1, position + 1 + SENTENCE_GAP) or position == -1 == token.position - 1
        assert token.start >= end
        position, end = token.position, token.end
        assert [one.exact for one in analyze(written) if not one.joined] == [token.exact]
        if token.exact.isalpha():
            stands_for = unicodedata.normalize("NFC", clean(written).text.lower())
            assert canonical_tone(stands_for) == token.exact


@given(vietnamese | news)
@settings(max_examples=400, deadline=None)
def test_composed_and_decomposed_text_have_the_same_tokens(text: str) -> None:
    composed, decomposed = (analyze(unicodedata.normalize(form, text)) for form in ("NFC", "NFD"))
    assert described(composed) == described(decomposed)


@given(news, news)
@settings(max_examples=300, deadline=None)
def test_what_is_a_word_does_not_depend_on_the_words_around_it(left: str, right: str) -> None:
    together = [(token.exact, token.start, token.end) for token in analyze(f"{left} {right}")]
    moved = len(left) + 1
    assert together == [(token.exact, token.start, token.end) for token in analyze(left)] + [
        (token.exact, token.start + moved, token.end + moved) for token in analyze(right)
    ]


_PUNCTUATED = st.tuples(
    st.sampled_from(["", "(", "“", "[(", '"', "‘", ".", "…("]),
    st.sampled_from(
        ["bộ", "TP", "tp", "Á", "N", "Đ", "m²", "²", "a" * 64, "b" * 65, "Ấp7", "bô\u0323", "Ⅻ", "ª", "한", "_a"]
    ),
    st.text(alphabet=".,;:!?…)]”\"’' \n%&-ấ", max_size=4),
).map("".join)


@given(any_text.flatmap(lambda text: st.sampled_from(split_chunks(text))) | _PUNCTUATED)
@settings(max_examples=1500, deadline=None)
def test_a_chunk_of_one_word_is_read_at_once_as_it_would_be_word_by_word(chunk: str) -> None:
    assert read_chunk(chunk) == chunks._read_words(chunk)


def test_the_letters_taken_for_markless_are_no_marks() -> None:
    marks = re.compile(f"[{combining_mark_ranges()}]")
    without = filter(chunks._WITHOUT_MARKS.fullmatch, map(chr, range(0x10000)))
    assert not [letter for letter in without if marks.fullmatch(letter)]
