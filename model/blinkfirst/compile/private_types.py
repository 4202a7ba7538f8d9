"""Private types compiled: what a second type weighs, how sharply it chooses, and what it never does."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

import numpy as np

from blinkfirst.compile.evaluation import View
from blinkfirst.compile.layout import Edges
from blinkfirst.compile.payoffs import terms_of
from blinkfirst.errors import Problem, ScenarioError
from blinkfirst.game.game import NO_BLINK, FloatArray, SecondType
from blinkfirst.game.hidden_resolve import (
    MEMORY_LIMIT,
    Beliefs,
    TypedActor,
    columns_of_values,
    lanes_of,
    memory_needed,
)
from blinkfirst.game.standoff import Standoff
from blinkfirst.scenario.nodes import Path, deepest
from blinkfirst.scenario.private_types import BLINKS, PrivateTypes
from blinkfirst.scenario.scenario import Actor, Rules, Scenario


def beliefs_of(scenario: Scenario, rules: Rules) -> Beliefs | None:
    """Return who has types under the rules of the opening, and what is believed; ``None`` if nobody has."""
    typed = tuple(
        TypedActor(index, actor.types.names, actor.types.prior)
        for index, actor in enumerate(rules.actors)
        if actor.types is not None
    )
    if scenario.grid is None or not typed:
        return None
    return Beliefs(typed, (scenario.grid.nodes,) * len(typed), scenario.grid.reach)


def second_types(rules: Rules, edges: Edges, view: View) -> tuple[SecondType, ...]:
    """Return the second types under some rules, in the order of the actors.

    Raises `ScenarioError` when one would have no hold in some state.
    """
    return tuple(
        SecondType(
            index, second_weights(rules, index), actor.second_precision, _barred(actor, index, edges, view)
        )
        for index, actor in enumerate(rules.actors)
        if actor.types is not None
    )


def revised(seconds: tuple[SecondType, ...], rules: Rules) -> tuple[SecondType, ...]:
    """Return second types under other numbers: weights and precision; what is never done stays."""
    found = []
    for second in seconds:
        weights, precision = second_weights(rules, second.actor), rules.actors[second.actor].second_precision
        found.append(replace(second, weights=weights, precision=precision))
    return tuple(found)


def second_weights(rules: Rules, index: int) -> FloatArray:
    """Return the weights of all payoff columns, shape (C,), the actor's own as its second type has them."""
    types = rules.actors[index].types
    assert types is not None
    strengths = {a.name: a.strength for a in rules.arguments}
    changes = {(one.argument, one.term): one for one in types.weights}
    weights = []
    for argument, term, actor, _ in terms_of(rules):
        weight = term.weight
        if actor == index:
            weight = dict(term.by_lens)[types.lens] if types.lens else weight
            if (change := changes.get((argument, term.name))) is not None:
                weight = weight * change.value if change.kind == "times" else change.value
        weights.append(weight * strengths[argument])
    return np.array(weights, dtype=np.float64)


def _barred(actor: Actor, index: int, edges: Edges, view: View) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return the moves that the second type of an actor never makes, shape (E,)."""
    types = actor.types
    assert types is not None
    mine = edges.actor == index
    names = [move.name for move in actor.moves]
    if types.never == (BLINKS,):
        barred = mine & (edges.blink != NO_BLINK)
    else:
        barred = mine & np.isin(edges.move, [names.index(move) for move in types.never])
    held = np.flatnonzero(barred & (edges.move == names.index(actor.hold)))
    if held.size:
        _refuse_without_hold(actor, types, view.described(int(edges.state[held[0]])))
    return np.asarray(barred)


def _refuse_without_hold(actor: Actor, types: PrivateTypes, where: str) -> NoReturn:
    message = (
        f"strikes off {actor.hold!r}, the hold, which is a blink where {where}, and a type has to be left "
        f"what it can always do; name the moves that {types.second} never makes"
    )
    raise ScenarioError([Problem(types.place, f"{types.path}.never", message)])


def check_memory(scenario: Scenario, standoff: Standoff) -> None:
    """Refuse a grid of beliefs that is too large, before anything begins.

    Raises `ScenarioError` with how much it would take, and what to do.
    """
    beliefs = standoff.beliefs
    if beliefs is None:
        return
    game = max((s.game for plan in standoff.plans for s in plan.stretches), key=lambda game: game.n_states)
    needed = memory_needed(game, beliefs)
    if needed <= MEMORY_LIMIT:
        return
    path: Path = ("beliefs", "nodes")
    node, taken = deepest(scenario.composed, path)
    names = [game.actors[typed.actor] for typed in beliefs.typed]
    lanes = " x ".join(map(str, beliefs.nodes))
    message = (
        f"two tables of {game.n_states:,} states x {lanes} = {lanes_of(beliefs):,} beliefs x "
        f"{columns_of_values(game, beliefs)} values would take {needed / 1e6:,.0f} MB, more than "
        f"{MEMORY_LIMIT / 1e6:,.0f} MB; take fewer nodes, as `beliefs.nodes=7`, "
    )
    if len(names) > 1:
        message += f"fewer actors with types, as `beliefs.about=[{', '.join(names[:-1])}]`, "
    message += "or fewer states (`freeze`)"
    raise ScenarioError([Problem(node.place, "beliefs.nodes" if taken == 2 else "beliefs", message)])
