"""Slips that show only in the compiled game: blinks out of reach, a move twice, a payoff out of scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from blinkfirst.compile.scenario import Compiled
from blinkfirst.errors import Problem
from blinkfirst.game.game import NO_BLINK, FloatArray, Game, IntArray, Payoffs
from blinkfirst.game.standoff import Standoff
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.library import is_shipped
from blinkfirst.scenario.scenario import Actor
from blinkfirst.scenario.undertakings import KEPT, undertaken

FEWEST_ARGUMENTS = 4
"""Payoffs out of scale are looked for where an actor has so many arguments or more."""


def slips_of(compiled: Compiled) -> tuple[Problem, ...]:
    """Return a warning for everything in the reachable states that was probably not meant.

    Like `Scenario.warnings`, these stop nothing.
    """
    diagnostics = Diagnostics(compiled.scenario.composed)
    games = list({id(stretch.game): stretch.game for stretch in compiled.standoff.course}.values())
    _warn_of_blinks_out_of_reach(diagnostics, compiled, games)
    for index, actor in enumerate(compiled.scenario.rules.actors):
        _warn_of_moves_twice(diagnostics, actor, index, games)
    _warn_of_scale(diagnostics, compiled, games)
    _warn_of_idle_types(diagnostics, compiled, games)
    _warn_of_undertakings(diagnostics, compiled, games)
    return tuple(diagnostics.warnings)


def _warn_of_blinks_out_of_reach(
    diagnostics: Diagnostics, compiled: Compiled, games: Sequence[Game]
) -> None:
    moves = [m.path for a in compiled.scenario.rules.actors for m in a.moves if m.soft or m.hard]
    if moves and not any((game.edge_blink != NO_BLINK).any() for game in games):
        message = "no blink can ever be reached, so nobody can blink first; never possible here: "
        diagnostics.warning(("actors",), message + ", ".join(moves))


def _warn_of_moves_twice(
    diagnostics: Diagnostics, actor: Actor, index: int, games: Sequence[Game]
) -> None:
    """Warn of a second move that changes nothing and pays what the hold pays."""
    names = [move.name for move in actor.moves]
    for number, move in enumerate(actor.moves):
        if move.outcomes or move.idle or move.name == actor.hold:
            continue
        pairs = [_beside_hold(game, index, number, names.index(actor.hold)) for game in games]
        same = all(_pay_alike(game, *pair) for game, pair in zip(games, pairs, strict=True))
        if same and any(edges.size for edges, _ in pairs):
            message = (
                f"changes nothing and pays what {actor.hold!r} pays, so doing nothing counts twice in "
                f"{actor.name}'s choice; take one out, or say `idle: true` if it is meant"
            )
            diagnostics.warning(("actors", actor.name, "moves", move.name), message)


def _beside_hold(game: Game, actor: int, move: int, hold: int) -> tuple[IntArray, IntArray]:
    """Return the edges of a move, and those of the hold in the same states."""
    mine = np.flatnonzero((game.edge_actor == actor) & (game.edge_move == move))
    holds = np.flatnonzero((game.edge_actor == actor) & (game.edge_move == hold))
    return mine, holds[np.searchsorted(game.edge_state[holds], game.edge_state[mine])]


def _pay_alike(game: Game, edges: IntArray, others: IntArray) -> bool:
    payoffs = game.payoffs
    worths = np.zeros(game.n_edges)
    for begin, end in zip(payoffs.lump_offset, payoffs.lump_offset[1:], strict=False):
        entries = payoffs.lump_edge[begin:end]
        worths[entries] = payoffs.lump_worth[begin:end]
        if (worths[edges] != worths[others]).any():
            return False
        worths[entries] = 0.0
    return True


def _warn_of_idle_types(diagnostics: Diagnostics, compiled: Compiled, games: Sequence[Game]) -> None:
    """Warn of types that nothing depends on."""
    for index, actor in enumerate(compiled.scenario.rules.actors):
        if actor.types is None:
            continue
        first, second = actor.types.names
        path = ("actors", actor.name, "types", second)
        if not any(_has_choice(game, index) for game in games):
            message = f"{actor.name} never has a choice, so nobody learns its type and nothing depends on it"
            diagnostics.warning(path, message)
        elif all(_types_are_one(game, index) for game in games):
            message = f"{second} feels and does what {first} does in every reachable state under this lens"
            diagnostics.warning(path, f"{message}, so nothing depends on it")


def _has_choice(game: Game, actor: int) -> bool:
    return bool((np.diff(game.edge_offset)[actor :: game.n_movers] > 1).any())


def _types_are_one(game: Game, actor: int) -> bool:
    second = next(second for second in game.seconds if second.actor == actor)
    other = set(np.flatnonzero(second.weights != game.payoffs.weights).tolist())
    felt = other & {
        *game.payoffs.flow_columns[game.payoffs.flow_features.any(axis=1)].tolist(),
        *game.payoffs.lump_columns[np.diff(game.payoffs.lump_offset) > 0].tolist(),
    }
    return not (felt or second.barred.any() or second.precision != game.precision[actor])


def _warn_of_undertakings(diagnostics: Diagnostics, compiled: Compiled, games: Sequence[Game]) -> None:
    """Warn of undertakings that can never come due, cannot be kept, or lapse long after the horizon."""
    months = compiled.standoff.ticks * games[0].tick_months
    for name, event in undertaken(compiled.scenario.rules).items():
        who = event.omissions[0].actor
        rates = np.concatenate([_lapse_rates(game, event.name) for game in games])
        message = None
        if not rates.size:
            message = "never comes due in any reachable state, so nobody can keep or break it"
        elif not any(_is_kept(game, name) for game in games):
            message = (
                f"{who} can never do what it has undertaken: none of these moves is on its menu in any "
                "reachable state where it is due, so it can only lapse"
            )
        elif not compiled.standoff.stationary and 1.0 / rates.max() > months:
            message = (
                f"lapses after {1.0 / rates.max():.3g} months on average (`within`), and the horizon is "
                f"{months:.3g}, so it mostly outlasts the scenario"
            )
        if message is not None:
            diagnostics.warnings.append(
                Problem(event.place, f"undertakes.{name}", message, severity="warning")
            )


def _lapse_rates(game: Game, event: str) -> FloatArray:
    """Return the rates above 0, per month, of an undertaking's lapse where it is due."""
    mover = next(k for k in range(game.n_actors, game.n_movers) if game.moves[k] == (event,))
    lapses = game.edge_state[(game.edge_actor == mover) & (game.edge_blink != NO_BLINK)]
    rates: FloatArray = game.tempo[lapses, mover]
    return rates[rates > 0.0]


