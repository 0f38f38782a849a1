"""The id of a text on a saved page is the same wherever the text stands, and another for another text."""

from __future__ import annotations

import unicodedata
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import VIETNAM, Kind
from index.sources.page_ids import page_document_id

TEXT = "Trường Chính trị tỉnh vừa có buổi tiếp và làm việc với đoàn công tác tỉnh Cà Mau về việc hoà giải."
MOMENT = datetime(2024, 12, 9, 8, 22, tzinfo=VIETNAM)


def id_of(text: str, kind: Kind = "brief", date: datetime | None = MOMENT) -> str:
    return page_document_id(kind, date, True, text)


def test_ids_written_into_links_years_ago_stay_the_same() -> None:
    assert id_of(TEXT) == "tin-20241209T0822-17c57485"
    assert page_document_id("article", MOMENT, False, TEXT) == "bai-20241209-17c57485"
    assert id_of(TEXT, date=None).startswith("tin-khong-ngay-")
    assert len(id_of(TEXT, date=None)) == len("tin-khong-ngay-") + 16


@pytest.mark.parametrize(
    "same",
    [
        unicodedata.normalize("NFD", TEXT),
        TEXT.upper(),
        TEXT.replace(" ", "\u00a0 \n"),
        TEXT.replace("Chính", "Chí\u200bnh").replace("đ", "ð"),
        "“" + TEXT.replace("oà", "òa"),
        TEXT.replace("hoà giải", "hợp tác"),
    ],
    ids=["NFD", "capitals", "spaces", "invisible characters and eth", "punctuation and tone place", "a corrected end"],
)
def test_what_a_reader_would_call_the_same_text_has_the_same_id(same: str) -> None:
    assert id_of(same) == id_of(TEXT)


def test_another_beginning_minute_or_kind_is_another_document() -> None:
    others = [
        id_of("Sáng nay, " + TEXT),
        id_of(TEXT, date=MOMENT.replace(minute=23)),
        id_of(TEXT, date=None),
        id_of(TEXT, kind="article"),
    ]
    assert len({id_of(TEXT), *others}) == 5


@given(st.text(min_size=1))
def test_any_text_has_an_id_fit_for_a_url(text: str) -> None:
    assert id_of(text).isascii()
    assert id_of(text) == id_of(unicodedata.normalize("NFD", text))
