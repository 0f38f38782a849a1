"""The page of a document, as the server sends it: where it leads back, on, and from one marked word to the next."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from index.document import Document
from search.engines.memory import MemorySearcher
from web import create_app
from web_archive import AWKWARD_ID, UNBROKEN, client, sample_documents

ARTICLE = "/doc/" + quote(next(doc.id for doc in sample_documents() if doc.kind == "article"), safe="")


@pytest.fixture(scope="module")
def browser() -> FlaskClient:
    return client()


def page(browser: FlaskClient, url: str) -> str:
    response = browser.get(url)
    assert response.status_code == 200, response.text
    return response.text


def links(html: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'<a [^>]*?href="([^"]*)"', html)]


def section(html: str, label: str) -> str:
    """The part of the page under the heading with this id."""
    start = html.index(f'aria-labelledby="{label}"')
    return html[start : html.index("</section>", start)]


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


# --- marked words
def test_marked_words_are_numbered_and_each_leads_to_the_ones_beside_it(browser: FlaskClient) -> None:
    html = page(browser, ARTICLE + "?q=chi+bo")
    numbers = re.findall(r'<mark id="m(\d+)">', html)
    assert numbers == [str(place) for place in range(1, 8)]
    assert "7 chỗ khớp trong bài" in html
    assert '<a href="#m1">' in html
    steps = re.findall(r'class="steps" role="group" aria-label="([^"]*)"><a href="#(m\d*)".*?<a href="#(m\d*)"', html)
    assert steps[0] == ("Chỗ khớp 1 trong 7", "m7", "m2")
    assert steps[2] == ("Chỗ khớp 3 trong 7", "m2", "m4")
    assert steps[6] == ("Chỗ khớp 7 trong 7", "m6", "m1")


def test_the_ways_between_marked_words_add_nothing_to_the_text(browser: FlaskClient) -> None:
    plain, marked = (
        re.sub(r"<[^>]+>", "", html[html.index('class="text"') : html.index("</article>")])
        for html in (page(browser, ARTICLE), page(browser, ARTICLE + "?q=chi+bo"))
    )
    assert plain == marked


def test_without_a_search_nothing_is_marked_and_no_way_is_offered(browser: FlaskClient) -> None:
    html = page(browser, ARTICLE)
    assert "<mark" not in html and "chỗ khớp" not in html and 'class="steps"' not in html


# --- the result it came from
def test_the_neighbours_are_those_of_the_result_list(browser: FlaskClient) -> None:
    searched = "/?q=%22h%E1%BB%8Dp+d%C3%A2n%22&sort=newest&page=2"
    listed = [link for link in links(page(browser, searched)) if link.startswith("/doc/")]
    html = page(browser, listed[4])
    assert "Kết quả 15 trong 45" in html
    before, after = (
        unescape(re.search(f'rel="{rel}"[^>]* href="([^"]*)"', html).group(1))  # type: ignore[union-attr]
        for rel in ("prev", "next")
    )
    assert [before, after] == [listed[3], listed[5]]
    assert searched in links(html)


def test_walking_on_from_document_to_document_passes_the_whole_result_once(browser: FlaskClient) -> None:
    url = next(link for link in links(page(browser, '/?q="họp dân"&sort=oldest')) if link.startswith("/doc/"))
    walked = []
    while url:
        html = page(browser, url)
        walked.append(url.partition("?")[0])
        following = re.search(r'rel="next"[^>]* href="([^"]*)"', html)
        url = unescape(following.group(1)) if following else ""
        assert 'rel="prev"' in html or len(walked) == 1
    assert len(walked) == len(set(walked)) == 45


@pytest.mark.parametrize("state", ["?q=zzz", "?q=họp&offset=30", "?q=họp&offset=999999999", "?offset=2", ""])
def test_a_document_that_does_not_stand_there_has_no_neighbours(browser: FlaskClient, state: str) -> None:
    html = page(browser, ARTICLE + state)
    assert 'rel="prev"' not in html and 'rel="next"' not in html and "Kết quả " not in html


# --- where to go on
def test_the_author_leads_to_the_other_pieces(browser: FlaskClient) -> None:
    html = page(browser, "/doc/hop-1")
    by_author = "/?author=THANH+NG%C3%82N&sort=newest"
    assert by_author in links(html)
    assert 'class="hit"' in page(browser, by_author)


def test_an_author_too_long_to_ask_for_is_no_link() -> None:
    archive = [Document(id="a", body="Nội dung.", author="Tên " * 100)]
    html = create_app(MemorySearcher(archive)).test_client().get("/doc/a").text
    assert "/?author=" not in html and "Tên Tên" in html


def test_similar_documents_are_links_that_open(browser: FlaskClient) -> None:
    html = section(page(browser, "/doc/hop-8"), "gan-giong")
    found = links(html)
    assert 1 <= len(found) <= 6
    assert "/doc/hop-8" not in found
    for link in found:
        page(browser, link)


def test_what_else_was_published_that_day_by_the_same_source_is_listed(browser: FlaskClient) -> None:
    brief = next(
        doc for doc in sample_documents() if doc.date and f"{doc.date:%d/%m/%Y}" == "09/12/2024" and doc.source
    )
    day = [doc for doc in sample_documents() if doc.date and f"{doc.date:%d/%m/%Y}" == "09/12/2024"]
    html = section(page(browser, "/doc/" + quote(brief.id, safe="")), "cung-ngay")
    assert "09/12/2024" in html
    assert f"/doc/{quote(brief.id, safe='')}" not in links(html)
    whole_day = links(html)[-1]
    assert whole_day == "/?from=2024-12-09&to=2024-12-09&sort=oldest"
    assert f"Xem cả {len(day)} tài liệu ngày này" in text_of(html)


def test_a_document_alone_on_its_day_or_without_one_has_no_such_list(browser: FlaskClient) -> None:
    for id in (AWKWARD_ID, "khong-ngay"):
        assert "cung-ngay" not in page(browser, "/doc/" + quote(id, safe=""))


def test_the_page_of_one_document_has_one_address_for_search_engines(browser: FlaskClient) -> None:
    html = page(browser, "/doc/hop-1?q=hop&offset=3")
    assert '<link rel="canonical" href="http://localhost/doc/hop-1">' in html


def test_an_archive_of_one_document_shows_it() -> None:
    only = create_app(MemorySearcher([Document(id="a", body="")])).test_client()
    assert only.get("/doc/a").status_code == 200


def test_the_longest_words_are_cited_too(browser: FlaskClient) -> None:
    assert "Trích dẫn tài liệu này" in page(browser, "/doc/" + UNBROKEN.id)
