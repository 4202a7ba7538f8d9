"""One stretch as a `Game`: a layout, priced and paced by the rules in force."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from blinkfirst.compile.evaluation import View, check_not_negative, numbers
from blinkfirst.compile.layout import Nature, event_rate, layout_under, omissions_of
from blinkfirst.compile.payoffs import payoffs_of, payoffs_under
from blinkfirst.compile.private_types import second_types
from blinkfirst.compile.reuse import LaidOut
from blinkfirst.compile.successors import view_of
from blinkfirst.errors import Place, Problem, ScenarioError
from blinkfirst.game.game import FloatArray, Game, Variable
from blinkfirst.scenario.scenario import DatedEvent, Rules

TOTAL_TOLERANCE = 1e-12
ANY_PATIENCE = 0.5  # of events that are somebody's blink by omission: they are paid nothing, now or later


@dataclass(frozen=True)
class Ground:
    """Source of the game of a stretch.

    Attributes
    ----------
    happened : the dated events that have struck by then, in their order.
    rules : in force.
    laid_out : how the world moves under them.
    """

    happened: tuple[DatedEvent, ...]
    rules: Rules
    laid_out: LaidOut


@dataclass(frozen=True)
class Reach:
    """Parts of a game that follow from some numbers.

    Attributes
    ----------
    columns : payoff columns, by their condition or worth.
    paced : actors (by index), by their tempo.
    moves : (actor, move) pairs, by their chances.
    events : events of nature (by index), by their rate or chances.
    layout : whether the states, or where moves lead, do as well.
    """

    columns: Collection[int]
    paced: Collection[int]
    moves: Collection[tuple[int, int]]
    events: Collection[int]
    layout: bool


def game_of(rules: Rules, laid_out: LaidOut, start: int, tick_months: float, place: Place) -> Game:
    """Return the game that some rules make of a layout.

    Raises `ScenarioError` when rates are negative or add up to more than one per tick.

    Parameters
    ----------
    laid_out : how the world can move under these rules.
    start : code of the first state.
    place : of the tick, for errors about its length.
    """
    layout = laid_out.layout
    edges, nature = layout.edges, layout.nature
    view = view_of(rules, layout.states)
    names = [actor.name for actor in rules.actors]
    omissions, actors = omissions_of(rules), len(rules.actors)
    tempo = _tempo(rules, view, np.zeros((len(view), actors + len(omissions))), range(actors))
    for mover, (number, _) in enumerate(omissions, start=actors):
        tempo[:, mover] = event_rate(rules, view, number) / len(rules.nature[number].omissions)
    _check_total(rules, view, tempo, nature, tick_months, place)
    return Game(
        actors=tuple(names),
        moves=(
            *(tuple(move.name for move in actor.moves) for actor in rules.actors),
            *((rules.nature[number].name,) for number, _ in omissions),
        ),
        variables=tuple(Variable(v.name, v.levels) for v in rules.variables),
        nature=tuple(event.name for event in rules.nature),
        states=layout.states,
        start=int(np.searchsorted(layout.codes, start)),
        tick_months=tick_months,
        tempo=tempo,
        patience=np.array([actor.patience for actor in rules.actors] + [ANY_PATIENCE] * len(omissions)),
        precision=np.array([actor.precision for actor in rules.actors] + [0.0] * len(omissions)),
        edge_offset=edges.offset,
        edge_state=edges.state,
        edge_actor=edges.actor,
        edge_move=edges.move,
        edge_blink=edges.blink,
        outcome_offset=edges.outcomes.offset,
        outcome_state=edges.outcomes.state,
        outcome_probability=edges.outcomes.probability,
        nature_offset=nature.offset,
        nature_event=nature.event,
        nature_rate=nature.rate,
        nature_outcome_offset=nature.outcomes.offset,
        nature_outcome_state=nature.outcomes.state,
        nature_outcome_probability=nature.outcomes.probability,
        payoffs=payoffs_of(rules, view, laid_out),
        omitters=tuple(names.index(omission.actor) for _, omission in omissions),
        seconds=second_types(rules, edges, view),
    )


def game_under(game: Game, ground: Ground, rules: Rules, reach: Reach, place: Place) -> tuple[Game, LaidOut]:
    """Return a game and its layout under other numbers; weights, patience and precision stay.

    Raises `OtherSupportError` when something becomes possible or impossible in some state. Raises
    `ScenarioError` as `game_of`.

    Parameters
    ----------
    game, ground : as they are.
    rules, reach : the new rules, and what follows from the numbers that differ in them.
    place : as in `game_of`.
    """
    laid_out = ground.laid_out
    view = view_of(rules, laid_out.layout.states)
    if reach.moves or reach.events:
        layout = layout_under(laid_out.layout, ground.rules, rules, reach.moves, reach.events)
        laid_out = replace(laid_out, layout=layout)
    nature = laid_out.layout.nature
    tempo = _tempo(rules, view, game.tempo.copy(), reach.paced) if reach.paced else game.tempo
    if reach.paced or reach.events:
        _check_total(rules, view, tempo, nature, game.tick_months, place)
    found = replace(
        game,
        tempo=tempo,
        outcome_probability=laid_out.layout.edges.outcomes.probability,
        nature_rate=nature.rate,
        nature_outcome_probability=nature.outcomes.probability,
        payoffs=payoffs_under(game.payoffs, rules, view, laid_out, reach.columns),
    )
    return found, laid_out


def _tempo(rules: Rules, view: View, tempo: FloatArray, paced: Collection[int]) -> FloatArray:
    """Fill in the tempo of some actors."""
    for index in paced:
        actor = rules.actors[index]
        tempo[:, index] = numbers(actor.tempo, replace(view, me=actor.name))
        check_not_negative(
            tempo[:, index], view, actor.tempo.place, actor.tempo.path, "a tempo >= 0 (initiatives per month)"
        )
    return tempo


def _check_total(
    rules: Rules, view: View, tempo: FloatArray, nature: Nature, tick_months: float, place: Place
) -> None:
    rates = np.bincount(nature.state, weights=nature.rate, minlength=len(view))
    total = tempo.sum(axis=1) + rates
    worst = int(np.argmax(total))
    if total[worst] * tick_months <= 1 + TOTAL_TOLERANCE:
        return
    message = (
        f"initiatives and nature's rates add up to {total[worst]:.4g} per month, more than one per tick of "
        f"{tick_months:.4g} months, where {view.described(worst)}; "
        f"a tick of {_three_digits_below(1 / total[worst]):g} months or less would do"
    )
    raise ScenarioError([Problem(place, "tick", message)])


def _three_digits_below(value: float) -> float:
    """Round down to three significant digits."""
    digits = 10.0 ** (2 - np.floor(np.log10(value)))
    return float(np.floor(value * digits) / digits)
