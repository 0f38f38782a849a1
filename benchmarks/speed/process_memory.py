"""The memory of a process and of those it started, as the kernel counts it; megabytes are 2**20 bytes."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

SAMPLE_SECONDS = 0.1


def memory_mb(pid: int | str = "self") -> dict[str, float]:
    """Resident memory of a process in MB: in all, its own (anonymous), that of mapped files, and PSS.

    PSS (proportional set size) counts a page shared by n processes as 1/n of a page.
    """
    status = _fields(Path(f"/proc/{pid}/status"))
    return {
        "rss_mb": round(status["VmRSS"] / 1024, 1),
        "anonymous_mb": round(status["RssAnon"] / 1024, 1),
        "mapped_mb": round((status["RssFile"] + status["RssShmem"]) / 1024, 1),
        "pss_mb": round(_fields(Path(f"/proc/{pid}/smaps_rollup"))["Pss"] / 1024, 1),
    }


class PeakMemory:
    """Watches a running process with all its descendants; ``pss_mb`` is the highest sum seen, sampled ten times a second."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.pss_mb = 0.0
        self.anonymous_mb = 0.0

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(SAMPLE_SECONDS):
            pss = anonymous = 0
            for pid in _family(self._process.pid):
                try:
                    fields = _fields(Path(f"/proc/{pid}/smaps_rollup"))
                except OSError:
                    continue
                pss += fields.get("Pss", 0)
                anonymous += fields.get("Pss_Anon", 0)
            self.pss_mb = max(self.pss_mb, pss / 1024)
            self.anonymous_mb = max(self.anonymous_mb, anonymous / 1024)


def _family(pid: int) -> list[int]:
    """The process and its descendants."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += map(int, task.read_text().split())
            except OSError:
                continue
    return found


def _fields(path: Path) -> dict[str, int]:
    """The fields of a file of /proc that are counted in kB."""
    lines = (line.split() for line in path.read_text().splitlines() if line.endswith(" kB"))
    return {words[0].rstrip(":"): int(words[1]) for words in lines}
