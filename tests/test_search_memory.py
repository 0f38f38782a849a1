"""The fakes keep the same promises as the engine they stand in for."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from contract_searcher import SearcherContract
from contract_writer import WriterContract
from index.document import Document
from index.memory import MemoryWriter
from search.engines.memory import MemorySearcher
from search.searcher import Searcher


class TestMemoryWriter(WriterContract):
    @pytest.fixture(autouse=True)
    def _writer(self) -> None:
        self.writer = MemoryWriter()

    def open_writer(self) -> MemoryWriter:
        return self.writer

    def stored(self, id: str) -> Document | None:
        return self.writer.documents.get(id)


class TestMemorySearcher(SearcherContract):
    def open_searcher(self, documents: Sequence[Document]) -> Searcher:
        return MemorySearcher(documents)
