"""The pages: what a reader sees in a browser, worked out for the templates.

In: search parameters and answers of the searcher. Out: HTML. Not here: JSON for programs (api), files and feeds (feeds).
"""
