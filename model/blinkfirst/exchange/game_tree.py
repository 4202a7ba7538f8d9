"""The tree of all histories of a stand-off: its extensive form.

Everybody sees everything, so every decision node is an information set of its own. Payoffs are at the end
of a history: the flow of every tick and the lump of every move passed, discounted to the start, and the worth
of the last state afterwards. The tree is the game that everybody expects at the start: foreseen dated events
are in it, surprises are not.

**Agent logit equilibrium.** At an information set of actor j in tick t the tree's payoffs, conditional on
being there, are a constant plus delta_j^t Q_t,j. Logit choice of one precision lambda over all sets is
therefore blinkfirst's answer when all actors have that precision and nobody discounts. In a *scaled* tree it
is so whatever they have: the payoffs of j are multiplied by its precision, and, when it discounts, j is as
many players as there are ticks in which it chooses, each with payoffs counted from its own tick. Then the
agent logit equilibrium at lambda = 1 is the answer. For an exact maximiser there is no such scale.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from blinkfirst.errors import OptionError, TooLargeError
from blinkfirst.exchange import tick_branches
from blinkfirst.exchange.identifiers import distinct
from blinkfirst.exchange.tick_branches import Branch, Successor, branches, difference, successors
from blinkfirst.game.game import FloatArray, Game, IntArray
from blinkfirst.game.standoff import Standoff, check_untyped
from blinkfirst.solve.layout.game_tables import discount_per_tick, lay_out
from blinkfirst.solve.standoff.backward_induction import afterwards_ticks

MOST_NODES = 100_000


class Chance(NamedTuple):
    """A node where chance decides: what it may bring, and how likely each is."""

    label: str
    names: tuple[str, ...]
    chances: tuple[float, ...]


class Decision(NamedTuple):
    """A node, and information set, where an actor picks a move: ``edges`` of a game of the first plan."""

    label: str
    actor: int
    tick: int
    stretch: int
    state: int
    moves: tuple[str, ...]
    edges: tuple[int, ...]


class End(NamedTuple):
    """The end of a history: the last state in words, and what it was worth to every actor, utils."""

    label: str
    utils: tuple[float, ...]


Node = Chance | Decision | End


class Seat(NamedTuple):
    """A player of the tree: an actor in the tick in which it chooses (-1 for all), payoffs times a factor."""

    name: str
    actor: int
    tick: int
    factor: float


@dataclass(frozen=True)
class GameTree:
    """A stand-off in extensive form.

    Attributes
    ----------
    seats : players, in order.
    nodes : in prefix order: a node, then what follows on each of its branches, one after the other.
    scaled : whether lambda = 1 is blinkfirst's answer.
    """

    title: str
    seats: tuple[Seat, ...]
    nodes: tuple[Node, ...]
    scaled: bool

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """Decision nodes in prefix order."""
        return tuple(node for node in self.nodes if isinstance(node, Decision))

    @cached_property
    def _players(self) -> dict[tuple[int, int], int]:
        return {(seat.actor, seat.tick): number for number, seat in enumerate(self.seats)}

    def player(self, decision: Decision) -> int:
        """Index of the player who chooses at a decision node."""
        alone = self._players.get((decision.actor, decision.tick))
        return self._players[decision.actor, -1] if alone is None else alone

    def payoffs(self, end: End) -> tuple[float, ...]:
        """The payoffs of every player at an end of the tree."""
        return tuple(seat.factor * end.utils[seat.actor] for seat in self.seats)


def unrolled(standoff: Standoff, scaled: bool = False, most: int = MOST_NODES) -> GameTree:
    """Unroll a stand-off into the tree of all its histories.

    Raises `TooLargeError` when the tree would have more than ``most`` nodes; says how many, and what would
    fit. Raises `OptionError` when the horizon is endless, or an exact maximiser is to be scaled.

    Parameters
    ----------
    standoff : with a horizon; `blinkfirst.game.standoff.cut_off` brings it nearer.
    scaled : whether payoffs are such that agent logit at lambda = 1 is blinkfirst's answer.

    Source
    ------
    [McKelvey1998] for the agent logit equilibrium. Departure: none; the scaling only names its units.
    """
    check_untyped(standoff)
    if standoff.stationary:
        raise OptionError(
            f"{standoff.name}: an endless game has no tree of finite length; give it a horizon in months"
        )
    if scaled:
        refuse_exact(standoff)
    _check_size(standoff, most)
    unrolling = _TreeUnrolling(standoff)
    nodes = tuple(unrolling.nodes())
    return GameTree(standoff.title, unrolling.seats(nodes, scaled), nodes, scaled)


def tree_sizes(standoff: Standoff) -> FloatArray:
    """Count the nodes of the tree for every horizon from 0 to T ticks, shape (T + 1,); inf from 1e308 on."""
    stretches = standoff.plans[0].stretches
    histories = np.zeros(standoff.opening.n_states)
    histories[standoff.opening.start] = 1.0
    passed, sizes = 0.0, [1.0]
    with np.errstate(over="ignore"):
        for number, end in enumerate(standoff.plans[0].ends(standoff.ticks)):
            stretch = stretches[number]
            if number > 0 and stretch.carry is not None:
                histories = _moved(histories, stretch.carry, stretch.game.n_states)
            growth = _Growth(stretch.game)
            for _ in range(stretch.first_tick, end):
                passed += growth.nodes(histories)
                histories = growth.after(histories)
                sizes.append(passed + float(histories.sum()))
    return np.array(sizes)


class _Growth:
    """The growth of a tree in one tick from each state of a game."""

    def __init__(self, game: Game) -> None:
        inner, origins, targets = np.zeros(game.n_states), [], []
        for state in range(game.n_states):
            found = branches(game, state)
            inner[state] = len(found) > 1
            for branch in found:
                led = [successors(game, edge) for edge in branch.menu]
                inner[state] += bool(led) + sum(len(outcomes) > 1 for outcomes in led)
                reached = [way.target for outcomes in led for way in outcomes] or [branch.target]
                origins += [state] * len(reached)
                targets += reached
        self._branching, self._inner = np.flatnonzero(inner), inner[inner > 0]
        self._origins, self._targets = np.array(origins), np.array(targets)

    def nodes(self, histories: FloatArray) -> float:
        """Count the nodes within the tick, when so many histories have come to each state."""
        return float(histories[self._branching] @ self._inner)

    def after(self, histories: FloatArray) -> FloatArray:
        """Count the histories that lead to each state one tick later."""
        return _moved(histories[self._origins], self._targets, histories.size)


def _moved(numbers: FloatArray, targets: IntArray, size: int) -> FloatArray:
    return np.asarray(np.bincount(targets, weights=numbers, minlength=size), dtype=np.float64)


def _check_size(standoff: Standoff, most: int) -> None:
    sizes = tree_sizes(standoff)
    if sizes[-1] <= most:
        return
    fits = int(np.flatnonzero(sizes <= most)[-1])
    shorter = f"a horizon of {fits} ticks makes {sizes[fits]:,.0f}; " if fits else ""
    raise TooLargeError(
        f"{standoff.name}: over {standoff.ticks} ticks the tree of histories would have "
        f"{_in_words(float(sizes[-1]))} nodes, expected at most {most:,}; {shorter}"
        "shorten the horizon, freeze variables or allow more"
    )


def _in_words(number: float) -> str:
    if number < 1e15:
        return f"{number:,.0f}"
    return f"about {number:.1e}" if np.isfinite(number) else "more than 1e308"


def refuse_exact(standoff: Standoff) -> None:
    """Raise OptionError for an exact maximiser: no scale of payoffs makes it choose as logit at lambda 1."""
    for stretch in standoff.plans[0].stretches:
        for name, precision in zip(stretch.game.actors, stretch.game.precision, strict=True):
            if np.isinf(precision):
                raise OptionError(
                    f"{standoff.name}: {name} is an exact maximiser, and no scale of payoffs makes lambda 1 "
                    "that; give it a number for its precision, or take payoffs in utils"
                )


class _Visit(NamedTuple):
    """A place in the tree still to be written down.

    Attributes
    ----------
    tick, stretch, state : where the history has come to.
    paid : shape (A,), utils so far, at the start.
    menu : edges to choose from; empty unless somebody is choosing.
    led : states a move may have led to, by chance; empty unless one is to be drawn.
    """

    tick: int
    stretch: int
    state: int
    paid: FloatArray
    menu: tuple[int, ...] = ()
    led: tuple[Successor, ...] = ()


class _TreeUnrolling:
    """Walks all histories of the first plan, in prefix order."""

    def __init__(self, standoff: Standoff) -> None:
        self.standoff, self.plan = standoff, standoff.plans[0]
        self.ends = self.plan.ends(standoff.ticks)
        self.weights = _weights(standoff)
        self.begin = standoff.opening.state_labels(standoff.opening.start)
        self._branches: dict[tuple[int, int], list[Branch]] = {}

    def nodes(self) -> Iterator[Node]:
        opening = self.standoff.opening
        waiting = [_Visit(0, 0, opening.start, np.zeros(opening.n_movers))]
        while waiting:
            visit = waiting.pop()
            found, following = self._step(visit)
            yield from found
            waiting += reversed(following)

    def seats(self, nodes: Sequence[Node], scaled: bool) -> tuple[Seat, ...]:
        """The players: one per actor, or per actor and tick."""
        actors = self.standoff.opening.actors
        if not scaled:
            return tuple(Seat(name, actor, -1, 1.0) for actor, name in enumerate(actors))
        found = []
        chosen = [node for node in nodes if isinstance(node, Decision)]
        for actor, name in enumerate(actors):
            mine = {node.tick: node.stretch for node in chosen if node.actor == actor}
            factors = {
                tick: float(self.plan.stretches[stretch].game.precision[actor] / self.weights[tick, actor])
                for tick, stretch in sorted(mine.items())
            }
            if len(set(factors.values())) > 1:
                found += [Seat(f"{name}, tick {tick}", actor, tick, f) for tick, f in factors.items()]
            else:
                found.append(Seat(name, actor, -1, next(iter(factors.values()), 1.0)))
        return tuple(found)

    def _step(self, visit: _Visit) -> tuple[list[Node], list[_Visit]]:
        visit = self._after_events(visit)
        if visit.menu:
            return self._choice(visit)
        if visit.led:
            return self._draw(visit)
        if visit.tick == self.standoff.ticks:
            return [self._end(visit)], []
        return self._tick(visit)

    def _after_events(self, visit: _Visit) -> _Visit:
        stretches = self.plan.stretches
        while visit.stretch + 1 < len(stretches) and stretches[visit.stretch + 1].first_tick <= visit.tick:
            carry = stretches[visit.stretch + 1].carry
            state = visit.state if carry is None else int(carry[visit.state])
            visit = visit._replace(stretch=visit.stretch + 1, state=state)
        return visit

    def _tick(self, visit: _Visit) -> tuple[list[Node], list[_Visit]]:
        game = self._game(visit)
        paid = visit.paid + self.weights[visit.tick] * lay_out(game).flow[visit.state]
        known = self._branches.get((visit.stretch, visit.state))
        if known is None:
            known = self._branches[visit.stretch, visit.state] = branches(game, visit.state)
        following = [
            visit._replace(paid=paid, menu=branch.menu)
            if branch.menu
            else self._arrival(visit._replace(paid=paid), branch.edge, branch.target)
            for branch in known
        ]
        if len(known) == 1:
            return [], following
        names, chances = [branch.name for branch in known], [branch.chance for branch in known]
        return [Chance(self._label(visit), tuple(distinct(names)), tuple(chances))], following

    def _choice(self, visit: _Visit) -> tuple[list[Node], list[_Visit]]:
        game = self._game(visit)
        actor = int(game.edge_actor[visit.menu[0]])
        moves = tuple(game.edge_label(edge)[1] for edge in visit.menu)
        node = Decision(self._label(visit), actor, visit.tick, visit.stretch, visit.state, moves, visit.menu)
        return [node], [self._played(visit, edge) for edge in visit.menu]

    def _played(self, visit: _Visit, edge: int) -> _Visit:
        led = successors(self._game(visit), edge)
        visit = visit._replace(menu=())
        if len(led) == 1:
            return self._arrival(visit, edge, led[0].target)
        return visit._replace(paid=visit.paid + self._lump(visit, edge), led=tuple(led))

    def _draw(self, visit: _Visit) -> tuple[list[Node], list[_Visit]]:
        game = self._game(visit)
        names = [tick_branches.change(game, visit.state, way.target) for way in visit.led]
        node = Chance(self._label(visit), tuple(distinct(names)), tuple(way.chance for way in visit.led))
        return [node], [self._arrival(visit._replace(led=()), -1, way.target) for way in visit.led]

    def _arrival(self, visit: _Visit, edge: int, target: int) -> _Visit:
        """The place of a history a tick later; an edge that was played pays, when it has not paid yet."""
        paid = visit.paid if edge < 0 else visit.paid + self._lump(visit, edge)
        return visit._replace(tick=visit.tick + 1, state=target, paid=paid)

    def _lump(self, visit: _Visit, edge: int) -> FloatArray:
        weighted: FloatArray = self.weights[visit.tick] * tick_branches.edge_lump(self._game(visit), edge)
        return weighted

    def _game(self, visit: _Visit) -> Game:
        return self.plan.stretches[visit.stretch].game

    def _end(self, visit: _Visit) -> End:
        game = self._game(visit)
        months = self.standoff.afterwards_months
        lasting = afterwards_ticks(game, months) * lay_out(game).flow[visit.state]
        utils = visit.paid + self.weights[visit.tick] * lasting
        return End(self._label(visit), tuple(utils.tolist()))

    def _label(self, visit: _Visit) -> str:
        labels = self._game(visit).state_labels(visit.state)
        return f"tick {visit.tick}: {difference(self.begin, labels) or 'as at the start'}"


def _weights(standoff: Standoff) -> FloatArray:
    """The worth at the start of a util to each actor in each tick, shape (T + 1, A)."""
    plan, weights = standoff.plans[0], [np.ones(standoff.opening.n_movers)]
    for stretch, end in zip(plan.stretches, plan.ends(standoff.ticks), strict=True):
        for _ in range(stretch.first_tick, end):
            weights.append(weights[-1] * discount_per_tick(stretch.game))
    return np.array(weights)
