"""How much one client may ask for: a bucket of tokens each, refilled at a steady pace (a token bucket)."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from flask import Flask, request
from werkzeug.exceptions import TooManyRequests

REQUESTS_PER_MINUTE = 600
"""The program's usual limit. A reader asks some twenty times a minute, suggestions while typing at most two hundred."""

BURST_S = 60
"""A client that was quiet may ask at once for what it may ask in so many seconds."""

MOST_CLIENTS = 20_000
"""Buckets kept, some 4 MB. The one longest unused goes first; whoever comes back finds a full one."""

FREE = ("static", "api.health")
"""Endpoints that cost no search."""

COSTS = {"export.csv": 20, "export.jsonl": 20}
"""Requests that count for more than one."""


class TokenBuckets:
    """A bucket a client, of ``per_minute`` tokens at most, refilled by as many a minute. Serves any number of threads."""

    def __init__(self, per_minute: int, *, most: int = MOST_CLIENTS, now: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_minute / 60
        self._size = max(1.0, self._rate * BURST_S)
        self._most = most
        self._now = now
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """Tokens left at a moment, by client; longest unused first."""

    def take(self, client: str, cost: int = 1) -> float:
        """Takes the tokens and returns 0, or takes none and returns the seconds until there will be enough.

        What costs more than a full bucket can be had for a full one.
        """
        now = self._now()
        with self._lock:
            left, since = self._buckets.pop(client, (self._size, now))
            left = min(self._size, left + (now - since) * self._rate)
            wanted = min(float(cost), self._size)
            wait = 0.0 if left >= wanted else (wanted - left) / self._rate
            self._buckets[client] = (left if wait else left - wanted, now)
            while len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        return wait

    def __len__(self) -> int:
        return len(self._buckets)


def register(app: Flask, per_minute: int) -> None:
    """Has the application answer 429 with Retry-After to a client that asks for more than ``per_minute``."""
    buckets = TokenBuckets(per_minute)

    @app.before_request
    def count() -> None:
        if request.endpoint not in FREE:
            wait = buckets.take(client_of(request.remote_addr), COSTS.get(request.endpoint or "", 1))
            if wait:
                raise TooManyRequests(retry_after=math.ceil(wait))


def client_of(address: str | None) -> str:
    """Who asks, by network address: an IPv6 network of 64 bits is one client, for it is one household's."""
    try:
        parsed = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return address or ""
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
