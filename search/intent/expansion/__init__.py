"""The expansion room: what the words of a query may also be said as.

In: a parsed query, and what the archive knows. Out: Expansions (an abbreviation's full words, a second spelling, an amount in
other digits, a date), which ranking puts beside the words as typed; and remarks, one line each. Not here: what an expansion
weighs beside the words. Nothing typed is ever replaced; what stands in quotes, or with --exact, is not expanded at all.
"""
