"""The decisive arguments: why an actor blinks, or does not, when it would in its likeliest way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np

from blinkfirst.game.forecast import Forecast, likeliest
from blinkfirst.game.game import (
    BLINK_DEGREES,
    HARD,
    NO_BLINK,
    SOFT,
    FloatArray,
    Game,
    IntArray,
    PayoffColumn,
    by_argument,
)
from blinkfirst.game.hidden_resolve import HiddenForecast
from blinkfirst.game.policy import Policy, StretchPolicy
from blinkfirst.game.standoff import Standoff
from blinkfirst.questions.run.outlook import DecisiveChoice, Reason
from blinkfirst.scenario.calendar import date_of
from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy
from blinkfirst.solve.hidden_resolve.explanation import Ahead, whereabouts
from blinkfirst.solve.hidden_resolve.forward import NOBODY, Inside
from blinkfirst.solve.standoff.explanation import (
    ChoiceExplanation,
    explain_difference,
    plan_in_force,
    with_whole_plan,
)
from blinkfirst.solve.standoff.forecast import StateDistribution, state_distributions

# an actor less likely than this to blink first is left out
WORTH_SHOWING = 0.005
BLINK_CODES = (SOFT, HARD)  # by degree as forecasts count it


def decisive_choices(standoff: Standoff, policy: Policy, forecast: Forecast) -> tuple[DecisiveChoice, ...]:
    """Return, per actor that can blink at all, its likeliest first blink taken apart; in their order."""
    ways = {actor: likeliest_way(forecast, actor) for actor in range(len(forecast.actors))}
    best = {actor: _likeliest_ticks(forecast, way) for actor, way in ways.items() if way is not None}
    ticks = {actor: int(found[0]) for actor, found in best.items()}
    looked = state_distributions(standoff, policy, sorted(set(ticks.values())))
    found: dict[int, DecisiveChoice | None] = {}
    asked = sorted((tick, actor) for actor, tick in ticks.items())
    for _, together in groupby(asked, lambda pair: plan_in_force(standoff, pair[0])):
        whole: Policy | None = None  # of one plan at a time: rows of choices are large
        for tick, actor in together:
            whole = whole or with_whole_plan(standoff, policy, tick)
            played = policy.course[looked[tick].stretch]
            way = ways[actor]
            if way is not None:
                found[actor] = _decisive(standoff, whole, way, tick, looked[tick], played)
    return tuple(
        replace(choice, days_alike=best[actor].size)
        for actor, choice in sorted(found.items())
        if choice is not None
    )


def hidden_decisive_choices(
    standoff: Standoff, policy: HiddenPolicy, found: HiddenForecast
) -> tuple[DecisiveChoice, ...]:
    """Return the likeliest first blink of the actor that most likely blinks first, as that of its types which
    is more likely to have come to it.

    Of others `explain` says the same: with private types each comparison takes some forecasts' time.
    """
    forecast = found.forecast
    actor = int(likeliest(forecast.first_blink_by_actor)[0])
    way = likeliest_way(forecast, actor)
    if way is None or way.move not in standoff.opening.moves[actor]:
        return ()
    ticks = _likeliest_ticks(forecast, way)
    tick = int(ticks[0])
    here = whereabouts(standoff, policy, tick)
    game = standoff.course[here.stretch].game
    edges = _likeliest_blinks(game, np.ones(game.n_edges), here.probabilities, way)
    if not edges.size:
        return ()
    ahead, edge = Ahead(standoff, policy, tick), int(edges[0])
    kind, name = _likelier_type(standoff, found, actor, (tick, way.deed, way.degree))
    state = int(game.edge_state[edge])
    apart = _hidden_difference(ahead, here.beliefs[state], edge, kind)
    if apart is None:
        return ()
    move = DecisiveChoice(
        actor=game.actors[actor],
        move=way.move,
        degree=BLINK_DEGREES[int(game.edge_blink[edge])],
        day=date_of(standoff.start, tick, standoff.tick_months),
        world=game.state_labels(state),
        blinks_alike=edges.size,
        days_alike=ticks.size,
        type=name,
        **apart,
    )
    return (move,)


def _likelier_type(
    standoff: Standoff, found: HiddenForecast, actor: int, blink: tuple[int, int, int]
) -> tuple[int, str]:
    """Return which type of an actor a first blink is more likely of, and its name; 0 where it has one."""
    for one, (first, second) in zip(standoff.typed, found.given, strict=True):
        if one.actor == actor:
            chances = (1.0 - one.prior) * first.first_blink[blink], one.prior * second.first_blink[blink]
            kind = int(chances[1] > chances[0])
            return kind, one.types[kind]
    return 0, ""


def _hidden_difference(ahead: Ahead, beliefs: FloatArray, edge: int, kind: int) -> dict[str, Any] | None:
    """Set a blink against the likeliest move of the same menu that is none; ``None`` when all are blinks."""
    game = ahead.game
    state, actor = int(game.edge_state[edge]), int(game.edge_actor[edge])
    row, place = state * game.n_movers + actor, ahead.place_of(actor)
    inside = NOBODY if place < 0 else Inside(place, kind)
    first, end = (int(offset) for offset in game.edge_offset[row : row + 2])
    chances, after = ahead.choices(state, actor, beliefs, end - first)
    others = [e for e in range(first, end) if game.edge_blink[e] == NO_BLINK and not ahead.bars(inside, e)]
    if not others:
        return None
    instead, *alike = (others[k] for k in likeliest(np.array([chances[kind][e - first] for e in others])))
    columns = tuple(column for column in ahead.columns if column.actor == actor)
    mine = np.arange(beliefs.size) == place
    there, here = (
        ahead.split(ahead.reached(e, np.where(mine, after[e - first], beliefs)), e, columns, inside)
        for e in (edge, instead)
    )
    difference = there - here
    return {
        "instead": game.edge_label(instead)[1],
        "probability": float(chances[kind][edge - first]),
        "instead_probability": float(chances[kind][instead - first]),
        "difference": float(difference.sum()),
        "reasons": _reasons(columns, difference),
        "instead_alike": tuple(game.edge_label(e)[1] for e in alike),
    }


def reasons_for(explanation: ChoiceExplanation, move: str, instead: str) -> tuple[Reason, ...]:
    """Return what each argument adds to Q(move) - Q(instead), largest first, if it adds anything."""
    rows = [explanation.moves.index(name) for name in (move, instead)]
    return _reasons(explanation.columns, explanation.split[rows[0]] - explanation.split[rows[1]])


def _reasons(columns: Sequence[PayoffColumn], difference: FloatArray) -> tuple[Reason, ...]:
    reasons = [Reason(name, utils) for name, utils in by_argument(columns, difference).items() if utils != 0]
    return tuple(sorted(reasons, key=lambda reason: -abs(reason.utils)))


class Way(NamedTuple):
    """A way to blink first.

    Attributes
    ----------
    deed : index among the forecast's deeds.
    actor, move, degree : whose move, and whether it is soft (0) or hard (1).
    share : of the actor's first blinks that are of this kind.
    """

    deed: int
    actor: str
    move: str
    degree: int
    share: float


def likeliest_way(forecast: Forecast, actor: int) -> Way | None:
    """Return the likeliest way in which an actor blinks first; none when it hardly ever does."""
    mine = np.array([owner == actor for owner, _ in forecast.deeds])
    ways = np.where(mine[:, np.newaxis], forecast.first_blink.sum(axis=0), 0.0)
    if not ways.sum() >= WORTH_SHOWING:
        return None
    deed, degree = divmod(int(likeliest(ways.ravel())[0]), ways.shape[1])
    share = float(ways[deed, degree] / ways.sum())
    return Way(deed, forecast.actors[actor], forecast.deeds[deed][1], degree, share)


def _likeliest_ticks(forecast: Forecast, way: Way) -> IntArray:
    """Return the ticks in which a first blink most likely comes in this way."""
    return likeliest(forecast.first_blink[:, way.deed, way.degree])


def _decisive(
    standoff: Standoff,
    policy: Policy,
    way: Way,
    tick: int,
    looked: StateDistribution,
    played: StretchPolicy,
) -> DecisiveChoice | None:
    game = standoff.course[looked.stretch].game
    choice = played.choice[tick - played.first_tick]
    edges = _likeliest_blinks(game, choice, looked.probabilities, way)
    if not edges.size:
        return None
    apart = _taken_apart(standoff, policy, choice, tick, int(edges[0]))
    return None if apart is None else replace(apart, blinks_alike=edges.size)


def _likeliest_blinks(game: Game, choice: FloatArray, probabilities: FloatArray, way: Way) -> IntArray:
    """Return the edges of a way to blink that are played with the highest probability in a tick."""
    actor = game.actors.index(way.actor)
    if way.move not in game.moves[actor]:  # an event that the actor let happen: nothing was chosen
        return np.empty(0, dtype=np.int64)
    move = game.moves[actor].index(way.move)
    edges = np.flatnonzero(
        (game.edge_actor == actor) & (game.edge_move == move) & (game.edge_blink == BLINK_CODES[way.degree])
    )
    states = game.edge_state[edges]
    weight = probabilities[states] * game.tempo[states, actor] * choice[edges]
    return edges[likeliest(weight)] if weight.size and weight.max() > 0 else edges[:0]


def _taken_apart(
    standoff: Standoff, policy: Policy, choice: FloatArray, tick: int, edge: int
) -> DecisiveChoice | None:
    """Set a blink against the likeliest move of the same menu that is none; ``None`` when all are blinks."""
    game = next(s.game for s in reversed(standoff.course) if s.first_tick <= tick)
    state, actor = int(game.edge_state[edge]), int(game.edge_actor[edge])
    row = state * game.n_movers + actor
    others = [e for e in range(*game.edge_offset[row : row + 2].tolist()) if game.edge_blink[e] == NO_BLINK]
    if not others:
        return None
    instead, *alike = (others[k] for k in likeliest(choice[others]))
    columns, difference = explain_difference(standoff, policy, tick, edge, instead)
    return DecisiveChoice(
        actor=game.actors[actor],
        move=game.edge_label(edge)[1],
        instead=game.edge_label(instead)[1],
        degree=BLINK_DEGREES[int(game.edge_blink[edge])],
        day=date_of(standoff.start, tick, standoff.tick_months),
        world=game.state_labels(state),
        probability=float(choice[edge]),
        instead_probability=float(choice[instead]),
        difference=float(difference.sum()),
        reasons=_reasons(columns, difference),
        instead_alike=tuple(game.edge_label(edge)[1] for edge in alike),
    )
