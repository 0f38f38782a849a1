"""The promise of ANALYSIS_VERSION: whoever changes a token of any text says so, and old indexes are rebuilt."""

from __future__ import annotations

import hashlib

from index.analysis import ANALYSIS_VERSION, analyze
from vector_files import FOLDER, rows

FINGERPRINTS = {"2": "21c9d69011989cc2", "3": "e97df235a1ceedf4"}
"""The tokens of the sample and the vectors under each version."""

SAMPLE = """\
Thứ Ba, 12/12/2023 | 07:14 GMT+7
Sáng 12-12, Chi bộ ấp 7 (xã Vị Thuỷ, huyện Vị Thủy, tỉnh Hậu Giang) họp lệ kỳ.Ông N. V. A, Bí thư Chi bộ, nói: “Đảng viên đi \
trước, làng nước theo sau.” Rồi bà con cùng dọn 1,5km kênh, trồng 2.500 cây mai vàng; kinh phí 37.000.000đ (khoảng 1,500 USD).
Theo Sở KH&CN, Sở VH-TT&DL và PGS.TS Lê Văn B (Trường ĐH Cần Thơ, TP. Cần Thơ), giá sầu riêng 55.000-60.000 đồng/kg, tăng 5% so \
với năm 2022… Hoà, thuỷ, quý, giếng, khuỷu, nguyễn, hòan, qủa: đủ cả! Xem thêm: https://example.com/tin-tuc?trang=2
TP.HCM, Tp.HCM, TX. Ngã Bảy, QL61C, U.23, U23, COVID-19, Covid-19, 5G, 500g, 100m², CO₂, H5N1, 19h30, nhiệm kỳ 2020-2025.
Chi bo\u0323\u0302 Ða\u0309ng u\u0309y Ha\u0323\u0302u\u00a0Giang\u200b, \ufeffᴄhi bộ, уêu cầu; Đắk Lắk, café, São Paulo, \
İstanbul, Москва, 中国, ไทย, ½, Ⅻ, 👍🏽.
Có gì?Không có gì.Thật ư! (Hết.) 24/7, 3-2, 20.11.1982, 4.0; nguyen_van_ut@example.com; A-B-C-D-E-F-G; kinh tế-xã hội; t.ư
"""


def test_a_change_of_any_token_comes_with_a_new_version() -> None:
    names = sorted(path.stem for path in FOLDER.glob("*.tsv"))
    assert len(names) >= 11
    texts = [SAMPLE, *(cell for name in names for row in rows(name) for cell in row)]
    tokens = [
        (token.exact, token.folded, token.start, token.end, token.position, token.joined, token.span)
        for text in texts
        for token in analyze(text)
    ]
    assert hashlib.sha256(repr(tokens).encode()).hexdigest()[:16] == FINGERPRINTS.get(ANALYSIS_VERSION), (
        "the tokens of some text have changed: raise ANALYSIS_VERSION, so that indexes built before are refused until "
        "they are rebuilt, and add the new fingerprint to FINGERPRINTS"
    )
