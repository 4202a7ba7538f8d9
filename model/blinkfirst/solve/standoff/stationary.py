"""The stationary solution of a game without a horizon, the limit of ever longer ones, and what it pays."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from blinkfirst.errors import SolverError
from blinkfirst.game.game import FloatArray, Game, IntArray, flow, lump
from blinkfirst.solve.kernels import pull_back
from blinkfirst.solve.layout.game_tables import GameTables, discount_per_tick, lay_out
from blinkfirst.solve.standoff.forward_pass import Leg, Record, add_lumps, add_payoffs
from blinkfirst.sums import even_sum, even_sums

BoolArray = NDArray[np.bool_]
TOLERANCE = 1e-12  # change of a value in one sweep, relative to the largest value
MOST_SWEEPS = 20_000
# a tick; the common part, carried on so far, would drown in its rounding what tells states apart
HARDLY_IMPATIENT = 1e-6
REFINEMENTS = 4  # each adds as many digits as the solver has right
_SPLITTER = 2.0**27 + 1.0  # halves the digits of a double


def stationary_values(
    game: Game,
    tolerance: float = TOLERANCE,
    most_sweeps: int = MOST_SWEEPS,
    swept: Callable[[FloatArray, FloatArray], None] = lambda values, choice: None,
) -> tuple[FloatArray, float]:
    """Return the worth of each state when the clock never stops.

    Sweeps of backward induction are repeated, from the worth of a flow that lasts for ever, until no value
    changes by more than ``tolerance`` times the largest one. What a sweep changes alike in all states is
    carried on at once to the end of its geometric series: it moves no choice, and takes a patient actor long.
    Nothing guarantees convergence with several actors: choices may cycle for ever.

    An actor may be infinitely patient where it is sure to be paid no more one day, whatever anybody does;
    then, and where it is nearly so patient, sweeps begin from nothing, and no common part is carried on.

    Raises `SolverError` when an infinitely patient actor could be paid for ever, or the residual is still too
    large after ``most_sweeps``.

    Parameters
    ----------
    game : the last stretch of a plan.
    tolerance : dimensionless.
    most_sweeps : when to give up.
    swept : called after every sweep with the values it began with and its choices, shape (1, E).

    Returns
    -------
    Values, shape (S, A), utils, and the residual: the largest change of a value in the last sweep, utils.

    Source
    ------
    [MacQueen1966] for carrying on the common part. With several actors the limit is one stationary
    equilibrium, the one that ever longer horizons lead to; no claim is made that it is the only one.
    """
    _refuse_infinite_patience(game)
    tables = lay_out(game)
    worths = tables.worths
    ends = np.array(
        [
            1.0 - discount < HARDLY_IMPATIENT and not paid_for_ever(game, actor).any()
            for actor, discount in enumerate(worths.discount)
        ]
    )
    impatience = np.where(ends, 1.0, 1.0 - worths.discount)
    ahead = np.where(ends, 0.0, worths.discount / impatience)
    values = np.where(ends, 0.0, game.tick_months * flow(game) / impatience)
    choice = np.empty((1, game.n_edges))
    residual = np.inf
    for _ in range(most_sweeps):
        earlier = pull_back(tables, values, 1, choice)
        swept(values, choice)
        change = earlier - values
        residual = float(np.abs(change).max())
        if residual <= tolerance * max(1.0, float(np.abs(earlier).max())):
            return earlier, residual
        values = earlier + ahead * (change.max(axis=0) + change.min(axis=0)) / 2.0
    limit = tolerance * max(1.0, float(np.abs(values).max()))
    raise SolverError(
        f"stationary solution not reached: residual {residual:.3g} utils after {most_sweeps} sweeps, "
        f"expected at most {limit:.3g}; choices that keep switching do this: "
        "lower the precision or the patience, or give the scenario a finite horizon"
    )


def add_endless_payoffs(record: Record, leg: Leg) -> None:
    """Add what comes after the ticks shown of an endless game to the split.

    The choices of the last tick, which are the stationary ones, go on for ever. Discounted visits solve the
    linear system y = x + delta P' y, once for every distinct patience; for an infinitely patient actor over
    the states in which it can still be paid.
    """
    game = leg.game
    chances = leg.choice[-1] * (game.tempo * game.tick_months)[game.edge_state, game.edge_actor]
    moving = _transitions(game, lay_out(game), chances)
    visits = np.empty((game.n_states, game.n_movers))
    delta = discount_per_tick(game)
    for value in np.unique(delta[delta < 1.0]):
        felt = _discounted_visits(moving, record.mass[:, 0], float(value))
        visits[:, delta == value] = felt[:, np.newaxis]
    for actor in np.flatnonzero(delta == 1.0):
        open_states = np.flatnonzero(~settled_states(game, int(actor)))
        visits[:, actor] = 0.0
        within = _among(moving, open_states)
        visits[open_states, actor] = _discounted_visits(within, record.mass[open_states, 0], 1.0)
    visits *= record.weight
    add_payoffs(record, game, visits)
    add_lumps(record, game, visits[game.edge_state] * chances[:, np.newaxis])


def endless_ticks(leg: Leg, mass: FloatArray, ends: BoolArray, actor: int) -> float:
    """Return the expected discounted ticks until one of some edges is played, once the ticks shown are over.

    The choices of the last tick go on for ever. Infinite for an actor that does not discount.

    Parameters
    ----------
    mass : shape (S,), probability of each state while none has been played yet.
    ends : shape (E,), the edges that end it.
    """
    game = leg.game
    delta = float(discount_per_tick(game)[actor])
    if delta >= 1.0:
        return np.inf
    chances = leg.choice[-1] * (game.tempo * game.tick_months)[game.edge_state, game.edge_actor]
    moving = _transitions(game, lay_out(game), np.where(ends, 0.0, chances))
    return float(even_sum(_discounted_visits(moving, mass, delta)))


class _Steps(NamedTuple):
    """Steps of one tick: from which state to which, and how likely; several may join the same two."""

    origin: IntArray
    target: IntArray
    chance: FloatArray


def _transitions(game: Game, tables: GameTables, chances: FloatArray) -> _Steps:
    states = np.arange(game.n_states)
    edges = np.repeat(np.arange(game.n_edges), np.diff(game.outcome_offset))
    origins = [states, game.edge_state[edges], np.repeat(states, np.diff(tables.nature_offset))]
    targets = [states, game.outcome_state, game.nature_outcome_state]
    weights = [tables.idle, chances[edges] * game.outcome_probability, tables.pace.nature]
    return _Steps(np.concatenate(origins), np.concatenate(targets), np.concatenate(weights))


def _among(steps: _Steps, states: IntArray) -> _Steps:
    """Steps from some states to some of them, renumbered."""
    place = np.full(max(int(steps.origin.max()), int(steps.target.max())) + 1, -1)
    place[states] = np.arange(states.size)
    kept = (place[steps.origin] >= 0) & (place[steps.target] >= 0)
    return _Steps(place[steps.origin[kept]], place[steps.target[kept]], steps.chance[kept])


def _discounted_visits(steps: _Steps, start: FloatArray, discount: float) -> FloatArray:
    """Solve y = x + delta P' y for the visits y, to about twice the digits of a double, and round.

    A sparse solver eliminates states in an order that hangs on how they are numbered, and its last digits
    with it. What is missing, x + delta P' y - y, is added up in no order; solving for that again and again
    leaves digits that no order moves.

    Raises `SolverError` where rounding leaves states that nothing leaves.
    """
    from scipy.sparse import csc_matrix, identity  # takes a while to import
    from scipy.sparse.linalg import splu

    if start.size == 0:
        return start
    shape = (start.size, start.size)
    felt = discount * steps.chance
    moving = csc_matrix((felt, (steps.target, steps.origin)), shape=shape)
    try:
        solver = splu((identity(start.size, format="csc") - moving).tocsc())
    except RuntimeError:  # no pivot is left: to rounding, some states are never left
        raise SolverError(
            "an endless game of patience 1 waits for an end that is so unlikely that rounding cannot part it "
            "from never; set a patience below 1, a lower precision, or a horizon"
        ) from None
    visits, beyond = solver.solve(start), np.zeros(start.size)
    for _ in range(REFINEMENTS):
        missing = _missing(steps, felt, start, visits, beyond)
        beyond = beyond + solver.solve(missing)
        rounded = visits + beyond
        visits, beyond = rounded, (visits - rounded) + beyond
    return np.asarray(visits, dtype=np.float64)


def _missing(
    steps: _Steps, felt: FloatArray, start: FloatArray, visits: FloatArray, beyond: FloatArray
) -> FloatArray:
    """The amounts by which visits, in two parts, miss their equation; products are taken exactly."""
    came, rest = _product(felt, visits[steps.origin])
    states = np.arange(start.size)
    rows = [states, states, states, steps.target, steps.target, steps.target]
    terms = [start, -visits, -beyond, came, rest, felt * beyond[steps.origin]]
    return even_sums(np.concatenate(rows), np.concatenate(terms), start.size)


def _product(a: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The product of doubles, and exactly what rounding it leaves out; [Dekker1971]."""
    a_high, b_high = (x * _SPLITTER - (x * _SPLITTER - x) for x in (a, b))
    a_low, b_low = a - a_high, b - b_high
    product = a * b
    rest = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low
    return product, rest


