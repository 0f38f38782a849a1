"""The terminal room: how a person asks in a terminal, and how the answer looks there.

In: what was typed on the command line, and the results of search/ and index/. Out: lines for stdout and stderr, and
the exit code. Not here: the commands themselves (cli.py), what is found (search/), JSON and CSV (web/payload).
"""
