"""Promises of `index` and `rebuild`: nothing indexed is lost, nothing is seen half done."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from index import IndexBusy, IndexDamaged, IndexMissing, IndexOutdated, Report, rebuild_index, update_index
from index.manifest import manifest_path, read_manifest
from index.whoosh_state import current_generation, open_state
from index.whoosh_writer import WhooshWriter

SAMPLE = Path(__file__).parent.parent / "samples" / "haugiang-2023-12-12.txt"


def write_jsonl(path: Path, *records: dict[str, object]) -> str:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return str(path)


def ids(folder: Path) -> set[str]:
    return {document.id for segment in open_state(folder).segments for document, _ in segment.documents()}


def body(folder: Path, id: str) -> str:
    found = open_state(folder).find(id)
    assert found is not None
    segment, doc = found
    return segment.reader.record(doc).document.body


def counts(report: Report) -> tuple[int, int, int]:
    return report.added, report.updated, report.unchanged


def test_the_saved_page_becomes_fifteen_documents_and_again_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    assert counts(update_index(folder, [str(SAMPLE)])) == (15, 0, 0)
    again = update_index(folder, [str(SAMPLE)])
    assert counts(again) == (0, 0, 15)
    assert again.documents == 15


def test_the_same_id_replaces_the_document_even_twice_in_one_file(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    source = write_jsonl(
        tmp_path / "tin.jsonl",
        {"id": "1", "body": "Khai mạc lễ hội khóm Cầu Đúc."},
        {"id": "2", "body": "Nước mặn xâm nhập sâu."},
        {"id": "1", "body": "Bế mạc lễ hội khóm Cầu Đúc."},
    )
    assert counts(update_index(folder, [source])) == (2, 1, 0)
    assert ids(folder) == {"1", "2"}
    assert body(folder, "1").startswith("Bế mạc")
    write_jsonl(tmp_path / "tin.jsonl", {"id": "1", "body": "Lễ hội dời sang tháng Giêng."})
    assert counts(update_index(folder, [source])) == (0, 1, 0)
    assert body(folder, "1").startswith("Lễ hội dời")
    assert ids(folder) == {"1", "2"}, "index never removes; only rebuild does"


def test_rebuild_drops_what_its_source_no_longer_holds(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    source = write_jsonl(
        tmp_path / "tin.jsonl", {"id": "1", "body": "Chợ nổi Ngã Bảy."}, {"id": "2", "body": "Sầu riêng được mùa."}
    )
    update_index(folder, [source])
    write_jsonl(
        tmp_path / "tin.jsonl", {"id": "1", "body": "Chợ nổi Ngã Bảy."}, {"id": "3", "body": "Cầu mới thông xe."}
    )
    report = rebuild_index(folder)
    assert ids(folder) == {"1", "3"}
    assert (report.added, report.removed, report.unchanged, report.kept) == (1, 1, 1, 0)


def test_rebuild_drops_a_file_deleted_from_a_folder_and_keeps_a_folder_that_is_not_there(tmp_path: Path) -> None:
    folder, pages = tmp_path / "index", tmp_path / "trang"
    pages.mkdir()
    deleted = write_jsonl(pages / "cu.jsonl", {"id": "cu", "body": "Bài báo cũ về Hậu Giang."})
    write_jsonl(pages / "moi.jsonl", {"id": "moi", "body": "Bài báo mới."})
    update_index(folder, [str(pages)])
    os.remove(deleted)
    report = rebuild_index(folder)
    assert ids(folder) == {"moi"}
    assert (report.removed, report.kept, report.missing) == (1, 0, [])
    # A disk that is not mounted leaves an empty folder behind, or none.
    pages.rename(tmp_path / "cất")
    for _ in range(2):
        assert rebuild_index(folder).kept == 1 and ids(folder) == {"moi"}
        pages.mkdir(exist_ok=True)


@pytest.mark.parametrize("damage", ["segment gone", "segment cut", "table of contents"])
def test_rebuild_cures_a_damaged_index(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "index"
    update_index(folder, [write_jsonl(tmp_path / "tin.jsonl", {"id": "1", "body": "Hòa bình."})])
    (segment,) = folder.glob("*.flat")
    if damage == "segment gone":
        segment.unlink()
    elif damage == "segment cut":
        os.truncate(segment, 100)
    else:
        next(folder.glob("*.toc")).write_bytes(b"xx\n")
    with pytest.raises(IndexDamaged, match=f"timbao --index {folder} rebuild"):
        open_state(folder)
    rebuild_index(folder)
    assert ids(folder) == {"1"}


@pytest.mark.parametrize("content", [None, b"{"])
def test_an_index_that_forgot_its_sources_tells_them_from_its_documents(tmp_path: Path, content: bytes | None) -> None:
    folder = tmp_path / "index"
    source = write_jsonl(tmp_path / "tin.jsonl", {"id": "1", "body": "Hòa bình."})
    update_index(folder, [source])
    (manifest,) = folder.glob("timbao-*.json")
    if content is None:
        manifest.unlink()
    else:
        manifest.write_bytes(content)
    report = rebuild_index(folder)
    assert ids(folder) == {"1"} and open_state(folder).manifest.sources == (source,)
    assert "đã kể lại từ chính các tài liệu: 1 tệp" in report.damage[0]


def test_two_lines_with_one_id_change_nothing_the_second_time(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    source = write_jsonl(tmp_path / "tin.jsonl", {"id": "1", "body": "Bản đầu."}, {"id": "1", "body": "Bản sau."})
    update_index(folder, [source])
    before = [segment.entry.segid for segment in open_state(folder).segments]
    update_index(folder, [source])
    assert body(folder, "1") == "Bản sau."
    assert [segment.entry.segid for segment in open_state(folder).segments] == before


def test_rebuild_keeps_and_names_the_documents_of_a_vanished_source(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    pages = tmp_path / "trang"
    pages.mkdir()
    gone = write_jsonl(pages / "cu.jsonl", {"id": "cu", "body": "Bài báo cũ về Hậu Giang."})
    stays = write_jsonl(pages / "moi.jsonl", {"id": "moi", "body": "Bài báo mới."})
    update_index(folder, [gone, stays])
    os.remove(gone)
    report = rebuild_index(folder)
    assert ids(folder) == {"cu", "moi"}
    assert report.missing == [gone] and report.kept == 1 and report.removed == 0
    assert rebuild_index(folder).kept == 1, "still kept by the next rebuild"
    dropped = rebuild_index(folder, drop_missing=True)
    assert ids(folder) == {"moi"} and dropped.removed == 1


def test_rebuild_keeps_a_document_whose_line_can_no_longer_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    source = write_jsonl(tmp_path / "tin.jsonl", {"id": "1", "body": "Hòa bình."}, {"id": "2", "body": "Hạnh phúc."})
    update_index(folder, [source])
    with open(source, "r+", encoding="utf-8") as file:
        lines = file.readlines()
        file.seek(0)
        file.truncate()
        file.writelines([lines[0], lines[1][:-5] + "\n"])
    report = rebuild_index(folder)
    assert ids(folder) == {"1", "2"}
    assert len(report.refusals) == 1 and report.kept == 1


def test_a_bad_line_does_not_stop_the_good_ones(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    source = tmp_path / "more.jsonl"
    source.write_text(
        '{"id": "1", "body": "Chi bộ ấp 7."}\n{hỏng}\n{"title": "không có id"}\n{"id": "2", "body": "Tin vắn."}\n',
        encoding="utf-8",
    )
    report = update_index(folder, [str(source), str(tmp_path / "khong-co.txt")])
    assert ids(folder) == {"1", "2"}
    assert [(Path(refusal.path).name, refusal.line) for refusal in report.refusals] == [
        ("khong-co.txt", None),
        ("more.jsonl", 2),
        ("more.jsonl", 3),
    ]


def test_nothing_readable_makes_no_index(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    report = update_index(folder, [str(tmp_path / "khong-co")])
    assert report.refusals and not folder.exists()
    with pytest.raises(IndexMissing, match="index"):
        open_state(folder)
    with pytest.raises(IndexMissing):
        rebuild_index(folder)


def test_a_second_writer_is_told_to_wait_and_readers_go_on(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    update_index(folder, [str(SAMPLE)])
    with WhooshWriter(folder) as writer:
        with pytest.raises(IndexBusy, match="đang ghi"):
            update_index(folder, [str(SAMPLE)])
        assert writer.delete(next(iter(ids(folder))))
        assert len(ids(folder)) == 15, "what is not committed is not seen"
    assert len(ids(folder)) == 15, "closing without a commit drops it"
    assert counts(update_index(folder, [str(SAMPLE)])) == (0, 0, 15), "the lock is free again"


def test_an_index_of_another_analysis_is_refused_and_rebuild_mends_it(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    update_index(folder, [str(SAMPLE)])
    manifest = manifest_path(folder, current_generation(folder) or 0)
    manifest.write_bytes(replace(read_manifest(folder, current_generation(folder) or 0), analysis="cũ").to_bytes())
    with pytest.raises(IndexOutdated, match="rebuild"):
        open_state(folder)
    with pytest.raises(IndexOutdated, match="rebuild"):
        update_index(folder, [str(SAMPLE)])
    assert rebuild_index(folder).documents == 15
    assert len(ids(folder)) == 15


def test_an_open_state_outlives_the_rebuild_that_replaces_it(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    update_index(folder, [str(SAMPLE)])
    old = open_state(folder)
    rebuild_index(folder)
    assert sum(1 for segment in old.segments for _ in segment.documents()) == 15


def test_files_are_private_and_nothing_superfluous_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    update_index(folder, [str(SAMPLE)])
    for _ in range(3):
        rebuild_index(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    names = sorted(path.name for path in folder.iterdir())
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.iterdir()), names
    generation = current_generation(folder)
    segment = open_state(folder).segments[0].entry.path(folder).name
    assert names == sorted([f"_MAIN_{generation}.toc", f"timbao-{generation}.json", segment, "MAIN_WRITELOCK"])


def test_what_a_crash_left_half_written_is_swept_by_the_next_writer(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    update_index(folder, [str(SAMPLE)])
    before = {path.name for path in folder.iterdir()}
    for name in ("MAIN_0123456789abcdef.flat.new", "timbao-99.json.new", "_MAIN_99.toc.1700000000.5"):
        (folder / name).write_bytes(b"half written")
    with WhooshWriter(folder):
        pass
    assert {path.name for path in folder.iterdir()} == before


def test_the_index_folder_is_not_read_as_a_source_of_itself(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "tin.jsonl", {"id": "1", "body": "Tin vắn."})
    folder = tmp_path / "timbao-index"
    assert counts(update_index(folder, [str(tmp_path)])) == (1, 0, 0)
    report = update_index(folder, [str(tmp_path)])
    assert counts(report) == (0, 0, 1) and not report.refusals
