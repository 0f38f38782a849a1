"""The application behind waitress, a production WSGI server: bound, served, and stopped without cutting an answer."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

from waitress.server import create_server
from waitress.wasyncore import close_all

from search import Searcher, TimBaoError
from web.app import create_app
from web.http.limits import REQUESTS_PER_MINUTE

THREADS = 3
"""Python runs one of them at a time; with more, they wait for each other more than for their clients. On 187,696 documents
and two cores, requests a second with 1, 4 and 16 clients: 96, 75, 59 with eight threads, 93, 85, 84 with three, 96, 96, 91 with
two, of which a single export would take half."""

CONNECTIONS = 200
IDLE_TIMEOUT_S = 60
MAX_HEADER_BYTES = 32_768
"""A query of 1,000 Vietnamese characters is at most 9,000 bytes once percent-encoded."""

MAX_BODY_BYTES = 65_536
"""Nothing here takes a body; what a client sends all the same is refused before it fills memory."""


class CannotServe(TimBaoError):
    """The address to serve on cannot be had; the message is a sentence with the way out."""


def serve(
    searcher: Searcher,
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    site_name: str = "Tìm Báo",
    threads: int = THREADS,
    requests_per_minute: int | None = REQUESTS_PER_MINUTE,
    trusted_proxy: str | None = None,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serves until SIGTERM or Ctrl-C, then lets running requests finish (5 seconds at most) and returns.

    Port 0 takes any free port. ``on_ready`` is told the address to open once connections are accepted.
    ``requests_per_minute`` is what one client may ask for, None sets no limit. A client is a network address, or what
    ``trusted_proxy``, the address of a proxy in front of this server, says it is (X-Forwarded-For, -Proto, -Host); from
    anywhere else these headers are dropped. Prints nothing; errors of requests go to the log "web". The searcher stays open.

    Raises CannotServe when the host is unknown or the port is taken or not allowed.
    """
    sockets = _listen(host, port)
    # Under load every request would log a line about the queue that it stood in.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    channels: dict[int, object] = {}
    try:
        server = create_server(
            create_app(searcher, site_name=site_name, requests_per_minute=requests_per_minute),
            map=channels,
            sockets=sockets,
            threads=threads,
            connection_limit=CONNECTIONS,
            channel_timeout=IDLE_TIMEOUT_S,
            max_request_header_size=MAX_HEADER_BYTES,
            max_request_body_size=MAX_BODY_BYTES,
            clear_untrusted_proxy_headers=True,
            **_proxy_options(trusted_proxy),
            ident=None,
        )
        with _stopped_by_sigterm():
            if on_ready:
                on_ready(_address(host, sockets[0].getsockname()[1]))
            server.run()
    except (KeyboardInterrupt, SystemExit):
        # The signal came before the loop of the server was there to catch it.
        return
    finally:
        close_all(channels, ignore_all=True)
        for listening in sockets:
            listening.close()


def _proxy_options(trusted_proxy: str | None) -> dict[str, Any]:
    """Waitress's options for one proxy in front; none without."""
    if trusted_proxy is None:
        return {}
    headers = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}
    return {"trusted_proxy": trusted_proxy, "trusted_proxy_count": 1, "trusted_proxy_headers": headers}


def _listen(host: str, port: int) -> list[socket.socket]:
    """A socket bound to every address of the host ("localhost" has two), all on one port."""
    # getaddrinfo takes 70000 for 4464.
    if not 0 <= port <= 65535:
        raise CannotServe(f"Không có cổng {port}; hãy chọn một cổng từ 1024 đến 65535, ví dụ --port 8000.")
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise CannotServe(f"Không có máy nào tên “{host}”; hãy dùng --host 127.0.0.1 cho riêng máy này.") from None
    sockets: list[socket.socket] = []
    try:
        for family, kind, protocol, _, address in dict.fromkeys(found):
            if sockets and port == 0:
                address = (address[0], sockets[0].getsockname()[1], *address[2:])
            try:
                sockets.append(_bind(family, kind, protocol, address))
            except OSError as error:
                # A name may stand for an address of a kind that this machine does without, mostly IPv6.
                if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT) or len(found) == 1:
                    raise
        if not sockets:
            raise OSError(errno.EADDRNOTAVAIL, os.strerror(errno.EADDRNOTAVAIL))
    except OSError as error:
        for opened in sockets:
            opened.close()
        raise CannotServe(_why(error, host, port)) from None
    return sockets


def _bind(family: int, kind: int, protocol: int, address: tuple[object, ...]) -> socket.socket:
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.bind(address)
        # Two sockets may bind one port and only one of them listen: the quarrel is settled here, not inside the server.
        listening.listen()
    except BaseException:
        listening.close()
        raise
    return listening


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Cổng {port} trên {host} đang có chương trình khác dùng; "
            f"hãy chọn cổng khác, ví dụ --port {port + 1 if port < 65535 else 8000}."
        )
    if error.errno == errno.EACCES:
        return f"Không có quyền mở cổng {port}; hãy chọn một cổng từ 1024 trở lên, ví dụ --port 8000."
    if error.errno == errno.EADDRNOTAVAIL:
        return (
            f"Máy này không mang địa chỉ {host}; hãy dùng --host 127.0.0.1, hoặc --host 0.0.0.0 cho mọi máy trong mạng."
        )
    return f"Không mở được cổng {port} trên {host}: {error.strerror or error}."


def _address(host: str, port: int) -> str:
    """The address for a browser on this machine."""
    if host in ("", "0.0.0.0"):
        host = "127.0.0.1"
    elif host == "::":
        host = "::1"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


@contextlib.contextmanager
def _stopped_by_sigterm() -> Iterator[None]:
    """Has SIGTERM stop the server as Ctrl-C does, where signals can be had: in the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: object) -> None:
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
