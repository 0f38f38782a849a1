"""Nothing typed, indexed or gone wrong may harm a reader, or show more than it should."""

from __future__ import annotations

import logging
import re
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import IndexDamaged, IndexMissing, IndexOutdated, TimBaoError
from search.engines.memory import MemorySearcher
from search.request import SearchRequest
from search.results import Results
from web import create_app
from web.http.security import CONTENT_SECURITY_POLICY
from web_archive import HOSTILE, client, documents

browser: FlaskClient = client()


def test_typed_template_code_is_not_run() -> None:
    assert "{{ 7*7 }}" in browser.get("/?q=%7B%7B+7*7+%7D%7D").text


PAGES = (
    "/", "/?q=chi+bo", "/?q=zzz", "/tro-giup", "/doc/hop-1?q=hop", "/doc/none", "/nowhere", "/?from=x",
    "/api/search?q=chi+bo", "/healthz", "/feed.atom?q=chi+bo", "/opensearch.xml", "/robots.txt", "/favicon.ico",
    "/static/page.css", "/static/none.css",
)  # fmt: skip


@pytest.mark.parametrize("url", PAGES)
def test_every_answer_tells_the_browser_to_run_nothing(url: str) -> None:
    with browser.get(url) as response:
        headers = response.headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("url", PAGES)
def test_no_answer_sets_a_cookie_or_carries_a_script_or_a_style_of_its_own(url: str) -> None:
    response = browser.get(url)
    with response:
        assert "Set-Cookie" not in response.headers
        if response.mimetype == "text/html":
            assert not re.search(r"<(script(?! src=\"/static/)|style)|\s(style|on\w+)=", response.text)


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</mark><b>", "'\"`=/&"]
)
@pytest.mark.parametrize("parameter", ["q", "source", "author", "category"])
def test_typed_html_comes_back_as_text(typed: str, parameter: str) -> None:
    html = browser.get("/?" + urlencode({"q": "chi bộ", parameter: typed})).text
    assert typed not in html
    assert not re.search(r"<(script(?! src=\"/static/)|img|b)\b", html)


@pytest.mark.parametrize(
    "url",
    [
        "/?q=" + quote("mã độc"),
        "/?kind=article&from=2024-06-01&to=2024-06-01",
        "/doc/" + quote(HOSTILE.id, safe="") + "?q=alert",
    ],
)
def test_a_hostile_document_is_shown_as_text(url: str) -> None:
    html = browser.get(url).text
    assert "Cảnh giác" in html
    assert not re.search(r"<(script(?! src=\"/static/)|img|b|i|u)\b", html)
    assert 'href="javascript:' not in html


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "http:",
        "ftp://x",
        "https:evil",
    ],
)
def test_only_web_addresses_are_linked_as_the_original(url: str) -> None:
    from index.document import Document

    html = create_app(MemorySearcher([Document(id="a", body="Nội dung.", url=url)])).test_client().get("/doc/a").text
    assert "Xem bản gốc" not in html


# --- mistakes
def test_a_missing_page_offers_the_search() -> None:
    response = browser.get("/nowhere")
    assert response.status_code == 404
    assert "Không có trang này" in response.text
    assert 'name="q"' in response.text


def test_a_missing_document_is_named_and_offers_the_search() -> None:
    response = browser.get("/doc/khong-co?q=chi+bo")
    assert response.status_code == 404
    assert "Kho không có tài liệu mang mã “khong-co”." in response.text
    assert 'value="chi bo"' in response.text


def test_a_bad_condition_is_explained_with_a_way_out() -> None:
    response = browser.get("/?q=chi+bo&from=yesterday&kind=brief")
    assert response.status_code == 400
    assert "“yesterday”" in response.text
    assert 'href="/?q=chi+bo&amp;kind=brief"' in response.text


def test_days_the_wrong_way_round_are_no_server_error() -> None:
    assert browser.get("/?q=chi+bo&from=2024&to=2023").status_code < 500


def test_a_pasted_page_is_too_long_a_query() -> None:
    response = browser.get("/?q=" + "chi+" * 1000)
    assert response.status_code == 400
    assert "Từ khóa dài 4.000 ký tự; xin rút gọn còn 1.000 ký tự trở lại." in response.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_pages_are_only_to_be_read(method: str) -> None:
    response = browser.open("/?q=x", method=method)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert "Trang này chỉ để xem" in response.text


class Failing(MemorySearcher):
    """A searcher that raises one error whatever it is asked."""

    def __init__(self, error: Exception) -> None:
        super().__init__(documents())
        self._error = error

    def search(self, request: SearchRequest, *, with_facets: bool = False) -> Results:
        raise self._error


@pytest.mark.parametrize("error", [IndexMissing, IndexOutdated, IndexDamaged, TimBaoError])
def test_an_index_that_cannot_serve_is_503_with_its_sentence(error: type[TimBaoError]) -> None:
    failing = create_app(Failing(error("chỉ mục “kho” cần lập lại; hãy chạy timbao rebuild"))).test_client()
    page = failing.get("/?q=chi+bo")
    assert page.status_code == 503
    assert "Chỉ mục “kho” cần lập lại; hãy chạy timbao rebuild." in page.text
    answer = failing.get("/api/search?q=chi+bo")
    assert (answer.status_code, answer.json) == (503, {"error": "Chỉ mục “kho” cần lập lại; hãy chạy timbao rebuild."})


def test_a_bug_is_logged_for_the_operator_and_not_shown_to_the_reader(caplog: pytest.LogCaptureFixture) -> None:
    failing = create_app(Failing(RuntimeError("bí mật /đường/dẫn"))).test_client()
    with caplog.at_level(logging.ERROR):
        page, answer = failing.get("/?q=chi+bo"), failing.get("/api/search?q=chi+bo")
    assert (page.status_code, answer.status_code) == (500, 500)
    for shown in (page.text, answer.text):
        assert "Kho báo gặp sự cố" in shown
        assert "bí mật" not in shown
        assert "Traceback" not in shown
    assert "bí mật" in caplog.text
    assert page.headers["Content-Security-Policy"]


# --- anything at all
names = st.sampled_from(
    ["q", "page", "limit", "offset", "sort", "from", "to", "kind", "source", "author", "exact", "id", "x"]
)
values = (
    st.text(st.characters(codec="utf-8"), max_size=40)
    | st.integers().map(str)
    | st.dates().map(str)
    | st.sampled_from(
        ["chi bộ", "newest", "brief", '"', "(((", "*", "-", "tieude:", "ngay:..", "a OR", "2023..2024", "%00", "\x00"]
    )
)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(names, values, max_size=5),
    st.sampled_from(["/", "/api/search", "/feed.atom", "/doc/hop-1", "/doc/"]),
)
def test_no_parameters_whatever_make_the_server_fail(parameters: dict[str, str], path: str) -> None:
    response = browser.get(path, query_string=parameters)
    assert response.status_code < 500
    assert "Traceback" not in response.text


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60))
def test_no_bytes_whatever_in_an_address_make_the_server_fail(raw: bytes) -> None:
    escaped = "".join(f"%{byte:02X}" for byte in raw)
    for url in ("/?q=" + escaped, "/doc/" + escaped, "/" + escaped, "/?" + escaped, "/api/search?q=" + escaped):
        assert browser.get(url).status_code < 500
