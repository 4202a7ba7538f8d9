"""Wrong input of run, commit, stability, attrition and export: what is said, status 2, never a traceback."""

from __future__ import annotations

import importlib.machinery
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from surface.command import blinkfirst

STANDOFF = "textbook/two-sided-standoff"
STAKES = "attrition --prize 1,1 --cost 1,1"
FILES = {
    "plain": "x\n",
    "list.yaml": "- mute\n",
    "word.yaml": "mute: {nott: yield}\n",
    "move.yaml": "mute: {not: yeild}\n",
    "number.yaml": "mute: {not: 3}\n",
    "empty.yaml": "",
    "open.yaml": "mute: [\n",
    "column.csv": "gruond,East,West\n,1,1\n",
    "level.csv": "ground,East,West\nenuogh,1,1\n",
    "twice.csv": "ground,quarrel,East,West\ncontested,,1,1\ncontested,,2,2\n",
    "short.csv": "ground,East,West\ncontested,1\n",
    "rank.csv": "ground,East,West\n,1,best\n",
    "missing.csv": "ground,East,West\ncontested,1,1\n",
}
UNKNOWN_FILE = "nope: no such file, and no shipped scenario of that name; `blinkfirst list` shows them"
FOLDER = "folder: expected a scenario file, got a folder"
MATRIX = "kind: expected a stand-off played over time, got a matrix played once"
PIPE = "pipe.yaml: expected a scenario file, got a pipe or device; a scenario is read more than once"
FILES_REFUSED = [
    ("nope", [UNKNOWN_FILE]), ("folder", [FOLDER]), ("pipe.yaml", [PIPE]), ("textbook/chicken", [MATRIX]),
]  # fmt: skip

