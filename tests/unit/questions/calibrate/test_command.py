"""`calibrate` on records that a small theatre itself made: what it finds, writes, prints and refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from blinkfirst.questions.backtest.answer import backtest
from blinkfirst.questions.calibrate.answer import Calibration, calibrate
from blinkfirst.record.cases import read_cases
from blinkfirst.record.mapping import read_mapping
from blinkfirst.record.predictions import Theatre, predictions
from blinkfirst.scenario.overlays import read_overlay
from surface.command import blinkfirst
from worlds.small_record import CASES, THEATRE, written

SHARP = THEATRE.replace("precision: 0", "precision: 2").replace(
    "while: text == none, weight: 0.1", "while: text == none, weight: [-2, 0.1, 2]"
)
CLUSTERS, ROWS = 12, 96


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A theatre, and a record of many cases that it made at three times its written precision."""
    found = tmp_path_factory.mktemp("small")
    written(found).write_text(SHARP, encoding="utf-8")
    (found / "small" / "cases.csv").write_text(_made(found), encoding="utf-8")
    return found


def _made(folder: Path) -> str:
    """Return cases in which what happened was drawn from the theatre at precision 6."""
    mapping = read_mapping(folder / "small" / "mapping.yaml")
    sharper = {"actors.A.precision": 6, "actors.B.precision": 6}
    theatre = Theatre(folder / "small.yaml", "small", mapping, sharper, (None,))
    header, *_ = CASES.splitlines()
    blank = "\n".join([header, *(_row(k, "press", "sit", "NOTHING", "none") for k in range(ROWS))])
    (folder / "small" / "cases.csv").write_text(blank + "\n", encoding="utf-8")
    cases = read_cases(folder / "small" / "cases.csv", mapping.columns)
    items = mapping.items(cases)
    told = predictions(theatre, cases, items)[0].chances
    chance, lines = np.random.default_rng(1), [header]
    for number in range(ROWS):
        drawn = {
            (item.kind, item.who): str(chance.choice(item.options, p=given / given.sum()))
            for item, given in zip(items, told, strict=True)
            if item.case == f"R{number}"
        }
        outcome = "PASSED" if drawn.get(("graded", "")) == "full" else "FAILED"
        first = drawn["first", ""]
        blink = "none" if first == "nobody" else f"{first} soft"
        lines.append(_row(number, drawn["act", "A"], drawn["act", "B"], outcome, blink))
    return "\n".join(lines) + "\n"


def _row(number: int, did: str, answer: str, outcome: str, blink: str) -> str:
    day = f"{2000 + number // 12}-{number % 12 + 1:02}-03"
    docket = "text" if number % 2 else "none"
    return f"R{number},{day},c{number % CLUSTERS},{docket},{did},{answer},{outcome},{blink},"


@pytest.fixture(scope="module")
def found(folder: Path) -> Calibration:
    return calibrate(folder / "small.yaml", over=["precision"], record="small")


def test_the_scores_as_written_are_those_of_the_backtest(folder: Path, found: Calibration) -> None:
    scored = backtest(folder / "small.yaml", record="small")
    (everything, *_) = scored.groups
    assert found.scores.means[0] == pytest.approx(scored.scored(everything).means[0])


def test_the_fit_is_the_best_that_can_be_had(folder: Path, found: Calibration) -> None:
    """Its penalised loss, solved exactly, is below that of points on either side."""
    (fit,) = found.fits
    best = found.losses[:, 1].sum() + fit.point**2 / 2
    assert best <= found.losses[:, 0].sum() + 1e-9
    for side in (-0.4, 0.4):
        value = 2.0 * 2.0 ** (fit.point + side)
        other = backtest(
            folder / "small.yaml",
            record="small",
            settings={"actors.A.precision": value, "actors.B.precision": value},
        )
        loss = other.losses["log"][:, 0].sum() + (fit.point + side) ** 2 / 2
        assert best < loss + 1e-6


def test_what_is_left_out_is_forecast_by_the_others(found: Calibration) -> None:
    assert found.settled and np.isfinite(found.losses).all()
    (fit,) = found.fits
    assert abs(fit.point - np.log2(3.0)) < 3.0 * fit.spread, "made at three times the precision"
    assert found.scores.means[2] >= found.scores.means[1] - 1e-3
    assert found.gain.clusters == CLUSTERS
    assert [one.width for one in found.widths] == [0.25, 0.5, 1.0, 2.0, 4.0]
    assert found.bayes_factors() == {}, "a theatre without lenses has none to compare"


def test_an_overlay_is_written_and_serves_other_commands(
    folder: Path, found: Calibration, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ("--theatre", folder / "small.yaml", "--record", "small")
    done = blinkfirst("calibrate", *words, "-o", "fit.yaml")
    assert done.status == 0, done.err
    assert done.out.startswith("small fitted to: Small decisions")
    values = read_overlay(Path("fit.yaml"))
    assert {path: node.value for path, node in values.items()} == pytest.approx(found.overlay(), rel=1e-3)
    assert Path("fit.yaml").read_text().startswith("# Made from small, nothing changed")
    scored = blinkfirst("backtest", *words, "--overlay", "fit.yaml", "--json")
    assert scored.status == 0, scored.err
    log = json.loads(scored.out)["scores"]["theatre"]["all"]["log"]["mean"]
    assert log == pytest.approx(found.scores.means[1], abs=1e-3)
    again = blinkfirst("calibrate", *words, "-o", "fit.yaml")
    assert again.status == 2 and "is there already" in again.err


def test_a_weight_is_fitted_and_json_says_all(folder: Path) -> None:
    words = ("--theatre", folder / "small.yaml", "--record", "small", "--over", "arguments.peace.weight")
    done = blinkfirst("calibrate", *words, "--width", "0.5", "--json")
    assert done.status == 0, done.err
    found: Any = json.loads(done.out)
    (number,) = found["numbers"]
    assert number["number"] == "arguments.peace.weight" and number["written"] == 0.1
    assert number["prior_low"] == pytest.approx(-0.9) and number["prior_high"] == pytest.approx(1.1)
    assert set(found["overlay"]) == {"arguments.peace.weight"}
    assert {one["width"] for one in found["widths"]} == {0.25, 0.5, 1.0, 2.0, 4.0}
    assert set(found["scores"]) == {"as written", "fitted", "fitted without its own cluster", "gain"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--over", "precison"], "did you mean: precision"),
        (["--width", "0"], "--width: expected a number above 0, got 0.0"),
        (["--over", "parameters.nothing"], "is no number of this theatre"),
        (["--over", "world.text"], "world.text is set case by case by the rules of the record"),
        (["--over", "nature.vote.rate"], "has no range"),
    ],
)
def test_bad_input_ends_with_status_2(folder: Path, words: list[str], message: str) -> None:
    done = blinkfirst("calibrate", "--theatre", folder / "small.yaml", "--record", "small", *words)
    assert done.status == 2 and message in done.err, done.err
