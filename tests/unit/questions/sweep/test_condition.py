"""Sweeps with the condition of every case: a table of its own, and empty cells where nothing is sure."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from surface.command import blinkfirst
from worlds.nearly_alike import nearly_alike


def test_a_sweep_keeps_the_condition_of_every_case(tmp_path: Path) -> None:
    scenario, out = tmp_path / "near.yaml", tmp_path / "swept"
    scenario.write_text(nearly_alike(120, 8, 1e-15), encoding="utf-8")
    assert blinkfirst("sweep", scenario, "horizon=6,120", "--condition", "--out", out).status == 0
    told = "select rounding, reason from condition order by case_id"
    sure, unsure = csv.DictReader(io.StringIO(blinkfirst("query", out, told, "--csv").out))
    assert float(sure["rounding"]) < 1e-10
    assert sure["reason"] == ""
    assert float(unsure["rounding"]) == 1.0
    assert unsure["reason"].startswith("No probability is given")
    empty = "select count(*) as n from first_blinkers where first_blink is null group by case_id"
    assert list(csv.DictReader(io.StringIO(blinkfirst("query", out, empty, "--csv").out))) == [{"n": "3"}]
    results = blinkfirst("results", out)
    assert results.status == 0
    assert "nan" not in results.out


def test_without_it_nothing_is_measured(tmp_path: Path) -> None:
    scenario = tmp_path / "near.yaml"
    scenario.write_text(nearly_alike(6, 8), encoding="utf-8")
    assert blinkfirst("sweep", scenario, "horizon=6,12", "--out", tmp_path / "swept").status == 0
    assert blinkfirst("query", tmp_path / "swept", "select * from condition").status == 2


def test_the_condition_is_a_table_to_print(tmp_path: Path) -> None:
    scenario = tmp_path / "near.yaml"
    scenario.write_text(nearly_alike(6, 8), encoding="utf-8")
    done = blinkfirst("sweep", scenario, "horizon=6,12", "--table", "condition", "--csv")
    assert [row["argument"] for row in csv.DictReader(io.StringIO(done.out))] == ["prize", "prize"]
