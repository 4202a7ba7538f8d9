"""Pools in sweeps: a case that is a pool has the mean by share of the cases of its readings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from blinkfirst.errors import StudyError
from blinkfirst.scenario.loading import changed
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.study.cases.part_worker import PartWorker
from blinkfirst.study.cases.sweep_task import sweep_task
from blinkfirst.study.design.drafts import parse_design
from blinkfirst.study.store.tables import OUTCOMES
from worlds.two_houses import scenario_from

TWO = scenario_from()
SHARES = {"old": 0.3, "new": 0.7}
POOL = "pool:old:0.3+new:0.7"


def answered(scenario: Scenario, *axes: str, outcomes: tuple[str, ...] = OUTCOMES) -> list[Any]:
    design = parse_design(list(axes))
    worker = PartWorker(sweep_task(scenario, design, outcomes))
    return [worker._pooled(dict(case)) for case in design.cases()]


@pytest.mark.parametrize("outcomes", [OUTCOMES, ("first_blinkers", "questions")])
def test_a_pool_on_the_axis_is_the_mean_of_its_readings(outcomes: tuple[str, ...]) -> None:
    old, new, pool, mixture = answered(TWO, f"lens=old,new,{POOL},old:0.3+new:0.7", outcomes=outcomes)
    assert np.abs(pool.chances - 0.3 * old.chances - 0.7 * new.chances).max() <= 1e-15
    assert np.abs(pool.questions[1] - 0.3 * old.questions[1] - 0.7 * new.questions[1]).max() <= 1e-14
    assert np.isnan(pool.values).all()
    assert np.abs(mixture.chances - pool.chances).max() > 1e-4


def test_a_pool_as_the_base_is_solved_in_every_case() -> None:
    base = changed(TWO, {}, {"pool": SHARES})
    for pool, old, new in zip(
        *(answered(one, "parameters.fuss=0.1,0.9") for one in (base, *(changed(TWO, {}, n) for n in SHARES))),
        strict=True,
    ):
        assert np.abs(pool.chances - 0.3 * old.chances - 0.7 * new.chances).max() <= 1e-15


def test_shares_of_a_pool_may_vary() -> None:
    base = changed(TWO, {}, {"pool": SHARES})
    found = answered(base, "zip(lens.pool.old=0,0.5,1, lens.pool.new=1,0.5,0)")
    middle = (found[0].chances + found[2].chances) / 2
    assert np.abs(found[1].chances - middle).max() <= 1e-15


def test_agents_play_no_pools_in_a_sweep() -> None:
    with pytest.raises(StudyError, match="leave pools out of a sweep with runs"):
        sweep_task(TWO, parse_design([f"lens=old,{POOL}"]), runs=10)
