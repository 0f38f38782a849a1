"""The inner loops that are compiled where a C compiler is; setup.cfg has all the rest.

Each has a twin in Python or numpy beside it, which does the same, slower, where it could not be compiled.
"""

from glob import glob

from setuptools import Extension, setup

COMPILED = {
    "index.analysis._chunk_table": ["index/analysis/_chunk_table.c"],
    "index.segment._inversion": ["index/segment/_inversion.c"],
    "index.segment._lookup": ["index/segment/_lookup.c"],
    "search.intent._chains": ["search/intent/_chains.c"],
    "search.highlight._highlighter": ["search/highlight/_highlighter.c"],
    "search.matching._matcher": [
        "search/matching/_matcher.c",
        "search/matching/_phrases.c",
        "search/matching/_sets.c",
        "search/matching/_candidates.c",
    ],
}

HEADERS = glob("*/_*.h") + glob("*/*/_*.h")

# Numbers are added up as Python does it: never multiplied and added in one step with one rounding less.
OPTIONS = ["-std=c11", "-O3", "-ffp-contract=off", "-pthread"]

setup(
    ext_modules=[
        Extension(
            name,
            sources,
            depends=HEADERS,
            extra_compile_args=OPTIONS,
            extra_link_args=["-pthread"],
            libraries=["m"],
            optional=True,
        )
        for name, sources in COMPILED.items()
    ]
)
