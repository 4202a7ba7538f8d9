"""The most telling arguments: why an actor blinks, or does not, at the moment when it most likely would."""

from __future__ import annotations

import numpy as np

from blinkfirst.game.explanation import ChoiceExplanation
from blinkfirst.game.forecast import Forecast
from blinkfirst.game.game import BLINK_DEGREES, NO_BLINK, FloatArray, Game
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.results.outlook import Reason, TellingChoice
from blinkfirst.scenario.calendar import date_of
from blinkfirst.solve.explanation import explain_choice
from blinkfirst.solve.forecast import state_distribution


def telling_choices(standoff: Standoff, policy: Policy, forecast: Forecast) -> tuple[TellingChoice, ...]:
    """Return, per actor that can blink at all, its likeliest first blink taken apart; in the actors'
    order.
    """
    choices = [_telling(standoff, policy, forecast, actor) for actor in range(len(forecast.actors))]
    return tuple(choice for choice in choices if choice is not None)


def reasons_for(explanation: ChoiceExplanation, move: str, instead: str) -> tuple[Reason, ...]:
    """Return what each argument adds to Q(move) - Q(instead), largest in size first; arguments that add
    nothing are left out.
    """
    rows = [explanation.moves.index(name) for name in (move, instead)]
    difference = explanation.split[rows[0]] - explanation.split[rows[1]]
    by_argument: dict[str, float] = {}
    for column, utils in zip(explanation.columns, difference, strict=True):
        by_argument[column.argument] = by_argument.get(column.argument, 0.0) + float(utils)
    reasons = [Reason(argument, utils) for argument, utils in by_argument.items() if utils != 0]
    return tuple(sorted(reasons, key=lambda reason: -abs(reason.utils)))


def _telling(standoff: Standoff, policy: Policy, forecast: Forecast, actor: int) -> TellingChoice | None:
    mine = np.array([owner == actor for owner, _ in forecast.deeds])
    by_tick = forecast.first_blink[:, mine].sum(axis=(1, 2))
    if by_tick.max(initial=0.0) <= 0:
        return None
    tick = int(np.argmax(by_tick))
    stretch, probabilities = state_distribution(standoff, policy, tick)
    game = standoff.course[stretch].game
    played = policy.course[stretch]
    choice = played.choice[tick - played.first_tick]
    edge = _likeliest_blink(game, choice, probabilities, actor)
    if edge is None:
        return None
    return _taken_apart(standoff, policy, game, tick, edge)


def _likeliest_blink(game: Game, choice: FloatArray, probabilities: FloatArray, actor: int) -> int | None:
    """Return the blink edge of an actor that is played with the highest probability in a tick."""
    edges = np.flatnonzero((game.edge_actor == actor) & (game.edge_blink != NO_BLINK))
    states = game.edge_state[edges]
    weight = probabilities[states] * game.tempo[states, actor] * choice[edges]
    return int(edges[np.argmax(weight)]) if weight.size and weight.max() > 0 else None


def _taken_apart(
    standoff: Standoff, policy: Policy, game: Game, tick: int, edge: int
) -> TellingChoice | None:
    state, actor = int(game.edge_state[edge]), int(game.edge_actor[edge])
    explanation = explain_choice(standoff, policy, tick, state, actor)
    row = state * game.n_actors + actor
    menu = range(int(game.edge_offset[row]), int(game.edge_offset[row + 1]))
    others = [e for e in menu if game.edge_blink[e] == NO_BLINK]
    if not others:
        return None
    instead = max(others, key=lambda e: float(explanation.probabilities[e - menu.start]))
    move, other = game.edge_label(edge)[1], game.edge_label(instead)[1]
    here, there = edge - menu.start, instead - menu.start
    return TellingChoice(
        actor=game.actors[actor],
        move=move,
        instead=other,
        degree=BLINK_DEGREES[int(game.edge_blink[edge])],
        day=date_of(standoff.start, tick, standoff.tick_months),
        world=game.state_labels(state),
        probability=float(explanation.probabilities[here]),
        instead_probability=float(explanation.probabilities[there]),
        difference=float(explanation.values[here] - explanation.values[there]),
        reasons=reasons_for(explanation, move, other),
    )
