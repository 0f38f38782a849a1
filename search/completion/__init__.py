"""The completion room: what the typed beginning of a query may become.

In: a typed beginning, and the phrases, names and titles of the archive. Out: completions, best first. Not here: the correction
of whole queries (intent).
"""
