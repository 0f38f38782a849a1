"""What an answer costs and who may ask for how much: limits, answers that have not changed, compression."""

from __future__ import annotations

import gzip
import json
import signal
import threading
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from flask.testing import FlaskClient

from cli import serve_command
from index.document import Document
from index.errors import IndexMissing
from search.engines.memory import MemorySearcher
from search.request import SearchRequest
from search.results import Results, Stats
from web import create_app, serve
from web.http.limits import REQUESTS_PER_MINUTE, TokenBuckets, client_of
from web_archive import client, documents


class Clock:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


# --- limits
def test_a_full_bucket_may_be_emptied_at_once_and_fills_again_steadily() -> None:
    clock = Clock()
    buckets = TokenBuckets(60, now=clock)
    assert [buckets.take("a") for _ in range(60)] == [0.0] * 60
    assert buckets.take("a") == pytest.approx(1.0)
    clock.now += 0.5
    assert buckets.take("a") == pytest.approx(0.5)
    clock.now += 0.5
    assert buckets.take("a") == 0.0
    clock.now += 3600
    assert [buckets.take("a") for _ in range(61)].count(0.0) == 60


def test_each_client_has_a_bucket_of_its_own() -> None:
    buckets = TokenBuckets(1, now=Clock())
    assert (buckets.take("a"), buckets.take("b")) == (0.0, 0.0)
    assert buckets.take("a") > 0 and buckets.take("b") > 0


def test_what_costs_more_than_a_bucket_holds_can_still_be_had() -> None:
    clock = Clock()
    buckets = TokenBuckets(5, now=clock)
    assert buckets.take("a", cost=20) == 0.0
    assert buckets.take("a") > 0
    clock.now += 60
    assert buckets.take("a", cost=20) == 0.0


def test_no_more_clients_are_remembered_than_there_is_room_for() -> None:
    buckets = TokenBuckets(1, most=100, now=Clock())
    for number in range(1000):
        buckets.take(f"client {number}")
    assert len(buckets) == 100
    assert buckets.take("client 999") > 0, "the latest are remembered"
    assert buckets.take("client 0") == 0.0


def test_threads_together_get_no_more_than_one() -> None:
    buckets = TokenBuckets(100, now=Clock())
    given: list[float] = []

    def take() -> None:
        for _ in range(50):
            given.append(buckets.take("a"))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert given.count(0.0) == 100


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        (None, "", True),
    ],
)
def test_a_household_is_one_client(one: str | None, other: str, same: bool) -> None:
    assert (client_of(one) == client_of(other)) is same


def test_who_asks_too_much_is_told_kindly_and_when_to_come_back() -> None:
    app = create_app(MemorySearcher(documents()), requests_per_minute=3)
    browser = app.test_client()
    assert [browser.get("/?q=chi+bo").status_code for _ in range(4)] == [200, 200, 200, 429]
    page = browser.get("/?q=chi+bo")
    assert "Xin chậm lại một chút" in page.text
    assert 1 <= int(page.headers["Retry-After"]) <= 20
    assert page.headers["Content-Security-Policy"]
    answer = browser.get("/api/search?q=x")
    assert answer.status_code == 429 and answer.headers["Retry-After"]
    assert answer.json is not None and list(answer.json) == ["error"]
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    assert browser.get("/?q=chi+bo", environ_overrides=elsewhere).status_code == 200


def test_a_client_cannot_pass_for_another() -> None:
    browser = create_app(MemorySearcher([]), requests_per_minute=1).test_client()
    codes = [browser.get("/", headers={"X-Forwarded-For": f"203.0.113.{place}"}).status_code for place in range(3)]
    assert codes == [200, 429, 429]


def test_the_style_sheet_and_the_health_cost_nothing() -> None:
    browser = create_app(MemorySearcher([]), requests_per_minute=1).test_client()
    for _ in range(5):
        for path in ("/healthz", "/static/page.css"):
            with browser.get(path) as response:
                assert response.status_code == 200
    assert browser.get("/").status_code == 200


def test_an_export_counts_for_many() -> None:
    browser = create_app(MemorySearcher(documents()), requests_per_minute=30).test_client()
    assert [browser.get("/export.csv?q=hop").status_code for _ in range(2)] == [200, 429]
    assert browser.get("/?q=hop").status_code == 200


def test_without_a_limit_there_is_none() -> None:
    browser = client()
    assert {browser.get("/?q=zzz").status_code for _ in range(50)} == {200}


def test_the_program_limits_as_the_server_does_by_itself() -> None:
    (option,) = [option for option in serve_command.params if option.name == "requests_per_minute"]
    assert option.default == REQUESTS_PER_MINUTE


@pytest.mark.parametrize(("trusted", "codes"), [("127.0.0.1", [200, 200, 429]), (None, [200, 429, 429])])
def test_a_proxy_is_believed_only_if_it_was_named(trusted: str | None, codes: list[int]) -> None:
    found: list[int] = []

    def ask(address: str) -> None:
        for reader in ("203.0.113.1", "203.0.113.2", "203.0.113.2"):
            request = Request(address + "tro-giup", headers={"X-Forwarded-For": reader})
            try:
                with urlopen(request, timeout=10) as answer:
                    found.append(answer.status)
            except HTTPError as error:
                with error:
                    found.append(error.code)
        signal.raise_signal(signal.SIGTERM)

    def on_ready(address: str) -> None:
        threading.Thread(target=ask, args=(address,)).start()

    serve(MemorySearcher([]), port=0, requests_per_minute=1, trusted_proxy=trusted, on_ready=on_ready)
    assert found == codes


