"""A compiled game in balls: every number a midpoint with a radius, and every operation rounds outward.

The one door to python-flint. Taken as exact are the numbers of the compiled game, the doubles that they are:
weights, worths, tempos, rates, chances, precisions, patience per year, months of a tick and afterwards. What
follows from them is a ball: the discount of a tick is ``patience ** (D / 12)``, a flow or lump the sum of
weights times worths, the chance that nothing happens one less all others (0 where these exceed one by a
rounding).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from blinkfirst.errors import OptionError
from blinkfirst.game.game import NO_BLINK, Game

if TYPE_CHECKING:
    from flint import arb as arb  # others have it from here

INSTALL = 'pip install "blinkfirst[certify]"'


def check_installed() -> None:
    """Refuse to go on without python-flint; raises `OptionError` with the command that installs it."""
    try:
        import flint  # noqa: F401
    except ImportError:
        message = f"--certify needs python-flint, which is not installed; install it with: {INSTALL}"
        raise OptionError(message) from None


@contextmanager
def working_precision(bits: int) -> Iterator[None]:
    """Round all balls to so many bits while the block runs."""
    from flint import ctx

    with ctx.workprec(bits):
        yield


def ball(number: float) -> arb:
    """Return the ball of one double, whose radius is 0."""
    from flint import arb

    return arb(number)


class Edge(NamedTuple):
    """A move in a state.

    Attributes
    ----------
    blinks : whether it is a blink.
    lump : utils at once, by actor.
    outcomes : states it leads to, each with its chance.
    """

    blinks: bool
    lump: list[arb]
    outcomes: list[tuple[int, arb]]


class Menu(NamedTuple):
    """The moves of one actor in one state, and the chance that it has the initiative there in a tick."""

    actor: int
    turn: arb
    edges: list[Edge]


class BallGame:
    """A game in balls; all lists are by state, then by actor where there is one of each.

    Attributes
    ----------
    discount, precision : by actor; ``None`` is the precision of an exact maximiser.
    flow : utils per tick.
    menus : of actors that may have the initiative there.
    nature : states that events lead to, each with its chance in a tick.
    idle : chance that nothing happens in a tick.
    last : worth of every state at the horizon.
    """

    def __init__(self, game: Game, afterwards_months: float) -> None:
        tick = ball(game.tick_months)
        self.discount = [ball(patience) ** (tick / 12) for patience in game.patience.tolist()]
        self.precision = [None if math.isinf(p) else ball(p) for p in game.precision.tolist()]
        self.flow = [[tick * utils for utils in row] for row in _flows(game)]
        self.menus = _menus(game, tick)
        self.nature, struck = _nature(game, tick)
        chances = [[menu.turn for menu in menus] for menus in self.menus]
        self.idle = [
            (1 - sum(turns, event)).max(ball(0)) for turns, event in zip(chances, struck, strict=True)
        ]
        months = ball(afterwards_months) / tick
        lasting = [
            months if patience == 1.0 else (1 - delta**months) / (1 - delta)
            for patience, delta in zip(game.patience.tolist(), self.discount, strict=True)
        ]
        self.last = [[utils * ticks for utils, ticks in zip(row, lasting, strict=True)] for row in self.flow]


def _flows(game: Game) -> list[list[arb]]:
    """Utils per month of every state to every actor."""
    payoffs = game.payoffs
    flows = [[ball(0)] * game.n_movers for _ in range(game.n_states)]
    for column, features in zip(payoffs.flow_columns.tolist(), payoffs.flow_features.tolist(), strict=True):
        actor, weight = payoffs.columns[column].actor, ball(float(payoffs.weights[column]))
        for state, worth in enumerate(features):
            if worth:
                flows[state][actor] += weight * ball(worth)
    return flows


def _lumps(game: Game) -> list[list[arb]]:
    """Utils at once of every edge to every actor."""
    payoffs = game.payoffs
    lumps = [[ball(0)] * game.n_movers for _ in range(game.n_edges)]
    for column, entries in zip(payoffs.lump_columns.tolist(), pairwise(payoffs.lump_offset), strict=True):
        actor, weight = payoffs.columns[column].actor, ball(float(payoffs.weights[column]))
        edges, worths = payoffs.lump_edge[slice(*entries)], payoffs.lump_worth[slice(*entries)]
        for edge, worth in zip(edges.tolist(), worths.tolist(), strict=True):
            lumps[edge][actor] += weight * ball(worth)
    return lumps


def _menus(game: Game, tick: arb) -> list[list[Menu]]:
    lumps, edges = _lumps(game), []
    for edge, (first, end) in enumerate(pairwise(game.outcome_offset.tolist())):
        chances = map(ball, game.outcome_probability[first:end].tolist())
        outcomes = list(zip(game.outcome_state[first:end].tolist(), chances, strict=True))
        edges.append(Edge(bool(game.edge_blink[edge] != NO_BLINK), lumps[edge], outcomes))
    menus: list[list[Menu]] = [[] for _ in range(game.n_states)]
    for row, (first, end) in enumerate(pairwise(game.edge_offset.tolist())):
        state, actor = divmod(row, game.n_movers)
        tempo = float(game.tempo[state, actor])
        if tempo > 0.0:
            menus[state].append(Menu(actor, tick * ball(tempo), edges[first:end]))
    return menus


def _nature(game: Game, tick: arb) -> tuple[list[list[tuple[int, arb]]], list[arb]]:
    """Targets of nature in every state with their chances in a tick, and the chance of any event there."""
    found: list[list[tuple[int, arb]]] = []
    struck: list[arb] = []
    offset = game.nature_outcome_offset.tolist()
    for first, end in pairwise(game.nature_offset.tolist()):
        found.append([])
        struck.append(ball(0))
        for row in range(first, end):
            chance, leads = tick * ball(float(game.nature_rate[row])), slice(offset[row], offset[row + 1])
            states = game.nature_outcome_state[leads].tolist()
            shares = game.nature_outcome_probability[leads].tolist()
            found[-1] += [(state, chance * ball(share)) for state, share in zip(states, shares, strict=True)]
            struck[-1] += chance
    return found, struck
