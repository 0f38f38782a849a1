"""Whatever happens to the files of an index, no command loses a document that could be read before it.

A document counts as saved when the index still has it, or when the file that held it is still there with the bytes it had:
in its place, or in the folder of what was set aside.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive import documents
from index import IndexDamaged, IndexMissing, Report, TimBaoError, rebuild_index, update_index
from index.manifest import manifest_path
from index.segment.file import ALIGNMENT
from index.whoosh_state import current_generation, open_state
from program import timbao, write_json_lines
from search import open_searcher
from web import create_app

BATCHES = 3
FILES = ("toc", "manifest", "first segment", "last segment", "all segments")
DAMAGES = ("a bit flipped", "cut to nothing", "cut to a byte", "cut in half", "missing")
STRAYS = ("a newer table of contents", "a newer manifest", "a segment nobody names", "a newer table of a whole segment")
COMMANDS = ("query", "index", "rebuild")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index of three segments, a document of the first replaced in the last, and its sources."""
    home = tmp_path_factory.mktemp("sound")
    for batch in range(BATCHES):
        records = [
            {**document.to_json(), "id": f"{batch}-{number}"} for number, document in enumerate(documents(batch, 8))
        ]
        if batch == BATCHES - 1:
            records.append({"id": "0-0", "body": "Bản sửa của tin đầu tiên."})
        update_index(home / "ix", [str(write_json_lines(home / f"tin-{batch}.jsonl", *records))])
    assert len(open_state(home / "ix").segments) == BATCHES
    return home


def held_by(folder: Path) -> dict[str, str]:
    """The file that holds each document of the index."""
    state = open_state(folder)
    return {
        document.id: segment.entry.path(folder).name
        for segment in state.segments
        for document, _ in segment.documents()
    }


def answering(folder: Path) -> dict[str, str]:
    """The body of every document that a search finds; empty when the index does not answer."""
    try:
        state = open_state(folder)
    except TimBaoError:
        return {}
    found: dict[str, str] = {}
    for segment in state.segments:
        try:
            segment.reader.file.verify()
        except IndexDamaged:
            continue  # of these the file itself must still be there
        found |= {document.id: document.body for document, _ in segment.documents()}
    return found


