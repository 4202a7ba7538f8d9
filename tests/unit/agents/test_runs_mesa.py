"""One run and many: the same seeds give the same runs, and counting loses nothing."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from scipy.stats import binomtest

from blinkfirst.agents.event_log import MOVE, answer
from blinkfirst.agents.frequencies import Playthrough, mean_of, wilson
from blinkfirst.agents.runs_mesa import play, play_many
from blinkfirst.errors import StudyError
from blinkfirst.game.game import HARD, SOFT
from worlds.crisis import Crisis


def runs_of(crisis: Crisis, count: int, seed: int = 5) -> list[Playthrough]:
    return [play(crisis.standoff, crisis.policy, seed, replicate) for replicate in range(count)]


def test_same_seed_and_replicate_same_run(crisis: Crisis) -> None:
    first, second = (play(crisis.standoff, crisis.policy, 5, 3) for _ in range(2))
    assert first.log == second.log
    assert (first.payoffs == second.payoffs).all()


def test_other_replicates_and_seeds_are_other_runs(crisis: Crisis) -> None:
    logs = {play(crisis.standoff, crisis.policy, s, r).log for s in (0, 1) for r in range(10)}
    assert len(logs) == 20


def test_more_runs_leave_the_earlier_ones_as_they_were(crisis: Crisis) -> None:
    """Counts of 30 runs are counts of the first 12 and of the rest, each played alone."""
    few, many = (play_many(crisis.standoff, crisis.policy, runs, 5) for runs in (12, 30))
    alone = runs_of(crisis, 30)
    for found, played in ((few, alone[:12]), (many, alone)):
        ticks = sorted(run.first_blink.tick for run in played if run.first_blink)
        assert np.repeat(np.arange(36), found.first_blink.sum(axis=(1, 2))).tolist() == ticks
        counts = np.sum([run.move_counts for run in played], axis=0)
        assert [round(mean.value * len(played)) for mean in found.move_counts] == counts.tolist()
    assert few.sample.log == many.sample.log == alone[0].log


def test_a_playthrough_is_what_its_log_says(crisis: Crisis) -> None:
    deeds = [("North", m) for m in ("wait", "press", "yield")] + [
        ("South", m) for m in ("sit", "parley", "carry-on")
    ]
    for run in runs_of(crisis, 25):
        done = Counter((e.actor, e.move_or_event) for e in run.log if e.kind == MOVE)
        assert run.move_counts.tolist() == [done[deed] for deed in deeds]
        assert run.final_state == run.log[-1].after_state
        for blink, degrees in (
            (run.first_blink, (1, 2)),
            (run.first_soft, (SOFT,)),
            (run.first_hard, (HARD,)),
        ):
            found = [(e.actor, e.move_or_event, e.blink, e.tick) for e in run.log if e.blink in degrees]
            assert blink == (found[0] if found else None)


def test_many_runs_are_counted_one_by_one(crisis: Crisis) -> None:
    found = play_many(crisis.standoff, crisis.policy, 60, 5, watches=crisis.watches)
    alone = runs_of(crisis, 60)
    blinkers = Counter(run.first_blink.actor for run in alone if run.first_blink)
    assert found.first_blinks.tolist() == [blinkers["North"], blinkers["South"]]
    assert found.nobody == 60 - blinkers.total()
    degrees = Counter(run.first_blink.degree for run in alone if run.first_blink)
    assert found.first_blink.sum(axis=(0, 1)).tolist() == [degrees[SOFT], degrees[HARD]]
    assert found.first_soft.sum() == sum(run.first_soft is not None for run in alone)
    assert found.first_hard.sum() == sum(run.first_hard is not None for run in alone)
    payoffs = np.array([run.payoffs for run in alone])
    assert [m.value for m in found.payoffs] == pytest.approx(payoffs.mean(axis=0).tolist())
    error = payoffs.std(axis=0, ddof=1) / math.sqrt(60)
    assert [m.high - m.value for m in found.payoffs] == pytest.approx((1.959963984540054 * error).tolist())
    for watch, estimate in zip(crisis.watches, found.answers, strict=True):
        values = [answer(watch, crisis.standoff.opening.start, run.log) for run in alone]
        assert estimate.value == pytest.approx(sum(values) / 60)


def test_shares_add_up(crisis: Crisis) -> None:
    found = play_many(crisis.standoff, crisis.policy, 40, 5)
    total = sum(share.value for share in found.first_blink_by_actor) + found.nobody_blinks.value
    assert total == pytest.approx(1.0)
    assert found.nobody_blinks == wilson(found.nobody, 40)


def test_progress_is_told_after_every_run(crisis: Crisis) -> None:
    told: list[int] = []
    play_many(crisis.standoff, crisis.policy, 5, 0, progress=told.append)
    assert told == [1, 2, 3, 4, 5]


def test_no_runs_are_refused(crisis: Crisis) -> None:
    with pytest.raises(StudyError, match="runs: expected at least 1, got 0"):
        play_many(crisis.standoff, crisis.policy, 0, 0)


@pytest.mark.parametrize(("count", "runs"), [(0, 1), (1, 1), (0, 50), (3, 50), (25, 50), (50, 50), (7, 9000)])
def test_wilson_intervals_are_those_of_scipy(count: int, runs: int) -> None:
    reference = binomtest(count, runs).proportion_ci(0.95, "wilson")
    assert wilson(count, runs) == pytest.approx((count / runs, reference.low, reference.high), abs=1e-12)


def test_one_run_says_nothing_about_the_spread_of_a_mean() -> None:
    assert mean_of(3.0, 9.0, 1) == (3.0, -math.inf, math.inf)
