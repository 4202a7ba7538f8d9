"""Replicate r of seed s is the same run in the engine and in the Mesa model, to the last entry of its log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blinkfirst.agents.engine import play_through, simulate_log, stages_of
from blinkfirst.agents.event_log import EVENT, MOVE, NATURE, LogEntry
from blinkfirst.agents.kernels import play_ticks
from blinkfirst.agents.minds.assignment import mind_names
from blinkfirst.agents.runs_mesa import play
from blinkfirst.errors import StudyError
from blinkfirst.game.policy import PlanPolicy, Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.rng import replicate_stream
from blinkfirst.solve.standoff.backward_induction import backward_induction
from worlds.crisis import Crisis, duel
from worlds.handmade import Drift, Edge, handmade_game
from worlds.random_games import eventful_standoffs, random_game, standoff_of
from worlds.shipped_runs import asked

LAST = 2**64 - 1
KEYS = [(seed, replicate) for seed in (0, 1, 2018, LAST) for replicate in (0, 1, 2, 3, 4, 5, 6, LAST)]

# with a surprise on the way; with one that comes early, and a mixture; without dated events; of six states
SHIPPED = [
    "korea-1/2018-revision-walkout",
    "korea-1/2018-report-hold-mixed",
    "korea-1/2019-hanoi",
    "textbook/two-sided-standoff",
]


def same_runs(
    standoff: Standoff,
    policy: Policy,
    keys: Sequence[tuple[int, int]],
    minds: Mapping[str, str] | None = None,
) -> list[tuple[LogEntry, ...]]:
    """Play the same runs in both, see that they are the same, bit for bit, and return their logs."""
    from blinkfirst.agents.mesa_model import StandoffModel

    stages = stages_of(standoff, policy, mind_names(standoff, minds or {}))
    model = StandoffModel(standoff, policy, replicate_stream(0, 0), minds, collect=False)
    logs = []
    for seed, replicate in keys:
        model.restart(replicate_stream(seed, replicate))
        while model.running:
            model.step()
        run = play_through(standoff, stages, seed, replicate)
        assert run.log == tuple(model.log)
        assert run.payoffs.tolist() == model.payoffs.tolist()
        assert run.final_state == model.state
        logs.append(run.log)
    return logs


def kinds(logs: Sequence[tuple[LogEntry, ...]]) -> set[str]:
    return {entry.kind for log in logs for entry in log}


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenarios(name: str) -> None:
    standoff, policy, _ = asked(name)
    logs = same_runs(standoff, policy, KEYS)
    assert len(set(logs)) == len(KEYS), "other seeds and replicates are other runs"
    assert MOVE in kinds(logs) and (EVENT in kinds(logs)) == (len(standoff.course) > 1)


@pytest.mark.parametrize("stubborn", [["US"], ["China", "Russia"], ["US", "China", "Russia", "DPRK", "ROK"]])
def test_shipped_scenarios_with_stubborn_actors(stubborn: list[str]) -> None:
    standoff, policy, _ = asked("korea-1/2018-revision-walkout")
    strategic = same_runs(standoff, policy, KEYS[:12])
    assert same_runs(standoff, policy, KEYS[:12], dict.fromkeys(stubborn, "stubborn")) != strategic


@pytest.mark.parametrize("minds", [{}, {"North": "stubborn"}, {"South": "stubborn", "North": "stubborn"}])
def test_a_crisis_with_everything_that_can_happen(crisis: Crisis, minds: dict[str, str]) -> None:
    keys = [(seed, replicate) for seed in (3, LAST) for replicate in range(50)]
    logs = same_runs(crisis.standoff, crisis.policy, keys, minds)
    assert kinds(logs) == {MOVE, NATURE, EVENT}


@settings(max_examples=60)
@given(
    standoff=eventful_standoffs(),
    seed=st.one_of(st.sampled_from([0, LAST]), st.integers(0, LAST)),
    replicate=st.one_of(st.sampled_from([0, LAST]), st.integers(0, LAST)),
    stubborn=st.booleans(),
)
def test_random_games(standoff: Standoff, seed: int, replicate: int, stubborn: bool) -> None:
    minds = {"actor0": "stubborn"} if stubborn else None
    same_runs(standoff, backward_induction(standoff), [(seed, replicate), (seed, replicate // 2)], minds)


def test_more_entries_than_there_are_actors() -> None:
    """Three nature rows in one state and none in the other, and chances that leave nothing over."""
    game = handmade_game(
        edges=[*(Edge(s, 0, "hold", {s: 1.0}) for s in (0, 1)), Edge(1, 0, "go", {0: 0.3, 1: 0.7})],
        flow_per_tick=[[0.1], [-0.7]],
        initiative=[0.1],
        precision=[2.0],
        delta=[0.9],
        nature=[Drift(0, 0.3, {1: 1.0}), Drift(0, 0.2, {0: 0.5, 1: 0.5}), Drift(0, 0.4, {1: 0.1, 0: 0.9})],
    )
    standoff = standoff_of(game, 40)
    logs = same_runs(standoff, backward_induction(standoff), [(5, replicate) for replicate in range(40)])
    assert {entry.nature_row for log in logs for entry in log} == {-1, 0, 1, 2}


@pytest.mark.parametrize("precision", [0.0, np.inf])
def test_duels(precision: float) -> None:
    standoff = duel(precision)
    same_runs(standoff, backward_induction(standoff), [(1, replicate) for replicate in range(40)])


def test_endless_games() -> None:
    for seed in range(3):
        game = random_game(np.random.default_rng(seed), 5, 3, patiences=(0.9, 0.7))
        standoff = standoff_of(game, 40, stationary=True)
        same_runs(standoff, backward_induction(standoff), [(seed, replicate) for replicate in range(10)])


def test_choices_may_be_read_only_and_laid_out_otherwise() -> None:
    """As arrays are that come out of a file; the kernels are not compiled anew for them."""
    standoff = duel(2.0)
    policy = backward_induction(standoff)
    stretch = policy.plans[0].stretches[0]
    choice = np.asfortranarray(stretch.choice)
    choice.flags.writeable = False
    filed = Policy((PlanPolicy((replace(stretch, choice=choice),)),), 0.0)
    kernel: Any = play_ticks
    before = len(kernel.signatures)
    assert same_runs(standoff, filed, KEYS) == same_runs(standoff, policy, KEYS)
    assert len(kernel.signatures) == max(before, 1)


def test_a_log_is_that_of_play(crisis: Crisis) -> None:
    for replicate in (0, 7, LAST):
        for minds in (None, {"North": "stubborn"}):
            log = simulate_log(crisis.standoff, crisis.policy, 4, replicate, minds)
            assert log == play(crisis.standoff, crisis.policy, 4, replicate, minds).log
            assert {type(field) for entry in log for field in entry} == {int, str}


@pytest.mark.parametrize(("seed", "replicate", "wrong"), [(-1, 0, "seed"), (0, 2**64, "replicate")])
def test_streams_that_are_none_are_refused(crisis: Crisis, seed: int, replicate: int, wrong: str) -> None:
    with pytest.raises(StudyError, match=rf"{wrong}: expected a whole number from 0 to 2\*\*64 - 1"):
        simulate_log(crisis.standoff, crisis.policy, seed, replicate)
