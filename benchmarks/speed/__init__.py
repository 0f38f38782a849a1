"""How fast, against peers in the same run: building, searching, memory, disk, cold start, HTTP.

`make bench CORPORA=DIR` runs it all; `python -m benchmarks.speed --help` tells how to run a part. Every build and every
round of queries is a process of its own (benchmarks/speed/engine_run.py), so that nobody's memory or caches are another's.
Figures are merged into docs/performance.json by size and engine; docs/performance.md shows them.
"""
