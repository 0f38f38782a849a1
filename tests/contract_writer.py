"""What every IndexWriter promises; an engine's test class inherits this and says how to open one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from index.document import Document

HOP = Document(id="1", title="Họp chi bộ", body="Chi bộ ấp 7 họp thường kỳ.")
LUA = Document(id="2", body="Nông dân Vị Thủy thu hoạch lúa.", kind="brief")


class WriterContract:
    def open_writer(self) -> Any:
        """A new writer on the index of this test."""
        raise NotImplementedError

    def stored(self, id: str) -> Document | None:
        """The committed document with this id, as a searcher would find it."""
        raise NotImplementedError

    def test_what_is_added_is_seen_after_commit_and_not_before(self) -> None:
        writer = self.open_writer()
        assert writer.add(HOP, "a.jsonl") == "added"
        writer.commit()
        assert writer.add(LUA, "a.jsonl") == "added"
        assert self.stored("1") == HOP and self.stored("2") is None
        writer.commit()
        assert self.stored("2") == LUA
        writer.close()

    def test_the_same_document_again_is_unchanged_and_another_one_replaces_it(self) -> None:
        writer = self.open_writer()
        writer.add(HOP, "a.jsonl")
        assert writer.add(HOP, "a.jsonl") == "unchanged"
        writer.commit()
        assert writer.add(HOP, "a.jsonl") == "unchanged"
        changed = replace(HOP, body="Chi bộ ấp 8 họp.")
        assert writer.add(changed, "a.jsonl") == "updated"
        assert writer.add(replace(changed, author="THANH NGÂN"), "a.jsonl") == "updated"
        assert writer.add(changed, "a.jsonl") == "updated"
        writer.commit()
        writer.close()
        assert self.stored("1") == changed

    def test_every_part_of_a_document_counts_as_a_change_and_is_kept(self) -> None:
        writer = self.open_writer()
        writer.add(LUA, "a.jsonl")
        full = replace(
            LUA, source="HG", author="Lê Văn A", url="https://x.vn/1", category="Nông nghiệp", extra={"ảnh": ["1.jpg"]}
        )
        assert writer.add(full, "a.jsonl") == "updated"
        writer.commit()
        writer.close()
        assert self.stored("2") == full

    def test_delete_says_whether_there_was_such_a_document(self) -> None:
        writer = self.open_writer()
        writer.add(HOP, "a.jsonl")
        writer.commit()
        writer.add(LUA, "a.jsonl")
        assert writer.delete("1") and writer.delete("2")
        assert not writer.delete("1") and not writer.delete("không-có")
        assert self.stored("1") == HOP
        writer.commit()
        writer.close()
        assert self.stored("1") is None and self.stored("2") is None

    def test_a_deleted_document_can_be_added_again(self) -> None:
        writer = self.open_writer()
        writer.add(HOP, "a.jsonl")
        writer.commit()
        writer.delete("1")
        assert writer.add(HOP, "a.jsonl") == "added"
        writer.commit()
        writer.close()
        assert self.stored("1") == HOP

    def test_closing_drops_what_was_not_committed_and_may_be_done_twice(self) -> None:
        writer = self.open_writer()
        writer.add(HOP, "a.jsonl")
        writer.commit()
        writer.delete("1")
        writer.close()
        writer.close()
        assert self.stored("1") == HOP
