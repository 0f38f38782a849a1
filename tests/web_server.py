"""A real server process over the archive of the tests, for the tests that need one; also the program it runs."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]


@contextlib.contextmanager
def running_server() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address (without a slash at its end) and the process of a server on a free port; ended on leaving."""
    paths = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH")]))
    with subprocess.Popen(
        [sys.executable, __file__],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            assert address, process.communicate()[1]
            yield address.rstrip("/"), process
        finally:
            process.terminate()
            process.communicate(timeout=20)


if __name__ == "__main__":
    from search.engines.memory import MemorySearcher
    from web import serve
    from web_archive import documents

    serve(MemorySearcher(documents()), port=0, on_ready=lambda address: print(address, flush=True))