def _is_kept(game: Game, name: str) -> bool:
    """Return whether some reachable state has an undertaking kept."""
    number = next(k for k, variable in enumerate(game.variables) if variable.name == name)
    return bool((game.states[:, number] == game.variables[number].levels.index(KEPT)).any())


def _warn_of_scale(diagnostics: Diagnostics, compiled: Compiled, games: Sequence[Game]) -> None:
    """Warn of an argument whose present value is above that of all others of an actor together."""
    for actor, values in present_values(compiled, games).items():
        largest = max(values, key=lambda argument: values[argument], default="")
        rest = sum(value for argument, value in values.items() if argument != largest)
        meant = {a.name for a in compiled.scenario.rules.arguments if a.outweighs}
        if len(values) < FEWEST_ARGUMENTS or values[largest] <= rest or largest in meant:
            continue
        if is_shipped(Path(diagnostics.place(("arguments", largest)).file)):
            continue  # weighed with the whole theatre in view, of which a scenario may freeze the most
        message = (
            f"outweighs all other arguments of {actor} together: a present value of up to "
            f"{values[largest]:.3g} utils, the others {rest:.3g}; a `while` pays its weight every month, a "
            "`when` once; say `outweighs: true` if it is meant"
        )
        diagnostics.warning(("arguments", largest), message)


def present_values(compiled: Compiled, games: Sequence[Game]) -> dict[str, dict[str, float]]:
    """Return by actor what each of its arguments can be worth to it at most, in utils of the first day.

    A flow counts as if the state in which it is largest lasted from the first day to the horizon (of an
    endless game, through the window), discounted by the actor's patience. A lump counts once, where it is
    largest, undiscounted. Signs do not count. An argument that is never worth anything is left out.
    """
    actors = compiled.scenario.rules.actors
    months = {actor.name: discounted_months(compiled.standoff, actor.patience) for actor in actors}
    found: dict[str, dict[str, float]] = {name: {} for name in months}
    for game in games:
        flows, lumps = _largest_flows(game.payoffs), _largest_lumps(game.payoffs)
        for actor, argument in {**flows, **lumps}:
            name, key = game.actors[actor], (actor, argument)
            value = months[name] * flows.get(key, 0.0) + lumps.get(key, 0.0)
            if value > found[name].get(argument, 0.0):
                found[name][argument] = value
    return found


def discounted_months(standoff: Standoff, patience: float) -> float:
    """Return the present value of one util a month up to the horizon, or through the window, in utils."""
    months = standoff.ticks * standoff.tick_months
    if patience == 1.0:
        return months
    rate = -math.log(patience) / 12.0
    return -math.expm1(-rate * months) / rate


def _largest_flows(payoffs: Payoffs) -> dict[tuple[int, str], float]:
    """Return the largest size of each actor's flow from each argument, utils a month."""
    found = {}
    for key, rows in _by_actor_and_argument(payoffs, payoffs.flow_columns).items():
        weights = payoffs.weights[payoffs.flow_columns[rows]]
        if len(rows) == 1:  # nearly all; of a view, without a copy
            found[key] = abs(float(weights[0])) * _size(payoffs.flow_features[rows[0]])
        else:
            found[key] = _size(weights @ payoffs.flow_features[rows])
    return found


def _size(worths: FloatArray) -> float:
    return float(max(worths.max(), -worths.min()))


def _largest_lumps(payoffs: Payoffs) -> dict[tuple[int, str], float]:
    """Return the largest size of each actor's lump from each argument, utils."""
    found = {}
    for key, rows in _by_actor_and_argument(payoffs, payoffs.lump_columns).items():
        entries = [slice(payoffs.lump_offset[row], payoffs.lump_offset[row + 1]) for row in rows]
        weights = payoffs.weights[payoffs.lump_columns[rows]]
        worths = np.concatenate(
            [weight * payoffs.lump_worth[part] for weight, part in zip(weights, entries, strict=True)]
        )
        if len(entries) > 1:  # several payoffs may meet at one move
            edges = np.concatenate([payoffs.lump_edge[part] for part in entries])
            worths = np.bincount(np.unique(edges, return_inverse=True)[1], weights=worths)
        found[key] = float(np.abs(worths).max(initial=0.0))
    return found


def _by_actor_and_argument(payoffs: Payoffs, columns: IntArray) -> dict[tuple[int, str], list[int]]:
    rows: dict[tuple[int, str], list[int]] = {}
    for row, column in enumerate(columns):
        one = payoffs.columns[column]
        rows.setdefault((one.actor, one.argument), []).append(row)
    return rows
