from collections.abc import Callable
from typing import final

from index.segment.slots import Group
from index.segment.tokens import StoredTokens
from search.highlight.choosing import WordKinds
from search.highlight.snippets import Shown

@final
class Marker:
    def __new__(
        cls,
        tokens: StoredTokens,
        order: memoryview,
        start: memoryview,
        by_fold: list[Group],
        exact: list[Group],
        in_title: WordKinds,
        in_body: WordKinds,
        worth: list[int],
        limits: tuple[int, int, int, str, str],
        /,
    ) -> Marker: ...
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
