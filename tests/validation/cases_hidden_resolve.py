"""Private types: bargaining in print, and beliefs as functions of history."""

from __future__ import annotations

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.game.standoff import Standoff, cut_off
from blinkfirst.scenario.loading import load
from blinkfirst.solve.hidden_resolve.forecast import blink_chances
from reference.believing_tree import tree_of
from validation.case import APPROACHED, ValidationCase
from worlds.bargaining import LIMIT, quarrel
from worlds.typed import Second, typed

TOPIC = "Private types"


def _two_sided(nodes: int) -> Standoff:
    standoff = cut_off(compile_scenario(load("textbook/two-sided-standoff")).standoff, 5)
    return typed(standoff, Second(0, 0.1, nodes, never=True), Second(1, 0.3, nodes, never=True))


def _by_histories() -> list[float]:
    tree = tree_of(_two_sided(3))
    tree.solve()
    return tree.first_blinks()


CASES = (
    ValidationCase(
        name="obstinate types in a stand-off, ticks of .1, precision 100, 41 nodes: first concessions",
        kind=APPROACHED,
        source="[Abreu2000], the limit of short ticks and sharp choices",
        expected=lambda: list(LIMIT),
        ours=lambda: blink_chances(quarrel(0.1, 100.0, 41)),
        tolerance=1e-2,
    ),
    ValidationCase(
        name="textbook/two-sided-standoff, 5 ticks, obstinate types, 35 nodes: first blinks",
        kind=APPROACHED,
        source="every history, beliefs as functions of it",
        expected=_by_histories,
        ours=lambda: blink_chances(_two_sided(35)),
        tolerance=1e-4,
    ),
)
