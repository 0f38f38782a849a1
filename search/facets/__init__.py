"""The facets room: the whole matches of a search, counted by what they are.

In: the documents that match, and the filters of the request. Out: counts by kind, source, author, category, year and month.
Not here: which documents match (matching), how counts are laid out (web).
"""
