from collections.abc import Sequence
from typing import final

from search.matching.matcher import Array

@final
class List:
    nbytes: int

    def __len__(self) -> int: ...

class Matcher:
    def __init__(
        self,
        segments: tuple[tuple[int, tuple[Array, ...]], ...],
        norms: Array,
        title_norms: Array,
        alive: Array | None,
        shared_from: int,
        /,
    ) -> None: ...
    def find_term(self, dictionary: int, term: bytes, /) -> bytes: ...
    def find(self, field: int, numbers: bytes, second_numbers: bytes = ..., /) -> List: ...
    def beginning(self, field: int, prefix: bytes, /) -> List: ...
    def any_within(self, lists: Sequence[List], within: bytes | Array, /) -> List: ...
    def phrase(
        self, folded: tuple[bytes, ...], spellings: tuple[tuple[bytes, ...], ...], title_only: bool, /
    ) -> List: ...
    def listed(self, docs: Array, tfs: Array, /) -> List: ...
    def meeting(self, sides: tuple[tuple[tuple[List, ...], ...], ...], within: bytes | Array, /) -> bytes: ...
    def any_of(self, lists: Sequence[List], /) -> bytes: ...
    def marked(self, mask: Array, /) -> bytes: ...
    def count(self, bits: bytes | Array, /) -> int: ...
    def numbers(self, bits: bytes | Array, /) -> bytes: ...
    def among(self, bits: bytes | Array, docs: Array, /) -> bytes: ...
    def candidates(
        self,
        lists: Sequence[List],
        instead_of: tuple[tuple[List, ...], ...],
        factors: Array,
        is_of_title: bytes,
        count: int,
        within: bytes | Array,
        /,
    ) -> bytes: ...
    def contributions(
        self,
        lists: Sequence[List],
        instead_of: tuple[tuple[List, ...], ...],
        factors: Array,
        is_of_title: bytes,
        docs: Array,
        /,
    ) -> bytes: ...
