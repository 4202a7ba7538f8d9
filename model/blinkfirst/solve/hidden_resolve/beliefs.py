"""The grid of beliefs: what everybody holds for likely of each typed actor."""

from __future__ import annotations

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.game.hidden_resolve import HiddenStandoff
from blinkfirst.solve.kernels.believing import Lanes

FEWEST_NODES = 3


def belief_nodes(prior: float, nodes: int, reach: float) -> FloatArray:
    """Return the beliefs at which values are kept, increasing, shape (nodes,).

    Certainty at both ends; between them, evenly spaced in log-odds, ``reach`` on either side of the prior,
    which is a node itself where ``nodes`` is odd.

    Examples
    --------
    >>> belief_nodes(0.5, 5, 4.0).round(3).tolist()
    [0.0, 0.018, 0.5, 0.982, 1.0]
    """
    if nodes < FEWEST_NODES or nodes % 2 == 0:
        raise GameError(f"beliefs: expected an odd number of nodes, at least {FEWEST_NODES}, got {nodes}")
    odds = np.log(prior / (1.0 - prior)) + np.linspace(-reach, reach, nodes - 2) if nodes > FEWEST_NODES else np.log(prior / (1.0 - prior)) + np.zeros(1)
    inner = 1.0 / (1.0 + np.exp(-odds))
    inner[(nodes - 3) // 2] = prior
    return np.concatenate(([0.0], inner, [1.0]))


def lanes_of(hidden: HiddenStandoff) -> tuple[Lanes, int]:
    """Lay the grid out; the last axis varies fastest. With it comes the lane of the priors."""
    actors = hidden.standoff.opening.n_actors
    nodes = np.array(hidden.nodes, dtype=np.int64)
    stride = np.ones(nodes.size, dtype=np.int64)
    for q in range(nodes.size - 2, -1, -1):
        stride[q] = stride[q + 1] * nodes[q + 1]
    belief = np.zeros((nodes.size, int(nodes.max(initial=1))))
    axis = np.full(actors, -1, dtype=np.int64)
    opening = 0
    for q, typed in enumerate(hidden.typed):
        belief[q, : nodes[q]] = belief_nodes(typed.prior, int(nodes[q]), hidden.reach)
        axis[typed.actor] = q
        opening += int((nodes[q] - 1) // 2 * stride[q])
    count = int(nodes.prod())
    order, line, prior, per_width = _lined_up(nodes, stride, belief, count)
    return Lanes(belief, nodes, stride, axis, np.array([count]), order, line, prior, per_width), opening


def _lined_up(
    nodes: IntArray, stride: IntArray, belief: FloatArray, count: int
) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    """Return the lanes line by line, where lines begin, what is believed, and one over the widths of segments."""
    padded = -(-count // 8) * 8
    places = np.minimum(np.arange(padded), count - 1)
    lanes = np.arange(count)
    order = np.empty((nodes.size, padded), dtype=np.int64)
    line, prior = np.empty_like(order), np.empty((nodes.size, padded))
    for q in range(nodes.size):
        node = lanes // stride[q] % nodes[q]
        order[q] = np.lexsort((node, lanes - node * stride[q]))[places]
        line[q] = places // nodes[q] * nodes[q]
        prior[q] = belief[q, places % nodes[q]]
    per_width = np.zeros_like(belief)
    for q in range(nodes.size):
        per_width[q, : nodes[q] - 1] = 1.0 / np.diff(belief[q, : nodes[q]])
    return order, line, prior, per_width
