"""What the figures were measured on."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sqlite3
from pathlib import Path


def machine() -> dict[str, str]:
    """Processor, memory and versions; nothing that names a host."""
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / (1 << 20)
    versions = {name: importlib.metadata.version(name) for name in ("numpy", "whoosh", "tantivy", "bm25s")}
    return {
        "processor": f"{cpu}, {len(os.sched_getaffinity(0))} shared cores",
        "memory": f"{memory:.0f} GB",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **versions,
    }
