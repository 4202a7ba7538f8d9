"""Output streams, names and memory that fail: every command ends in words, with the status that says how."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

import blinkfirst
from blinkfirst.cli.guard import guarded
from blinkfirst.errors import LINE_SHOWN, ScenarioError, StoreError, Terminated
from blinkfirst.scenario.loading import load

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(blinkfirst.__file__).parents[1])}
COMMAND = [sys.executable, "-m", "blinkfirst"]
TITLED = """
blinkfirst: 1
title: "Zwölf Türme → eins, 十二"
start: 2024-10-01
horizon: 1
world: {gas: {levels: [cut, flowing], start: cut}}
actors:
  Buyer:
    position: No
    tempo: 0.5
    precision: 1
    patience: 1
    moves: {wait: {}, open: {when: gas == cut, then: {gas: flowing}, blink: {hard: 'true'}}}
arguments:
  x: {claim: ü, assumption: b, for: Buyer, while: gas == cut, weight: -0.1}
"""


def shell(line: str, folder: Path, *arguments: str | bytes, **environment: str) -> tuple[int, bytes, str]:
    """Run a line of bash in which ``$B`` is the command; return its status, output and complaints."""
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line}", "bash", *arguments],
        cwd=folder, env={**ENVIRONMENT, "B": " ".join(COMMAND), **environment}, capture_output=True,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "backslashreplace")


def said(error: BaseException, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Return what the guard says of an error, and the exit status."""

    def command() -> int:
        raise error

    status = guarded(command, [])
    return status, capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OSError(errno.ENOSPC, "full"), 1, "the standard output cannot be written: full"),
        (OSError(errno.ENAMETOOLONG, "too long", "x\x1b"), 1, "x\\x1b: too long"),
        (OSError("no such library"), 1, "the system reports: no such library"),
        (ImportError("no room"), 1, "a part of the installation cannot be loaded: no room"),
        (MemoryError("3 GiB"), 1, "not enough memory (3 GiB); try a smaller scenario, design or table"),
        (RecursionError(), 1, "something is nested too deeply to be worked through"),
        (BrokenPipeError(), 0, ""),
        (KeyboardInterrupt(), 130, "interrupted"),
        (Terminated(), 143, "ended by the system"),
        (StoreError("no\x1b[31m"), 1, "no\\x1b[31m"),
        (click.ClickException("no\x07"), 1, "Error: no\\x07"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_every_error_ends_in_a_line_and_a_status(
    error: BaseException, status: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(error, capsys) == (status, f"{words}\n" if words else "")


def test_the_end_of_a_file_is_no_interruption(capsys: pytest.CaptureFixture[str]) -> None:
    aborted = click.Abort()
    aborted.__cause__ = EOFError()
    assert said(aborted, capsys) == (1, "a file or an answer ended too early\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_a_closed_stream_and_a_reader_that_leaves(tmp_path: Path) -> None:
    full = (1, b"", "the standard output cannot be written: No space left on device\n")
    assert shell("$B list >/dev/full", tmp_path) == full
    assert shell("$B check textbook/centipede >/dev/full", tmp_path) == full
    status, _, complaint = shell("$B list >&-", tmp_path)
    assert (status, complaint) == (1, "the standard output cannot be written: Bad file descriptor\n")
    assert shell("$B frob 2>&-", tmp_path)[0] == 2
    line = "$B show textbook/centipede | head -1; $B schema | head -1; $B run textbook/centipede | head -1"
    status, _, complaint = shell(line, tmp_path)
    assert status == 0 and "Traceback" not in complaint


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "latin-1"])
def test_letters_that_the_encoding_lacks_are_escapes(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(TITLED, encoding="utf-8")
    line = "$B run t.yaml --json && $B run t.yaml && $B explain t.yaml && $B check t.yaml"
    status, output, complaint = shell(line, tmp_path, PYTHONIOENCODING=encoding)
    assert (status, complaint.count("Traceback")) == (0, 0)
    found = output.decode(encoding)
    assert json.loads(found.split("\n")[0])["title"] == "Zwölf Türme → eins, 十二"
    assert "T\\u00fcrme \\u2192 eins" in found or "Türme \\u2192 eins" in found


def test_an_ascii_system_and_a_folder_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(TITLED, encoding="utf-8")
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert shell("$B run t.yaml --out kept && $B results kept", tmp_path, **plain)[0] == 0
    line = "mkdir gone; cd gone; rmdir ../gone; $B check textbook/centipede && $B run textbook/centipede"
    status, output, complaint = shell(line, tmp_path)
    assert status == 0 and b": ok, " in output and "Traceback" not in complaint


def test_names_that_are_no_text_too_long_or_circular(tmp_path: Path) -> None:
    line = '$B show textbook/centipede > "$1" && $B check "$1" && $B run "$1" --out kept && $B results kept'
    status, _, complaint = shell(line, tmp_path, b"\xff.yaml")
    assert status == 0 and "Traceback" not in complaint
    assert json.loads((tmp_path / "kept" / "manifest.json").read_text())["scenario"] == "\\xff"
    for line in ("run textbook/centipede --out", "export textbook/centipede -o", "check"):
        status, _, complaint = shell(f'$B {line} "$1"', tmp_path, "x" * 300)
        assert status in (1, 2) and "x: " in complaint and "Traceback" not in complaint
    (tmp_path / "l.yaml").symlink_to("l.yaml")
    status, _, complaint = shell("$B check l.yaml; $B export textbook/centipede -o l.yaml", tmp_path)
    assert status == 2 and "Too many levels of symbolic links" in complaint and "Traceback" not in complaint


def test_long_names_are_cut(tmp_path: Path) -> None:
    name = "x" * 100_000
    (tmp_path / "a.yaml").write_text(TITLED.replace("title", f"theatre: {name}\ntitle", 1), encoding="utf-8")
    for line in ("$B check a.yaml", '$B "$1"', '$B run --"$1"', '$B check textbook/centipede --set "$1=1"'):
        status, _, complaint = shell(line, tmp_path, name)
        assert status == 2 and len(complaint) < 4 * LINE_SHOWN
        assert "characters left out" in complaint


@pytest.mark.parametrize("place", ["title", "summary", "key", "list"])
def test_control_characters_from_escapes_are_refused(place: str, tmp_path: Path) -> None:
    escape = r'"\e]0;OWNED\a"'
    text = {
        "title": TITLED.replace('"Zwölf Türme → eins, 十二"', escape),
        "summary": TITLED.replace("horizon", f"summary: {escape}\nhorizon"),
        "key": TITLED.replace("gas:", f"{escape}: {{levels: [a, b], start: a}}, gas:", 1),
        "list": TITLED.replace("[cut,", f"[{escape}, cut,", 1),
    }[place]
    with pytest.raises(ScenarioError) as caught:
        load(text)
    assert "the character U+001B has no place in a text file" in str(caught.value)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    "broken",
    [
        lambda: load({"title": "\x1b"}),
        lambda: load("textbook/centipede", {"title": "\x9b31m"}),
        lambda: load({"blinkfirst": 1, "title": "t", "world": {"\x07": 1}}),
    ],
)
def test_control_characters_from_python_are_refused(broken: Callable[[], object]) -> None:
    with pytest.raises(ScenarioError, match="has no place in a text file"):
        broken()


def test_control_characters_in_arguments_and_files_are_refused(tmp_path: Path) -> None:
    status, _, complaint = shell('$B check "$1"', tmp_path, "a\x1b[31m.yaml")
    assert (status, complaint) == (2, "expected arguments without control characters, got a\\x1b[31m.yaml\n")
    for name in ("a.nfg", "a.csv", "a.yaml"):
        (tmp_path / name).write_text('NFG 1 R "\x1b[31m"')
        status, _, complaint = shell(f"$B import {name}; $B check {name}", tmp_path)
        assert status == 2 and "U+001B" in complaint and "\x1b" not in complaint
