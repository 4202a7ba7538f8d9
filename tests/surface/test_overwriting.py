"""Files that commands write: which may be replaced, what is never, and what links, pipes and signals do."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from surface.command import blinkfirst

STANDOFF, MATRIX = "textbook/two-sided-standoff", "textbook/chicken"
MARKED = {
    "npz": ["export", STANDOFF, "-o"],
    "efg": ["export", STANDOFF, "--format", "efg", "--ticks", "1", "-o"],
    "drn": ["export", STANDOFF, "--format", "drn", "--ticks", "2", "-o"],
    "prism-game": ["export", STANDOFF, "--format", "prism-game", "--ticks", "2", "-o"],
    "nfg": ["export", MATRIX, "-o"],
    "png": ["solve", MATRIX, "--figure"],
    "svg": ["solve", MATRIX, "--figure"],
    "pdf": ["solve", MATRIX, "--figure"],
}
UNMARKED = {
    "sgame": ["export", MATRIX, "--format", "sgame-table", "-o"],
    "sta": ["export", STANDOFF, "--format", "prism", "--ticks", "2", "-o"],
}


def written(folder: Path, name: str, text: str = "mine\n") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("ending", [*MARKED, *UNMARKED])
def test_what_is_there_is_replaced_by_force_or_if_it_bears_the_mark(ending: str, tmp_path: Path) -> None:
    command = {**MARKED, **UNMARKED}[ending]
    path = written(tmp_path, f"a.{ending}")
    done = blinkfirst(*command, path)
    assert done.status == 2 and "is there already" in done.err and "add --force" in done.err
    assert path.read_text() == "mine\n" and [*tmp_path.iterdir()] == [path]
    assert blinkfirst(*command, path, "--force").status == 0
    assert b"mine" not in path.read_bytes()
    again = blinkfirst(*command, path)
    assert again.status == (0 if ending in MARKED else 2), again.err


def test_the_mark_of_another_kind_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "a"
    assert blinkfirst(*MARKED["nfg"], path).status == 0
    done = blinkfirst(*MARKED["drn"], path)
    assert done.status == 2
    assert done.err == (
        f"--output: {path} is there already, and is not marked as written by blinkfirst as drn; name another "
        "file, or add --force\n"
    )


def test_an_input_is_never_replaced(tmp_path: Path) -> None:
    scenario = written(tmp_path, "mine.yaml", blinkfirst("show", STANDOFF).out)
    before = scenario.read_bytes()
    (tmp_path / "link.yaml").symlink_to("mine.yaml")
    os.link(scenario, tmp_path / "same.yaml")
    postures = written(tmp_path, "postures.yaml", "front: only fight\n")
    for command in (
        ["export", scenario, "--force", "-o", scenario],
        ["export", scenario, "--force", "-o", tmp_path / "link.yaml"],
        ["export", scenario, "--force", "-o", tmp_path / "same.yaml"],
        ["commit", scenario, "--force", "--nfg", scenario],
        ["commit", scenario, "--postures", postures, "--force", "--nfg", postures],
    ):
        done = blinkfirst(*command)
        assert done.status == 2
        assert postures.read_text() == "front: only fight\n" and scenario.read_bytes() == before
    game = tmp_path / "a.nfg"
    assert blinkfirst("export", MATRIX, "-o", game).status == 0
    done = blinkfirst("import", game, "--force", "-o", game)
    assert (done.status, done.err) == (2, f"{game} is read by this command; name another file\n")


def test_nothing_is_written_among_results(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    assert blinkfirst("run", "textbook/centipede", "--out", kept).status == 0
    before = {path.name: path.read_bytes() for path in kept.iterdir()}
    (tmp_path / "link").symlink_to("kept")
    for path in (kept / "manifest.json", kept / "new.npz", tmp_path / "link" / "manifest.json"):
        done = blinkfirst("export", STANDOFF, "--force", "-o", path)
        assert done.status == 2 and "in which only the command that made it writes" in done.err
    done = blinkfirst("run", "textbook/centipede", "--out", kept / "inside")
    assert done.status == 2 and "in which only the command that made it writes" in done.err
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == before


def test_a_link_stays_and_its_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "a.npz").symlink_to("far/b.npz")
    for _ in range(2):
        assert blinkfirst("export", STANDOFF, "-o", tmp_path / "a.npz").status == 0
        assert (tmp_path / "a.npz").is_symlink() and (tmp_path / "far" / "b.npz").stat().st_size > 1000
    (tmp_path / "kept").symlink_to("far/kept")
    assert blinkfirst("run", "textbook/centipede", "--out", tmp_path / "kept").status == 0
    assert (tmp_path / "kept").is_symlink() and (tmp_path / "far" / "kept" / "manifest.json").is_file()
    assert sorted(path.name for path in (tmp_path / "far").iterdir()) == ["b.npz", "kept"]


def test_pipes_and_devices_are_written_into(tmp_path: Path) -> None:
    pipe = tmp_path / "a.nfg"
    os.mkfifo(pipe)
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.append(pipe.read_bytes()), daemon=True)
    reader.start()
    assert blinkfirst("export", MATRIX, "-o", pipe).status == 0
    reader.join(20)
    assert stat.S_ISFIFO(pipe.lstat().st_mode) and found[0].startswith(b"NFG 1 ")
    done = blinkfirst("export", MATRIX, "-o", pipe)
    assert done.err == f"{pipe}: cannot be written: it is a pipe from which nobody reads\n"
    assert done.status == 1 and [*tmp_path.iterdir()] == [pipe]


def test_permissions_are_those_of_the_user_or_of_the_file_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    before = os.umask(0o077)
    try:
        assert blinkfirst("export", STANDOFF, "-o", path).status == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert blinkfirst("export", STANDOFF, "-o", path).status == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_name_as_long_as_a_name_may_be(tmp_path: Path) -> None:
    assert blinkfirst("export", STANDOFF, "-o", tmp_path / ("ü" * 120 + ".npz")).status == 0


TERMINATED = """
import os, signal, sys
from pathlib import Path
from blinkfirst.cli.guard import guarded
from blinkfirst.files.writing import new_folder, output_file

def command():
    kind = output_file if sys.argv[1] == "file" else new_folder
    with kind(Path("a")) as draft:
        (draft if kind is output_file else draft / "b").write_text("half")
        os.kill(os.getpid(), signal.SIGTERM)

sys.exit(guarded(command, []))
"""


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_nothing_half_written_stays_when_the_system_ends_a_command(kind: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TERMINATED, kind],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (143, "ended by the system\n")
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