def settled_states(game: Game, actor: int) -> BoolArray:
    """Return the states after which an actor is never paid again, whatever anybody does; shape (S,)."""
    moving = game.tempo[game.edge_state, game.edge_actor] > 0.0
    paid = flow(game)[:, actor] != 0.0
    paid[game.edge_state[moving & (lump(game)[:, actor] != 0.0)]] = True
    origin, target = _steps(game, moving)
    while (leaving := paid[target] & ~paid[origin]).any():
        paid[origin[leaving]] = True
    settled: BoolArray = ~paid
    return settled


def paid_for_ever(game: Game, actor: int) -> BoolArray:
    """Return the states in which an actor could be kept without ever reaching a settled one; shape (S,).

    Exact maximisers may keep to some of their moves; everybody else makes every move now and then.
    """
    moving = game.tempo[game.edge_state, game.edge_actor] > 0.0
    choosing = moving & np.isinf(game.precision)[game.edge_actor]
    origin, target = _steps(game, moving & ~choosing)
    edges = np.repeat(np.arange(game.n_edges), np.diff(game.outcome_offset))
    row = game.edge_state * game.n_movers + game.edge_actor
    kept = ~settled_states(game, actor)
    while True:
        stays = np.bincount(edges, weights=~kept[game.outcome_state], minlength=game.n_edges) == 0
        free = np.bincount(row[choosing & stays], minlength=game.tempo.size) > 0
        bound = np.bincount(row[choosing], minlength=game.tempo.size) > 0
        out: BoolArray = np.any((bound & ~free).reshape(game.tempo.shape), axis=1)
        out[origin[~kept[target]]] = True
        if not (kept & out).any():
            return kept
        kept &= ~out


def _steps(game: Game, edges: BoolArray) -> tuple[IntArray, IntArray]:
    """Return from where to where some edges, and nature, can lead."""
    owner = np.repeat(np.arange(game.n_edges), np.diff(game.outcome_offset))
    events = np.repeat(np.arange(game.n_states), np.diff(game.nature_offset))
    struck = np.repeat(events, np.diff(game.nature_outcome_offset))
    origin = np.concatenate([game.edge_state[owner[edges[owner]]], struck])
    return origin, np.concatenate([game.outcome_state[edges[owner]], game.nature_outcome_state])


def _refuse_infinite_patience(game: Game) -> None:
    patient = [
        name
        for actor, (name, patience) in enumerate(zip(game.movers, game.patience, strict=True))
        if patience >= 1.0 and paid_for_ever(game, actor).any()
    ]
    if patient:
        raise SolverError(
            f"endless horizon: patience of {', '.join(patient)} is 1, expected below 1, or "
            "values grow without bound; lower the patience or give the scenario a finite horizon"
        )
