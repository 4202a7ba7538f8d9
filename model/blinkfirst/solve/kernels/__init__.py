"""The loops that take the time, compiled: values and answers backward, probabilities forward.

**What is computed.** Let p_j(s) be the probability per tick that actor j has the initiative in state s, that
of outcome o of nature q_o(s), idle(s) the rest to 1. With D_i(s) = delta_i V_t+1,i(s), the value one tick
later as it is felt now, a move brings everybody i the worth

    U_i(s, j, m) = lump_i(s, j, m) + E[D_i(s') | s, m]

of which the mover's own is Q. From Q come the choices, and from U and the choices the values:

    sigma(m | s, j) = exp(lambda_j (U_j(s, j, m) - best)) / sum over the menu,   best = the menu's largest
    V_t,i(s) = flow_i(s) + sum_j p_j(s) sum_m sigma(m | s, j) U_i(s, j, m)
               + sum_o q_o(s) D_i(s_o) + idle(s) D_i(s)

An exact maximiser (lambda infinite) divides evenly between all moves at most `TIE_TOLERANCE` times its
largest value behind the best. Answers to questions are carried along as further columns of V
(`blinkfirst.solve.standoff.backward_answers`), without lump, flow and discount; what is looked for on an
edge or in a state replaces U or V by keep * U + gain. The forward pass asks of every state what comes to
it: with P(s, s') the sum of idle, p_j sigma and q_o over all that leads from s to s', added up once a tick
for all chains, the mass there is the sum of mass(s) P(s, s') over s.

**How.** What limits such a loop is fetching values from all over a table, and the exponentials. So

* the values of one state to all actors lie side by side and are fetched at once: U is a row, made once and
  used for the choice and for everybody's values (`blinkfirst.solve.layout.vector_layout`);
* menus of equal length are weighed eight at a time, and exponentials formed eight at a time
  (`blinkfirst.solve.kernels.vector8`, relative error below 2.3e-16);
* lumps come from a small table of the few patterns there are (`blinkfirst.solve.layout.payoff_patterns`), so
  nothing large has to be worked out again when weights change.

No pair of state and tick is left out, though some cannot be reached from the start: choices in all of them
are part of a policy, and the start may vary while the policy stays.

**Exactness.** One case runs on one thread. Nothing is added in the order that a game happens to be written
in: sums over actors, moves, outcomes and events of nature favour nobody (`blinkfirst.sums`,
`blinkfirst.solve.kernels.even_sums`, which says how surely), so games that differ in the order of these have
the same values to the last bit, state by state. What is added step by step has an order of its own: first
what comes when nothing happens, then nature, then everybody's moves, then the flow. No product is fused with
a sum and the compiler may put no sum in another order (no fast-math), or bits would differ from lane to lane
and from processor to processor. So the same input gives the same bytes however many threads solve cases side
by side, whatever vectors a processor has. Python's global lock is let go.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.solve.kernels.adjoint import carry_influence, trace_back
from blinkfirst.solve.kernels.backward import carry_back
from blinkfirst.solve.kernels.compiling import COMPILE_SECONDS, is_cached
from blinkfirst.solve.kernels.forward import add_marginals, carry_forward
from blinkfirst.solve.layout.game_tables import GameTables
from blinkfirst.solve.layout.inflow import inflow_of
from blinkfirst.solve.layout.vector_layout import narrow
from blinkfirst.solve.layout.watch_classes import WatchClasses, WatchPlaces, watch_places

__all__ = [
    "COMPILE_SECONDS", "Pushed", "add_marginals", "kernels_are_cached",
    "pull_back", "pull_back_watching", "push_forward",
]  # fmt: skip

_NOWHERE = np.zeros(0, dtype=np.uint32)
_NO_WATCHES = WatchClasses(_NOWHERE, _NOWHERE, np.ones((1, 0)), np.zeros((1, 0)))
_NO_CHOICE = np.zeros((0, 0))


def pull_back(tables: GameTables, values: FloatArray, ticks: int, choice: FloatArray) -> FloatArray:
    """Values ``ticks`` ticks earlier, shape (S, A), utils, everybody choosing by logit; fills ``choice``.

    Parameters
    ----------
    tables : the game in force.
    values : shape (S, A), utils, at the end.
    ticks : how many ticks to go back.
    choice : shape (n, E), n <= ticks; filled with sigma of the first n of these ticks.

    Source
    ------
    [McKelvey1998], the agent logit equilibrium, by backward induction as in [Doraszelski2019].
    """
    layout = tables.layout
    nothing = WatchPlaces(_NOWHERE, np.zeros_like(layout.block_state), _NOWHERE, _NOWHERE)
    return carry_back(layout, tables.pace, tables.worths, _NO_WATCHES, nothing, values, 1, ticks, choice)


def pull_back_watching(
    tables: GameTables, watched: WatchClasses, table: FloatArray, layers: int, ticks: int
) -> FloatArray:
    """Values and answers ``ticks`` ticks earlier, everybody choosing by logit.

    They are as ``table``; the first layer is what `pull_back` gives.

    Parameters
    ----------
    tables, watched : the game in force and what is looked for, in n columns or more.
    table : shape (S, layers * A + n). First come layers of A columns with payoffs in utils, discounted; those
        of the first layer are the values that choices are made by. Then come n answers, not discounted: what
        a question's answer is expected to be. They are the first n columns of ``watched``.
    layers : how many layers of payoffs; 0 only when every precision is 0, so that nobody weighs anything.
    ticks : how many ticks to go back.
    """
    layout, pace, worths = tables.layout, tables.pace, tables.worths
    places = watch_places(layout, watched)
    return carry_back(layout, pace, worths, watched, places, table, layers, ticks, _NO_CHOICE)


class Pushed(NamedTuple):
    """Results of `push_forward`, for n ticks.

    Attributes
    ----------
    mass : shape (S, C), the chains after the last tick.
    visits : shape (S, A), discounted expected ticks the free chain spends in a state.
    passed : shape (n, P), how often moves of each move class are played in each tick.
    gone : shape (n, K, C), what comes of each chain to edges and states of each watch class.
    sights : shape (number of sights, S), the free chain at the beginning of the ticks looked at.
    """

    mass: FloatArray
    visits: FloatArray
    passed: FloatArray
    gone: FloatArray
    sights: FloatArray


def push_forward(
    tables: GameTables,
    watched: WatchClasses,
    move_class: IntArray,
    choice: FloatArray,
    mass: FloatArray,
    closing: IntArray,
    sights: IntArray,
    discounts: FloatArray,
) -> Pushed:
    """Probabilities of the states after the ticks of ``choice``, for several chains at once.

    Chain 0 is free; every other chain starts with the same mass and loses what comes to edges and states it
    does not go on from, so it never holds more.

    Parameters
    ----------
    tables, watched : the game in force and where chains end, K watch classes; what they gain does not matter.
    move_class : shape (E,), move class of every edge.
    choice : shape (n, E), sigma of the n ticks.
    mass : shape (S, C), probability of each state in each of C chains.
    closing : shape (C,), tick before which each chain is taken out; n or more for never.
    sights : ticks at the beginning of which to write down the free chain, in order.
    discounts : shape (n, A), what a util to each actor in that tick is worth at the start.
    """
    ticks, states, actors = choice.shape[0], mass.shape[0], discounts.shape[1]
    visits = np.zeros((states, actors))
    passed = np.empty((ticks, int(move_class.max()) + 1))
    gone = np.empty((ticks, watched.keep.shape[0], mass.shape[1]))
    seen = np.empty((sights.size, states))
    after = carry_forward(
        inflow_of(tables.ways, watched), tables.pace.idle, tables.pace.nature, tables.edge_turn, watched,
        narrow(move_class), choice, mass, closing, sights, discounts, visits, passed, gone, seen,
    )  # fmt: skip
    return Pushed(after, visits, passed, gone, seen)


_SOLVING = ("backward", "forward", "marginals")
_KERNELS = {
    "backward": carry_back, "forward": carry_forward, "marginals": add_marginals,
    "trace": trace_back, "influence": carry_influence,
}  # fmt: skip


def kernels_are_cached(*needed: str) -> bool:
    """Return whether kernels were compiled before on this machine, so that the next run need not wait.

    ``needed`` names them: ``backward``, ``forward``, ``marginals``, which are asked for by default, ``trace``
    and ``influence``, which measure the condition of a forecast.
    """
    return all(is_cached(_KERNELS[name]) for name in needed or _SOLVING)
