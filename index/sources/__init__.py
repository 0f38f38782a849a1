"""Files in, documents out: where a document comes from and how it is read.

In go paths the user named; out come documents, each with the file it was read from, and for everything
that could not be read a refusal that says where and why. Nothing here cuts words or touches an index.

    find_files   which files, of which format           read_file   the documents of one file
"""

from __future__ import annotations

from index.sources.files import find_files
from index.sources.found import Found, Refusal, SourceFile
from index.sources.open_file import read_file

__all__ = ["Found", "Refusal", "SourceFile", "find_files", "read_file"]
