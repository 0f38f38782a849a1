"""`serve`: says where to click, answers until it is told to stop, and stops without a complaint."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from program import ROOT, SAVED_PAGE, command, environment, timbao


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kho") / "ix"
    assert timbao("index", SAVED_PAGE, index=folder).code == 0
    return folder


@contextmanager
def serving(index: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server on a free port, and the address it told."""
    process = subprocess.Popen(
        command(["serve", "--port", "0"], index),
        env=environment(),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert process.stderr is not None
        told = process.stderr.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", told)
        assert address, told
        yield process, address[0]
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_the_page_answers_where_it_was_told_until_it_is_stopped(index: Path, stop: signal.Signals) -> None:
    with serving(index) as (process, address):
        with urllib.request.urlopen(f"{address}healthz", timeout=20) as answer:
            assert answer.status == 200
        process.send_signal(stop)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, "")
    assert "Traceback" not in err


def test_a_port_in_use_is_a_sentence_with_another_port(index: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = timbao("serve", "--port", str(port), index=index)
    assert (ran.code, ran.out) == (1, "")
    assert str(port) in ran.err
    assert "--port" in ran.err


def test_an_address_of_another_machine_is_a_sentence(index: Path) -> None:
    ran = timbao("serve", "--host", "203.0.113.7", "--port", "0", index=index)
    assert (ran.code, ran.out) == (1, "")
    assert "203.0.113.7" in ran.err
