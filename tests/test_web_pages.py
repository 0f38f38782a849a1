"""The pages people read, as the server sends them."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from search.engines.memory import MemorySearcher
from search.request import SearchRequest
from search.results import Results
from web import create_app
from web_archive import AWKWARD_ID, SAMPLE, client, documents, sample_documents


@pytest.fixture(scope="module")
def browser() -> FlaskClient:
    return client()


def page(browser: FlaskClient, url: str, code: int = 200) -> str:
    response = browser.get(url)
    assert response.status_code == code, response.text
    assert response.content_type == "text/html; charset=utf-8"
    return response.text


def headings(html: str) -> list[str]:
    return [text_of(heading) for heading in re.findall(r"<h2>(.*?)</h2>", html, re.DOTALL)]


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def links(html: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'<a [^>]*?href="([^"]*)"', html)]


# --- home
def test_home_says_what_the_archive_holds(browser: FlaskClient) -> None:
    html = page(browser, "/")
    count = len(documents())
    assert f"Kho hiện có {count} tài liệu: " in html
    assert "đến 09/12/2024." in html
    assert '<html lang="vi">' in html
    assert html.count("<h1") == 1


def test_every_example_on_the_home_page_finds_something(browser: FlaskClient) -> None:
    html = page(browser, "/")
    examples = links(html[html.index('class="examples"') : html.index('class="statement"')])
    assert "/?q=chi+b%E1%BB%99" in examples
    assert "/?q=chi+bo" in examples
    for example in examples:
        assert 'class="hit"' in page(browser, example)


def test_the_home_page_of_an_empty_archive_says_what_to_run() -> None:
    html = page(create_app(MemorySearcher([])).test_client(), "/")
    assert "python cli.py index" in html


def test_sources_on_the_home_page_lead_to_their_documents(browser: FlaskClient) -> None:
    html = page(browser, "/?source=HGO&kind=brief")
    assert 'class="hit"' in html
    assert "Nguồn: HGO" in html


# --- results
@pytest.mark.parametrize("typed", ["chi bộ", "chi bo", "CHI BỘ", "chi bo\u0323\u0302"])
def test_typing_with_or_without_diacritics_shows_the_texts_own_words_marked(browser: FlaskClient, typed: str) -> None:
    html = page(browser, "/?q=" + quote(typed))
    assert re.search(r"<mark>[Cc]hi bộ</mark>", html)


def test_what_was_typed_stays_in_the_box(browser: FlaskClient) -> None:
    assert 'value="chi &#34;bộ&#34;"' in page(browser, "/?q=" + quote('chi "bộ"'))


def test_the_count_is_honest_and_the_time_is_told(browser: FlaskClient) -> None:
    html = text_of(page(browser, "/?q=" + quote('"họp dân"')))
    assert re.search(r"45 tài liệu khớp đủ các từ \(\d+,\d{3} giây\)", html)


def test_a_title_is_the_heading_and_its_words_are_marked(browser: FlaskClient) -> None:
    html = page(browser, "/?q=" + quote("ra quân làm đường"))
    assert headings(html)[0] == "Chi bộ ấp Thạnh Lợi A ra quân làm đường"
    assert "<mark>ra quân làm đường</mark>" in html


def test_a_document_without_a_title_is_headed_by_its_own_words_and_says_nothing_twice(browser: FlaskClient) -> None:
    html = page(browser, "/?q=" + quote("Nghiên cứu thực tế Cà Mau") + "&kind=brief")
    hit = html[html.index('<article class="hit">') : html.index("</article>")]
    heading = text_of(re.search(r"<h2>(.*?)</h2>", hit, re.DOTALL).group(1))  # type: ignore[union-attr]
    assert heading.startswith("Trường Chính trị tỉnh vừa có buổi tiếp và làm việc")
    assert len(heading) <= 135
    assert hit.count("vừa có buổi tiếp") == 1
    assert "<mark>Cà Mau nghiên cứu thực tế</mark>" in hit


def test_a_hit_tells_kind_date_source_and_author(browser: FlaskClient) -> None:
    html = page(browser, "/?q=" + quote("mô hình Đảng viên 5 tốt") + "&kind=article")
    meta = text_of(re.search(r'<p class="meta">(.*?)</p>', html, re.DOTALL).group(1))  # type: ignore[union-attr]
    assert meta == "Bài Thứ Ba, 12/12/2023, 07:14 THANH NGÂN"


def test_a_divider_stands_before_the_first_document_that_lacks_a_word(browser: FlaskClient) -> None:
    html = page(browser, "/?q=" + quote("căn cước tỉnh") + "&limit=50")
    before, after = html.split('<p class="divider">')
    assert 'class="hit"' in before
    assert 'class="hit"' in after
    assert "khớp đủ các từ, thêm " in text_of(html)


def test_when_nothing_matches_wholly_that_is_said_once(browser: FlaskClient) -> None:
    html = page(browser, "/?q=" + quote("căn cước zzzkhongco"))
    assert "Không có tài liệu nào khớp đủ các từ; dưới đây là" in html
    assert 'class="divider"' not in html
    assert 'class="hit"' in html


def test_a_suggestion_is_one_click_and_keeps_the_filters(browser: FlaskClient) -> None:
    class Suggesting(MemorySearcher):
        def search(self, request: SearchRequest, *, with_facets: bool = False) -> Results:
            return Results(request.text, 0, 0, 1.0, False, "chi bộ", (), ("Đọc là Telex.",))

    html = page(create_app(Suggesting(documents())).test_client(), "/?q=chi+booj&kind=brief")
    assert '<a href="/?q=chi+b%E1%BB%99&amp;kind=brief">chi bộ</a>' in html
    assert "Đọc là Telex." in html


# --- pages, filters, order
def test_pages_keep_the_filters_and_do_not_overlap(browser: FlaskClient) -> None:
    seen: list[str] = []
    url = "/?q=" + quote('"họp dân"') + "&kind=brief&source=HGO&from=2022&sort=oldest&limit=5"
    for number in (1, 2, 3):
        html = page(browser, url)
        seen += [link.partition("?")[0] for link in links(html) if link.startswith("/doc/")]
        following = re.search(r'rel="next" href="([^"]*)"', html)
        assert (following is None) == (number == 3)
        if following:
            url = unescape(following.group(1))
            assert f"page={number + 1}" in url
            for kept in ("kind=brief", "source=HGO", "from=2022-01-01", "sort=oldest", "limit=5"):
                assert kept in url
    wanted = [
        doc.id for doc in documents() if doc.kind == "brief" and doc.source == "HGO" and doc.id.startswith("hop-")
    ]
    assert sorted(seen) == sorted(f"/doc/{id}" for id in wanted)
    assert 'rel="prev"' in html


def test_empty_fields_of_the_form_do_not_clutter_the_address(browser: FlaskClient) -> None:
    response = browser.get("/?q=chi+bo&kind=brief&source=&author=&from=&to=")
    assert response.status_code == 302
    assert response.location == "/?q=chi+bo&kind=brief"


def test_a_page_beyond_the_last_says_so_and_leads_to_the_last(browser: FlaskClient) -> None:
    html = page(browser, "/?q=" + quote('"họp dân"') + "&page=999999")
    assert "Không có trang 999.999: kết quả chỉ có 5 trang." in html
    assert "/?q=%22h%E1%BB%8Dp+d%C3%A2n%22&page=5" in links(html)
    assert 'class="hit"' not in html


def test_filters_show_as_chips_and_in_the_form(browser: FlaskClient) -> None:
    html = page(browser, "/?q=hop&kind=brief&from=01/02/2022&exact=1")
    assert '<option value="brief" selected>' in html
    assert 'name="from" value="01/02/2022"' in html
    assert re.search(r'name="exact"[^>]* checked', html)
    assert "Từ ngày: 01/02/2022" in html


def test_the_form_carries_order_and_length_along(browser: FlaskClient) -> None:
    html = page(browser, "/?q=hop&sort=newest&limit=20")
    assert '<input type="hidden" name="sort" value="newest">' in html
    assert '<input type="hidden" name="limit" value="20">' in html


def test_every_field_has_a_label(browser: FlaskClient) -> None:
    html = page(browser, "/?q=hop")
    fields = re.findall(r'<(?:input|select)[^>]* id="(\w+)"', html)
    assert set(fields) >= {"q", "kind", "source", "author", "from", "to", "exact"}
    assert all(f'<label for="{field}"' in html or f'<label class="unseen" for="{field}"' in html for field in fields)


# --- nothing found
def test_an_empty_result_helps(browser: FlaskClient) -> None:
    html = page(browser, "/?q=" + quote("zzkhông zzcógì") + "&kind=brief&from=2023")
    assert "Không tìm thấy tài liệu nào" in html
    found = links(html)
    assert "/tro-giup" in found


def test_what_the_help_page_shows_of_fields_finds_something_in_this_archive(browser: FlaskClient) -> None:
    examples = re.findall(r"<code>(.*?)</code>", page(browser, "/tro-giup"))
    of_archive = [unescape(one) for one in examples if re.search(r"tacgia|nguon|loai|ngay:|tu:", one)]
    assert len(of_archive) >= 7
    for example in of_archive:
        found = json.loads(browser.get("/api/search?q=" + quote(example)).data)
        assert found["total"] > 0, example
    assert "UBND xã" in examples and "chi booj" in examples


# --- a document
def test_a_document_is_shown_whole_with_the_words_marked(browser: FlaskClient) -> None:
    article = next(doc for doc in sample_documents() if doc.kind == "article")
    html = page(browser, f"/doc/{quote(article.id, safe='')}?q=chi+bo")
    shown = text_of(html[html.index('<article class="document">') : html.index("</article>")])
    for line in article.body.splitlines():
        assert " ".join(line.split()) in shown
    assert len(re.findall(r"<mark[^>]*>[Cc]hi bộ</mark>", html)) > 5
    assert "Thứ Ba, 12/12/2023, 07:14" in shown
    assert "THANH NGÂN" in shown


def test_an_article_without_a_title_is_headed_by_its_lead_once(browser: FlaskClient) -> None:
    article = next(doc for doc in sample_documents() if doc.kind == "article")
    html = page(browser, f"/doc/{quote(article.id, safe='')}")
    lead = article.body.splitlines()[0]
    assert text_of(re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL).group(1)) == lead  # type: ignore[union-attr]
    body = html[html.index("<article") : html.index("</article>")]
    assert body.count("qua đó phát huy vai trò tiên phong, gương mẫu của các đảng viên") == 1


def test_a_brief_whose_first_sentence_is_too_long_for_a_heading_is_headed_by_its_date(browser: FlaskClient) -> None:
    brief = next(doc for doc in sample_documents() if doc.body.startswith("Sau đợt đến khảo sát"))
    shown = text_of(
        page(browser, f"/doc/{quote(brief.id, safe='')}").partition("<article")[2].partition("</article>")[0]
    )
    assert shown.removeprefix('class="document"> ').startswith(
        "Tin vắn, Thứ Hai, 25/11/2024, 09:24 Sau đợt đến khảo sát"
    )


def test_every_document_of_the_sample_page_can_be_opened_from_a_result(browser: FlaskClient) -> None:
    assert SAMPLE.is_file()
    opened = set()
    for doc in sample_documents():
        html = page(browser, f"/doc/{quote(doc.id, safe='')}")
        assert "<h1" in html
        opened.add(doc.id)
    assert len(opened) == 15


def test_an_id_may_hold_slashes_signs_and_any_letter(browser: FlaskClient) -> None:
    html = page(browser, "/?q=" + quote("ra quân làm đường"))
    link = next(link for link in links(html) if link.startswith("/doc/"))
    assert "/" not in link.removeprefix("/doc/").partition("?")[0]
    shown = page(browser, link)
    assert "<h1><mark>" not in shown
    assert "<mark>ra quân làm đường</mark>" in shown
    for written in (quote(AWKWARD_ID, safe=""), quote(AWKWARD_ID, safe="/")):
        assert "Chi bộ ấp Thạnh Lợi A ra quân làm đường</h1>" in page(browser, "/doc/" + written)


@pytest.mark.parametrize(
    "id", [".", "..", "/", "//a", "a/../b", "a//b/", "%2F", "?q=1", "#", " ", "ệ", "a\\b", "+", "🙂"]
)
def test_whatever_the_id_its_link_opens_its_document(id: str) -> None:
    from index.document import Document

    browser = create_app(MemorySearcher([Document(id=id, body="Nội dung riêng của tài liệu này.")])).test_client()
    link = next(link for link in links(page(browser, "/?q=rieng")) if link.startswith("/doc/"))
    assert "Nội dung <mark>riêng</mark> của tài liệu này." in page(browser, link)


def test_the_way_back_leads_to_the_page_of_results_that_one_came_from(browser: FlaskClient) -> None:
    came_from = "/?q=%22h%E1%BB%8Dp+d%C3%A2n%22&kind=brief&page=2"
    link = next(link for link in links(page(browser, came_from)) if link.startswith("/doc/"))
    assert came_from in links(page(browser, link))


def test_the_original_is_linked_without_giving_the_reader_away(browser: FlaskClient) -> None:
    html = page(browser, "/doc/" + quote(AWKWARD_ID, safe=""))
    assert '<a href="https://example.org/tin/1?a=1&amp;b=2" rel="noopener noreferrer nofollow">' in html


def test_keys_without_a_meaning_here_are_shown(browser: FlaskClient) -> None:
    html = page(browser, "/doc/" + quote(AWKWARD_ID, safe=""))
    assert text_of(html[html.index("<table>") : html.index("</table>")]) == (
        f"Mã tài liệu {AWKWARD_ID} Chuyên mục Xây dựng Đảng Địa chỉ bản gốc https://example.org/tin/1?a=1&b=2 "
        'lượt xem 1234 thẻ ["chi bộ", "nông thôn mới"]'
    )


def test_a_bad_parameter_does_not_keep_anyone_from_reading(browser: FlaskClient) -> None:
    assert "chi bộ</mark>" in page(browser, "/doc/" + quote(AWKWARD_ID, safe="") + "?q=chi+bo&from=yesterday&page=-1")


# --- the rest
def test_the_help_page_tells_the_query_language(browser: FlaskClient) -> None:
    html = text_of(page(browser, "/tro-giup"))
    for told in ('"chi bộ"', "OR", "nghi*", "tieude:", "tacgia:", "nguon:", "loai:"):
        assert told in html


def test_every_example_of_the_help_page_is_read_without_complaint(browser: FlaskClient) -> None:
    html = page(browser, "/tro-giup")
    examples = [link for link in links(html) if link.startswith("/?q=")]
    assert len(examples) > 8
    for example in examples:
        assert 'class="note"' not in page(browser, example)


def test_the_browser_gets_its_icon_and_crawlers_their_rules(browser: FlaskClient) -> None:
    with browser.get("/favicon.ico") as icon:
        assert (icon.status_code, icon.mimetype) == (200, "image/svg+xml")
    robots = browser.get("/robots.txt")
    assert robots.mimetype == "text/plain"
    assert "Disallow: /*?" in robots.text


def test_everything_a_page_loads_is_there_and_may_be_kept(browser: FlaskClient) -> None:
    html = page(browser, "/?q=chi+bo")
    loaded = re.findall(r'(?:src|<link rel="(?:stylesheet|icon)"[^>]* href)="([^"]+)"', html)
    assert len(loaded) == 4, "the style, the icon, the scripts of the box and of the timeline"
    for url in loaded:
        with browser.get(unescape(url)) as response:
            assert response.status_code == 200
            assert "max-age=31536000" in response.headers["Cache-Control"]
