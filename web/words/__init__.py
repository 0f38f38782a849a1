"""The words of the site, a module a language: ``words`` on pages, ``api_words`` for programs' authors, ``vietnamese_format`` for
numbers and days. Another language is another module, chosen here.
"""

from web.words import vietnamese as words
from web.words import vietnamese_api as api_words
from web.words import vietnamese_format

__all__ = ["api_words", "vietnamese_format", "words"]
