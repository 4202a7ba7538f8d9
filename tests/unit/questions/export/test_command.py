"""``blinkfirst export`` in the formats of other tools."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from reference.efg_reader import read
from reference.explicit_chains import read_drn
from reference.prism_games import Model
from reference.sgame_tables import read as read_table
from surface.command import blinkfirst

NAME = "textbook/two-sided-standoff"


def written(folder: Path, form: str, *options: object) -> str:
    """What a command wrote; its own words beside it."""
    path = folder / "out"
    done = blinkfirst("export", NAME, "--format", form, "--out", path, "--force", *options)
    assert done.status == 0, done.err
    (folder / "said").write_text(done.out, encoding="utf-8")
    return path.read_text(encoding="utf-8") if path.exists() else ""


def said(folder: Path) -> str:
    return (folder / "said").read_text(encoding="utf-8").strip().removeprefix(str(folder))


def test_efg(tmp_path: Path) -> None:
    tree = read(written(tmp_path, "efg", "--ticks", 2))
    assert tree.players == ["East", "West"]
    assert said(tmp_path) == "/out: 40 nodes, 10 of them decisions" and tree.nodes == 40
    assert len(read(written(tmp_path, "efg", "--ticks", 2, "--scaled")).players) == 4


def test_drn(tmp_path: Path) -> None:
    chain = read_drn(written(tmp_path, "drn"))
    assert said(tmp_path) == "/out: 51 states, 168 transitions"
    assert set(chain.rewards) == set()
    whole = read_drn(written(tmp_path, "drn", "--whole"))
    assert set(whole.rewards) == {"East", "West"}


def test_prism(tmp_path: Path) -> None:
    written(tmp_path, "prism", "--ticks", 4)
    assert said(tmp_path).endswith("out.lab: 11 states, 28 transitions")
    assert {path.name for path in tmp_path.iterdir()} == {"out.sta", "out.tra", "out.lab", "said"}


@pytest.mark.parametrize("options", [[], ["--whole"], ["--ticks", 4]])
def test_both_formats_of_a_chain_have_the_states_that_were_told(tmp_path: Path, options: list[str]) -> None:
    chain = read_drn(written(tmp_path, "drn", *options))
    told = f"{len(chain.steps)} states, {sum(map(len, chain.steps))} transitions"
    assert said(tmp_path) == f"/out: {told}"
    written(tmp_path, "prism", *options)
    assert said(tmp_path).endswith(f": {told}")
    transitions = (tmp_path / "out.tra").read_text(encoding="utf-8").splitlines()
    assert transitions[0] == f"{len(chain.steps)} {len(transitions) - 1}"
    states = (tmp_path / "out.sta").read_text(encoding="utf-8").splitlines()
    assert len(states) == 1 + len(chain.steps)


def test_prism_game(tmp_path: Path) -> None:
    model = Model(written(tmp_path, "prism-game"))
    assert said(tmp_path) == "/out: 22 commands" and model.horizon == 24


def test_sgame_table(tmp_path: Path) -> None:
    written(tmp_path, "sgame-table", "--ticks", 2)
    states = read_table(tmp_path / "out").states
    assert said(tmp_path).splitlines() == [
        "/out: 17 states, 23 rows; the game begins, with these probabilities, in",
        "  t0 / as at the start / East: 0.25",
        "  t0 / as at the start / West: 0.25",
        "  t0 / as at the start / chance: 0.5",
    ]
    assert (len(states), sum(map(len, states.values()))) == (17, 23)
    first = states["t0 / as at the start / East"]
    written(tmp_path, "sgame-table", "--ticks", 2, "--scaled")
    scaled = read_table(tmp_path / "out").states
    assert scaled["t0 / as at the start / East"][1][1] == [4 * utils for utils in first[1][1]]


def test_a_matrix_is_written_for_gambit_under_settings(tmp_path: Path) -> None:
    game = tmp_path / "game.nfg"
    done = blinkfirst("export", "textbook/chicken", "-o", game, "--set", "parameters.crash=-20")
    assert (done.status, done.out) == (0, f"{game}: 2 x 2 strategies of Row, Column\n")
    assert game.read_text(encoding="utf-8").endswith("\n0 0  1 -1\n-1 1  -20 -20\n")


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ("--format efg", "--format efg: writes a stand-off played over time, and textbook/chicken is a"),
        ("--format npz", "--format npz: writes a stand-off"),
        ("--scaled", "--scaled: means nothing to --format nfg, only to efg, sgame-table"),
        ("--format sgame-table --scaled", "--scaled: of stand-offs only, and this is a matrix"),
        ("--format sgame-table --limit 9", "--limit: of stand-offs only"),
        ("--ticks 3", "--ticks: of stand-offs only"),
        ("--lens a", "--lens: of stand-offs only"),
        ("--set parameters.crush=-3", "--set: parameters.crush: "),
    ],
)
def test_what_is_refused_of_a_matrix(options: str, complaint: str, tmp_path: Path) -> None:
    done = blinkfirst("export", "textbook/chicken", "-o", tmp_path / "a", *options.split())
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(complaint)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("file", "name", "begins"),
    [
        (NAME, "x.efg", b"EFG 2 R"),
        (NAME, "x.EFG", b"EFG 2 R"),
        (NAME, "x.drn", b"//"),
        (NAME, "x.prism", b"//"),
        (NAME, "x.smg", b"//"),
        (NAME, "x.csv", b"state"),
        (NAME, "x.npz", b"PK"),
        (NAME, "x", b"PK"),
        ("textbook/chicken", "x.csv", b"state"),
        ("textbook/chicken", "x.nfg", b"NFG 1 R"),
    ],
)
def test_the_ending_says_the_format(file: str, name: str, begins: bytes, tmp_path: Path) -> None:
    ticks = ["--ticks", 1] if file == NAME else []
    done = blinkfirst("export", file, "-o", tmp_path / name, *ticks)
    assert done.status == 0, done.err
    assert (tmp_path / name).read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("name", "options", "complaint"),
    [
        ("x.efg", "--format npz", "x.efg has the ending of --format efg, got --format npz; give it"),
        ("x.npz", "--format prism", "give it the ending .sta or .tra or .lab, or leave out --format"),
        ("x.gef", "", "no format has the ending .gef; expected one of .npz (npz), .efg (efg), .drn (drn)"),
        ("x.efgs", "", "did you mean: x.efg"),
        ("x.nfg", "", "--format nfg: writes a matrix played once"),
    ],
)
def test_an_ending_that_contradicts_is_refused(
    name: str, options: str, complaint: str, tmp_path: Path
) -> None:
    done = blinkfirst("export", NAME, "-o", tmp_path / name, "--ticks", 1, *options.split())
    assert (done.status, done.out) == (2, "") and complaint in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_table_of_commitments_has_the_ending_of_its_format(tmp_path: Path) -> None:
    done = blinkfirst("commit", NAME, "--nfg", tmp_path / "x.efg")
    assert (done.status, done.out) == (2, "") and "--nfg: expected a name that ends in .nfg" in done.err
    assert list(tmp_path.iterdir()) == []


def test_npz_knows_ticks_too(tmp_path: Path) -> None:
    assert blinkfirst("export", NAME, "-o", tmp_path / "a.npz", "--ticks", 5).status == 0
    assert np.load(tmp_path / "a.npz")["ticks"] == 5


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ("--format npz --scaled", "--scaled: means nothing to --format npz, only to efg"),
        ("--format efg --whole", "--whole: means nothing to --format efg, only to drn, prism"),
        ("--limit 3", "--limit: means nothing to --format npz, only to efg, drn, prism, prism-game, sgame"),
        ("--format nfg", "--format nfg: writes a matrix played once, and textbook/two-sided-standoff is a"),
        ("--format sgame-table --limit 9", f"{NAME}: as a stochastic game it would have 331 rows (tick,"),
        ("--ticks 25", "--ticks: textbook/two-sided-standoff has 24, got 25"),
        ("--format efg --limit 100", f"{NAME}: over 24 ticks the tree of histories would have"),
        ("--format drn --limit 3", f"{NAME}: the chain has 5 states by tick 2 of 24"),
        ("--format prism-game --limit 3", f"{NAME}: the game has 22 commands"),
    ],
)
def test_what_is_refused(options: str, complaint: str, tmp_path: Path) -> None:
    done = blinkfirst("export", NAME, "-o", tmp_path / "a", *options.split())
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(complaint)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = ["export", NAME, "-o", tmp_path / "chain", "--format", "prism", "--ticks", 2]

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        done = blinkfirst(*command)
    assert done.status == 1 and "chain.sta: cannot be written" in done.err
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "chain.tra").mkdir()
    done = blinkfirst(*command)
    assert done.status == 2 and "expected a file to write, got the folder" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["chain.tra"]