# command line, and what stands in the complaint, line by line or in part
TABLE: list[tuple[list[str], list[str]]] = [
    *(([verb, file], said) for verb in ("commit", "stability", "attrition") for file, said in FILES_REFUSED),
    *((["export", file, "-o", "out.npz"], said) for file, said in FILES_REFUSED[:3]),
    # run of a matrix
    (
        ["run", "textbook/chicken", "--runs", "1000001"],
        ["--runs: expected at most 1,000,000 of a matrix, got 1,000,001"],
    ),
    # commit
    (
        ["commit", STANDOFF, "--actors", "Est"],
        ["unknown actor 'Est'; this scenario has: East, West", "did you mean: East"],
    ),
    (["commit", STANDOFF, "--actors", "East,East"], ["--actors: East appears twice"]),
    (["commit", STANDOFF, "--strategy", "Est=never-blinks"], ["unknown player 'Est'", "did you mean: East"]),
    (
        ["commit", STANDOFF, "--strategy", "East=nevr-blinks"],
        ["unknown posture 'nevr-blinks' of East", "did you mean: never blinks"],
    ),
    (["commit", STANDOFF, "--strategy", "East"], ["--strategy: expected PLAYER=POSTURE,POSTURE, got 'East'"]),
    (
        ["commit", STANDOFF, "--posture", "mute"],
        ["--posture: expected NAME: not|only|must MOVE,MOVE; ..., got 'mute'"],
    ),
    (
        ["commit", STANDOFF, "--posture", "mute: not yeild"],
        ["mute: unknown move 'yeild'", "did you mean: yield"],
    ),
    (
        ["commit", STANDOFF, "--posture", "mute: not Est.yield"],
        ["unknown actor or side 'Est'", "did you mean: East"],
    ),
    (
        ["commit", STANDOFF, "--posture", "never blinks: not yield"],
        ["the name of a posture that everybody has already"],
    ),
    (
        ["commit", STANDOFF, "--postures", "nope.yaml"],
        ["nope.yaml: cannot be read: No such file or directory"],
    ),
    (["commit", STANDOFF, "--postures", "folder"], ["folder: cannot be read: Is a directory"]),
    (
        ["commit", STANDOFF, "--postures", "list.yaml"],
        ["list.yaml:1:1: expected a table of postures by name"],
    ),
    (
        ["commit", STANDOFF, "--postures", "word.yaml"],
        ["word.yaml:1:8: mute.nott: expected one of not, only, must", "did you mean: not"],
    ),
    (
        ["commit", STANDOFF, "--postures", "move.yaml"],
        ["move.yaml:1:13: mute.not: unknown move 'yeild'", "did you mean: yield"],
    ),
    (
        ["commit", STANDOFF, "--postures", "number.yaml"],
        ["number.yaml:1:13: mute.not: expected the name of a move"],
    ),
    (["commit", STANDOFF, "--postures", "empty.yaml"], ["empty.yaml: expected a table, got an empty file"]),
    (["commit", STANDOFF, "--postures", "open.yaml"], ["open.yaml:2:1: not valid YAML"]),
    (["commit", STANDOFF, "--json", "--csv"], ["--json, --csv: expected one of them, got both"]),
    (
        ["commit", STANDOFF, "--sides", "--actors", "East"],
        ["--sides, --actors: expected one of them, got both"],
    ),
    (["commit", STANDOFF, "--out", "plain"], ["plain: expected a folder to write to, got a file"]),
    (["commit", STANDOFF, "--out", "plain/below"], ["plain/below: cannot be written: plain is no folder"]),
    (
        ["commit", "textbook/volunteers-dilemma", "--posture", "mute: not object"],
        ["4 x 4 x 4 x 4 x 4 = 1,024 profiles", "at most 1,000 are", "--actors", "--sides", "--strategy"],
    ),
    # stability
    (["stability", STANDOFF, "--ranks", "nope.csv"], ["nope.csv: cannot be read: No such file or directory"]),
    (["stability", STANDOFF, "--ranks", "folder"], ["folder: cannot be read: Is a directory"]),
    (
        ["stability", STANDOFF, "--ranks", "column.csv"],
        ["column.csv:1:1: unknown column 'gruond'", "did you mean: ground"],
    ),
    (["stability", STANDOFF, "--ranks", "level.csv"], ["level.csv:2:1: ground: unknown level 'enuogh'"]),
    (["stability", STANDOFF, "--ranks", "twice.csv"], ["once more; line 2 has"]),
    (
        ["stability", STANDOFF, "--ranks", "short.csv"],
        ["short.csv:2:11: expected 3 cells as in the header, got 2"],
    ),
    (["stability", STANDOFF, "--ranks", "rank.csv"], ["rank.csv:2:4: West: expected a rank, a whole number"]),
    (["stability", STANDOFF, "--ranks", "missing.csv"], ["no row ranks the state"]),
    (
        ["stability", STANDOFF, "--state", "gruond=contested"],
        ["unknown variable 'gruond'", "did you mean: ground"],
    ),
    (["stability", STANDOFF, "--at", "2"], ["--at: expected a stretch from 1 to 1 or a date, got 2"]),
    (
        ["stability", STANDOFF, "--tolerance", "inf"],
        ["--tolerance: expected a number of at least 0, got inf"],
    ),
    (["stability", STANDOFF, "--json", "--csv"], ["--json, --csv: expected one of them, got both"]),
    # attrition
    (["attrition"], ["expected --prize and --cost, or a scenario FILE; --prize and --cost missing"]),
    (["attrition", STANDOFF, "--actors", "Est,West"], ["unknown actor 'Est'", "did you mean: East"]),
    (["attrition", STANDOFF, "--actors", "East"], ["expected two sides, got 1 (East); name two actors"]),
    (["attrition", STANDOFF, "--prize", "1,1"], ["leave them or FILE out"]),
    ([*STAKES.split(), "--lens", "x"], ["expected a scenario FILE with them"]),
    (
        [*STAKES.split(), "--private", "unform(0,1)"],
        ["--private: expected uniform(lowest, highest)", "did you mean: uniform"],
    ),
    (
        [*STAKES.split(), "--figure", "folder"],
        ["expected a name that ends in .png, .svg, .pdf, got 'folder'"],
    ),
    (
        [*STAKES.split(), "--figure", "pictures.png"],
        ["--figure: expected a file to write, got the folder pictures.png"],
    ),
    (
        [*STAKES.split(), "--figure", "nix/a.png"],
        ["--figure: no folder 'nix' to write a.png into; make it first"],
    ),
    # export
    (["export", STANDOFF], ["Missing option '-o' / '--output' / '--out'."]),
    (["export", STANDOFF, "-o", "folder"], ["--output: expected a file to write, got the folder folder"]),
    (["export", STANDOFF, "-o", "nix/a.npz"], ["there is no folder nix to write to"]),
    (["export", STANDOFF, "-o", "a", "--format", "drm"], ["'drm' is not one of"]),
    (
        ["export", STANDOFF, "-o", "a", "--whole"],
        ["--whole: means nothing to --format npz, only to drn, prism"],
    ),
    (
        ["export", STANDOFF, "-o", "a", "--ticks", "25"],
        ["--ticks: textbook/two-sided-standoff has 24, got 25"],
    ),
    (["export", STANDOFF, "-o", "a", "--format", "efg"], ["the tree of histories would have"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("bad-input")
    for name, text in FILES.items():
        (place / name).write_text(text, encoding="utf-8")
    for name in ("folder", "pictures.png"):
        (place / name).mkdir()
    os.mkfifo(place / "pipe.yaml")
    return place


@pytest.mark.parametrize(("words", "said"), TABLE, ids=[" ".join(words) for words, _ in TABLE])
def test_complaint(words: list[str], said: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    before = sorted(folder.rglob("*"))
    done = blinkfirst(*words)
    assert (done.status, done.out) == (2, "")
    assert "Traceback" not in done.err
    for part in said:
        assert part in done.err
    assert sorted(folder.rglob("*")) == before


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Make a package as absent as if it had never been installed."""
    found = importlib.machinery.PathFinder.find_spec

    def hide(package: str) -> None:
        def find_spec(cls: type, name: str, *more: Any) -> Any:
            return None if name.partition(".")[0] == package else found(name, *more)

        monkeypatch.setattr(importlib.machinery.PathFinder, "find_spec", classmethod(find_spec))
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            monkeypatch.delitem(sys.modules, name)

    yield hide
    monkeypatch.undo()


@pytest.mark.parametrize(
    ("package", "extra", "words"),
    [
        ("pygambit", "gambit", ["commit", STANDOFF, "--gambit"]),
        ("matplotlib", "figures", [*STAKES.split(), "--figure", "a.png"]),
        ("distributed", "cluster", ["sweep", STANDOFF, "actors.East.precision=1,2", "--cluster", "local:2"]),
    ],
)
def test_an_extra_that_is_missing(
    package: str,
    extra: str,
    words: list[str],
    without: Callable[[str], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    without(package)
    done = blinkfirst(*words)
    assert (done.status, done.out) == (2, ""), done.err
    assert f'pip install "blinkfirst[{extra}]"' in done.err and "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []
