"""README and tutorial work as typed: each block is executed, here or by another test, or is listed."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from blinkfirst.scenario.library import shipped_files, shipped_theatres
from docs.pages import ROOT, Block, blocks, files
from surface.command import blinkfirst

README, TUTORIAL = ROOT / "README.md", ROOT / "docs" / "tutorial" / "first-scenario.md"
SETUP = 'python3 -m venv .venv && .venv/bin/pip install --quiet --constraint requirements.lock --editable ".['
IN_WHEEL = {
    "model/blinkfirst": "blinkfirst",
    "scenarios": "blinkfirst/scenarios",
    "docs": "blinkfirst/docs",
    "experiments/history": "blinkfirst/records/history",
}
# blocks that no test of the daily suite executes, by how they begin, and why
NOT_EXECUTED = {
    f'{SETUP}full]" && .venv/bin/blinkfirst run': "the slow test below does, in a fresh clone",
    f'{SETUP}test]" && .venv/bin/python -m pytest': "continuous integration does: it runs these tests",
    "py -m venv .venv; .venv\\Scripts\\pip": "PowerShell's spelling of the first command",
    "arguments:": "a part of the theatre, where the test below finds it",
}


def executed(block: Block) -> bool:
    """Whether other tests execute a block: commands, Python, or a file that the page's commands read."""
    return block.language == "console" or ">>>" in block.text or block.word == "file"


@pytest.mark.parametrize("page", [README, TUTORIAL], ids=lambda page: page.stem)
def test_every_block_is_executed_or_listed(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "<!-- skip" not in text and text.count("\n```") == 2 * len(blocks(page))
    for block in blocks(page):
        assert executed(block) or any(map(block.text.startswith, NOT_EXECUTED)), block.text


def test_no_block_is_listed_in_vain() -> None:
    shown = [block.text for page in (README, TUTORIAL) for block in blocks(page) if not executed(block)]
    assert all(any(text.startswith(head) for text in shown) for head in NOT_EXECUTED)


def test_the_argument_of_the_readme_is_one_of_the_theatre() -> None:
    (block,) = (block for block in blocks(README) if block.text.startswith("arguments:\n"))
    theatre = shipped_theatres()["korea"].read_text(encoding="utf-8")
    assert re.sub(r" +# .*", "", block.text).removeprefix("arguments:\n") in theatre


def inline(page: Path) -> list[str]:
    """Commands in the sentences of a page, but for those with a word that stands for something else."""
    prose = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    found = [" ".join(code.split()) for code in re.findall(r"`(blinkfirst\s[^`]+)`", prose)]
    return [command for command in dict.fromkeys(found) if not re.search(r"\b[A-Z]{2,}\b|\.\.\.", command)]


@pytest.mark.parametrize(
    ("page", "command"), [(page, command) for page in (README, TUTORIAL) for command in inline(page)]
)
def test_every_command_in_a_sentence_works(
    page: Path, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SHELL", "/bin/bash")
    for name, text in files(page).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    done = blinkfirst(*shlex.split(command)[1:])
    assert done.status == 0, done.err


@pytest.mark.slow
def test_the_first_command_works_in_a_fresh_clone(tmp_path: Path) -> None:
    """Needs git and the package index; Python's own folders are all that is taken from here."""
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    command = next(block.text for block in blocks(README) if block.language == "sh")
    place = {"PATH": f"{Path(sys.executable).resolve().parent}{os.pathsep}{os.environ['PATH']}"}
    place |= {"HOME": str(tmp_path), "PYTHONPATH": "", "COLUMNS": "80"}
    done = subprocess.run(
        ["sh", "-c", command], cwd=clone, env={**os.environ, **place}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("The 1718 report, August 2018\n")
    for extra in ("mesa", "nashpy", "scipy", "pyarrow", "matplotlib", "duckdb"):
        subprocess.run([clone / ".venv" / "bin" / "python", "-c", f"import {extra}"], check=True)


@pytest.mark.slow
def test_the_wheel_holds_the_package_scenarios_records_and_pages(tmp_path: Path) -> None:
    """Needs the package index, for what builds the wheel."""
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--wheel-dir", str(tmp_path), str(ROOT)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    for folder, place in IN_WHEEL.items():
        beside = ROOT / folder
        wanted = {f"{place}/{path.relative_to(beside).as_posix()}" for path in kept_files(beside)}
        assert wanted and wanted - held == set()
    assert {"blinkfirst/records/history/cases.csv", "blinkfirst/records/history/mapping.yaml"} <= held
    assert {f"blinkfirst/scenarios/{name}.yaml" for name in shipped_files()} <= held
    assert {f"blinkfirst/scenarios/theatres/{name}.yaml" for name in shipped_theatres()} <= held


def kept_files(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder, without what Python and the compiled kernels leave there."""
    return (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
