"""A run says how much of it is rounding, and how sharp its knife-edge is."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from blinkfirst.questions.run.answer import run
from blinkfirst.scenario.loading import load
from surface.command import blinkfirst
from worlds.nearly_alike import nearly_alike

UNSURE = nearly_alike(120, 8, 1e-15)


def written(folder: Path, text: str) -> Path:
    path = folder / "near.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_probability_is_given_where_rounding_decides(tmp_path: Path) -> None:
    done = blinkfirst("run", written(tmp_path, UNSURE))
    assert done.status == 0
    assert "No probability is given: rounding decides who blinks first." in done.out
    assert "shorter horizon or a lower precision" in " ".join(done.out.split())
    assert "%" not in done.out


def test_what_rounding_decides_is_null_in_json_with_the_reason(tmp_path: Path) -> None:
    done = blinkfirst("run", written(tmp_path, UNSURE), "--json")
    found = json.loads(done.out)
    assert done.status == 0
    assert found["first_blink"] == {"A": None, "B": None, "nobody": None}
    assert set(found["hazard"]) == {None}
    assert found["questions"][0]["answer"] is None
    assert found["condition"]["rounding"] == 1.0
    assert found["condition"]["reason"].startswith("No probability is given")
    assert found["first_blink_at_coin_toss"]["A"] == found["first_blink_at_coin_toss"]["B"] > 0.49


def test_what_rounding_decides_is_empty_in_tables_and_in_python(tmp_path: Path) -> None:
    outlook = run(load(UNSURE))
    assert outlook.trust.is_unsure
    assert outlook.summary == outlook.condition["reason"]
    assert {row[1] for row in outlook.table("first_blinkers").rows} == {None}
    assert outlook.decisive == ()
    assert blinkfirst("run", written(tmp_path, UNSURE), "--out", tmp_path / "kept").status == 0
    with (tmp_path / "kept" / "condition.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert float(row["rounding"]) == 1.0
    assert row["reason"].startswith("No probability is given")


def test_rounding_past_a_millionth_is_told(tmp_path: Path) -> None:
    done = blinkfirst("run", written(tmp_path, nearly_alike(60, 8, 1e-12)))
    assert "Rounding may have moved these probabilities by up to 0.001;" in done.out
    assert "No probability is given" not in done.out


def test_equals_are_told_as_equals_on_a_knife_edge(tmp_path: Path) -> None:
    done = blinkfirst("run", written(tmp_path, nearly_alike(120, 8)))
    words = " ".join(done.out.split())
    assert "A and B are exactly as likely as one another." in words
    assert "A knife-edge: a thousandth more of `prize` for A turns the chance that" in words
    assert "blinks first from .50 to" in words


@pytest.mark.parametrize(("apart", "told"), [(0.001, True), (0.2, False)])
def test_a_knife_edge_that_is_past_is_found_by_solving_again(apart: float, told: bool) -> None:
    """After it nothing moves the answer by its derivatives; a thousandth less still turns it round."""
    trust = run(load(nearly_alike(120, 8, apart))).trust
    assert trust.condition.thousandth < 1e-3
    assert (trust.thousandth > 0.4) == told


def test_a_calm_forecast_has_a_condition_and_says_nothing(tmp_path: Path) -> None:
    done = blinkfirst("run", "textbook/two-sided-standoff", "--json")
    condition = json.loads(done.out)["condition"]
    assert 0.0 < condition["rounding"] < 1e-12
    assert 0.0 < condition["thousandth"] < 0.05
    assert abs(condition["to"] - condition["from"]) <= condition["thousandth"]
    assert condition["reason"] is None
    page = blinkfirst("run", "textbook/two-sided-standoff").out
    assert "ounding" not in page
    assert "knife-edge" not in page


def test_other_pages_say_where_rounding_decides_choices(tmp_path: Path) -> None:
    near = written(tmp_path, UNSURE)
    calm = tmp_path / "calm.yaml"
    calm.write_text(nearly_alike(12, 2, 0.1), encoding="utf-8")
    told = "decide some of these choices"
    concepts = ("--only", "logit")
    for command in (("explain", near), ("compare", near, calm), ("solve", near, *concepts), ("commit", near)):
        assert told in " ".join(blinkfirst(*command).out.split()), command
    for command in (("explain", calm), ("compare", calm, calm), ("solve", calm, *concepts), ("commit", calm)):
        assert told not in " ".join(blinkfirst(*command).out.split()), command
