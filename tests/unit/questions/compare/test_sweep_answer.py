"""Two sweeps case by case: which cases are the same, and what differs in them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.questions.compare.sweep_answer import (
    SweepComparison,
    compare_sweeps,
    paired,
    read_sweep,
    settled,
)
from blinkfirst.questions.compare.sweep_tables import object_of, pair_rows, pairs_header
from blinkfirst.scenario.loading import changed
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast
from blinkfirst.study.store.spreads import CaseSettings
from worlds.kept_sweeps import kept_sweep
from worlds.two_houses import edited, scenario_from

OLD = changed(scenario_from(edited("horizon: 6", "horizon: 3")), {}, "old")
NEW = changed(OLD, {}, "new")
ALL = ("first_blinkers", "questions")


def compared(first: Path, second: Path) -> SweepComparison:
    return compare_sweeps(read_sweep(first), read_sweep(second))


def pairs(comparison: SweepComparison) -> list[tuple[int, int]]:
    return list(zip(comparison.pairs.first.tolist(), comparison.pairs.second.tolist(), strict=True))


def test_the_same_cases_in_another_order_with_others_between(tmp_path: Path) -> None:
    axes = ["parameters.fuss=0.1,0.5,0.9", "world.heat=low,top"]
    one = kept_sweep(tmp_path / "a", OLD, axes, outcomes=ALL)
    axes = ["world.heat.start=top,high", "parameters.fuss=0.9,0.2,0.1"]
    other = kept_sweep(tmp_path / "b", NEW, axes, outcomes=ALL)
    comparison = compared(one, other)
    # (0.1, top) is case 1 of the first and case 2 of the second, (0.9, top) 5 and 0
    assert pairs(comparison) == [(1, 2), (5, 0)]
    assert [d.path for d in comparison.assumptions] == ["parameters.hawk-noise", "arguments.loss.weight"]
    assert [d.path for d in comparison.idle] == []


def by_hand(scenario: Scenario, settings: Mapping[str, Any]) -> dict[str, float]:
    standoff = compile_scenario(changed(scenario, settings)).standoff
    return forecast(standoff, backward_induction(standoff)).first_blinkers


def test_differences_are_those_of_the_cases_by_hand(tmp_path: Path) -> None:
    axes = ["parameters.fuss=0.1,0.5", "actors.US.precision=1,4"]
    comparison = compared(
        kept_sweep(tmp_path / "a", OLD, axes, 3, ALL), kept_sweep(tmp_path / "b", NEW, axes, 4, ALL)
    )
    assert pairs(comparison) == [(n, n) for n in range(4)]
    settings = [{"parameters.fuss": f, "actors.US.precision": p} for f in (0.1, 0.5) for p in (1, 4)]
    for found in comparison.outcomes:
        if found.outcome.kind == "first blink":
            who = found.outcome.who
            ours = [by_hand(OLD, s)[who] for s in settings]
            theirs = [by_hand(NEW, s)[who] for s in settings]
            differences = np.array(theirs) - np.array(ours)
            assert found.first == pytest.approx(ours, abs=1e-12)
            assert found.second == pytest.approx(theirs, abs=1e-12)
            assert found.spread.mean == pytest.approx(differences.mean(), abs=1e-12)
            assert found.spread.lowest.case_id == int(np.argmin(differences))
            assert found.rises == (differences > 0).mean() and found.falls == (differences < 0).mean()
    kinds = {found.outcome.kind for found in comparison.outcomes}
    assert kinds == {"first blink", "first soft blink", "first hard blink", "question", "value"}


def test_seen_from_the_other_side_every_sign_is_turned(tmp_path: Path) -> None:
    one = kept_sweep(tmp_path / "a", OLD, ["parameters.fuss=0.1,0.5,0.9"], outcomes=ALL)
    other = kept_sweep(tmp_path / "b", NEW, ["parameters.fuss=0.9,0.5,0.1"], outcomes=ALL)
    there, back = compared(one, other), compared(other, one)
    assert sorted(pairs(there)) == sorted((b, a) for a, b in pairs(back))
    for ahead, behind in zip(there.outcomes, back.outcomes, strict=True):
        assert ahead.outcome == behind.outcome
        assert ahead.spread.mean == pytest.approx(-behind.spread.mean, abs=1e-15)
        assert ahead.spread.lowest.value == -behind.spread.highest.value
        assert (ahead.rises, ahead.falls) == (behind.falls, behind.rises)


def test_a_sweep_beside_itself_differs_in_nothing(tmp_path: Path) -> None:
    one = kept_sweep(tmp_path / "a", OLD, ["lens=old,new", "parameters.fuss=0.1,0.5"], outcomes=ALL)
    comparison = compared(one, one)
    assert pairs(comparison) == [(n, n) for n in range(4)]
    assert comparison.assumptions == () and comparison.idle == ()
    assert all((found.first == found.second).all() for found in comparison.outcomes)


@pytest.mark.parametrize(
    ("scenario", "axes", "expected"),
    [
        # a path that does not vary in the second has its scenario's value there: fuss is 0.5
        (OLD, ["actors.US.tempo=0.5,1"], [(1, 1)]),
        (changed(OLD, {"parameters.fuss": 0.9}), ["actors.US.tempo=0.5,1"], [(2, 1)]),
        (changed(OLD, {"parameters.fuss": 0.3}), ["actors.US.tempo=0.5,1"], []),
        # the number that the lens puts in force, and a strength that nobody wrote down
        (OLD, ["parameters.fuss=0.5", "arguments.loss.weight=-0.15,-0.1"], [(1, 0)]),
        (OLD, ["parameters.fuss=0.5", "arguments.loss.strength=2,1"], [(1, 1)]),
        (OLD, ["parameters.fuss=0.5", "lens=new,old"], [(1, 1)]),
        (NEW, ["parameters.fuss=0.5", "lens=new,old"], [(1, 1)]),
        # numbers in one folder, numbers among names in the other
        (OLD, ["parameters.fuss=0.5,0.10,hawk-noise"], []),
    ],
)
def test_what_does_not_vary_stands_as_in_the_scenario(
    scenario: Scenario, axes: list[str], expected: list[tuple[int, int]], tmp_path: Path
) -> None:
    one = kept_sweep(tmp_path / "a", OLD, ["parameters.fuss=0.1,0.5,0.9"], outcomes=ALL)
    if "hawk-noise" in axes[0]:
        one = kept_sweep(tmp_path / "c", OLD, ["actors.US.tempo=0.1,0.5,0.9"], outcomes=ALL)
        axes, expected = ["actors.US.tempo=0.5,0.10,hawk-noise"], [(0, 1), (1, 0)]
    comparison = compared(one, kept_sweep(tmp_path / "b", scenario, axes, outcomes=ALL))
    assert pairs(comparison) == expected
    assert "parameters.fuss" not in {d.path for d in comparison.assumptions}


def test_under_lenses_that_vary_no_number_by_lens_is_one_number(tmp_path: Path) -> None:
    """Under the new lens the weight is -0.1, whatever it is under the old one."""
    one = kept_sweep(tmp_path / "a", OLD, ["lens=old,new"], outcomes=ALL)
    other = kept_sweep(tmp_path / "b", OLD, ["lens=new", "arguments.loss.weight=-0.15"], outcomes=ALL)
    assert pairs(compared(one, other)) == []


def test_a_path_left_alone_in_a_case_stands_as_in_the_scenario() -> None:
    numbers, texts = np.array([0.1, np.nan, 0.5]), np.array([1, -1, 0])
    codes = {"parameters.fuss": numbers, "world.heat": texts}
    one = CaseSettings(np.arange(3), codes, {"world.heat": ["top", "low"]})
    other = CaseSettings(np.array([7]), {"world.heat": np.array([0])}, {"world.heat": ["mid"]})
    paths = ["parameters.fuss", "world.heat"]
    assert paired(settled(one, OLD, paths), settled(other, OLD, paths)).first.tolist() == [1]
    top = CaseSettings(np.array([7]), {"world.heat": np.array([0])}, {"world.heat": ["top"]})
    assert paired(settled(one, OLD, paths), settled(top, OLD, paths)).first.tolist() == [2]


def test_cases_that_failed_and_parts_that_are_missing_are_left_out(tmp_path: Path) -> None:
    one = kept_sweep(tmp_path / "a", OLD, ["actors.US.tempo=1,99,0.5,0.2"], 2, ALL)
    other = kept_sweep(tmp_path / "b", NEW, ["actors.US.tempo=0.2,0.5,1,99"], 2, ALL, parts=1)
    comparison = compared(one, other)
    assert pairs(comparison) == [(2, 1), (3, 0)]
    comparison = compared(one, one)
    assert pairs(comparison) == [(n, n) for n in range(4)]
    assert all(found.cases.first.tolist() == [0, 2, 3] for found in comparison.outcomes)


def test_a_case_may_fail_in_one_of_them_only(tmp_path: Path) -> None:
    """Five initiatives a month fit into ticks of a tenth of one, not of a quarter."""
    slow = kept_sweep(tmp_path / "a", OLD, ["actors.US.tempo=1,5,0.5"], outcomes=ALL)
    fast = kept_sweep(tmp_path / "b", changed(OLD, {"tick": 0.1}), ["actors.US.tempo=1,5,0.5"], outcomes=ALL)
    for first, second in ((slow, fast), (fast, slow)):
        comparison = compared(first, second)
        assert pairs(comparison) == [(0, 0), (1, 1), (2, 2)]
        assert all(found.cases.second.tolist() == [0, 2] for found in comparison.outcomes)
        assert all(np.isfinite(found.spread.mean) for found in comparison.outcomes)


def test_only_what_both_have_kept_is_compared(tmp_path: Path) -> None:
    one = kept_sweep(tmp_path / "a", OLD, ["parameters.fuss=0.1,0.5"], outcomes=["questions"])
    other = kept_sweep(tmp_path / "b", OLD, ["parameters.fuss=0.1,0.5"], outcomes=ALL)
    assert {found.outcome.kind for found in compared(one, other).outcomes} == {"question"}


def test_rows_and_object_tell_the_same(tmp_path: Path) -> None:
    axes = ["parameters.fuss=0.1,0.5", "world.heat=low,mid"]
    one, other = (kept_sweep(tmp_path / name, s, axes, outcomes=ALL) for name, s in (("a", OLD), ("b", NEW)))
    comparison = compared(one, other)
    header, rows = pairs_header(comparison), list(pair_rows(comparison))
    assert header[:4] == ("first_case", "second_case", "parameters.fuss", "world.heat")
    assert rows[1][:4] == (1, 1, 0.1, "mid")
    found = object_of(comparison)
    assert found["pairs"] == 4 and len(rows) == 4 * len(found["outcomes"])
    for outcome in found["outcomes"]:
        every: list[dict[str, Any]] = [dict(zip(header, row, strict=True)) for row in rows]
        named = outcome["outcome"], outcome["kind"]
        mine = [row for row in every if (row["outcome"], row["kind"]) == named]
        assert np.mean([row["difference"] for row in mine]) == pytest.approx(outcome["difference"]["mean"])
        assert all(row["difference"] == row["second"] - row["first"] for row in mine)
        lowest = outcome["difference"]["lowest"]
        assert lowest["value"] == min(row["difference"] for row in mine)
        assert lowest["settings"]["world.heat"] == mine[lowest["first_case"]]["world.heat"]


def test_a_comparison_of_sweeps_says_itself(tmp_path: Path) -> None:
    axes = ["parameters.fuss=0.1,0.5"]
    one, other = (kept_sweep(tmp_path / s.lens_text, s, axes, outcomes=ALL) for s in (OLD, NEW))
    comparison = compared(one, other)
    assert comparison.summary.startswith("In 2 pairs of cases with the same settings the largest difference")
    assert [table.name for table in comparison.tables()] == ["differences", "spreads", "first_blinkers"]
    assert len(repr(comparison)) < 2000
