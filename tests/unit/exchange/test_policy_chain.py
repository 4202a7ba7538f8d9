"""The chain of a policy, as Storm and PRISM would read it, followed by hand against the forecast."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blinkfirst.errors import OptionError, TooLargeError
from blinkfirst.exchange.explicit_chains import drn_lines, write_prism
from blinkfirst.exchange.policy_chain import PolicyChain, policy_chain
from blinkfirst.game.game import HARD, SOFT
from blinkfirst.game.standoff import Standoff, cut_off
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast, state_distributions
from reference.explicit_chains import Chain, read_drn, read_prism
from worlds.handmade import Edge, handmade_game
from worlds.random_games import eventful_standoffs, standoff_of, standoffs

CLOSE = 1e-12


def as_drn(chain: PolicyChain) -> Chain:
    return read_drn("\n".join(drn_lines(chain)) + "\n")


def as_prism(chain: PolicyChain, folder: Path) -> tuple[Chain, list[dict[str, int]]]:
    files = {path.name: path.read_text(encoding="utf-8") for path in write_prism(folder / "chain", chain)}
    srew = {name.split(".")[1]: text for name, text in files.items() if name.endswith(".srew")}
    return read_prism(files["chain.sta"], files["chain.tra"], files["chain.lab"], srew)


@settings(max_examples=40, deadline=None)
@given(eventful_standoffs())
def test_who_blinks_first_and_when(standoff: Standoff) -> None:
    """Foreseen events and surprises included."""
    policy = backward_induction(standoff)
    found, exact = as_drn(policy_chain(standoff, policy)), forecast(standoff, policy)
    for tick in {0, 1, standoff.ticks // 2, standoff.ticks}:
        by_now = exact.first_blink[:tick].sum(axis=0)
        for actor, name in enumerate(exact.actors):
            mine = [owner == actor for owner, _ in exact.deeds]
            assert found.reach(f"{name}_blinks_first", tick) == pytest.approx(by_now[mine].sum(), abs=CLOSE)
        for degree, name in enumerate(("soft", "hard")):
            reached = found.reach(f"first_blink_{name}", tick)
            assert reached == pytest.approx(by_now[:, degree].sum(), abs=CLOSE)
    assert found.reach("nobody_blinks", standoff.ticks) == pytest.approx(exact.nobody, abs=CLOSE)


@settings(max_examples=40, deadline=None)
@given(eventful_standoffs(max_states=4))
def test_the_whole_chain_pays_and_shows_the_world(standoff: Standoff) -> None:
    policy = backward_induction(standoff)
    found, exact = as_drn(policy_chain(standoff, policy, whole=True)), forecast(standoff, policy)
    for actor, name in enumerate(exact.actors):
        assert found.collected(name, standoff.ticks + 1) == pytest.approx(exact.values[actor], abs=1e-10)
        blinks = found.reach(f"{name}_blinks_first", standoff.ticks)
        assert blinks == pytest.approx(exact.first_blink_by_actor[actor], abs=CLOSE)
    assert found.reach("nobody_blinks", standoff.ticks) == pytest.approx(exact.nobody, abs=CLOSE)
    assert found.reach("at_the_horizon", standoff.ticks - 1) == 0.0
    assert found.reach("over", standoff.ticks) == 0.0
    assert found.reach("over", standoff.ticks + 1) == pytest.approx(1.0, abs=CLOSE)


@settings(max_examples=30, deadline=None)
@given(eventful_standoffs(max_states=4), st.booleans())
def test_a_well_made_chain(standoff: Standoff, whole: bool) -> None:
    """Every state is reached, at its tick, in the state it says, with the levels it says."""
    policy = backward_induction(standoff)
    chain = policy_chain(standoff, policy, whole)
    row_sums = np.add.reduceat(chain.probability, chain.offset[:-1])
    np.testing.assert_allclose(row_sums, 1.0, rtol=0, atol=CLOSE)
    assert (chain.probability > 0.0).all()
    mass, seen = np.zeros(chain.n_states), np.zeros(chain.n_states)
    mass[0] = 1.0
    rows = np.repeat(np.arange(chain.n_states), np.diff(chain.offset))
    there = state_distributions(standoff, policy, range(standoff.ticks + 1))
    for tick in range(standoff.ticks + 1):
        here = chain.tick == tick
        if whole:
            game = standoff.course[there[tick].stretch].game
            by_state = np.bincount(chain.state[here], weights=mass[here], minlength=game.n_states)
            np.testing.assert_allclose(by_state, there[tick].probabilities, rtol=0, atol=CLOSE)
            np.testing.assert_array_equal(chain.levels[here], game.states[chain.state[here]])
        assert mass[~here & (chain.tick >= 0)].sum() == 0.0
        seen += mass
        steps = mass[rows] * chain.probability
        mass = np.bincount(chain.target, weights=steps, minlength=chain.n_states).astype(np.float64)
    seen += mass
    ends = chain.tick < 0
    assert (seen[~ends] > 0.0).all()
    assert (chain.target[chain.offset[:-1][ends]] == np.flatnonzero(ends)).all()


def test_prisms_files_are_the_same_chain(tmp_path: Path) -> None:
    standoff = quarrel()
    chain = policy_chain(standoff, backward_induction(standoff), whole=True)
    drn, (prism, values) = as_drn(chain), as_prism(chain, tmp_path)
    assert prism.start == drn.start == 0
    assert prism.steps == drn.steps and len(drn.steps) == chain.n_states + 1
    assert prism.rewards == drn.rewards
    assert {n: s for n, s in prism.labels.items() if n != "deadlock"} == drn.labels
    assert prism.labels["deadlock"] == set()
    assert values[0] == {"tick": 0, "first": 0, "state": 0}
    assert values[-1] == {"tick": -1, "first": 0, "state": -1}
    assert [value["tick"] for value in values] == [*chain.tick.tolist(), -1]


def quarrel(ticks: int = 3) -> Standoff:
    """Two who can give in, one softly and one hard, and one who cannot."""
    edges = [
        Edge(0, 0, "hold", {0: 1.0}, {1: 0.5}),
        Edge(0, 0, "bend", {0: 0.5, 1: 0.5}, {0: -1.0}, SOFT),
        Edge(0, 1, "hold", {0: 1.0}),
        Edge(0, 1, "break", {1: 1.0}, {1: 1.0}, HARD),
        Edge(0, 2, "watch", {0: 1.0}),
        *(Edge(1, actor, "watch" if actor == 2 else "hold", {1: 1.0}) for actor in range(3)),
    ]
    flows, turns = [[1.0, -1.0, 0.0], [0.0, 2.0, 0.0]], [0.3, 0.3, 0.2]
    game = handmade_game(edges, flows, turns, [1.0, 2.0, 1.0], [0.9] * 3)
    return standoff_of(game, ticks, afterwards_months=2.0)


def test_what_stands_in_the_file() -> None:
    standoff = quarrel(1)
    sigma = backward_induction(standoff).plans[0].stretches[0].choice[0]
    lines = list(drn_lines(policy_chain(standoff, backward_induction(standoff))))
    assert lines[:9] == [
        "// Made up (made-up): what happens under everybody's choices",
        "// a state is: tick, state of the game in force, who has blinked first",
        "// first = 1: actor0, soft",
        "// first = 2: actor1, hard",
        "@type: DTMC",
        "@parameters",
        "",
        "@reward_models",
        "",
    ]
    assert lines[9:15] == ["@nr_states", "5", "@nr_choices", "5", "@model", "state 0 init"]
    assert lines[15:17] == ["//[tick=0 & state=0 & first=0]", "\taction 0"]
    # nobody, the first actor, the second
    chances = [float(line.split(" : ")[1]) for line in lines[17:20]]
    bend, broken = 0.3 * sigma[1], 0.3 * sigma[3]
    assert chances == pytest.approx([1 - bend - broken, bend, broken], abs=1e-15)
    assert lines[20] == "state 1 nobody_blinks"
    assert lines[23] == "state 2 actor0_blinks_first first_blink_soft"
    assert lines[26] == "state 3 actor1_blinks_first first_blink_hard"
    assert lines[29:] == ["state 4 actor2_blinks_first", "\taction 0", "\t\t4 : 1.0"]


def test_large_chains_are_written_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    standoff = quarrel(5)
    chain = policy_chain(standoff, backward_induction(standoff), whole=True)
    at_once = list(drn_lines(chain))
    monkeypatch.setattr("blinkfirst.exchange.explicit_chains._BLOCK", 3)
    assert list(drn_lines(chain)) == at_once


def test_only_what_can_happen_is_in_it() -> None:
    """An exact maximiser never plays what is worse, and what only that leads to is not there."""
    edges = [Edge(0, 0, "hold", {0: 1.0}), Edge(0, 0, "fall", {1: 1.0}), Edge(1, 0, "hold", {1: 1.0})]
    game = handmade_game(edges, [[1.0], [0.0]], [1.0], [np.inf], [1.0])
    standoff = standoff_of(game, 4)
    chain = policy_chain(standoff, backward_induction(standoff), whole=True)
    assert chain.state.tolist() == [0, 0, 0, 0, 0, -1]


@pytest.mark.parametrize("whole", [False, True])
def test_a_chain_may_be_over_before_the_horizon(whole: bool) -> None:
    """Whoever has only one move, and gives in by it, does so in the first tick."""
    edges = [Edge(0, 0, "yield", {1: 1.0}, blink=HARD), Edge(1, 0, "hold", {1: 1.0})]
    game = handmade_game(edges, [[1.0], [0.0]], [1.0], [1.0], [1.0])
    standoff = standoff_of(game, 3)
    found = as_drn(policy_chain(standoff, backward_induction(standoff), whole))
    assert found.reach("actor0_blinks_first", 1) == 1.0
    assert found.reach("nobody_blinks", 3) == 0.0


def test_a_chain_too_large_says_when_it_gets_so() -> None:
    standoff = quarrel(20)
    with pytest.raises(TooLargeError, match="the chain has 11 states by tick 10 of 20, expected at most 10;"):
        policy_chain(standoff, backward_induction(standoff), most=10)


def test_the_window_of_an_endless_game() -> None:
    standoff = replace(quarrel(6), stationary=True)
    policy = backward_induction(standoff)
    exact = forecast(standoff, policy)
    found = as_drn(policy_chain(standoff, policy))
    assert found.reach("actor0_blinks_first", 6) == pytest.approx(exact.first_blink_by_actor[0], abs=CLOSE)
    with pytest.raises(OptionError, match="payoffs of an endless game do not end"):
        policy_chain(standoff, policy, whole=True)


@settings(max_examples=30, deadline=None)
@given(standoffs(max_ticks=6), st.integers(1, 6))
def test_a_horizon_cut_off_is_a_horizon(standoff: Standoff, ticks: int) -> None:
    ticks = min(ticks, standoff.ticks)
    short, same = cut_off(standoff, ticks), replace(standoff, ticks=ticks)
    first, second = (backward_induction(one).plans[0].stretches[0].choice for one in (short, same))
    np.testing.assert_array_equal(first, second)


@settings(max_examples=30, deadline=None)
@given(eventful_standoffs())
def test_events_beyond_a_cut_are_gone(standoff: Standoff) -> None:
    for ticks in range(1, standoff.ticks + 1):
        short = cut_off(standoff, ticks)
        assert all(s.first_tick < ticks for plan in short.plans for s in plan.stretches)
        assert [s.game for s in short.course] == [s.game for s in standoff.course if s.first_tick < ticks]
        backward_induction(short)
