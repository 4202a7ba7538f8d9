"""The folder of a sweep: parts whole or not there, one writer at a time, clear words when it cannot be."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from blinkfirst.errors import BlinkFirstError, OptionError, StoreError
from blinkfirst.study.store.manifest import read_manifest
from blinkfirst.study.store.reading import fingerprint, read_table
from blinkfirst.study.store.sweep_folder import CaseStore, check_place, holds_sweep
from worlds.damage import ONE_FILE
from worlds.invented_sweeps import SCENARIO, Invented

SWEEP = Invented(10, 4)
PARTS = [SWEEP.part(number) for number in range(3)]


def begun(folder: Path, *parts: int) -> CaseStore:
    store = CaseStore.create(folder, SWEEP.manifest, SCENARIO)
    for number in parts:
        store.write_part(number, PARTS[number])
    return store


def refused(action: Callable[[], object]) -> str:
    with pytest.raises(BlinkFirstError) as caught:
        action()
    return f"{type(caught.value).__name__}: {caught.value}"


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_folder_holds_what_was_written_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "swept"
    with begun(folder, 2, 0) as store:
        assert store.done() == {0, 2} and store.notice == "" and store.damaged() == ()
        assert not list(folder.rglob(".writing-*"))
    names = {f"parts/{n:06d}/{table}.parquet": raw for n in (0, 2) for table, raw in PARTS[n].items()}
    found = tree(folder)
    assert found.pop("scenario.yaml") == SCENARIO.encode()
    assert json.loads(found.pop("made.json"))["date"] == "2026-01-02"
    assert found.pop("manifest.json") == SWEEP.manifest.as_json().encode()
    assert found == names, "no lock stays, and no draft"
    reader = CaseStore.open(folder)
    assert reader.done() == {0, 2} and reader.manifest == SWEEP.manifest
    assert reader.scenario_text() == SCENARIO


def test_order_and_stops_do_not_show(tmp_path: Path) -> None:
    straight = SWEEP.kept(tmp_path / "straight")
    stopped = tmp_path / "stopped"
    begun(stopped, 1).close()
    assert fingerprint(stopped) != fingerprint(straight)
    with CaseStore.open(stopped, writing=True) as store:
        store.write_part(2, PARTS[2])
        assert fingerprint(stopped) != fingerprint(straight)
        store.write_part(0, PARTS[0])
        assert fingerprint(stopped) == fingerprint(straight), "a lock does not count"
    (stopped / "notes.txt").write_text("mine")
    assert fingerprint(stopped) == fingerprint(straight)
    file = stopped / "parts" / "000001" / "cases.parquet"
    file.rename(file.with_name("cases.parquets"))
    assert fingerprint(stopped) != fingerprint(straight), "names count"
    file.with_name("cases.parquets").rename(file)
    assert fingerprint(stopped) == fingerprint(straight)
    file.write_bytes(file.read_bytes() + b"x")
    assert fingerprint(stopped) != fingerprint(straight)


def test_a_part_is_written_once_whole_and_planned(tmp_path: Path) -> None:
    with begun(tmp_path / "s", 0) as store:
        before = tree(tmp_path)
        text = refused(lambda: store.write_part(0, PARTS[1]))
        assert text.endswith("000000: is there already; a part is written once")
        less = {"cases": PARTS[1]["cases"]}
        text = refused(lambda: store.write_part(1, less))
        assert "part 1: expected the tables cases, first_blinkers, questions, got cases" in text
        assert "there is no part 3" in refused(lambda: store.write_part(3, PARTS[0]))
        assert tree(tmp_path) == before
    reader = CaseStore.open(tmp_path / "s")
    for action in (
        lambda: reader.write_part(1, PARTS[1]),
        lambda: reader.remove_part(0),
        lambda: reader.add_round({}, 1, 1),
    ):
        assert refused(action).endswith("is open for reading only")


def test_a_round_is_added_behind_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    with begun(folder, 0) as store:
        before = tree(folder)
        added = store.add_round({"more": [1]}, 7, 5)
        assert (added.first_case, added.first_part, list(added.parts)) == (10, 3, [3, 4])
        assert store.manifest == read_manifest(folder / "manifest.json")
        assert store.manifest.rounds == (*SWEEP.manifest.rounds, added)
        changed = {name for name, raw in tree(folder).items() if before[name] != raw}
        assert changed == {"manifest.json"}
    with CaseStore.open(folder, writing=True) as store:
        assert store.manifest.parts == 5
        store.write_part(4, PARTS[0])
        assert store.done() == {0, 4}


def test_numbers_of_more_than_six_digits(tmp_path: Path) -> None:
    many = Invented(1_000_002, 1)
    folder = many.kept(tmp_path / "s", (1_000_001, 999_999, 5))
    names = sorted(path.name for path in (folder / "parts").iterdir())
    assert names == ["000005", "1000001", "999999"]
    assert CaseStore.open(folder).done() == {5, 999_999, 1_000_001}
    assert read_table(folder, "cases").read_all()["case_id"].to_pylist() == [5, 999_999, 1_000_001]
    assert len(fingerprint(folder)) == 64


@pytest.mark.parametrize("number", ["000003", "000999", "1000000"])
def test_parts_of_another_sweep_are_noticed(number: str, tmp_path: Path) -> None:
    folder = SWEEP.kept(tmp_path / "s")
    (folder / "parts" / number).mkdir()
    text = refused(lambda: CaseStore.open(folder).done())
    assert f"{number}: expected parts 0 to 2, which the manifest plans" in text


def test_places_where_nothing_new_can_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken, full, file = SWEEP.kept(tmp_path / "taken"), tmp_path / "full", tmp_path / "file"
    full.mkdir()
    (full / "scenario.yaml").write_text("mine")
    file.write_text("")
    before = tree(tmp_path)
    for place, message in (
        (taken, "taken: holds a sweep already; go on with it (resume), or name another folder for a new"),
        (full, "full: holds results already; name another folder, or remove it first"),
        (file, "file: expected a folder to write to, got a file"),
        (file / "x", f"x: cannot be written: {file} is no folder"),
    ):
        for action in (lambda p: check_place(p), lambda p: CaseStore.create(p, SWEEP.manifest, SCENARIO)):
            text = refused(lambda place=place, action=action: action(place))  # type: ignore[misc]
            assert text.startswith("OptionError: ") and message in text
    assert tree(tmp_path) == before, "above all, a file of somebody's own called scenario.yaml"
    empty = tmp_path / "empty"
    empty.mkdir()
    check_place(empty)
    begun(empty).close()
    assert holds_sweep(empty) and not holds_sweep(full)


def test_the_scenario_must_be_that_of_the_manifest(tmp_path: Path) -> None:
    text = refused(lambda: CaseStore.create(tmp_path / "s", SWEEP.manifest, "another"))
    assert "scenario_sha256 is not that of the scenario" in text and not list(tmp_path.iterdir())
    folder = SWEEP.kept(tmp_path / "s")
    (folder / "scenario.yaml").write_text(SCENARIO + "# changed\n")
    for writing in (False, True):
        text = refused(lambda writing=writing: CaseStore.open(folder, writing=writing))  # type: ignore[misc]
        assert "scenario.yaml: is not the scenario of this sweep any more" in text
    (folder / "scenario.yaml").unlink()
    assert "scenario.yaml: cannot be read: No such file" in refused(lambda: CaseStore.open(folder))
    assert not (folder / ".lock").exists(), "a lock taken for nothing is let go"


def test_no_folder_of_a_sweep(tmp_path: Path) -> None:
    for writing in (False, True):
        text = refused(lambda writing=writing: CaseStore.open(tmp_path / "x", writing=writing))  # type: ignore[misc]
        assert text.endswith("x: no folder of results: there is no manifest.json in it")
    assert not list(tmp_path.iterdir())


def test_what_killed_writers_left_is_cleared_away(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    begun(folder, 0).close()
    for draft in ("parts/.writing-000001-99", ".writing-manifest.json-98"):
        (folder / draft).mkdir()
        (folder / draft / "cases.parquet").write_bytes(b"PAR1")
    (folder / "parts" / ".writing-000002-1").write_bytes(b"")
    (folder / ".lock").write_bytes(b"process 4 on somewhere\n")
    assert CaseStore.open(folder).done() == {0}, "a reader is not disturbed by them"
    assert (folder / ".lock").exists() and len(list(folder.rglob(".writing*"))) == 3
    CaseStore.open(folder, writing=True).close()
    assert not list(folder.rglob(".*"))


@pytest.mark.parametrize("keep", [0, 5, 11, 200, -1, -9])
def test_damage_is_found_and_mended(keep: int, tmp_path: Path) -> None:
    folder = SWEEP.kept(tmp_path / "s")
    whole = fingerprint(folder)
    file = folder / "parts" / "000001" / "questions.parquet"
    file.write_bytes(file.read_bytes()[:keep])
    (folder / "parts" / "000002" / "cases.parquet").unlink()
    with CaseStore.open(folder, writing=True) as store:
        assert [(d.number, d.problem.split(" is ")[0]) for d in store.damaged()] == [
            (1, "questions.parquet"),
            (2, "cases.parquet"),
        ]
        text = refused(lambda: read_table(folder, "questions").read_all())
        assert "part 1 is damaged: questions.parquet" in text
        for damaged in store.damaged():
            store.remove_part(damaged.number)
            store.write_part(damaged.number, PARTS[damaged.number])
    assert fingerprint(folder) == whole


def fails(number: int, after: int) -> Callable[..., Any]:
    """A stand-in for a function of the system that fails from some call on."""
    calls = iter(range(10**9))

    def failing(*_: Any, **__: Any) -> None:
        if next(calls) >= after:
            raise OSError(number, os.strerror(number))

    return failing


def test_a_part_that_the_disk_may_not_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is in its place, but its name is not surely on the disk: an error, and it counts if it is there."""
    with begun(tmp_path / "s", 0) as store:
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fails(errno.EIO, 4))
            text = refused(lambda: store.write_part(1, PARTS[1]))
        assert "part 1 cannot be written: Input/output error; the 2 of 3 parts" in text
        assert store.done() == {0, 1} and store.damaged() == ()
    assert {p.name for p in (tmp_path / "s" / "parts").iterdir()} == {"000000", "000001"}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("after", range(4))
