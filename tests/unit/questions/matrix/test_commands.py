"""Every command and a matrix: those that take it, and what the others say."""

# ruff: noqa: E501  messages stand in full

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from blinkfirst.cli import cli
from blinkfirst.errors import BlinkFirstError

CHICKEN = "textbook/chicken"


def invoked(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def printed(*words: object) -> str:
    done = invoked(*words)
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


def refused(*words: object) -> str:
    """The complaint of a command that ends with exit status 2."""
    error = invoked(*words).exception
    assert isinstance(error, BlinkFirstError) and error.exit_status == 2, error
    return error.for_command


def object_of(*words: object) -> Any:
    return json.loads(printed(*words))


def test_what_show_prints_is_solved_to_the_same(tmp_path: Path) -> None:
    path = tmp_path / "shown.yaml"
    path.write_text(printed("show", CHICKEN, "--set", "parameters.crash=-4"), encoding="utf-8")
    assert printed("solve", path, "--csv") == printed("solve", CHICKEN, "--set", "parameters.crash=-4", "--csv")
    assert printed("solve", path, "--csv") != printed("solve", CHICKEN, "--csv")


def test_check_says_how_large_it_is_and_warns(tmp_path: Path) -> None:
    assert printed("check", CHICKEN) == f"{CHICKEN}: ok, a matrix of 2 players, 2 x 2 strategies, 4 profiles\n"
    path = tmp_path / "one.yaml"
    text = "blinkfirst: 1\nkind: matrix\ntitle: T\nassumption: a\nparameters: {idle: 1}\n"
    path.write_text(text + "players: {A: {strategies: [a]}}\ntable: [1]\n", encoding="utf-8")
    assert "a matrix of 1 player, 1 strategy, 1 profile\n" in printed("check", path)
    assert "parameters.idle: warning: never used" in invoked("check", path).output


def test_run_prints_forecast_and_shares() -> None:
    told = object_of("run", CHICKEN, "--json", "--runs", 3000, "--seed", 4)
    assert told["mixtures"]["Row"]["swerve"] == pytest.approx(0.775841, abs=1e-6)
    counts = told["runs"]["counts"]
    assert sum(map(sum, counts)) == 3000
    assert counts[0][0] / 3000 == pytest.approx(0.775841**2, abs=0.04)
    page = printed("run", CHICKEN, "--runs", 3000)
    assert "in 3,000 runs" in page and "Careful: from 0.489 times" in page
    sharper = object_of("run", CHICKEN, "--json", "--set", "players.Row.precision=4")
    assert sharper["precisions"] == {"Row": 4.0, "Column": 1.0}
    assert sharper["mixtures"]["Row"] != told["mixtures"]["Row"]


def test_solve_prints_everything() -> None:
    page = printed("solve", CHICKEN, "--levels", 1)
    for part in ("The table", "Nash equilibria (there are no others, no ties;", "gives way: Row alone 100 %",
                 "The path leads to equilibrium 3.", "level 1  hierarchy", "In short"):  # fmt: skip
        assert part in page
    assert "level 2" not in page
    told = object_of("solve", CHICKEN, "--json")
    assert [one["pure"] for one in told["equilibria"]["found"]] == [True, True, False]
    assert printed("solve", CHICKEN, "--csv").splitlines()[0] == (
        "equilibrium,player,strategy,probability,payoff,regret,pure"
    )


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_the_figure_is_drawn(ending: str, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    path = tmp_path / f"path.{ending}"
    printed("solve", CHICKEN, "--figure", path, "--csv")
    assert path.stat().st_size > 5000
    if ending == "svg":
        assert "Column" in path.read_text(encoding="utf-8") or "<path" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ("explain", CHICKEN), ("commit", CHICKEN), ("stability", CHICKEN), ("arguments", CHICKEN),
        ("attrition", CHICKEN), ("sweep", CHICKEN, "parameters.crash=-1,-2"), ("compare", CHICKEN, "korea-1/2019-hanoi"),
    ],
)  # fmt: skip
def test_the_others_say_what_takes_it(words: tuple[str, ...]) -> None:
    said = refused(*words)
    assert said.splitlines()[0].endswith(
        "chicken.yaml:5:7: kind: expected a stand-off played over time, got a matrix played once: `blinkfirst "
        "solve` finds its equilibria, `blinkfirst run` its forecast, `check`, `show` and `export` take it, too"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("solve", CHICKEN, "--lens", "x"), "--lens: a matrix has no lenses"),
        (("solve", CHICKEN, "--runs", 5), "--runs: for stand-offs only, and this is a matrix"),
        (("solve", CHICKEN, "--figure", "x.gif"), "--figure: expected a name that ends in"),
        (("run", CHICKEN, "--lens", "x"), "--lens: textbook/chicken is a matrix, which has no lenses"),
        (("run", CHICKEN, "--out", "x"), "--out: for stand-offs only, and these are matrices"),
        (("run", CHICKEN, "--runs", 5, "--mind", "Row=stubborn"), "--mind: for stand-offs only"),
        (("run", CHICKEN, "korea-1/2019-hanoi"), "expected files of one kind, got stand-offs and matrices: textbook/chicken"),
        (("show", CHICKEN, "--set", "players.Rwo.precision=1"), "--set: players.Rwo.precision: unknown name 'Rwo'"),
    ],
)  # fmt: skip
def test_options_that_do_not_fit(words: tuple[object, ...], said: str) -> None:
    assert refused(*words).startswith(said)
