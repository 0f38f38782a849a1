"""The API: what programs ask for, as JSON, and the description of it.

In: search parameters. Out: JSON, OpenAPI, the page that explains both. Not here: what an answer holds, which is search.payload's.
"""
