"""Type styles of a terminal, which may be off, and text made safe to send to one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

_BOLD, _FAINT, _MARK = "1", "2", "1;33"
"""SGR parameters (ECMA-48, 8.3.117). Matched words are bold and yellow, readable on dark and on light."""

_CONTROLS = (*range(0x20), *range(0x7F, 0xA0))
_SURROGATES = range(0xD800, 0xE000)
_DIRECTIONS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Bidirectional overrides and isolates, which can make a line read as something else."""

_UNSAFE = dict.fromkeys((*_CONTROLS, *_SURROGATES, *_DIRECTIONS), "\ufffd")
_UNSAFE.update(dict.fromkeys(map(ord, "\t\n\v\f\r\x85\u2028\u2029"), " "))


def one_line(text: str) -> str:
    """The text on one line, without a character that commands the terminal; as long as before, so offsets hold."""
    return text.translate(_UNSAFE)


@dataclass(frozen=True, slots=True)
class Style:
    """Bold, faint and marked text; unchanged text when ``on`` is false."""

    on: bool

    def bold(self, text: str) -> str:
        return self._styled(text, _BOLD)

    def faint(self, text: str) -> str:
        return self._styled(text, _FAINT)

    def highlighted(
        self,
        text: str,
        spans: Sequence[tuple[int, int]],
        start: int = 0,
        end: int | None = None,
        *,
        rest: Callable[[str], str] = str,
    ) -> str:
        """``text[start:end]`` with the parts inside ``spans`` marked and what is between them styled by ``rest``.

        Spans are [start, end) offsets into the whole text, in order and apart.
        """
        end = len(text) if end is None else end
        pieces, at = [], start
        for first, after in spans:
            first, after = max(first, at), min(after, end)
            if first < after:
                pieces += [rest(text[at:first]), self._styled(text[first:after], _MARK)]
                at = after
        return "".join([*pieces, rest(text[at:end])])

    def _styled(self, text: str, parameters: str) -> str:
        return f"\x1b[{parameters}m{text}\x1b[0m" if self.on and text else text
