from collections.abc import Callable
from typing import final

from index.segment.slots import Group
from index.segment.tokens import StoredTokens
from search.highlight.rules import Shown, WordKinds

@final
class Highlighter:
    def __new__(
        cls,
        tokens: StoredTokens,
        order: memoryview,
        start: memoryview,
        by_fold: list[Group],
        exact: list[Group],
        in_title: WordKinds,
        in_body: WordKinds,
        weights: list[int],
        limits: tuple[int, int, int, str, str],
        /,
    ) -> Highlighter: ...
    def show(
        self,
        first: int,
        last: int,
        title_slots: int,
        record: bytes,
        title: str,
        code_of_form: Callable[[str], int | None],
        /,
    ) -> Shown | None: ...
