"""The intent room: what a query means to this archive.

In: a request, and the archive's vocabulary (a Lexicon). Out: the Plan to carry out, with the spellings that bare words likely
stand for, expansions (abbreviations, second spellings, amounts, dates, places), a suggestion and remarks. Not here: the query
language (query), what a condition weighs (ranking), any document.
"""
