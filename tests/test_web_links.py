"""Addresses: what they ask, and that links keep it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from search import SearchRequest
from search.engines.memory import MemorySearcher
from web import create_app, urls
from web.parameters import MAX_RESULTS, SORTS, ParameterRefused, is_cluttered, read, read_leniently, within_reach

app: Flask = create_app(MemorySearcher([]))


@pytest.fixture(autouse=True)
def _in_a_request() -> Iterator[None]:
    with app.test_request_context():
        yield


def test_parameters_are_named_as_on_the_command_line() -> None:
    search_request = read(
        {"q": "chi bo", "kind": "brief", "source": "HG", "author": "Ngân", "from": "2023", "to": "2024-02", "exact": "1",
         "sort": "newest", "limit": "20", "offset": "40"}
    )  # fmt: skip
    assert search_request == SearchRequest(
        "chi bo", 20, 40, "newest", date(2023, 1, 1), date(2024, 2, 29), "brief", "HG", "Ngân", exact=True
    )


def test_a_page_is_counted_in_limits() -> None:
    assert read({"page": "3", "limit": "20"}).offset == 40
    assert read({"offset": "40", "limit": "20"}).page == 3


def test_blank_parameters_are_absent_and_unknown_ones_ignored() -> None:
    assert read({"q": " ", "kind": "", "from": "", "page": "", "utm": "x"}) == SearchRequest()
    assert is_cluttered({"q": "x", "kind": ""})
    assert not is_cluttered({"q": "x", "utm": ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "0"), ("page", "-1"), ("page", "abc"), ("page", "1.5"), ("page", "9" * 5000), ("page", "١"),
        ("limit", "0"), ("limit", "5000"), ("limit", "-3"), ("offset", "-1"), ("offset", "x"),
        ("sort", "best"), ("kind", "video"), ("exact", "maybe"),
        ("from", "yesterday"), ("to", "2023-02-30"), ("from", "32/13/2023"),
        ("q", "x" * 1001), ("source", "x" * 201), ("author", "x" * 201), ("category", "x" * 201),
    ],
)  # fmt: skip
def test_a_parameter_that_cannot_be_understood_is_named_in_a_short_sentence(name: str, value: str) -> None:
    with pytest.raises(ParameterRefused) as refusal:
        read({"q": "chi bo", name: value})
    assert refusal.value.name == name
    assert str(refusal.value).endswith(".")
    assert len(str(refusal.value)) < 250
    without = read_leniently({"q": "chi bo", name: value})
    assert without == (SearchRequest() if name == "q" else SearchRequest("chi bo"))


days = st.dates(min_value=date(1800, 1, 1), max_value=date(2100, 1, 1))
texts = st.text(st.characters(codec="utf-8"), max_size=60)
names = texts.map(str.strip).filter(bool)


@st.composite
def asked_searches(draw: st.DrawFn) -> SearchRequest:
    limit = draw(st.integers(1, 100))
    text = draw(texts)
    return SearchRequest(
        text=text if text.strip() else "",
        offset=draw(st.integers(0, 50)) * limit,
        limit=limit,
        sort=draw(st.sampled_from(SORTS)),
        from_day=draw(st.none() | days),
        to_day=draw(st.none() | days),
        kind=draw(st.sampled_from((None, "article", "brief"))),
        source=draw(st.none() | names),
        author=draw(st.none() | names),
        category=draw(st.none() | names),
        exact=draw(st.booleans()),
    )


def read_link(url: str) -> SearchRequest:
    with app.test_request_context(url) as context:
        return read(context.request.args)


@given(asked_searches())
def test_a_link_reads_back_as_the_search_it_was_made_of(search_request: SearchRequest) -> None:
    with app.test_request_context():
        url = urls.search_url(search_request)
    assert read_link(url) == search_request


@given(asked_searches(), st.integers(2, 900))
def test_the_link_to_a_page_keeps_everything_else(search_request: SearchRequest, page: int) -> None:
    with app.test_request_context():
        there = read_link(urls.page_url(search_request, page))
    assert there.page == page
    assert urls.parameters(there) | {"page": ""} == urls.parameters(search_request) | {"page": ""}


def test_a_link_says_nothing_that_goes_without_saying() -> None:
    assert urls.search_url(SearchRequest("chi bộ")) == "/?q=chi+b%E1%BB%99"
    assert urls.search_url(SearchRequest()) == "/"


def test_another_order_begins_at_its_first_page() -> None:
    assert (
        urls.sort_url(SearchRequest("chi bộ", offset=20, kind="brief"), "newest")
        == "/?q=chi+b%E1%BB%99&kind=brief&sort=newest"
    )


def test_every_condition_has_a_chip_that_removes_it_alone() -> None:
    search_request = SearchRequest(
        "họp", 10, 20, "newest", date(2023, 1, 1), date(2023, 12, 30), "brief", "HG", "Ngân", "Thời sự", True
    )
    chips = urls.chips(search_request)
    assert [chip.label for chip in chips] == [
        "Loại: Tin vắn", "Nguồn: HG", "Tác giả: Ngân", "Chuyên mục: Thời sự", "Từ ngày: 01/01/2023", "Đến ngày: 30/12/2023",
        "Dấu phải đúng như đã gõ",
    ]  # fmt: skip
    kept = {
        "q": "họp",
        "kind": "brief",
        "source": "HG",
        "author": "Ngân",
        "category": "Thời sự",
        "from": "2023-01-01",
        "to": "2023-12-30",
        "exact": "1",
        "sort": "newest",
    }
    for chip, removed in zip(chips, ("kind", "source", "author", "category", "from", "to", "exact"), strict=True):
        assert urls.parameters(read_link(chip.url)) == {name: value for name, value in kept.items() if name != removed}
    assert urls.parameters(read_link(urls.without_filters_url(search_request))) == {"q": "họp", "sort": "newest"}


@pytest.mark.parametrize(
    ("first", "last", "label"),
    [
        (date(2023, 1, 1), date(2023, 12, 31), "Thời gian: Năm 2023"),
        (date(2024, 2, 1), date(2024, 2, 29), "Thời gian: Tháng 2/2024"),
        (date(2019, 1, 1), date(2023, 12, 31), "Thời gian: 2019–2023"),
        (date(2023, 11, 1), date(2024, 2, 29), "Thời gian: 11/2023 – 2/2024"),
    ],
)
def test_days_that_make_a_year_or_months_are_one_chip(first: date, last: date, label: str) -> None:
    chips = urls.chips(SearchRequest("họp", from_day=first, to_day=last))
    assert [(chip.label, chip.url) for chip in chips] == [(label, "/?q=h%E1%BB%8Dp")]


def test_no_search_goes_deeper_than_the_page_allows() -> None:
    assert within_reach(read({"q": "x", "page": "999999"})).offset == MAX_RESULTS


def test_repeated_parameters_count_once() -> None:
    assert read(MultiDict([("q", "một"), ("q", "hai")])).text == "một"
