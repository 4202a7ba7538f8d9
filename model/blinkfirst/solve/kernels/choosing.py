"""Choices in single runs of a stand-off with private types, where beliefs are numbers between the nodes.

A run that goes through moves holds beliefs that no grid has. What a tick later is worth is linear between
nodes, so at the others' beliefs the worths of a typed mover are a line over the nodes of its own axis, on
which its signalling step is solved at the very belief; the worths of a mover of one type are numbers.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.solve.kernels.believing import Lanes, Moves, Worth
from blinkfirst.solve.kernels.compiling import is_cached, kernel, part
from blinkfirst.solve.kernels.signalling import segment_of, signal, softened

COMPILE_SECONDS = 10  # about what compiling takes, once on a machine; for the announcement


class Believing(NamedTuple):
    """Beliefs and choices of B runs side by side.

    Attributes
    ----------
    kinds : shape (B, J), type of every mover, 0 or 1; only they themselves know.
    beliefs : shape (B, Q), held by all of each typed actor: the probability of its second type.
    choice : shape (B, M), filled run by run of those that move: how the mover's own type chooses from its
        menu; 0 behind it.
    after : shape (B, M), filled in the same way: what is believed of a typed mover after each move.
    """

    kinds: NDArray[np.uint8]
    beliefs: FloatArray
    choice: FloatArray
    after: FloatArray


@kernel
def choose_as_believed(
    moves: Moves, worth: Worth, grid: Lanes, later: FloatArray, start: int, states: NDArray[np.uint32],
    movers: NDArray[np.uint32], runs: NDArray[np.uint32], count: int, believing: Believing,
) -> None:  # fmt: skip
    """Fill how ``count`` movers choose, and what their moves would make others believe.

    Parameters
    ----------
    later : shape (S, rows, C), values as they are felt in this tick.
    start : which roots to look for, as in `signalling.signal`.
    states, movers : shape (B,), where a run is, and who has the initiative in it.
    runs : shape (B,), the runs in which somebody has; row n of what is filled belongs to ``runs[n]``.
    """
    actors, axes = moves.initiative.shape[1], grid.nodes.size
    longest, most_nodes = believing.choice.shape[1], grid.belief.shape[1]
    corner, weight = np.zeros(1 << axes, dtype=np.int64), np.zeros(1 << axes)
    u, sigma = np.zeros((2, longest, most_nodes)), np.zeros((2, longest))
    place, share = np.zeros(longest, dtype=np.int64), np.zeros(longest)
    work = np.zeros((16, longest + 2))
    for row in range(count):
        run = runs[row]
        state, mover = np.int64(states[run]), np.int64(movers[run])
        edge, end = moves.edge_offset[state * actors + mover], moves.edge_offset[state * actors + mover + 1]
        axis = grid.axis[mover]
        corners = _corners(grid, believing.beliefs[run], axis, corner, weight)
        nodes, stride, kinds = 1, 0, 1
        if axis >= 0:
            nodes, stride, kinds = grid.nodes[axis], grid.stride[axis], 2
        for m in range(end - edge):
            for k in range(kinds):
                own, precision = worth.own[mover, k], worth.precision[mover, k]
                for node in range(nodes):
                    expected = _worth_of_move(
                        moves, worth, later, edge + m, own, node * stride, corner, weight, corners
                    )
                    u[k, m, node] = precision * expected
        believing.choice[row, :] = 0.0
        if axis < 0:
            _logit(u, end - edge, believing.choice[row])
            continue
        belief, allowed = grid.belief[axis, :nodes], moves.edge_allowed[edge:end]
        prior, kind = believing.beliefs[run, axis], np.int64(believing.kinds[run, mover])
        softened(u, allowed, end - edge, nodes)
        signal(u, allowed, end - edge, belief, prior, start, sigma, place, share, work)
        for m in range(end - edge):
            believing.choice[row, m] = sigma[kind, m]
            second = prior * sigma[1, m]
            played = (1.0 - prior) * sigma[0, m] + second
            believing.after[row, m] = second / played if played > 0.0 else prior


@part
def _corners(grid: Lanes, beliefs: FloatArray, axis: int, corner: IntArray, weight: FloatArray) -> int:
    """Fill the lanes between which all beliefs but those of one axis lie, and their weights."""
    corner[0], weight[0] = 0, 1.0
    count = 1
    for q in range(grid.nodes.size):
        if q == axis:
            continue
        belief = grid.belief[q, : grid.nodes[q]]
        g = segment_of(belief, beliefs[q], 0)
        w = (beliefs[q] - belief[g]) / (belief[g + 1] - belief[g])
        for k in range(count):
            corner[k] += g * grid.stride[q]
        if w > 0.0:  # at a node the other side counts for nothing
            for k in range(count):
                corner[count + k], weight[count + k] = corner[k] + grid.stride[q], weight[k] * w
                weight[k] *= 1.0 - w
            count *= 2
    return count


@part
def _worth_of_move(
    moves: Moves, worth: Worth, later: FloatArray, edge: int, own: int, lane: int, corner: IntArray,
    weight: FloatArray, corners: int,
) -> float:  # fmt: skip
    """Return what a move is worth to a column, between lanes that begin at one."""
    found = float(worth.lump[moves.edge_lump[edge], own])
    for o in range(moves.outcome_offset[edge], moves.outcome_offset[edge + 1]):
        there = moves.outcome_state[o]
        expected = 0.0
        for k in range(corners):
            expected += weight[k] * later[there, corner[k] + lane, own]
        found += moves.outcome_chance[o] * expected
    return found


@part
def _logit(u: FloatArray, count: int, choice: FloatArray) -> None:
    """Fill the choice of a mover of one type."""
    best, total = -math.inf, 0.0
    for m in range(count):
        best = max(best, u[0, m, 0])
    for m in range(count):
        choice[m] = math.exp(u[0, m, 0] - best)
        total += choice[m]
    for m in range(count):
        choice[m] /= total


def kernels_are_cached() -> bool:
    """Return whether the loop was compiled before on this machine."""
    return is_cached(choose_as_believed)
