"""What a command loads before it answers: whoever asks in a terminal waits for it each time."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from program import ROOT, SAVED_PAGE, command, environment, timbao

WEB = {"flask", "werkzeug", "jinja2", "waitress"}
NETWORK = {"ssl", "socket", "http", "urllib.request", "email"}
BUILDING = {
    "multiprocessing",
    "concurrent",
    "hashlib",
    "index.sources",
    "index.update",
    "index.rebuild",
    "index.whoosh_writer",
    "index.segment.build",
    "index.segment.merge",
    "index.segment.batches",
    "index.segment.workers",
    "index.analysis.encode",
    "index.analysis.chunk_table",
}
WHOOSH = {"whoosh", "index.whoosh_codec", "index.whoosh_schema", "index.whoosh_storage"}
PAGES_ONLY = {
    "search.facets.facets",
    "search.facets.segment_facets",
    "search.completion.phrases",
    "search.completion.segment_completion",
    "search.ranking.similar",
    "search.engines.segment_words",
    "search.engines.memory",
}
DATES = {"search.intent.expansion.date_text"}
PACKING = {"shutil", "zipfile", "lzma", "bz2", "tempfile"}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kho") / "ix"
    assert timbao("index", SAVED_PAGE, index=folder).code == 0
    return folder


def loaded(*arguments: str, index: Path | None = None) -> set[str]:
    """The modules that a command imports, packages named too when only a part of them is."""
    python, *rest = command(arguments, index)
    ran = subprocess.run(
        [python, "-X", "importtime", *rest], capture_output=True, cwd=ROOT, env=environment(), check=True, text=True
    )
    names = {line.rpartition("|")[2].strip() for line in ran.stderr.splitlines() if line.startswith("import time:")}
    return names | {name.partition(".")[0] for name in names}


@pytest.mark.parametrize(
    "arguments",
    [
        ["chi bộ"],
        ["chi bo", "--explain", "--sort", "newest"],
        ['"chi bộ" -xã', "--kind", "article", "--from", "2023"],
        ["chi bộ", "--format", "json"],
    ],
)
def test_a_query_loads_neither_web_nor_building_nor_whoosh(index: Path, arguments: list[str]) -> None:
    modules = loaded("query", *arguments, index=index)
    assert {"search.engines.index_searcher", "index.whoosh_toc", "numpy"} <= modules
    assert not modules & (WEB | NETWORK | BUILDING | WHOOSH | PAGES_ONLY | DATES | PACKING)


@pytest.mark.parametrize("arguments", [["--help"], ["query", "--help"], ["--version"]])
def test_help_loads_nothing_that_searches(arguments: list[str]) -> None:
    modules = loaded(*arguments)
    assert "click" in modules
    assert not modules & ({"numpy", "unidecode", "zstandard", "search"} | WEB | NETWORK | WHOOSH)
    assert {name for name in modules if name.startswith("index")} == {"index", "index.fields"}
