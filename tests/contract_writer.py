"""What every engine's writer promises. An engine's tests inherit WriterContract and supply its two methods."""

from __future__ import annotations

import unicodedata
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from index.document import VIETNAM, Document
from index.writer import IndexWriter

FULL = Document(
    id="báo/2024#1",
    title="Chi bộ ấp Thạnh Lợi A ra quân làm đường",
    body="Sáng 1-5, bà con dọn cỏ.\r\nChiều cùng ngày, chi bộ họp.",
    date=datetime(2024, 5, 1, 7, 30, 5, tzinfo=VIETNAM),
    kind="brief",
    source="Báo Hậu Giang",
    author="THANH NGÂN",
    url="https://example.org/tin?a=1&b=2",
    category="Xây dựng Đảng",
    extra={"lượt xem": 1234, "thẻ": ["chi bộ", None, {"sâu": True}]},
)
BRIEF = Document(id="tin-1", body="Nước mặn xâm nhập sâu vào nội đồng.")


class WriterContract:
    """Promises on adding, replacing, deleting and committing documents."""

    def open_writer(self) -> IndexWriter:
        """A writer on the one index of this test, with all that was committed to it before."""
        raise NotImplementedError

    def stored(self, id: str) -> Document | None:
        """The document that the last commit left under this id, as a reader sees it; asked only after a commit."""
        raise NotImplementedError

    def commit(self, *documents: Document) -> list[str]:
        with closing(self.open_writer()) as writer:
            changes: list[str] = [writer.add(document, "tin.jsonl") for document in documents]
            writer.commit()
        return changes

    def test_a_document_comes_back_as_it_went_in(self) -> None:
        assert self.commit(FULL, BRIEF) == ["added", "added"]
        assert self.stored(FULL.id) == FULL
        assert self.stored(BRIEF.id) == BRIEF
        assert self.stored("không có") is None

    def test_the_text_is_kept_in_its_own_spelling(self) -> None:
        body = unicodedata.normalize("NFD", "Đường sá") + "\u00a0ở\u200b \u00d0ắk Lắk… “hoà bình”\n\n\tÐ"
        self.commit(Document(id="1", body=body))
        stored = self.stored("1")
        assert stored is not None
        assert stored.body == body

    def test_nothing_is_seen_before_the_commit(self) -> None:
        self.commit(FULL)
        with closing(self.open_writer()) as writer:
            assert writer.add(BRIEF, "tin.jsonl") == "added"
            assert self.stored(BRIEF.id) is None
            writer.commit()
            assert self.stored(BRIEF.id) == BRIEF

    def test_closing_drops_what_was_not_committed(self) -> None:
        self.commit(BRIEF)
        with closing(self.open_writer()) as writer:
            assert writer.add(FULL, "tin.jsonl") == "added"
            assert writer.delete(BRIEF.id)
        assert self.stored(FULL.id) is None
        assert self.stored(BRIEF.id) == BRIEF
        assert self.commit(FULL) == ["added"]

    def test_closing_twice_is_safe_and_lets_the_next_writer_in(self) -> None:
        writer = self.open_writer()
        writer.close()
        writer.close()
        assert self.commit(BRIEF) == ["added"]

    def test_an_equal_document_is_unchanged(self) -> None:
        self.commit(FULL, BRIEF)
        assert self.commit(replace(FULL), BRIEF) == ["unchanged", "unchanged"]
        assert self.stored(FULL.id) == FULL

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("title", None),
            ("body", FULL.body + " "),
            ("date", datetime(2024, 5, 1, 7, 30, 6, tzinfo=VIETNAM)),
            ("kind", "article"),
            ("source", "Báo Hau Giang"),
            ("author", "Thanh Ngân"),
            ("url", None),
            ("category", "Đảng"),
            ("extra", {"lượt xem": 1235}),
        ],
    )
    def test_a_change_of_anything_replaces_the_document(self, field: str, value: Any) -> None:
        changed = replace(FULL, **{field: value})
        self.commit(FULL)
        assert self.commit(changed) == ["updated"]
        assert self.stored(FULL.id) == changed

    def test_a_batch_may_hold_one_id_twice_and_the_last_one_stays(self) -> None:
        again, third = replace(BRIEF, body="Nước mặn đã rút."), replace(BRIEF, body="Nước ngọt đã về.")
        assert self.commit(BRIEF, again, FULL, again, third) == ["added", "updated", "added", "unchanged", "updated"]
        assert self.stored(BRIEF.id) == third
        assert self.commit(BRIEF, third) == ["updated", "updated"]
        assert self.stored(BRIEF.id) == third

    def test_deleting_says_whether_there_was_one(self) -> None:
        self.commit(FULL, BRIEF)
        with closing(self.open_writer()) as writer:
            assert writer.delete(BRIEF.id)
            assert not writer.delete(BRIEF.id)
            assert not writer.delete("không có")
            assert self.stored(BRIEF.id) == BRIEF, "not before the commit"
            writer.commit()
        assert self.stored(BRIEF.id) is None
        assert self.stored(FULL.id) == FULL

    def test_a_deleted_document_may_come_back(self) -> None:
        self.commit(BRIEF)
        with closing(self.open_writer()) as writer:
            assert writer.delete(BRIEF.id)
            assert writer.add(BRIEF, "tin.jsonl") == "added"
            assert writer.add(FULL, "tin.jsonl") == "added"
            assert writer.delete(FULL.id), "what was only just added can be deleted too"
            writer.commit()
        assert self.stored(BRIEF.id) == BRIEF
        assert self.stored(FULL.id) is None

    def test_one_writer_commits_again_and_again(self) -> None:
        with closing(self.open_writer()) as writer:
            for number in range(12):
                assert writer.add(replace(BRIEF, id=f"tin-{number}", body=f"Tin số {number}."), "tin.jsonl") == "added"
                writer.commit()
            writer.commit()
        for number in range(12):
            stored = self.stored(f"tin-{number}")
            assert stored is not None
            assert stored.body == f"Tin số {number}."

    def test_ids_are_told_apart_exactly(self) -> None:
        ids = ["tin", "TIN", "tín", unicodedata.normalize("NFD", "tín"), "tin ", "tin-1"]
        assert self.commit(*(Document(id=id, body=f"Tin {number}.") for number, id in enumerate(ids))) == [
            "added"
        ] * len(ids)
        for number, id in enumerate(ids):
            stored = self.stored(id)
            assert stored is not None
            assert stored.body == f"Tin {number}."

    def test_an_empty_document_is_a_document_too(self) -> None:
        empty = Document(id="trống", body="", title="Chỉ có tên bài")
        self.commit(empty)
        assert self.stored("trống") == empty