# --- what has not changed
TAGGED = ("/", "/?q=chi+bo", "/doc/hop-1?q=hop", "/tro-giup", "/api/", "/api/openapi.json", "/api/search?q=hop",
          "/feed.atom?q=hop", "/feed.json?q=hop", "/export.csv?q=hop", "/opensearch.xml", "/trich-dan/hop-1?dang=ris")  # fmt: skip


class Counting(MemorySearcher):
    """Counts how often it is searched, and can be given another state."""

    searches = 0
    built_at: datetime | None = None

    def search(self, request: SearchRequest, *, with_facets: bool = False) -> Results:
        self.searches += 1
        return super().search(request, with_facets=with_facets)

    def stats(self) -> Stats:
        stats = super().stats()
        return stats if self.built_at is None else replace(stats, built_at=self.built_at)


@pytest.fixture
def searcher() -> Counting:
    counting = Counting(documents())
    counting.built_at = datetime.now(UTC) - timedelta(days=3)
    return counting


@pytest.fixture
def browser(searcher: Counting) -> FlaskClient:
    return create_app(searcher).test_client()


@pytest.mark.parametrize("url", TAGGED)
def test_who_has_the_answer_already_is_told_so_without_a_search(
    browser: FlaskClient, searcher: Counting, url: str
) -> None:
    first = browser.get(url)
    tag = first.headers["ETag"]
    assert tag.startswith('W/"') and first.headers["Last-Modified"]
    assert first.headers["Cache-Control"] == "no-cache"
    searches = searcher.searches
    again = browser.get(url, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    assert "Content-Security-Policy" in again.headers
    assert browser.get(url, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    assert searcher.searches == searches


def test_another_question_another_host_and_another_index_are_other_answers(
    browser: FlaskClient, searcher: Counting
) -> None:
    tag = browser.get("/?q=hop").headers["ETag"]
    assert browser.get("/?q=hop&page=2", headers={"If-None-Match": tag}).status_code == 200
    assert browser.get("/?q=hop", headers={"If-None-Match": tag, "Host": "other.example"}).status_code == 200
    searcher.built_at = datetime.now(UTC)
    assert browser.get("/?q=hop", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("url", ["/doc/khong-co", "/nowhere", "/?from=x", "/healthz", "/api/suggest?q=hop"])
def test_mistakes_health_and_suggestions_are_not_tagged(browser: FlaskClient, url: str) -> None:
    assert "ETag" not in browser.get(url).headers


def test_an_index_that_cannot_answer_is_no_unchanged_answer() -> None:
    class Gone(MemorySearcher):
        def stats(self) -> Stats:
            raise IndexMissing("chưa có chỉ mục")

    gone = create_app(Gone([])).test_client()
    assert gone.get("/", headers={"If-None-Match": "*"}).status_code == 503


# --- compression
def test_a_page_is_compressed_for_who_accepts_it_and_the_same_inside(browser: FlaskClient) -> None:
    plain = browser.get("/tro-giup")
    packed = browser.get("/tro-giup", headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    for response in (plain, packed):
        assert "Accept-Encoding" in response.headers["Vary"]


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0", "deflate"])
def test_who_does_not_accept_it_gets_it_plain(browser: FlaskClient, accepted: str) -> None:
    assert "Content-Encoding" not in browser.get("/", headers={"Accept-Encoding": accepted}).headers


@pytest.mark.parametrize("url", ["/healthz", "/robots.txt"])
def test_what_is_short_is_left_as_it_is(browser: FlaskClient, url: str) -> None:
    assert "Content-Encoding" not in browser.get(url, headers={"Accept-Encoding": "gzip"}).headers


def test_the_style_sheet_is_compressed_and_may_still_be_kept(browser: FlaskClient) -> None:
    with browser.get("/static/page.css", headers={"Accept-Encoding": "gzip"}) as response:
        assert response.headers["Content-Encoding"] == "gzip"
        assert "max-age=31536000" in response.headers["Cache-Control"]
        assert b"--paper" in gzip.decompress(response.data)
        assert response.headers["ETag"].startswith("W/")


def test_a_stream_is_compressed_piece_by_piece() -> None:
    archive = [Document(id=f"tin-{number}", body="Tin nước mặn. " * 20) for number in range(1200)]
    browser = create_app(MemorySearcher(archive)).test_client()
    response = browser.get("/export.jsonl?q=" + quote("nước mặn"), headers={"Accept-Encoding": "gzip"}, buffered=False)
    assert response.headers["Content-Encoding"] == "gzip" and "Content-Length" not in response.headers
    unpack = zlib.decompressobj(wbits=31)
    pieces = list(response.iter_encoded())
    begun = unpack.decompress(pieces[0])
    assert json.loads(begun.splitlines()[0])["id"], "the first piece can be read before the last has come"
    rest = b"".join(unpack.decompress(piece) for piece in pieces[1:])
    assert len((begun + rest).splitlines()) == 1200 and unpack.eof


def test_a_head_request_tells_the_same_headers(browser: FlaskClient) -> None:
    accepts = {"Accept-Encoding": "gzip"}
    search_request, told = browser.get("/tro-giup", headers=accepts), browser.head("/tro-giup", headers=accepts)
    assert told.data == b""
    for name in ("Content-Encoding", "ETag", "Vary", "Content-Type"):
        assert told.headers[name] == search_request.headers[name]