def test_a_part_that_cannot_be_written(
    number: int, after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One fsync per table, one for the draft: whichever fails, what is written stays and it can go on."""
    folder = tmp_path / "s"
    with begun(folder, 0) as store:
        before = tree(folder)
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fails(number, after))
            text = refused(lambda: store.write_part(1, PARTS[1]))
        assert text.startswith(f"StoreError: {folder}: part 1 cannot be written: {os.strerror(number)}; ")
        assert "the 1 of 3 parts written so far stay valid" in text
        assert ("make room" in text) == (number in (errno.ENOSPC, errno.EDQUOT))
        assert text.endswith(f"go on with `blinkfirst sweep --out {folder} --resume`")
        assert tree(folder) == before
        store.write_part(1, PARTS[1])
        store.write_part(2, PARTS[2])
    assert fingerprint(folder) == fingerprint(SWEEP.kept(tmp_path / "undisturbed"))


@pytest.mark.parametrize("function", ["fsync", "replace"])
def test_a_round_that_cannot_be_written(
    function: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "s"
    with begun(folder, 0) as store:
        before = tree(folder)
        with monkeypatch.context() as patch:
            patch.setattr(os, function, fails(errno.ENOSPC, 0))
            text = refused(lambda: store.add_round({}, 5, 5))
        assert "manifest.json cannot be written: No space left on device; the 1 of 3 parts" in text
        assert tree(folder) == before and store.manifest == SWEEP.manifest


@pytest.mark.parametrize("function", ["fsync", "replace"])
@pytest.mark.parametrize("after", range(3))
def test_a_folder_that_cannot_be_begun_leaves_nothing(
    function: str, after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if function == "replace" and after == 2:
        pytest.skip("two files are put into place")
    empty = tmp_path / "empty"
    empty.mkdir()
    for folder in (tmp_path / "new", empty):
        with monkeypatch.context() as patch:
            real = getattr(os, function)
            broken = fails(errno.ENOSPC, after)
            patch.setattr(os, function, lambda *a, b=broken, r=real: (b(), r(*a)))
            text = refused(lambda folder=folder: begun(folder))  # type: ignore[misc]
        assert text == f"StoreError: {folder}: cannot be written: No space left on device; nothing was kept"
    assert [path.name for path in tmp_path.iterdir()] == ["empty"] and not list(empty.iterdir())
    begun(empty, 0).close()


def test_no_right_to_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = SWEEP.kept(tmp_path / "s")
    monkeypatch.setattr("blinkfirst.files.writing.os.access", lambda *_: False)
    for action in (lambda: CaseStore.open(folder, writing=True), lambda: begun(tmp_path / "new")):
        text = refused(action)
        assert text.startswith("OptionError: ") and "cannot be written: no right to write in" in text
    assert CaseStore.open(folder).done() == {0, 1, 2}, "reading needs no right to write"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_somebody_else(tmp_path: Path) -> None:
    folder = SWEEP.kept(tmp_path / "s")
    folder.chmod(0o555)
    try:
        assert "no right to write" in refused(lambda: CaseStore.open(folder, writing=True))
        assert CaseStore.open(folder).done() == {0, 1, 2}
    finally:
        folder.chmod(0o755)


def test_a_disk_for_reading_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root has every right on it, and the system still says no."""
    folder = SWEEP.kept(tmp_path / "s")
    real = os.open

    def opened(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real(path, flags, *more, **named)

    monkeypatch.setattr(os, "open", opened)
    for place in (folder, tmp_path / "new"):
        action = (lambda: CaseStore.open(folder, writing=True)) if place == folder else (lambda: begun(place))  # noqa: B023
        assert refused(action) == f"OptionError: {place}: cannot be written: Read-only file system"
    assert CaseStore.open(folder).done() == {0, 1, 2}


def test_the_disk_has_all_of_it_before_it_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a power cut only what was waited for is sure: every file, then the folder its name stands in."""
    folder = tmp_path / "s"
    parts, waited = folder / "parts", list[tuple[int, int]]()
    monkeypatch.setattr(os, "fsync", lambda file: waited.append(mark(os.fstat(file))))

    def mark(found: os.stat_result) -> tuple[int, int]:
        return found.st_dev, found.st_ino

    def marks(*paths: Path) -> list[tuple[int, int]]:
        return [mark(path.stat()) for path in paths]

    with begun(folder) as store:
        names = ("scenario.yaml", "made.json", "manifest.json")
        files = [place for name in names for place in (folder / name, folder)] + [tmp_path]
        assert waited == marks(*files)
        waited.clear()
        store.write_part(1, PARTS[1])
        part = parts / "000001"
        tables = (part / f"{name}.parquet" for name in ("cases", "first_blinkers", "questions"))
        assert waited == marks(*tables, part, parts)
        waited.clear()
        store.add_round({}, 1, 1)
        assert waited == marks(folder / "manifest.json", folder)


def test_two_writers_in_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with begun(tmp_path / "s", 0) as store:
        for place in (tmp_path / "s", Path("s"), tmp_path / "x" / ".." / "s"):
            (tmp_path / "x").mkdir(exist_ok=True)
            text = refused(lambda place=place: CaseStore.open(place, writing=True))  # type: ignore[misc]
            assert text.endswith("is being written to already, by this very process")
        store.write_part(1, PARTS[1])
        assert CaseStore.open(tmp_path / "s").done() == {0, 1}, "reading meanwhile is welcome"
    store.close()
    CaseStore.open(tmp_path / "s", writing=True).close()


@pytest.mark.parametrize(
    ("hindrance", "word"), [(None, "this system has no"), (errno.ENOSYS, "this file system has no")]
)
def test_where_there_are_no_locks_it_is_said(
    hindrance: int | None, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if hindrance is None:
        monkeypatch.setitem(sys.modules, "fcntl", None)
    else:
        monkeypatch.setattr("fcntl.lockf", fails(hindrance, 0))
    with begun(tmp_path / "s", 0) as store:
        assert word in store.notice and store.notice.endswith("let no other sweep write there")
    assert not list((tmp_path / "s").rglob(".*"))


def test_a_lock_that_vanishes_while_it_is_taken_is_taken_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its holder removes the file between our opening and our locking it: what we have locked is nothing."""
    folder = SWEEP.kept(tmp_path / "s", ())
    real, seen = fcntl.lockf, list[int]()

    def locked(file: int, *how: int) -> None:
        seen.append(file)
        if len(seen) == 1:
            (folder / ".lock").unlink()
        real(file, *how)

    monkeypatch.setattr(fcntl, "lockf", locked)
    with CaseStore.open(folder, writing=True):
        assert len(seen) == 2 and (folder / ".lock").is_file()


def test_a_lock_that_is_a_link_empties_nothing(tmp_path: Path) -> None:
    """A folder may come from a stranger."""
    folder, mine = SWEEP.kept(tmp_path / "s"), tmp_path / "mine.txt"
    mine.write_text("mine")
    (folder / ".lock").symlink_to(mine)
    assert "s: cannot be written: " in refused(lambda: CaseStore.open(folder, writing=True))
    assert mine.read_text() == "mine"


@pytest.mark.parametrize("how", ["pipe", "device", "folder", "link", "missing", "cut_off"])
@pytest.mark.parametrize("name", ["manifest.json", "scenario.yaml"])
def test_whatever_befalls_the_plan_is_said(how: str, name: str, tmp_path: Path) -> None:
    place = SWEEP.kept(tmp_path / "s")
    ONE_FILE[how](place / name)
    for writing in (False, True):
        with pytest.raises(StoreError) as caught:
            CaseStore.open(place, writing)
        said = (f"{place}: no folder of results", f"{place / name}: ")
        assert str(caught.value).startswith(said)
    assert not (place / ".lock").exists()


def test_what_killed_writers_left_may_be_links(tmp_path: Path) -> None:
    """Taken away as links, and not what they lead to."""
    place, mine = SWEEP.kept(tmp_path / "s"), tmp_path / "mine"
    mine.mkdir()
    (place / "parts" / ".writing-1-2").symlink_to(mine)
    CaseStore.open(place, writing=True).close()
    assert mine.is_dir() and not (place / "parts" / ".writing-1-2").is_symlink()


def test_errors_of_options_end_with_two_and_those_of_the_disk_with_one() -> None:
    assert (OptionError.exit_status, StoreError.exit_status) == (2, 1)