def damaged(paths: list[Path], damage: str) -> None:
    for path in paths:
        content = path.read_bytes()
        if damage == "missing":
            path.unlink()
        elif damage == "a bit flipped":
            middle = len(content) // 2
            path.write_bytes(content[:middle] + bytes([content[middle] ^ 4]) + content[middle + 1 :])
        else:
            path.write_bytes(content[: {"cut to nothing": 0, "cut to a byte": 1}.get(damage, len(content) // 2)])


def files_of(folder: Path, which: str) -> list[Path]:
    generation = current_generation(folder)
    if which == "toc":
        return [folder / f"_MAIN_{generation}.toc"]
    if which == "manifest":
        return [manifest_path(folder, generation or 0)]
    paths = [segment.entry.path(folder) for segment in open_state(folder).segments]
    return {"first segment": paths[:1], "last segment": paths[-1:], "all segments": paths}[which]


def stray_put(folder: Path, stray: str) -> None:
    if stray == "a newer table of contents":
        (folder / "_MAIN_9.toc").write_bytes(b"xx")
    elif stray == "a newer manifest":
        (folder / "timbao-9.json").write_bytes(b"{")
    elif stray == "a segment nobody names":
        (folder / "MAIN_abcdefghijklmnop.flat").write_bytes(b"TIMBAO")
    else:
        # It holds the older version of 0-0.
        shutil.copy(files_of(folder, "first segment")[0], folder / "MAIN_abcdefghijklmnop.flat")
        (folder / "_MAIN_9.toc").write_bytes(b"xx")


def bytes_of_all(folder: Path) -> Iterator[bytes]:
    return (path.read_bytes() for path in folder.rglob("*.flat*") if path.is_file())


def run(command: str, home: Path) -> Report | None:
    """Runs the command; one that cannot be carried out says so in a sentence."""
    folder = home / "ix"
    try:
        if command == "query":
            searcher = open_searcher(folder)
            searcher.stats()
            searcher.close()
            return None
        if command == "rebuild":
            return rebuild_index(folder)
        return update_index(folder, [str(write_json_lines(home / "mới.jsonl", {"id": "mới", "body": "Tin mới."}))])
    except TimBaoError as error:
        if f"timbao --index {folder} rebuild" in str(error) or "timbao --index THƯ_MỤC_KHÁC" in str(error):
            return None
        raise AssertionError("a refusal without a way out") from error


def check_nothing_is_lost(home: Path, command: str, hurt: Callable[[Path], None]) -> Report | None:
    folder = home / "ix"
    held = held_by(folder)
    whole = {name: (folder / name).read_bytes() for name in set(held.values())}
    hurt(folder)
    there = {name: (folder / name).read_bytes() for name in whole if (folder / name).exists()}
    report = run(command, home)
    alive, kept_bytes = answering(folder), set(bytes_of_all(folder))
    for id, name in held.items():
        was_gone_before = name not in there
        still_there = there.get(name) in kept_bytes
        assert id in alive or still_there or was_gone_before, f"{id} of {name} is lost"
        if command == "rebuild" and there.get(name) == whole[name] and report is not None:
            assert id in alive, f"{id} stood in a file that is whole"
    if "0-0" in alive and there.get(held["0-0"]) == whole[held["0-0"]] and command == "rebuild":
        assert alive["0-0"] == "Bản sửa của tin đầu tiên.", "the newer of two versions stands"
    return report


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("sources", ["there", "gone"])
@pytest.mark.parametrize(
    "hurt",
    [*((which, damage) for which in FILES for damage in DAMAGES), *((stray, "stray") for stray in STRAYS)],
    ids=" ".join,
)
def test_no_document_is_lost(sound: Path, tmp_path: Path, command: str, sources: str, hurt: tuple[str, str]) -> None:
    home = tmp_path / "home"
    shutil.copytree(sound, home)
    if sources == "gone":
        for source in sound.glob("*.jsonl"):
            (home / source.name).unlink()
    # The index remembers the sources of the folder it was copied from.
    moved = {str(sound / path.name): path for path in sound.glob("*.jsonl")}
    if sources == "gone":
        for path in moved.values():
            path.rename(path.with_suffix(".away"))
    try:
        which, damage = hurt
        report = check_nothing_is_lost(
            home,
            command,
            lambda folder: stray_put(folder, which) if damage == "stray" else damaged(files_of(folder, which), damage),
        )
        if command == "rebuild" and sources == "there":
            expected = {f"{batch}-{number}" for batch in range(BATCHES) for number in range(8)}
            lost_all = which == "manifest" or damage == "stray"
            assert set(answering(home / "ix")) == expected or (not lost_all and report is None)
    finally:
        for path in moved.values():
            if path.with_suffix(".away").exists():
                path.with_suffix(".away").rename(path)


def test_segments_without_a_table_of_contents_are_no_new_index(sound: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ix"
    shutil.copytree(sound / "ix", folder)
    next(folder.glob("*.toc")).unlink()
    before = sorted(path.read_bytes() for path in folder.glob("*.flat"))
    source = write_json_lines(tmp_path / "mới.jsonl", {"id": "mới", "body": "Tin mới."})
    answer = timbao("index", source, index=folder)
    assert answer.code == 1 and "Đã thêm" not in answer.out
    assert f"timbao --index {folder} rebuild" in answer.err
    assert sorted(path.read_bytes() for path in folder.glob("*.flat")) == before
    mended = timbao("rebuild", index=folder)
    assert mended.code == 0 and len(answering(folder)) == 24


def test_of_an_id_told_twice_in_one_file_the_last_is_kept_without_a_table_of_contents(tmp_path: Path) -> None:
    folder = tmp_path / "ix"
    source = write_json_lines(
        tmp_path / "tin.jsonl",
        {"id": "1", "body": "Bản đầu."},
        {"id": "2", "body": "Tin khác."},
        {"id": "1", "body": "Bản sửa."},
    )
    update_index(folder, [str(source)])
    next(folder.glob("*.toc")).unlink()
    source.unlink()
    assert rebuild_index(folder).kept == 2
    assert answering(folder) == {"1": "Bản sửa.", "2": "Tin khác."}


def test_a_folder_where_nothing_was_committed_yet_is_a_new_index(tmp_path: Path) -> None:
    folder = tmp_path / "ix"
    folder.mkdir()
    (folder / "MAIN_abcdefghijklmnop.flat.new").write_bytes(b"half written by a process that was killed")
    with pytest.raises(IndexMissing):
        open_state(folder)
    assert update_index(folder, [str(write_json_lines(tmp_path / "tin.jsonl", {"id": "1", "body": "Tin."}))]).added == 1
    assert not list(folder.glob("*.new"))


def test_an_older_whole_generation_answers_and_says_so(sound: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ix"
    shutil.copytree(sound / "ix", folder)
    (folder / "_MAIN_9.toc").write_bytes(b"xx")
    answer = timbao("query", "tin", index=folder)
    assert answer.code == 0 and "bản trước đó, còn nguyên" in answer.err and "timbao-9.json" in answer.err
    health = create_app(open_searcher(folder)).test_client().get("/healthz")
    assert health.status_code == 200 and health.json is not None
    assert health.json["status"] == "degraded" and "timbao-9.json" in health.json["damage"][0]
    mended = timbao("rebuild", index=folder)
    assert "_MAIN_9.toc" in mended.err and "damaged-" in mended.err
    assert next(folder.glob("damaged-*/_MAIN_9.toc")).read_bytes() == b"xx"
    assert create_app(open_searcher(folder)).test_client().get("/healthz").json == {"status": "ok", "documents": 24}


def test_a_damaged_segment_is_not_merged_into_a_sound_one(tmp_path: Path) -> None:
    folder = tmp_path / "ix"
    for number in range(7):
        source = write_json_lines(tmp_path / f"{number}.jsonl", {"id": str(number), "body": f"Tin số {number}."})
        update_index(folder, [str(source)])
    paths = [segment.entry.path(folder) for segment in open_state(folder).segments]
    assert len(paths) == 7
    content = bytearray(paths[3].read_bytes())
    content[ALIGNMENT] ^= 1  # in the first section
    paths[3].write_bytes(content)
    report = update_index(folder, [str(write_json_lines(tmp_path / "7.jsonl", {"id": "7", "body": "Tin số 7."}))])
    assert report.added == 1 and paths[3].name in report.damage[0]
    assert paths[3].exists() and len(open_state(folder).segments) == 8
    assert rebuild_index(folder).documents == 8


def test_a_table_of_contents_or_manifest_changed_in_any_byte_is_noticed(sound: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ix"
    shutil.copytree(sound / "ix", folder)
    for path in (*folder.glob("*.toc"), *folder.glob("*.json")):
        whole = path.read_bytes()
        for place in range(len(whole)):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            with pytest.raises(TimBaoError):
                open_state(folder)
        path.write_bytes(whole)
    assert open_state(folder)
