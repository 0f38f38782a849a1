"""The server as a process: it says when it is ready, tells nothing of itself, and stops without cutting an answer."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import threading
import time
from urllib.parse import quote, urlsplit

import pytest

from search.engines.memory import MemorySearcher
from search.request import SearchRequest
from search.results import Results
from web import CannotServe, serve
from web_archive import documents
from web_server import running_server


def get(address: str, path: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    try:
        connection.request(method, path)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def test_a_server_answers_as_soon_as_it_says_so_and_does_not_name_its_software() -> None:
    with running_server() as (address, _):
        status, headers, body = get(address, "/api/search?q=chi+bo")
        assert status == 200
        assert json.loads(body)["total"] > 0
        told = " ".join([*headers, *headers.values()]).lower()
        assert "server" not in headers
        assert not any(name in told for name in ("waitress", "werkzeug", "python", "flask"))


def test_a_malformed_request_is_refused_without_naming_the_software() -> None:
    with (
        running_server() as (address, _),
        socket.create_connection((urlsplit(address).hostname, urlsplit(address).port)) as client,
    ):
        client.sendall(b"GET / HTTP/1.1\r\nBad Header\r\n\r\n")
        answer = client.recv(4096).lower()
    assert b" 400 " in answer
    assert b"waitress" not in answer


def test_sigterm_ends_the_server_quickly_with_exit_code_0_and_silence() -> None:
    with running_server() as (address, process):
        assert get(address, "/healthz")[0] == 200
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=10)
        assert process.returncode == 0
        assert time.monotonic() - started < 8
        assert errors == ""


def test_ctrl_c_ends_it_as_well() -> None:
    with running_server() as (address, process):
        assert get(address, "/healthz")[0] == 200
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)
        assert (process.returncode, errors) == (0, "")


def test_a_head_request_has_headers_and_no_body() -> None:
    with running_server() as (address, _):
        status, headers, body = get(address, "/?q=chi+bo", "HEAD")
        assert (status, body) == (200, b"")
        assert int(headers["Content-Length"]) > 1000


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotServe, match=re.escape(f"Cổng {port} trên 127.0.0.1 đang có chương trình khác dùng")):
            serve(MemorySearcher([]), port=port)


@pytest.mark.parametrize(("host", "port"), [("no such host", 8000), ("203.0.113.7", 0), ("127.0.0.1", 70_000)])
def test_an_address_that_cannot_be_had_is_refused_with_a_sentence(host: str, port: int) -> None:
    with pytest.raises(CannotServe) as refusal:
        serve(MemorySearcher([]), host, port)
    assert "; hãy " in str(refusal.value)


def test_many_readers_at_once_all_get_their_own_answer() -> None:
    wrong: list[object] = []

    def read(address: str, number: int) -> None:
        for _ in range(5):
            status, _, body = get(address, "/api/search?limit=1&q=" + quote(f'"lần thứ {number}"'))
            if status != 200 or json.loads(body)["query"] != f'"lần thứ {number}"':
                wrong.append((number, status, body))

    with running_server() as (address, _):
        readers = [threading.Thread(target=read, args=(address, number)) for number in range(12)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
    assert wrong == []


def test_an_answer_that_is_under_way_is_finished_before_the_server_stops() -> None:
    started, addresses = threading.Event(), list[str]()

    class Slow(MemorySearcher):
        def search(self, request: SearchRequest, *, with_facets: bool = False) -> Results:
            started.set()
            time.sleep(0.5)
            return super().search(request, with_facets=with_facets)

    # In this process and its main thread, so that the signal below is the server's.
    def ask() -> None:
        while not addresses:
            time.sleep(0.01)
        answers.append(get(addresses[0], "/api/search?q=chi+bo"))

    def stop() -> None:
        started.wait(10)
        signal.raise_signal(signal.SIGTERM)

    answers: list[tuple[int, dict[str, str], bytes]] = []
    threads = [threading.Thread(target=ask), threading.Thread(target=stop)]
    for thread in threads:
        thread.start()
    serve(Slow(documents()), port=0, on_ready=addresses.append)
    for thread in threads:
        thread.join(10)
    assert [status for status, _, _ in answers] == [200]
    assert json.loads(answers[0][2])["total"] > 0
