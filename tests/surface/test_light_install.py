"""The plain installation: what needs a package of an extra says so with the line that installs it."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from blinkfirst.errors import OptionError, check_installed
from surface.command import blinkfirst

ROOT = Path(__file__).resolve().parents[2]
# packages of extras, and what comes only with them
EXTRA = {
    "mesa": "agents", "pandas": "agents", "networkx": "agents", "nashpy": "nashpy", "pyarrow": "sweep",
    "duckdb": "query", "matplotlib": "figures", "distributed": "cluster", "flint": "certify",
}  # fmt: skip
PLAIN = (
    "import sys\n"
    f"sys.modules.update(dict.fromkeys({list(EXTRA)}))\n"
    "from blinkfirst.cli import main\n"
    "main()"
)
STANDOFF = "textbook/two-sided-standoff"
WITHOUT = [
    "list", f"check {STANDOFF}", f"run {STANDOFF}", f"run {STANDOFF} --runs 5", f"run {STANDOFF} --out kept",
    f"explain {STANDOFF}", f"beliefs {STANDOFF}", f"stability {STANDOFF}",
    f"compare {STANDOFF} --change afterwards=3",
    f"numbers {STANDOFF} --csv", f"attrition {STANDOFF}", f"commit {STANDOFF}", "solve textbook/chicken",
]  # fmt: skip


def plain(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command where no package of an extra can be imported."""
    words = [sys.executable, "-c", PLAIN, *command.split()]
    return subprocess.run(words, capture_output=True, text=True, cwd=folder, check=False, timeout=300)


@pytest.mark.parametrize("command", WITHOUT)
def test_what_needs_no_extra_works_without(command: str, tmp_path: Path) -> None:
    done = plain(tmp_path, command)
    assert done.returncode == 0, done.stderr
    unchecked = "not checked by nashpy, which is not installed"
    shown = " ".join(done.stdout.split())
    assert (unchecked in shown) == command.startswith(("commit", "solve"))
    if unchecked in shown:
        assert 'install it with: pip install "blinkfirst[nashpy]"' in shown


@pytest.mark.parametrize(
    ("command", "needs", "extra"),
    [
        (f"sweep {STANDOFF} afterwards=3,6", "a sweep needs pyarrow", "sweep"),
        (f"sweep {STANDOFF} afterwards=3,6 --out swept", "a sweep needs pyarrow", "sweep"),
        ("results kept", "reading a folder of results needs pyarrow", "sweep"),
        ("query kept", "reading a folder of results needs pyarrow", "sweep"),
        ("solve textbook/chicken --figure a.png", "--figure needs matplotlib", "figures"),
        (f"run {STANDOFF} --certify", "--certify needs python-flint", "certify"),
    ],
)
def test_what_needs_an_extra_says_how_to_install_it(
    command: str, needs: str, extra: str, tmp_path: Path
) -> None:
    assert blinkfirst("run", STANDOFF, "--out", tmp_path / "kept").status == 0
    done = plain(tmp_path, command)
    assert done.returncode == 2, done.stderr
    line = f'{needs}, which is not installed; install it with: pip install "blinkfirst[{extra}]"\n'
    assert done.stderr.endswith(line)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_every_extra_named_in_the_code_is_one() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "model").rglob("*.py")))
    patterns = (r"blinkfirst\[(\w+)\]", r'check_installed\("\w+", "(\w+)"', r"install_line\(['\"](\w+)")
    named = {extra for pattern in patterns for extra in re.findall(pattern, text)}
    assert {"agents", "nashpy", "sweep", "query"} <= named <= set(extras["optional-dependencies"])
    needed = {re.split(r"[<>=]", line)[0] for line in extras["dependencies"]}
    assert not needed & set(EXTRA)


def test_python_is_told_the_same() -> None:
    with pytest.raises(OptionError, match=r'play\(\) needs nowhere.*pip install "blinkfirst\[agents\]"'):
        check_installed("nowhere", "agents", "play()")
