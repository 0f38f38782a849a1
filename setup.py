"""The inner loops that are compiled where a C compiler is; setup.cfg has all the rest.

Each has a twin in Python or numpy beside it, which does the same, slower, where it could not be compiled.
"""

from setuptools import Extension, setup

COMPILED = ("index/analysis/_chunk_table", "index/segment/_inversion")

setup(
    ext_modules=[
        Extension(path.replace("/", "."), [f"{path}.c"], extra_compile_args=["-std=c11", "-O3"], optional=True)
        for path in COMPILED
    ]
)
