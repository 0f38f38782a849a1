"""How fast, against peers in the same run: building, searching, memory, disk, cold start, HTTP.

`make bench CORPORA=DIR` runs it all; benchmarks/README.md tells how to run a part. Every build and every round of queries is
a process of its own (engine_run.py), so that nobody's memory or caches are another's. Figures are kept by size in
docs/performance/, and docs/performance.md shows them.
"""
