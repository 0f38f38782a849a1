"""Feeds and files: results to be followed or taken along.

In: search parameters. Out: Atom, JSON Feed, CSV, JSON Lines, citations, the OpenSearch description. Not here: pages.
"""
