"""Facets, chips, reasons and remarks on the page: each link does what it says."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from html import unescape
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from archive import documents as made_up
from archive import query
from index.document import Document
from search import Hit, Reason, Remark, Results, SearchRequest
from search.engines.memory import MemorySearcher
from web import create_app
from web.pages.hit_reasons import ShownReason, shown_reasons
from web.words import words as page_words
from web_archive import client, documents

MEETINGS = "/?q=" + quote('"họp dân"')


@pytest.fixture(scope="module")
def browser() -> FlaskClient:
    return client()


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def total(html: str) -> int:
    found = re.search(r"<strong>([\d.]+) tài liệu", html)
    return int(found[1].replace(".", "")) if found else 0


def facet_links(html: str) -> list[tuple[str, int, str]]:
    """Value, promised count and address of every link of the facets."""
    panel = html[html.index('<details class="facets"') : html.index('id="ket-qua"')]
    found = re.findall(
        r'<li><a href="([^"]+)"[^>]*><span class="value">(.*?)</span> <span class="number">([\d.]+)<', panel, re.DOTALL
    )
    return [(text_of(value), int(count.replace(".", "")), unescape(url)) for url, value, count in found]


@pytest.mark.parametrize(
    "url",
    [MEETINGS, MEETINGS + "&kind=brief", MEETINGS + "&source=HG&author=ngan", MEETINGS + "&from=2022-03&to=2022-05"],
)
def test_every_facet_leads_to_as_many_documents_as_it_says(browser: FlaskClient, url: str) -> None:
    links = facet_links(browser.get(url).text)
    assert len(links) > 6
    for value, count, there in links:
        if "đang chọn" not in value:
            assert total(browser.get(there).text) == count, there


def test_every_bar_of_the_timeline_leads_to_as_many_documents_as_it_says(browser: FlaskClient) -> None:
    html = browser.get(MEETINGS).text
    bars = re.findall(r'<a href="([^"]+)" aria-label="([^"]+): ([\d.]+) tài liệu" tabindex="-1"', html)
    assert len(bars) == 12
    for url, _, count in bars:
        assert total(browser.get(unescape(url)).text) == int(count)


def test_facets_keep_the_other_conditions_and_begin_at_the_first_page(browser: FlaskClient) -> None:
    links = facet_links(browser.get(MEETINGS + "&source=HGO&sort=newest&limit=5&page=2").text)
    url = next(url for value, _, url in links if value == "Tin vắn")
    assert url == "/?q=%22h%E1%BB%8Dp+d%C3%A2n%22&kind=brief&source=HGO&sort=newest&limit=5"


def test_a_chosen_value_is_marked_and_given_up_by_the_same_link(browser: FlaskClient) -> None:
    links = facet_links(browser.get(MEETINGS + "&source=hgo").text)
    value, count, url = next(link for link in links if link[0].startswith("HGO"))
    assert "đang chọn" in value
    assert count == 30
    assert url == MEETINGS.replace("%20", "+")
    assert ("HG", 15) in [(value, count) for value, count, _ in links], "its neighbours say what changing to them gives"


def test_a_chosen_month_stands_first_among_those_of_its_year(browser: FlaskClient) -> None:
    values = [value for value, _, _ in facet_links(browser.get(MEETINGS + "&from=2022-05&to=2022-05").text)]
    assert values[0].startswith("Tháng 5/2022")
    assert values[1:3] == ["Năm 2022", "Tháng 12/2022"]


def test_a_facet_that_would_narrow_nothing_is_left_out(browser: FlaskClient) -> None:
    html = browser.get("/?q=" + quote("ra quân làm đường") + "&category=dang").text
    assert "Chuyên mục: dang" in html
    values = [value for value, _, _ in facet_links(html)]
    assert not any(value in ("Bài", "Báo Hậu Giang") for value in values)


def test_many_values_stand_behind_more() -> None:
    archive = [Document(id=str(n), body="Chi bộ họp.", source=f"Nguồn {n}") for n in range(20)]
    html = create_app(MemorySearcher(archive)).test_client().get("/?q=chi+bo").text
    assert len(facet_links(html)) == 20
    assert len(re.findall(r'<details class="more">', html)) == 1


def test_undated_documents_are_told(browser: FlaskClient) -> None:
    assert "1 tài liệu không rõ ngày." in browser.get("/?source=N").text or "1 tài liệu không rõ ngày." in (
        browser.get("/?q=" + quote("chợ nổi OR họp")).text
    )


def test_a_category_filters_from_the_address(browser: FlaskClient) -> None:
    html = browser.get("/?q=chi+bo&category=" + quote("xây dựng")).text
    assert total(html) == 1
    assert "Chuyên mục: xây dựng" in html
    assert browser.get("/api/search?q=chi+bo&category=xay+dung").get_json()["total"] == 1


# --- why, length of a page
def test_every_hit_tells_why_in_words(browser: FlaskClient) -> None:
    html = browser.get("/?q=" + quote("ra quân làm đường")).text
    why = text_of(html[html.index('<details class="why">') : html.index("</details>", html.index('class="why"'))])
    assert why.startswith("Vì sao?")
    assert "viết đúng như đã gõ, có trong tên bài" in why
    assert html.count('class="why"') == html.count('class="hit"')


def test_reasons_are_one_line_a_word_the_weightiest_first() -> None:
    reasons = (
        Reason("chi", "exact", 1.0), Reason("chi", "folded", 0.5), Reason("bộ", "folded", 2.5),
        Reason("chi bộ", "bigram", 1.0), Reason("bộ", "title", 0.0),
    )  # fmt: skip
    assert shown_reasons(reasons) == [
        ShownReason("bộ", "khớp khi bỏ dấu, có trong tên bài", "50 %"),
        ShownReason("chi", "viết đúng như đã gõ", "30 %"),
        ShownReason("chi bộ", "các từ đứng liền nhau", "20 %"),
    ]


def test_every_level_that_an_engine_names_has_its_words() -> None:
    rng = random.Random(5)
    searcher = MemorySearcher(made_up(5, 40))
    levels = {
        reason.level
        for _ in range(150)
        for hit in searcher.search(SearchRequest(query(rng), limit=5, explain=True)).hits
        for reason in hit.reasons
    }
    assert levels >= {"exact", "folded", "bigram", "title", "phrase", "prefix"}
    assert levels <= set(page_words.LEVELS)


def test_the_length_of_a_page_can_be_chosen(browser: FlaskClient) -> None:
    html = browser.get(MEETINGS + "&kind=brief").text
    lengths = html[html.index('class="lengths"') : html.index("</nav>", html.index('class="lengths"'))]
    urls = [unescape(url) for url in re.findall(r'href="([^"]+)"', lengths)]
    assert [url.rpartition("=")[2] for url in urls] == ["20", "50", "100"]
    assert browser.get(urls[0]).text.count('class="hit"') == 20


# --- what was read into a query
HIT = Hit("1", "article", "Chi bộ họp", None, None, None, None, None, 1.0, "all", "Chi bộ họp.", ())


class Reading(MemorySearcher):
    """Answers every search with the same remarks."""

    def search(self, request: SearchRequest, *, with_facets: bool = False) -> Results:
        remarks = (
            Remark("abbreviation", "Tìm cả “ủy ban nhân dân”.", literal='"UBND"'),
            Remark("place", "Hậu Giang nay thuộc Cần Thơ.", offers=("cần thơ", "sóc trăng")),
        )
        return replace(Results(request.text, 1, 1, 1.0, False, None, (HIT,)), remarks=remarks)


def test_what_was_read_into_a_query_is_said_with_the_way_to_undo_it() -> None:
    html = create_app(Reading(documents())).test_client().get("/?q=UBND&kind=brief&page=2").text
    said = re.findall(r'<p class="remark">(.*?)</p>', html, re.DOTALL)
    assert [text_of(line) for line in said] == [
        "Tìm cả “ủy ban nhân dân”. Tìm đúng chữ đã gõ",
        "Hậu Giang nay thuộc Cần Thơ. Tìm thêm: cần thơ , sóc trăng .",
    ]
    assert 'href="/?q=%22UBND%22&amp;kind=brief"' in said[0]
    assert 'href="/?q=c%E1%BA%A7n+th%C6%A1&amp;kind=brief"' in said[1]
    assert "Tìm đúng chữ" not in said[1]


class Meaning(MemorySearcher):
    """Finds nothing for "chi booj", and answers with what was meant."""

    def search(self, request: SearchRequest, *, with_facets: bool = False) -> Results:
        if request.text != "chi booj":
            return super().search(request, with_facets=with_facets)
        instead = super().search(replace(request, text="chi bộ"), with_facets=with_facets)
        return replace(instead, query=request.text, suggestion="chi bộ", answered="chi bộ")


def test_results_for_another_text_than_was_typed_say_so_and_narrow_that_text() -> None:
    html = create_app(Meaning(documents())).test_client().get("/?q=chi+booj").text
    said = re.search(r'<p class="answered">(.*?)</p>', html, re.DOTALL)
    assert said
    assert text_of(said[1]) == "Không tìm thấy gì cho “chi booj”. Dưới đây là kết quả cho chi bộ ."
    assert "Có phải bạn muốn tìm" not in html
    links = facet_links(html)
    assert links
    assert all(url.startswith("/?q=chi+b%E1%BB%99&") for _, _, url in links)
    assert 'value="chi booj"' in html, "nothing typed is replaced"


# --- nothing found
def looser(html: str) -> list[tuple[str, str]]:
    found = re.search(r'<ul class="looser">(.*?)</ul>', html, re.DOTALL)
    return [
        (text_of(row), unescape(re.findall(r'href="([^"]+)"', row)[0]))
        for row in (found[1].split("</li>") if found else [])
        if "href" in row
    ]


def test_where_nothing_is_found_each_way_out_says_what_it_gives(browser: FlaskClient) -> None:
    html = browser.get("/?q=" + quote('"họp dân"') + "&kind=brief&from=1990&to=1991").text
    assert "Không tìm thấy tài liệu nào" in html
    assert [row for row, _ in looser(html)] == [
        'Vào thời gian khác: "họp dân" (22 tài liệu)',
        'Bỏ mọi điều kiện lọc: "họp dân" (45 tài liệu)',
    ]
    for row, url in looser(html):
        assert f"({total(browser.get(url).text)} tài liệu)" in row


def test_a_word_that_nothing_has_is_left_out_on_offer(browser: FlaskClient) -> None:
    offers = looser(browser.get("/?q=" + quote("zzkhongco chi bộ")).text)
    assert offers
    assert offers[0][0].startswith("Bớt một từ: chi bộ (")
    assert all(total(browser.get(url).text) for _, url in offers)


def test_marks_that_nothing_bears_can_be_dropped(browser: FlaskClient) -> None:
    offers = looser(browser.get("/?q=" + quote("họp dàn") + "&exact=1").text)
    assert [row.partition(":")[0] for row, _ in offers][:2] == [
        "Dấu không cần đúng như đã gõ",
        "Gõ không dấu, mọi cách viết",
    ]


def test_where_no_way_out_finds_anything_none_is_offered(browser: FlaskClient) -> None:
    html = browser.get("/?q=zzkhongco").text
    assert looser(html) == []
    assert "Xem các cách tìm" in html


# --- home
def test_home_draws_the_archive_and_lists_the_newest(browser: FlaskClient) -> None:
    html = browser.get("/").text
    bars = re.findall(r'<a href="([^"]+)" aria-label="([^"]+): ([\d.]+) tài liệu" tabindex="-1"', html)
    dated = [document for document in documents() if document.date]
    assert sum(int(count) for *_, count in bars) == len(dated)
    newest = html[html.index('class="newest"') : html.index("</ol>", html.index('class="newest"'))]
    days = [day[:10] for day in re.findall(r'datetime="([^"]+)"', newest)]
    assert (
        days == sorted((f"{document.date:%Y-%m-%d}" for document in dated if document.date), reverse=True)[: len(days)]
    )
    assert len(days) == 6


def test_an_empty_home_draws_nothing() -> None:
    html = create_app(MemorySearcher([])).test_client().get("/").text
    assert "<svg" not in html
    assert 'class="newest"' not in html
