"""The Whoosh schema: the fields that ``whoosh.index.open_dir``, Whoosh's query parser and its searcher see.

The schema is pickled into Whoosh's table of contents with the import path of LayerAnalyzer, so this
module may not be moved or renamed without raising manifest.FORMAT_VERSION.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from whoosh import analysis, fields, formats

from index.analysis import Token, analyze, clean
from index.fields import WHOLE_TERMS

_BETWEEN_WORDS = re.compile(r"(\W+)")


class _Term(NamedTuple):
    """A term of a text: [start, end) in it, in characters, and its position among its words."""

    text: str
    start: int
    end: int
    position: int


class LayerAnalyzer(analysis.Analyzer):  # type: ignore[misc]  # Whoosh ships no types
    """Whoosh's view of index.analysis: the terms of one layer of a text ("exact", "folded" or "bigram").

    Takes the keyword arguments of Whoosh's own tokenizers. Positions are those of index.analysis: they jump at the end of
    a sentence, so that no phrase crosses it.
    """

    def __init__(self, layer: str) -> None:
        self.layer = layer

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        keeporiginal: bool = False,
        removestops: bool = True,
        start_pos: int = 0,
        start_char: int = 0,
        tokenize: bool = True,
        mode: str = "",
        **kwargs: Any,
    ) -> Iterator[Any]:
        """The terms of ``value`` as Whoosh's tokens, in the order of the text, a new one each.

        A joined form (KH&CN) is several terms: kh and cn, and khcn at the position of the first. A text has all of them.
        In a query (``mode`` "query") tokens at one position would break a phrase, so unless ``removestops`` is False a
        word has the joined form alone, and a phrase, for which Whoosh wants ``chars``, its parts alone.
        ``tokenize=False`` gives ``value`` as one term, for the beginning of a word, a pattern or the end of a range.
        """
        if not tokenize:
            terms = [_Term(self._whole(value), 0, len(value), 0)]
        else:
            terms = self._terms(analyze(value), one_reading=mode == "query" and removestops, in_phrase=chars)
        for term in terms:
            # A new one each: Whoosh's highlighter collects those of a text before it looks at them.
            token = analysis.Token(positions, chars, removestops=removestops, mode=mode, **kwargs)
            token.text = term.text
            if keeporiginal:
                token.original = value[term.start : term.end]
            if positions:
                token.pos = start_pos + term.position
            if chars:
                token.startchar, token.endchar = start_char + term.start, start_char + term.end
            yield token

    def _terms(self, tokens: Sequence[Token], *, one_reading: bool, in_phrase: bool) -> list[_Term]:
        if self.layer == "bigram":
            return [
                _Term(f"{one.folded} {two.folded}", one.start, two.end, one.position)
                for one, two in itertools.pairwise(_parts(tokens))
                if two.position == one.position + 1
            ]
        if one_reading:
            tokens = _parts(tokens) if in_phrase else _without_parts(tokens)
        return [_Term(getattr(token, self.layer), token.start, token.end, token.position) for token in tokens]

    def _whole(self, value: str) -> str:
        """The text as one term, with whatever stands between its words (the * and ? of a pattern) as it is."""
        level = "exact" if self.layer == "exact" else "folded"
        words = _without_parts(analyze(value))
        if len(words) == 1 and "*" not in value and "?" not in value:
            return str(getattr(words[0], level))
        return "".join(
            piece if number % 2 else "".join(getattr(word, level) for word in _parts(analyze(piece)))
            for number, piece in enumerate(_BETWEEN_WORDS.split(clean(value).text))
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LayerAnalyzer) and other.layer == self.layer

    __hash__ = None  # type: ignore[assignment]


def _parts(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if not token.joined]


def _without_parts(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with a joined form in place of its parts; of a number that is read in two ways, the likelier."""
    words: list[Token] = []
    covered = -1
    for token in tokens:
        if not token.joined:
            if token.position > covered:
                words.append(token)
        elif token.span > 1:
            words[-1] = token
            covered = token.position + token.span - 1
    return words


LAYERS = ("exact", "folded", "bigram", "title")
PHRASE_LAYERS = ("exact", "folded", "title")
"""Those of which Whoosh may ask where a term stands, as a phrase does; FlatTermsReader reads it from the token stream.

Positions only: title and body are one field here, so a character offset would not say into which of the two.
"""
VALUES = WHOLE_TERMS
STORED = ("body", "date", "url", "origin", "extra")


def schema() -> Any:
    """A new Schema of the fields above; texts go to the layers, values are whole terms."""
    layers = {
        name: fields.TEXT(
            analyzer=LayerAnalyzer("folded" if name == "title" else name),
            phrase=name in PHRASE_LAYERS,
            stored=name == "title",
        )
        for name in LAYERS
    }
    values = {name: fields.ID(stored=True, unique=name == "id") for name in VALUES}
    return fields.Schema(**layers, **values, **{name: fields.STORED() for name in STORED})


_set_state = fields.Schema.__setstate__


def _set_state_with_positions(self: Any, state: dict[str, Any]) -> None:
    """Unpickles a Schema; fields of ours that were pickled without positions, as they once were, have them."""
    _set_state(self, state)
    for name, field in self.items():
        if name in PHRASE_LAYERS and isinstance(field.analyzer, LayerAnalyzer):
            field.format = formats.Positions(field_boost=field.format.field_boost)


# Whoosh asks the pickled field, before any code of ours, whether a phrase can be looked for, and an old table of contents says
# no: the program that wrote it could not tell positions, though its token streams have them. Unpickling a schema of ours
# imports this module before the schema is given its fields, so here the answer is put right; nowhere later could it be.
# Schemas of other indexes stay as they are. To be dropped when manifest.FORMAT_VERSION is raised.
fields.Schema.__setstate__ = _set_state_with_positions
