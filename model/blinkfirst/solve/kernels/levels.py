"""Values of several depths of reasoning carried backward side by side: the recursion of
`blinkfirst.solve.standoff.level_k`.

A plain loop over states, beside the one of `blinkfirst.solve.kernels.backward`: it is asked far less often,
and what the layers share (where moves lead) is looked up once for all of them. Exponentials are the same.
"""

from __future__ import annotations

import numpy as np

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.solve.kernels.backward import TIE_TOLERANCE
from blinkfirst.solve.kernels.compiling import kernel, part
from blinkfirst.solve.kernels.even_sums import even_column
from blinkfirst.solve.kernels.vector8 import LANES, exponential, load, most, store


@kernel
def carry_back_levels(
    edge_offset: IntArray, outcome_offset: IntArray, outcome_state: IntArray, outcome_chance: FloatArray,
    edge_lump: IntArray, lump: FloatArray, initiative: FloatArray, idle: FloatArray, nature_offset: IntArray,
    nature_state: IntArray, nature_chance: FloatArray, flow: FloatArray, discount: FloatArray,
    precision: FloatArray, others: FloatArray, own: FloatArray, played: FloatArray, values: FloatArray,
    ticks: int, choice: FloatArray,
) -> FloatArray:  # fmt: skip
    """Return ``values``, shape (S, L, A), as they are ``ticks`` ticks earlier, and fill ``choice``.

    ``others``, ``own`` and ``played`` as in `blinkfirst.solve.standoff.level_k.Hierarchy`; the rest as in
    `Game` and `GameTables`, ``edge_lump`` the row of ``lump`` of every edge.
    """
    states, levels, actors = values.shape
    columns = levels * actors
    later = values.copy().reshape((states, columns))
    now = np.empty((states, columns))
    longest = most(edge_offset)
    terms = np.empty((max(longest, most(outcome_offset), most(nature_offset), actors, levels + 1), columns))
    brought = np.empty((actors, columns))
    worth = np.empty((longest, columns))
    sigma = np.zeros((levels + 1) * longest + LANES)  # level by level; the last vector may reach beyond
    largest = np.empty(columns)
    for tick in range(ticks - 1, -1, -1):
        for c in range(columns):
            largest[c] = 0.0
        for state in range(states):
            for c in range(columns):
                later[state, c] *= discount[c % actors]
                largest[c] = max(largest[c], abs(later[state, c]))
        for state in range(states):
            for c in range(columns):
                now[state, c] = flow[state, c % actors] + idle[state] * later[state, c]
            first = nature_offset[state]
            count = nature_offset[state + 1] - first
            for o in range(count):
                for c in range(columns):
                    terms[o, c] = nature_chance[first + o] * later[nature_state[first + o], c]
            for c in range(columns):
                now[state, c] += even_column(terms, c, count)
            for actor in range(actors):
                first, end = edge_offset[state * actors + actor], edge_offset[state * actors + actor + 1]
                moves = end - first
                _look_ahead(
                    worth, later, first, moves, outcome_offset, outcome_state, outcome_chance, edge_lump,
                    lump, terms,
                )  # fmt: skip
                _choose(sigma, worth, moves, levels, actor, actors, precision, largest, terms)
                turn = initiative[state, actor]
                for level in range(levels):
                    for m in range(moves):
                        by_others, by_self = 0.0, 0.0
                        for h in range(levels + 1):
                            by_others += others[level, h] * sigma[h * moves + m]
                            by_self += own[level, h] * sigma[h * moves + m]
                        for i in range(actors):
                            c = level * actors + i
                            share = by_self if i == actor else by_others
                            terms[m, c] = turn * share * worth[m, c]
                for c in range(columns):
                    brought[actor, c] = even_column(terms, c, moves)
                if tick < choice.shape[0]:
                    for m in range(moves):
                        chance = 0.0
                        for h in range(levels + 1):
                            chance += played[h] * sigma[h * moves + m]
                        choice[tick, first + m] = chance
            for c in range(columns):
                now[state, c] += even_column(brought, c, actors)
        later, now = now, later
    return later.reshape((states, levels, actors))


@part
def _look_ahead(
    worth: FloatArray, later: FloatArray, first: int, moves: int, outcome_offset: IntArray,
    outcome_state: IntArray, outcome_chance: FloatArray, edge_lump: IntArray, lump: FloatArray,
    terms: FloatArray,
) -> None:  # fmt: skip
    """Worth of each move of a menu, in all columns."""
    columns, actors = later.shape[1], lump.shape[1]
    for m in range(moves):
        start = outcome_offset[first + m]
        count = outcome_offset[first + m + 1] - start
        for o in range(count):
            chance, there = outcome_chance[start + o], outcome_state[start + o]
            for c in range(columns):
                terms[o, c] = chance * later[there, c]
        for c in range(columns):
            worth[m, c] = lump[edge_lump[first + m], c % actors] + even_column(terms, c, count)


@part
def _choose(
    sigma: FloatArray, worth: FloatArray, moves: int, levels: int, actor: int, actors: int,
    precision: FloatArray, largest: FloatArray, terms: FloatArray,
) -> None:  # fmt: skip
    """Choices of each level from a menu: level 0 by coin toss, the others by logit in their own column."""
    for m in range(moves):
        sigma[m] = 0.0
    for level in range(levels):
        c = level * actors + actor
        best = worth[0, c]
        for m in range(1, moves):
            best = max(best, worth[m, c])
        for m in range(moves):
            behind = worth[m, c] - best
            place = (level + 1) * moves + m
            if np.isinf(precision[actor]):
                sigma[place] = 0.0 if behind >= -TIE_TOLERANCE * largest[c] else -np.inf
            else:
                sigma[place] = precision[actor] * behind
    for j in range(0, (levels + 1) * moves, LANES):
        store(sigma, j, exponential(load(sigma, j)))
    for level in range(levels + 1):
        for m in range(moves):
            terms[m, 0] = sigma[level * moves + m]
        total = even_column(terms, 0, moves)
        for m in range(moves):
            sigma[level * moves + m] /= total
