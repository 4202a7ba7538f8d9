"""The loops that take the time, compiled: values and answers backward, probabilities forward.

They run on one core, in the order of the arrays, without fast-math: the same input gives the same bytes
however many threads call them at once. They let go of Python's global lock, so that callers may solve several
cases side by side.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from blinkfirst.game.game import FloatArray
from blinkfirst.solve.tables import IndexArray, Tables

TIE_TOLERANCE = 1e-11  # exact maximisers: moves this close, relative to the actor's largest value, are ties
COMPILE_SECONDS = 5  # about what compiling takes, once on a machine; for the announcement

CodeArray = NDArray[np.int32]  # indices that may be negative, as a sign

Function = TypeVar("Function", bound=Callable[..., Any])


def _kernel(function: Function) -> Function:
    try:
        compiled = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # no folder to keep a cache in: compile anew in every process
        compiled = numba.njit(nogil=True)(function)
    return cast(Function, compiled)


@_kernel
def _choose(
    sigma: FloatArray,
    first: int,
    end: int,
    actor: int,
    precision: float,
    margin: float,
    discount: float,
    own_lump: FloatArray,
    outcome_offset: IndexArray,
    outcome_state: IndexArray,
    outcome_probability: FloatArray,
    later: FloatArray,
) -> None:
    """Fill ``sigma[first:end]``, one menu, by what each move is worth to the mover; inlined by the compiler.

    ``later`` has the values of actor i in column i, one tick later; ``margin`` is how close ties may be.
    Menus of one move and coin tosses come out right by themselves: a branch for them doubled the time.
    """
    best = -np.inf
    for e in range(first, end):
        worth = 0.0
        for o in range(outcome_offset[e], outcome_offset[e + 1]):
            worth += outcome_probability[o] * later[outcome_state[o], actor]
        worth = own_lump[e] + discount * worth
        sigma[e] = worth
        if worth > best:
            best = worth
    total = 0.0
    if np.isinf(precision):
        for e in range(first, end):
            sigma[e] = 1.0 if sigma[e] >= best - margin else 0.0
            total += sigma[e]
    else:
        for e in range(first, end):
            # The best move's exponential is 1 exactly: no call needed.
            gap = sigma[e] - best
            sigma[e] = 1.0 if gap == 0.0 else np.exp(precision * gap)
            total += sigma[e]
    share = 1.0 / total
    for e in range(first, end):
        sigma[e] *= share


@_kernel
def pull_back(tables: Tables, values: FloatArray, ticks: int, choice: FloatArray) -> FloatArray:
    """Values ``ticks`` ticks earlier, everybody choosing by logit; fills ``choice`` on the way.

    Parameters
    ----------
    tables : the game in force.
    values : shape (S, A), utils, at the end.
    ticks : how many ticks to go back.
    choice : shape (n, E), n <= ticks; filled with sigma of the first n of these ticks.

    Returns
    -------
    shape (S, A), utils

    Source
    ------
    [McKelvey1998], the agent logit equilibrium, by backward induction as in [Doraszelski2019].
    """
    (
        initiative, idle, edge_offset, outcome_offset, outcome_state, outcome_probability,
        nature_offset, nature_state, nature_probability,
        flow, own_lump, lump_offset, lump_actor, lump_utils, discount, precision,
    ) = tables  # fmt: skip
    states, actors = flow.shape
    later = values.copy()
    now = np.empty_like(later)
    spare = np.empty(own_lump.shape[0])
    future = np.empty(actors)
    gained = np.empty(actors)
    margin = np.zeros(actors)
    for tick in range(ticks - 1, -1, -1):
        sigma = choice[tick] if tick < choice.shape[0] else spare
        for actor in range(actors):
            if np.isinf(precision[actor]):
                margin[actor] = TIE_TOLERANCE * np.abs(later[:, actor]).max()
        for state in range(states):
            for i in range(actors):
                future[i] = idle[state] * later[state, i]
                gained[i] = 0.0
            for o in range(nature_offset[state], nature_offset[state + 1]):
                chance = nature_probability[o]
                target = nature_state[o]
                for i in range(actors):
                    future[i] += chance * later[target, i]
            for actor in range(actors):
                first = edge_offset[state * actors + actor]
                end = edge_offset[state * actors + actor + 1]
                _choose(
                    sigma, first, end, actor, precision[actor], margin[actor], discount[actor], own_lump,
                    outcome_offset, outcome_state, outcome_probability, later,
                )  # fmt: skip
                chance_of_turn = initiative[state, actor]
                if chance_of_turn == 0.0:
                    continue
                for e in range(first, end):
                    weight = chance_of_turn * sigma[e]
                    for o in range(outcome_offset[e], outcome_offset[e + 1]):
                        chance = weight * outcome_probability[o]
                        target = outcome_state[o]
                        for i in range(actors):
                            future[i] += chance * later[target, i]
                    for entry in range(lump_offset[e], lump_offset[e + 1]):
                        gained[lump_actor[entry]] += weight * lump_utils[entry]
            for i in range(actors):
                now[state, i] = flow[state, i] + gained[i] + discount[i] * future[i]
        later, now = now, later
    return later


class Looks(NamedTuple):
    """What the watch columns of a table look for along the edges and in the states of a game.

    Attributes
    ----------
    offset : shape (E + 1,), rows of the next three; an edge nobody looks for has none.
    column : watch column.
    stops : 1 where the column's run ends when the edge is played, 0 where it goes on.
    gain : what the edge being played yields in that column.
    state_class : shape (S, W), 1 for a state that yields 1 and 2 for one that yields 0 as soon as it is
        reached, 0 elsewhere; or shape (0, 0) when no column asks about states.
    """

    offset: IndexArray
    column: IndexArray
    stops: NDArray[np.uint8]
    gain: FloatArray
    state_class: NDArray[np.uint8]


@_kernel
def pull_back_watching(
    tables: Tables, looks: Looks, table: FloatArray, layers: int, ticks: int
) -> FloatArray:
    """Values and answers ``ticks`` ticks earlier, everybody choosing by logit.

    Parameters
    ----------
    tables, looks : the game in force and what is looked for.
    table : shape (S, layers * A + n). First come layers of A columns with payoffs in utils, discounted; those
        of the first layer are the values that choices are made by. Then come n <= W watch columns, not
        discounted: what a question's answer is expected to be.
    layers : how many layers of payoffs; 0 only when every precision is 0, so that nobody weighs anything.
    ticks : how many ticks to go back.

    Returns
    -------
    As ``table``; the first layer is what `pull_back` gives.
    """
    (
        initiative, idle, edge_offset, outcome_offset, outcome_state, outcome_probability,
        nature_offset, nature_state, nature_probability,
        flow, own_lump, lump_offset, lump_actor, lump_utils, discount, precision,
    ) = tables  # fmt: skip
    look_offset, look_column, look_stops, look_gain, state_class = looks
    states, actors = flow.shape
    columns = table.shape[1]
    paid = layers * actors
    later = table.copy()
    now = np.empty_like(later)
    sigma = np.empty(own_lump.shape[0])
    future = np.empty(columns)
    before = np.empty(columns)
    gained = np.empty(actors)
    margin = np.zeros(actors)
    for _ in range(ticks):
        for actor in range(actors):
            if layers > 0 and np.isinf(precision[actor]):
                margin[actor] = TIE_TOLERANCE * np.abs(later[:, actor]).max()
        for state in range(states):
            for i in range(columns):
                future[i] = idle[state] * later[state, i]
            for i in range(actors):
                gained[i] = 0.0
            for o in range(nature_offset[state], nature_offset[state + 1]):
                chance = nature_probability[o]
                target = nature_state[o]
                for i in range(columns):
                    future[i] += chance * later[target, i]
            for actor in range(actors):
                chance_of_turn = initiative[state, actor]
                if chance_of_turn == 0.0:
                    continue
                first = edge_offset[state * actors + actor]
                end = edge_offset[state * actors + actor + 1]
                if layers == 0:
                    share = 1.0 / (end - first)
                    for e in range(first, end):
                        sigma[e] = share
                else:
                    _choose(
                        sigma, first, end, actor, precision[actor], margin[actor], discount[actor], own_lump,
                        outcome_offset, outcome_state, outcome_probability, later,
                    )  # fmt: skip
                for e in range(first, end):
                    weight = chance_of_turn * sigma[e]
                    looked_at = look_offset[e] < look_offset[e + 1]
                    if looked_at:
                        for i in range(paid, columns):
                            before[i] = future[i]
                    for o in range(outcome_offset[e], outcome_offset[e + 1]):
                        chance = weight * outcome_probability[o]
                        target = outcome_state[o]
                        for i in range(columns):
                            future[i] += chance * later[target, i]
                    for entry in range(lump_offset[e], lump_offset[e + 1]):
                        gained[lump_actor[entry]] += weight * lump_utils[entry]
                    if looked_at:
                        for entry in range(look_offset[e], look_offset[e + 1]):
                            i = paid + look_column[entry]
                            if i < columns:
                                if look_stops[entry] != 0:
                                    future[i] = before[i]
                                future[i] += weight * look_gain[entry]
            for layer in range(layers):
                for i in range(actors):
                    column = layer * actors + i
                    now[state, column] = flow[state, i] + gained[i] + discount[i] * future[column]
            for i in range(paid, columns):
                now[state, i] = future[i]
            if state_class.shape[0] > 0:
                for i in range(paid, columns):
                    if state_class[state, i - paid] != 0:
                        now[state, i] = 1.0 if state_class[state, i - paid] == 1 else 0.0
        later, now = now, later
    return later


class Marks(NamedTuple):
    """What a forward pass writes down or takes out along the edges of a game.

    Attributes
    ----------
    deed : shape (E,), index of the deed (actor and move).
    tally_offset, tally_row, tally_worth : sums to be kept along an edge: row of the tally and what one
        passage adds.
    stop_offset, stop_chain, stop_slot : chains that end when the edge is played, and where to write them down
        (-1: nowhere).
    """

    deed: IndexArray
    tally_offset: IndexArray
    tally_row: IndexArray
    tally_worth: FloatArray
    stop_offset: IndexArray
    stop_chain: IndexArray
    stop_slot: CodeArray


@_kernel
def push_forward(
    tables: Tables,
    marks: Marks,
    choice: FloatArray,
    mass: FloatArray,
    discounts: FloatArray,
    tally_weights: FloatArray,
    occupancy: FloatArray,
    counts: FloatArray,
    tallies: FloatArray,
    stops: FloatArray,
    arrivals: FloatArray,
    arrival_slot: CodeArray,
) -> FloatArray:
    """Probabilities of the states after the ticks of ``choice``, for several chains at once.

    Chain 0 is free; every other chain starts with the same mass and loses what its stops take out, so it
    never holds more.

    Parameters
    ----------
    tables, marks : the game in force and what to write down.
    choice : shape (n, E), sigma of the n ticks.
    mass : shape (S, K), probability of each state in each of K chains.
    discounts : shape (n, A), what a util to each actor in that tick is worth at the start.
    tally_weights : shape (n, number of tallies), the same for every tally.
    occupancy : shape (S, A), added to: discounted expected ticks the free chain spends in a state.
    counts : shape (deeds,), added to: how often each deed is done.
    tallies : shape (number of tallies,), added to.
    stops : shape (n, deeds, slots), added to: probability taken out by a deed.
    arrivals : shape (slots,), added to: probability taken out on arriving in a state.
    arrival_slot : shape (S, K), 0 where the chain goes on, -1 where it ends in silence, slot + 1 where it
        ends in ``arrivals``; or shape (0, 0) when no chain asks about states.

    Returns
    -------
    shape (S, K)
    """
    (
        initiative, idle, edge_offset, outcome_offset, outcome_state, outcome_probability,
        nature_offset, nature_state, nature_probability,
        _flow, _own_lump, _lump_offset, _lump_actor, _lump_utils, _discount, _precision,
    ) = tables  # fmt: skip
    deed, tally_offset, tally_row, tally_worth, stop_offset, stop_chain, stop_slot = marks
    states, chains = mass.shape
    actors = initiative.shape[1]
    mass = mass.copy()
    after = np.empty_like(mass)
    going_on = np.empty(chains)
    for tick in range(choice.shape[0]):
        after[:] = 0.0
        for state in range(states):
            free = mass[state, 0]
            if free == 0.0:
                continue
            for i in range(actors):
                occupancy[state, i] += discounts[tick, i] * free
            stay = idle[state]
            for o in range(nature_offset[state], nature_offset[state + 1]):
                for k in range(chains):
                    after[nature_state[o], k] += nature_probability[o] * mass[state, k]
            for actor in range(actors):
                turn = initiative[state, actor]
                if turn == 0.0:
                    continue
                row = state * actors + actor
                for e in range(edge_offset[row], edge_offset[row + 1]):
                    weight = turn * choice[tick, e]
                    if weight == 0.0:
                        continue
                    counts[deed[e]] += free * weight
                    for entry in range(tally_offset[e], tally_offset[e + 1]):
                        tally = tally_row[entry]
                        tallies[tally] += free * weight * tally_weights[tick, tally] * tally_worth[entry]
                    if stop_offset[e] == stop_offset[e + 1]:
                        for o in range(outcome_offset[e], outcome_offset[e + 1]):
                            target = outcome_state[o]
                            chance = weight * outcome_probability[o]
                            if target == state:
                                stay += chance
                            else:
                                for k in range(chains):
                                    after[target, k] += chance * mass[state, k]
                        continue
                    for k in range(chains):
                        going_on[k] = weight * mass[state, k]
                    for entry in range(stop_offset[e], stop_offset[e + 1]):
                        chain = stop_chain[entry]
                        if stop_slot[entry] >= 0:
                            stops[tick, deed[e], stop_slot[entry]] += going_on[chain]
                        going_on[chain] = 0.0
                    for o in range(outcome_offset[e], outcome_offset[e + 1]):
                        for k in range(chains):
                            after[outcome_state[o], k] += outcome_probability[o] * going_on[k]
            for k in range(chains):
                after[state, k] += stay * mass[state, k]
        for state in range(arrival_slot.shape[0]):
            for k in range(chains):
                if arrival_slot[state, k] != 0:
                    if arrival_slot[state, k] > 0:
                        arrivals[arrival_slot[state, k] - 1] += after[state, k]
                    after[state, k] = 0.0
        mass, after = after, mass
    return mass


def kernels_are_cached() -> bool:
    """Whether the kernels were compiled before on this machine, so that the next run need not wait for it.

    Asks numba's own cache index, a private part of numba; where that has changed the answer is a cautious
    "no".
    """
    return all(_has_machine_code(kernel) for kernel in (pull_back, pull_back_watching, push_forward))


def _has_machine_code(kernel: Any) -> bool:
    if kernel.signatures:
        return True
    try:
        return len(kernel._cache._cache_file._load_index()) > 0
    except (AttributeError, OSError):
        return False
