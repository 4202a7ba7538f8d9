"""The states that probability passes through, and the moves that carry it there."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np

from blinkfirst.game.game import BLINK_DEGREES, FloatArray, Game, IntArray
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.standoff.forecast import state_distributions
from blinkfirst.solve.standoff.forward_pass import Leg, played_legs

NATURE, EVENT = "nature", "event"  # who moves where no actor does
LEAST = 1e-9  # ways gone less often than this are left out
_World: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class StateNode:
    """A state that is passed through.

    Attributes
    ----------
    world : level by variable.
    changed : the variables that are not as at the start, with their levels.
    arrivals : expected number of times it is entered up to the horizon; the start counts once.
    months : expected time in it up to the horizon.
    """

    world: Mapping[str, str]
    changed: Mapping[str, str]
    arrivals: float
    months: float


@dataclass(frozen=True)
class Passage:
    """A way from one state to another.

    Attributes
    ----------
    source, target : indices of nodes.
    who : actor, ``nature`` or ``event``.
    what : move, nature's event or dated event.
    degree : of the blink, ``none`` for what is none.
    times : expected number of times it is gone up to the horizon.
    """

    source: int
    target: int
    who: str
    what: str
    degree: str
    times: float


@dataclass(frozen=True)
class StateGraph:
    """The states entered most, the start first, and the passages between them.

    Attributes
    ----------
    states : how many states are entered at all.
    share : of all time up to the horizon, how much is spent in the nodes.
    """

    nodes: tuple[StateNode, ...]
    passages: tuple[Passage, ...]
    states: int
    share: float


def state_graph(standoff: Standoff, policy: Policy, most: int) -> StateGraph:
    """Return the graph of the states that are entered most, ``most`` of them."""
    times, months = _traffic(standoff, policy)
    start = _worlds(standoff.opening)[standoff.opening.start]
    arrivals: dict[_World, float] = defaultdict(float, {start: 1.0})
    for way, often in times.items():
        arrivals[way.target] += often
    ranked = sorted(arrivals, key=lambda world: (world != start, -arrivals[world], world))[:most]
    index = {world: number for number, world in enumerate(ranked)}
    return StateGraph(
        nodes=tuple(_node(standoff, start, world, arrivals[world], months[world]) for world in ranked),
        passages=tuple(
            Passage(index[way.source], index[way.target], way.who, way.what, way.degree, often)
            for way, often in sorted(times.items(), key=lambda item: (-item[1], item[0]))
            if way.source in index and way.target in index
        ),
        states=len(arrivals),
        share=math.fsum(months[world] for world in ranked) / math.fsum(months.values()),
    )


class _Way(NamedTuple):
    source: _World
    target: _World
    who: str
    what: str
    degree: str


def _node(standoff: Standoff, start: _World, world: _World, arrivals: float, months: float) -> StateNode:
    names = [variable.name for variable in standoff.opening.variables]
    changed = {n: level for n, level, was in zip(names, world, start, strict=True) if level != was}
    return StateNode(dict(zip(names, world, strict=True)), changed, arrivals, months)


def _worlds(game: Game) -> list[_World]:
    return [tuple(game.state_labels(state).values()) for state in range(game.n_states)]


def _traffic(standoff: Standoff, policy: Policy) -> tuple[dict[_Way, float], dict[_World, float]]:
    """Return how often each way is gone, and the months spent in each state, both as expected."""
    times: dict[_Way, float] = defaultdict(float)
    months: dict[_World, float] = defaultdict(float)
    sights = state_distributions(standoff, policy, range(standoff.ticks))
    before: tuple[list[_World], FloatArray] | None = None
    for leg in played_legs(standoff, policy):
        worlds = _worlds(leg.game)
        if before is not None and leg.carry is not None:
            event = next(s.event for s in standoff.course if s.first_tick == leg.first)
            for number in map(int, np.flatnonzero(before[1] > LEAST)):
                way = _Way(before[0][number], worlds[leg.carry[number]], EVENT, event, BLINK_DEGREES[0])
                if way.source != way.target:
                    times[way] += float(before[1][number])
        mass = np.array([sights[tick].probabilities for tick in range(leg.first, leg.end)])
        for state, spent in enumerate(mass.sum(axis=0) * leg.game.tick_months):
            months[worlds[state]] += float(spent)
        played = _edge_times(leg, mass)
        for way, often in _ways(leg.game, worlds, played.sum(axis=0), mass.sum(axis=0)):
            times[way] += often
        before = worlds, _stepped(leg.game, mass[-1], played[-1])
    return times, months


def _edge_times(leg: Leg, mass: FloatArray) -> FloatArray:
    """Return how often each edge is played in each tick of a leg, shape (ticks, E)."""
    game = leg.game
    initiative = game.tempo[game.edge_state, game.edge_actor] * game.tick_months
    found: FloatArray = mass[:, game.edge_state] * initiative * leg.choice
    return found


def _ways(
    game: Game, worlds: Sequence[_World], played: FloatArray, mass: FloatArray
) -> Iterator[tuple[_Way, float]]:
    """Yield the ways between different states, given the sums over the ticks."""
    edges = np.repeat(np.arange(game.n_edges), np.diff(game.outcome_offset))
    by_move = played[edges] * game.outcome_probability
    for k in np.flatnonzero((by_move > LEAST) & (game.edge_state[edges] != game.outcome_state)):
        edge, target = int(edges[k]), int(game.outcome_state[k])
        degree = BLINK_DEGREES[int(game.edge_blink[edge])]
        source = worlds[int(game.edge_state[edge])]
        yield _Way(source, worlds[target], *game.edge_label(edge), degree), float(by_move[k])
    rows, states, by_nature = _nature(game, mass)
    for k in np.flatnonzero((by_nature > LEAST) & (states != game.nature_outcome_state)):
        event = game.nature[int(game.nature_event[rows[k]])]
        target = int(game.nature_outcome_state[k])
        way = _Way(worlds[int(states[k])], worlds[target], NATURE, event, BLINK_DEGREES[0])
        yield way, float(by_nature[k])


def _nature(game: Game, mass: FloatArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Return row, state and expected number of every outcome of nature."""
    owners = np.repeat(np.arange(game.n_states), np.diff(game.nature_offset))
    rows = np.repeat(np.arange(owners.size), np.diff(game.nature_outcome_offset))
    rates = mass[owners] * game.nature_rate * game.tick_months
    return rows, owners[rows], rates[rows] * game.nature_outcome_probability


def _stepped(game: Game, mass: FloatArray, played: FloatArray) -> FloatArray:
    """Return the distribution a tick later, shape (S,), given how often each edge is played in it."""
    edges = np.repeat(np.arange(game.n_edges), np.diff(game.outcome_offset))
    by_move = played[edges] * game.outcome_probability
    _, states, by_nature = _nature(game, mass)
    sources = np.concatenate([game.edge_state[edges], states])
    targets = np.concatenate([game.outcome_state, game.nature_outcome_state])
    flows = np.concatenate([by_move, by_nature])
    gone = np.bincount(sources, flows, game.n_states)
    found: FloatArray = mass + np.bincount(targets, flows, game.n_states) - gone
    return found
