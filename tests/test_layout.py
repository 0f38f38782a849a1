"""The layout that docs/architecture.md draws: which room imports which, and where each outside library lives."""

from __future__ import annotations

import ast
import configparser
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

MAY_IMPORT = {
    "cli": {"terminal", "web", "search", "index", "index.analysis"},
    "terminal": {"search", "index", "index.analysis"},
    "web": {"search", "web.api", "web.feeds", "web.http", "web.pages", "web.words"},
    "web.api": {"search", "web", "web.feeds", "web.http", "web.words"},
    "web.feeds": {"search", "web", "web.http", "web.pages", "web.words"},
    "web.pages": {"search", "web", "web.http", "web.words"},
    "web.http": {"search", "web", "web.words"},
    "web.words": {"search"},
    "search": {"index", "search.engines", "search.query"},
    "search.engines": {
        "index",
        "index.analysis",
        "index.segment",
        "search",
        "search.completion",
        "search.facets",
        "search.highlight",
        "search.intent",
        "search.intent.expansion",
        "search.matching",
        "search.query",
        "search.ranking",
    },
    "search.completion": {"index.analysis", "index.segment", "search", "search.facets"},
    "search.facets": {"index", "index.segment", "search", "search.matching", "search.query", "search.ranking"},
    "search.matching": {"index", "index.analysis", "index.segment", "search", "search.query", "search.ranking"},
    "search.highlight": {"index", "index.analysis", "index.segment", "search", "search.ranking"},
    "search.intent": {"index.analysis", "search", "search.intent.expansion", "search.query", "search.ranking"},
    "search.intent.expansion": {"index.analysis", "search", "search.intent", "search.query", "search.ranking"},
    "search.ranking": {"index.analysis", "search", "search.query"},
    "search.query": {"index", "index.analysis", "search"},
    "index": {"index.analysis", "index.segment", "index.sources"},
    "index.sources": {"index"},
    "index.segment": {"index", "index.analysis"},
    "index.analysis": set[str](),
}
"""Every room, and the rooms it may import from; from itself it always may. Imports point down."""

BELOW_INDEX = {
    "index.sources": {"index.document", "index.errors"},
    "index.segment": {"index.document", "index.errors", "index.fields"},
}
"""Of index itself, the rooms inside it see only what a document is and how it is refused."""

TYPES_OF_SEARCH = {"search.request", "search.results"}
"""Of search itself, the rooms inside it see only the types of requests and answers ..."""

DOORS_OF_SEARCH = {"search", "search.searcher", "search.payload", *TYPES_OF_SEARCH}
"""... and whoever asks sees nothing but these: no room inside."""

HOMES = {
    "click": r"cli\.py|terminal/.*",
    "flask": r"web/.*",
    "werkzeug": r"web/.*",
    "jinja2": r"web/.*",
    "markupsafe": r"web/.*",
    "waitress": r"web/.*",
    "unidecode": r"index/analysis/fold\.py",
    "whoosh": r"(index|search)/[^/]*whoosh[^/]*\.py",
    "numpy": r"(index|search)/.*",
    "zstandard": r"index/segment/records\.py",
}
"""The one home of each outside library: a pattern for the paths that may import it."""

MOST_FILES = 20
"""Files of a folder in search/, web/ and terminal/: more than can be taken in at a glance."""

NO_NAMES = {"common", "helper", "helpers", "manager", "misc", "tools", "util", "utils"}
"""Names that answer no question."""


def circles(modules: Mapping[str, set[str]]) -> list[str]:
    """Every way round from a module back to itself, as "a -> b -> a"; imports inside functions and for types count too."""
    found: list[str] = []
    done: set[str] = set()

    def walk(module: str, way: list[str]) -> None:
        if module in way:
            found.append(" -> ".join([*way[way.index(module) :], module]))
        elif module not in done:
            for other in sorted(modules.get(module, ())):
                walk(other, [*way, module])
            done.add(module)

    for module in sorted(modules):
        walk(module, [])
    return found


@dataclass(frozen=True)
class Import:
    """One imported module, as a line of a file names it."""

    path: str
    line: int
    module: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} imports {self.module}"


def project_files() -> list[Path]:
    folders = (ROOT / name for name in ("index", "search", "terminal", "web"))
    return [ROOT / "cli.py", *sorted(path for folder in folders for path in folder.rglob("*.py"))]


def setup_options() -> configparser.SectionProxy:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    return setup["options"]


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    return max((room for room in MAY_IMPORT if module == room or module.startswith(room + ".")), key=len, default="")


COMPILED = {
    module_name(path)
    for path in ROOT.glob("*/**/_*.c")
    if path.is_relative_to(ROOT / "index") or path.is_relative_to(ROOT / "search")
}
MODULES = {module_name(path) for path in project_files()} | COMPILED
IMPORTED_ROOTS = {name.split(".")[0] for name in MODULES}


