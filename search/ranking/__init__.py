"""The ranking room: what each word of a query weighs.

In: a Query with what is known of its words. Out: a Plan, the conditions and weights that any engine can carry out. Not here:
posting lists, scores of documents.
"""
