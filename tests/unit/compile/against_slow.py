"""The compiled stand-off beside the one that was compiled slowly from its own text."""

from __future__ import annotations

from typing import Any

import numpy as np

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.exchange.npz import game_arrays
from blinkfirst.game.game import Game
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.yaml_trees import yaml_text
from reference import slow_compile

SAME_ORDER = (
    "states", "edge_state", "edge_actor", "edge_blink", "outcome_edge", "outcome_state", "nature_event_state",
    "nature_event", "nature_outcome_event", "nature_outcome_state",
)  # fmt: skip
NUMBERS = ("tempo", "patience", "precision", "flow", "edge_lump", "outcome_probability", "nature_rate",
           "nature_outcome_probability")  # fmt: skip


def assert_same_game(game: Game, slow: dict[str, Any]) -> None:
    """Every array the same: whole numbers exactly, others to rounding."""
    fast = game_arrays(game)
    assert list(fast["actors"]) == slow["actors"]
    assert list(fast["variables"]) == slow["variables"]
    assert int(fast["start"]) == slow["start"]
    for name in SAME_ORDER:
        np.testing.assert_array_equal(
            fast[name], np.array(slow[name]).reshape(fast[name].shape), err_msg=name
        )
    names = [slow["moves"][k] for k in slow["edge_move"]]
    assert [str(move) for move in fast["moves"][fast["edge_move"]]] == names
    for name in NUMBERS:
        expected = np.array(slow[name], dtype=float).reshape(fast[name].shape)
        np.testing.assert_allclose(fast[name], expected, rtol=1e-12, atol=1e-12, err_msg=name)


def assert_same_standoff(scenario: Scenario) -> int:
    """Every stretch of every plan the same; returns the number of states compared."""
    standoff = compile_scenario(scenario).standoff
    ticks, plans = slow_compile.plans(slow_compile.read(yaml_text(scenario.composed)))
    assert standoff.ticks == ticks
    compared = 0
    assert [plan.first_tick for plan in standoff.plans] == [plan.first_tick for plan in plans]
    for plan, slow_plan in zip(standoff.plans, plans, strict=True):
        for stretch, slow in zip(plan.stretches, slow_plan.stretches, strict=True):
            assert (stretch.first_tick, stretch.event) == (slow.first_tick, slow.event)
            assert (stretch.carry is None) == (slow.carry is None)
            if stretch.carry is not None:
                np.testing.assert_array_equal(stretch.carry, slow.carry)
            assert_same_game(stretch.game, slow.game)
            compared += stretch.game.n_states
    return compared