def imports_of(path: Path, source: str | None = None) -> Iterator[Import]:
    """Every import of the file, wherever it stands in it; `from a import b` names a.b where that is a module."""
    where = path.relative_to(ROOT).as_posix()
    for node in ast.walk(ast.parse(source if source is not None else path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (Import(where, node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = module_name(path).split(".")
            package = package if path.name == "__init__.py" else package[:-1]
            above = package[: len(package) + 1 - node.level] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield Import(where, node.lineno, inner if inner in MODULES else base)


def all_imports() -> list[Import]:
    return [found for path in project_files() for found in imports_of(path)]


def is_upward(found: Import) -> bool:
    here, there = room_of(module_name(ROOT / found.path)), room_of(found.module)
    if here == there:
        return False
    if there not in MAY_IMPORT[here]:
        return True
    if there == "search":
        return found.module not in (TYPES_OF_SEARCH if here.startswith("search.") else DOORS_OF_SEARCH)
    return there == "index" and here in BELOW_INDEX and found.module not in BELOW_INDEX[here]


def test_imports_point_down() -> None:
    wrong = [found for found in all_imports() if room_of(found.module) and is_upward(found)]
    assert not wrong, "\n".join(
        f"{found}, but {room_of(module_name(ROOT / found.path))} may import only "
        f"{sorted(MAY_IMPORT[room_of(module_name(ROOT / found.path))]) or 'nothing of ours'}"
        for found in wrong
    )


def test_no_module_imports_itself_by_way_of_others() -> None:
    imported: dict[str, set[str]] = {}
    for found in all_imports():
        module = module_name(ROOT / found.path)
        if found.module in MODULES and found.module != module:
            imported.setdefault(module, set()).add(found.module)
    assert not circles(imported), "\n".join(circles(imported))


def test_a_circle_is_seen() -> None:
    assert circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == ["a -> b -> c -> a"]


def test_no_folder_of_code_is_crowded() -> None:
    for folder in {path.parent for path in project_files()} - {ROOT}:
        files = [path for path in folder.iterdir() if path.suffix in {".py", ".pyi", ".c", ".h", ".tsv"}]
        if folder.relative_to(ROOT).parts[0] != "index":
            assert len(files) <= MOST_FILES, f"{folder.name} has {len(files)} files: which folder is missing?"


def test_no_file_imports_the_program_or_the_tests() -> None:
    wrong = [found for found in all_imports() if found.module.split(".")[0] in {"cli", "tests", "conftest"}]
    assert not wrong, f"nothing stands above cli.py: {[str(found) for found in wrong]}"


def test_every_outside_library_is_used_in_its_home_alone() -> None:
    outside = [
        found
        for found in all_imports()
        if (root := found.module.split(".")[0]) not in IMPORTED_ROOTS and root not in sys.stdlib_module_names
    ]
    assert {found.module.split(".")[0] for found in outside} >= {"click", "flask", "unidecode", "whoosh"}
    homeless = [found for found in outside if found.module.split(".")[0] not in HOMES]
    assert not homeless, f"each library needs one home in HOMES and a line in setup.cfg: {list(map(str, homeless))}"
    strayed = [found for found in outside if not re.fullmatch(HOMES[found.module.split(".")[0]], found.path)]
    assert not strayed, "\n".join(f"{found}, whose home is {HOMES[found.module.split('.')[0]]}" for found in strayed)


def test_every_library_we_import_is_declared() -> None:
    declared = {re.split("[<>=]", line)[0] for line in setup_options()["install_requires"].split()}
    # werkzeug, jinja2 and markupsafe are flask's own and come with it.
    for library in HOMES.keys() - {"werkzeug", "jinja2", "markupsafe"}:
        assert library in declared, f"setup.cfg does not declare {library}"


def test_every_package_is_installed() -> None:
    declared = setup_options()["packages"].split()
    packages = {module_name(path) for path in project_files() if path.name == "__init__.py"}
    assert set(declared) == packages, "setup.cfg names the packages one by one; a new folder needs its line there"


@pytest.mark.parametrize("path", project_files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_says_what_it_is_and_is_named_for_it(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring, f"{path.name} has no docstring: its first line is the one question it answers"
    assert not NO_NAMES & set(re.split(r"[_.]", path.stem)), f"{path.name}: name the file after the one thing it is"


def test_every_folder_of_code_is_a_package_and_the_tests_are_flat() -> None:
    for path in project_files():
        if path.name != "cli.py":
            assert (path.parent / "__init__.py").exists(), f"{path.parent} has no __init__.py with its docstring"
    assert not (ROOT / "tests" / "__init__.py").exists(), "tests/__init__.py would put tests/ between us and index/"
    nested = [path for path in (ROOT / "tests").rglob("*.py") if path.parent != ROOT / "tests"]
    assert not nested, f"a package tests/index would shadow index/: keep tests flat, not {nested}"


@pytest.mark.parametrize(
    ("path", "line", "module"),
    [
        ("index/analysis/tokens.py", "from index.document import Document", "index.document"),
        ("search/query/parse.py", "import web.urls", "web.urls"),
        ("search/query/parse.py", "from web import urls", "web.urls"),
        ("web/api/routes.py", "from index import update_index", "index"),
        ("web/api/routes.py", "def f():\n    from index.document import Document", "index.document"),
        ("terminal/results.py", "from web.urls import search_url", "web.urls"),
        ("terminal/results.py", "from search.matching.select import MOST_PARTIAL", "search.matching.select"),
        ("web/pages/result_page.py", "from search.query.parse import parse", "search.query.parse"),
        ("search/ranking/plan.py", "from search.intent.lexicon import Lexicon", "search.intent.lexicon"),
        ("search/query/parse.py", "from search.searcher import Searcher", "search.searcher"),
        ("index/sources/json_lines.py", "from index.update import update_index", "index.update"),
        ("index/document.py", "from search import Hit", "search"),
    ],
)
def test_the_walk_sees_an_import_that_points_up(path: str, line: str, module: str) -> None:
    found = [seen for seen in imports_of(ROOT / path, line) if is_upward(seen)]
    assert [seen.module for seen in found] == [module]
