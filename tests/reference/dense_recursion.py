"""Both passes with whole matrices, one row per move: slow, short, and laid out nothing like the kernels.

``leads[e, s]`` is the chance that move e ends in state s, ``drift[s, z]`` that nature takes s to z in a tick.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from blinkfirst.game.game import FloatArray, Game, IntArray, flow, lump

TIES = 1e-11  # exact maximisers: relative to the actor's largest value anywhere


class Answer(NamedTuple):
    """A question carried backward: what edges and states do to it (0 nothing, 1 gain, 2 end), or count."""

    edge_code: IntArray
    state_code: IntArray
    counts: bool


class Chains(NamedTuple):
    """Probabilities after some ticks, and what has come to every edge and state in each of them.

    ``played[tick][e, k]`` is how often chain k comes to edge e, ``reached[tick][s, k]`` to state s before it
    ends there.
    """

    mass: FloatArray
    played: list[FloatArray]
    reached: list[FloatArray]


def leads(game: Game) -> FloatArray:
    """Chance of every state after every move, shape (E, S)."""
    matrix = np.zeros((game.n_edges, game.n_states))
    for e in range(game.n_edges):
        for o in range(game.outcome_offset[e], game.outcome_offset[e + 1]):
            matrix[e, game.outcome_state[o]] += game.outcome_probability[o]
    return matrix


def drift(game: Game) -> FloatArray:
    """Chance that nature, or nothing at all, takes one state to another in a tick, shape (S, S)."""
    matrix = np.zeros((game.n_states, game.n_states))
    for s in range(game.n_states):
        rest = 1.0 - game.tempo[s].sum() * game.tick_months
        for m in range(game.nature_offset[s], game.nature_offset[s + 1]):
            chance = game.nature_rate[m] * game.tick_months
            rest -= chance
            for o in range(game.nature_outcome_offset[m], game.nature_outcome_offset[m + 1]):
                matrix[s, game.nature_outcome_state[o]] += chance * game.nature_outcome_probability[o]
        matrix[s, s] += max(0.0, rest)
    return matrix


def choices(game: Game, values: FloatArray) -> FloatArray:
    """Sigma of every move, given the values one tick later."""
    delta = game.patience ** (game.tick_months / 12.0)
    worth = lump(game) + delta * (leads(game) @ values)
    sigma = np.empty(game.n_edges)
    for row in range(game.n_states * game.n_actors):
        actor = row % game.n_actors
        menu = slice(game.edge_offset[row], game.edge_offset[row + 1])
        behind = worth[menu, actor] - worth[menu, actor].max()
        precision = game.precision[actor]
        if np.isinf(precision):
            likes = (behind >= -TIES * np.abs(values[:, actor]).max()).astype(np.float64)
        else:
            likes = np.exp(precision * behind)
        sigma[menu] = likes / likes.sum()
    return sigma


def back(game: Game, values: FloatArray, ticks: int) -> tuple[FloatArray, FloatArray]:
    """Values some ticks earlier, and the choices of these ticks, the first tick first."""
    played = np.empty((ticks, game.n_edges))
    for tick in range(ticks - 1, -1, -1):
        played[tick] = choices(game, values)
        values = paid(game, values, played[tick : tick + 1])
    return values, played


def paid(game: Game, values: FloatArray, played: FloatArray) -> FloatArray:
    """What is got, flows and lumps included, before some ticks in which ``played`` is played."""
    delta = game.patience ** (game.tick_months / 12.0)
    for sigma in played[::-1]:
        weight = sigma * (game.tempo * game.tick_months)[game.edge_state, game.edge_actor]
        moves = lump(game) + delta * (leads(game) @ values)
        here = game.tick_months * flow(game) + delta * (drift(game) @ values)
        values = here + _by_state(game, weight, moves)
    return values


def answered(game: Game, played: FloatArray, answers: FloatArray, asked: Sequence[Answer]) -> FloatArray:
    """Answers before some ticks in which ``played`` is played; shape (S, questions), as ``answers``."""
    for sigma in played[::-1]:
        weight = sigma * (game.tempo * game.tick_months)[game.edge_state, game.edge_actor]
        moves = leads(game) @ answers
        for k, (code, _, counts) in enumerate(asked):
            moves[:, k] = (code == 1) + np.where((code == 0) | counts, moves[:, k], 0.0)
        answers = drift(game) @ answers + _by_state(game, weight, moves)
        for k, (_, code, _) in enumerate(asked):
            answers[:, k] = np.where(code == 0, answers[:, k], code == 1)
    return answers


def forth(
    game: Game, played: FloatArray, mass: FloatArray, edge_codes: IntArray, state_codes: IntArray
) -> Chains:
    """Chains after some ticks; chain k ends where ``edge_codes[e, k]`` or ``state_codes[s, k]`` is not 0."""
    passing, reached = [], []
    for sigma in played:
        weight = sigma * (game.tempo * game.tick_months)[game.edge_state, game.edge_actor]
        coming = weight[:, np.newaxis] * mass[game.edge_state]
        passing.append(coming)
        mass = drift(game).T @ mass + leads(game).T @ np.where(edge_codes == 0, coming, 0.0)
        reached.append(mass)
        mass = np.where(state_codes == 0, mass, 0.0)
    return Chains(mass, passing, reached)


def _by_state(game: Game, weight: FloatArray, moves: FloatArray) -> FloatArray:
    sums = np.zeros((game.n_states, moves.shape[1]))
    np.add.at(sums, game.edge_state, weight[:, np.newaxis] * moves)
    return sums
