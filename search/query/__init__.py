"""The query room: what was typed, as clauses.

In: the typed text, and filters given beside it. Out: a Query of clauses (words, phrases, word*), with filters on day, kind,
source, author and category. Not here: what the archive knows, what a word weighs, which documents match.
"""
