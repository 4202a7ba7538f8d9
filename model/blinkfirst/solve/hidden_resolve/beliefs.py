"""The grid of beliefs: what everybody holds for likely of each typed actor."""

from __future__ import annotations

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.kernels.believing import Lanes

FEWEST_NODES = 3
UNTYPED = "expected a stand-off in which some actor has types"


def belief_nodes(prior: float, nodes: int, reach: float) -> FloatArray:
    """Return the beliefs at which values are kept, increasing, shape (nodes,).

    Certainty at both ends; between them, evenly spaced in log-odds, ``reach`` on either side of the prior,
    which is the node in the middle.

    Raises `GameError` when the number of nodes is even or below `FEWEST_NODES`.

    Examples
    --------
    >>> belief_nodes(0.5, 5, 4.0).round(3).tolist()
    [0.0, 0.018, 0.5, 0.982, 1.0]
    """
    if nodes < FEWEST_NODES or nodes % 2 == 0:
        raise GameError(f"beliefs: expected an odd number of nodes, at least {FEWEST_NODES}, got {nodes}")
    away = np.linspace(-reach, reach, nodes - 2) if nodes > FEWEST_NODES else np.zeros(1)
    inner = 1.0 / (1.0 + np.exp(-np.log(prior / (1.0 - prior)) - away))
    inner[(nodes - 3) // 2] = prior
    return np.concatenate(([0.0], inner, [1.0]))


class Grid:
    """The product of all axes, lane by lane; the last axis varies fastest.

    Attributes
    ----------
    lanes : the layout that the loops read.
    count : number of lanes W.
    opening : lane of the priors.
    views : shape (W, 1 + Q), 1 and the beliefs about all typed actors.

    Raises `GameError` as `belief_nodes`, and when nobody has types.
    """

    def __init__(self, standoff: Standoff) -> None:
        beliefs = standoff.beliefs
        if beliefs is None:
            raise GameError(UNTYPED)
        nodes = np.array(beliefs.nodes, dtype=np.int64)
        stride = np.append(np.cumprod(nodes[:0:-1])[::-1], 1).astype(np.int64)
        belief = np.zeros((nodes.size, int(nodes.max())))
        axis = np.full(standoff.opening.n_movers, -1, dtype=np.int64)
        for q, typed in enumerate(beliefs.typed):
            belief[q, : nodes[q]] = belief_nodes(typed.prior, int(nodes[q]), beliefs.reach)
            axis[typed.actor] = q
        self.count = int(nodes.prod())
        self.opening = int(((nodes - 1) // 2 * stride).sum())
        self.views = np.ones((self.count, 1 + nodes.size))
        for q in range(nodes.size):
            self.views[:, 1 + q] = belief[q, np.arange(self.count) // stride[q] % nodes[q]]
        lined = _lined_up(nodes, stride, belief, self.count)
        self.lanes = Lanes(belief, nodes, stride, axis, np.array([self.count]), *lined)


def _lined_up(
    nodes: IntArray, stride: IntArray, belief: FloatArray, count: int
) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    """Return lanes line by line, where lines begin, what is believed, and one over the segments' widths."""
    padded = -(-count // 8) * 8
    places = np.minimum(np.arange(padded), count - 1)
    lanes = np.arange(count)
    order = np.empty((nodes.size, padded), dtype=np.int64)
    line, prior = np.empty_like(order), np.empty((nodes.size, padded))
    per_width = np.zeros_like(belief)
    for q in range(nodes.size):
        node = lanes // stride[q] % nodes[q]
        order[q] = np.lexsort((node, lanes - node * stride[q]))[places]
        line[q] = places // nodes[q] * nodes[q]
        prior[q] = belief[q, places % nodes[q]]
        per_width[q, : nodes[q] - 1] = 1.0 / np.diff(belief[q, : nodes[q]])
    return order, line, prior, per_width
