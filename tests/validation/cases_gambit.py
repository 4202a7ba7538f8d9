"""Gambit's agent logit equilibrium of exported trees: every move, at every information set."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from math import inf
from typing import NamedTuple

import numpy as np

from blinkfirst.exchange.efg import write_efg
from blinkfirst.exchange.game_tree import GameTree, unrolled
from blinkfirst.game.policy import Policy
from validation.case import SOFTWARE, ValidationCase
from validation.other_software import GAMBIT, scratch_file
from worlds.exported import World, solved, world
from worlds.random_games import random_game, standoff_of

TOPIC = "Gambit: agent logit equilibria of exported trees"


class Unrolled(NamedTuple):
    """A world's tree, in a file."""

    tree: GameTree
    policy: Policy
    path: str


@cache
def _written(name: str, of: Callable[[], World], scaled: bool) -> Unrolled:
    found = of()
    tree = unrolled(found.standoff, scaled)
    path = scratch_file(f"{name.replace('/', '-').replace(' ', '-')}-{scaled}.efg")
    write_efg(path, tree)
    return Unrolled(tree, found.policy, str(path))


def _by_gambit(name: str, of: Callable[[], World], scaled: bool, precision: float) -> list[float]:
    path = _written(name, of, scaled).path
    if precision == inf:
        return GAMBIT.ask(ask="limit", path=path)[1:]
    reached, *probabilities = GAMBIT.ask(ask="logit", path=path, precision=precision)
    assert abs(reached - precision) < 1e-7 * precision
    return probabilities


def _ours(name: str, of: Callable[[], World], scaled: bool) -> list[float]:
    """Our choices in Gambit's order: player by player, each player's sets as they stand in the file."""
    tree, policy, _ = _written(name, of, scaled)
    found: list[list[float]] = [[] for _ in tree.seats]
    for node in tree.decisions:
        stretch = policy.plans[0].stretches[node.stretch]
        sigma = stretch.choice[node.tick - stretch.first_tick]
        found[tree.player(node)] += sigma[list(node.edges)].tolist()
    return [probability for player in found for probability in player]


def _case(
    name: str, of: Callable[[], World], scaled: bool = True, precision: float = 1.0, slow: bool = False
) -> ValidationCase:
    at = "end of the logit branch" if precision == inf else f"agent logit equilibrium at lambda {precision:g}"
    return ValidationCase(
        name=f"{name}: all choices",
        kind=SOFTWARE,
        source=f"gambit-logit, {at}, {'scaled tree' if scaled else 'tree in utils'}",
        expected=partial(_by_gambit, name, of, scaled, precision),
        ours=partial(_ours, name, of, scaled),
        tolerance=1e-6,
        package="pygambit",
        slow=slow,
    )


def _random(seed: int, states: int, actors: int, ticks: int) -> World:
    game = random_game(np.random.default_rng(seed), states, actors, (0.5, 1.0, 3.0), (0.95, 0.7))
    return solved(standoff_of(game, ticks, afterwards_months=3.0))


def _patient(seed: int) -> World:
    game = random_game(np.random.default_rng(seed), 3, 2, (2.0,), (1.0,))
    return solved(standoff_of(game, 2, afterwards_months=3.0))


CENTIPEDE = {"actors__Ann__precision": 1, "actors__Bea__precision": 1}
SETTER = {f"actors__{name}__precision": 3 for name in ("Drafter", "Nearer", "Farther")}
OFFERS = {"actors__East__precision": 2, "actors__West__precision": 3}
RACE = {"actors__East__precision": 4, "actors__West__precision": 4}
CHAIN = {"actors__Chain__precision": 1, "actors__Rivals__precision": 2}

CASES = [
    _case("two-sided-standoff, 3 ticks", partial(world, "textbook/two-sided-standoff", 3)),
    _case("volunteers-dilemma, 3 ticks", partial(world, "textbook/volunteers-dilemma", 3)),
    _case("centipede, precision 1", partial(world, "textbook/centipede", **CENTIPEDE), scaled=False),
    _case("centipede, exact", partial(world, "textbook/centipede"), scaled=False, precision=inf),
    _case("chain-store, 4 ticks, precisions 1 and 2", partial(world, "textbook/chain-store", 4, **CHAIN)),
    _case("setter-and-veto, precision 3", partial(world, "textbook/setter-and-veto", **SETTER)),
    _case("preemption-race, 3 ticks, precision 4", partial(world, "textbook/preemption-race", 3, **RACE)),
    _case("alternating-offers, 2 ticks", partial(world, "textbook/alternating-offers", 2, **OFFERS)),
    _case("korea-1/2019-hanoi, 2 ticks", partial(world, "korea-1/2019-hanoi", 2)),
    _case("korea-1/2022-double-veto, 2 ticks", partial(world, "korea-1/2022-double-veto", 2), slow=True),
    _case("random game of 4 states and 2 actors, 2 ticks", partial(_random, 5, 4, 2, 2)),
    _case("random game of 3 states and 3 actors, 2 ticks", partial(_random, 7, 3, 3, 2)),
    _case("random game of patient actors, 2 ticks", partial(_patient, 5), scaled=False, precision=2.0),
]
