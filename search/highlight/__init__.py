"""The highlight room: which words of a text are highlighted, and which piece of it is shown.

In: a document's text, or its token stream, and the terms of a Plan. Out: a snippet and the spans of its highlighted words. Not
here: which documents are shown (matching), HTML (web).
"""
