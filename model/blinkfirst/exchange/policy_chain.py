"""The Markov chain that everybody's choices make of a stand-off, unrolled in time.

Choices change from tick to tick, so a state of the chain is a tick, a state of the game then in force and who
blinked first so far; every step is one tick. Only what is reached with positive probability is in it.

Up to the first blink the chain is small: there it ends, in one state per actor and degree, or at the horizon
in one for nobody. The whole chain goes on, remembers the first blink, and pays: what every state is expected
to bring each actor in its tick, discounted to the start, are its rewards, and they add up to the value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from blinkfirst.errors import OptionError, TooLargeError
from blinkfirst.exchange.identifiers import identifiers
from blinkfirst.game.game import BLINK_DEGREES, FloatArray, Game, IntArray, Variable
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.layout.game_tables import discount_per_tick, lay_out
from blinkfirst.solve.standoff.backward_induction import afterwards_ticks
from blinkfirst.solve.standoff.forward_pass import Leg, played_legs

MOST_STATES = 2_000_000
NOWHERE = -1  # tick and state of what is no longer in the world


class FirstBlink(NamedTuple):
    """The first to blink, by index, and the degree: 1 soft, 2 hard."""

    actor: int
    degree: int


class Label(NamedTuple):
    """A name, as an identifier, and the states of the chain that bear it, in increasing order."""

    name: str
    states: IntArray


class Reward(NamedTuple):
    """The reward of an actor in every state of the chain, utils at the start; shape (n,)."""

    name: str
    utils: FloatArray


@dataclass(frozen=True, eq=False)
class PolicyChain:
    """A finite Markov chain of a scenario; state 0 is where it starts.

    Attributes
    ----------
    offset : shape (n + 1,); the steps from state s are ``offset[s]:offset[s + 1]``.
    target, probability : where they lead; never twice to the same state, probabilities add up to 1.
    tick : shape (n,), -1 once the chain has ended.
    state : shape (n,), in the game of that tick as in ``Standoff.course``; -1 once the chain has ended.
    first : shape (n,), 0 while nobody has blinked, else 1 + index in ``blinks``.
    blinks : the first blinks there can be.
    levels : shape (n, V), level index of each variable; -1 once the chain has ended.
    labels : ``..._blinks_first`` per actor, ``first_blink_soft`` and ``first_blink_hard``,
        ``nobody_blinks``; of a whole chain also ``at_the_horizon``, ``over`` and one per level of each
        variable.
    rewards : of a whole chain, one per actor; else none.
    """

    name: str
    title: str
    actors: tuple[str, ...]
    offset: IntArray
    target: IntArray
    probability: FloatArray
    tick: IntArray
    state: IntArray
    first: IntArray
    blinks: tuple[FirstBlink, ...]
    variables: tuple[Variable, ...]
    levels: IntArray
    labels: tuple[Label, ...]
    rewards: tuple[Reward, ...]

    @property
    def n_states(self) -> int:
        """Number of states n."""
        return int(self.tick.size)


def policy_chain(
    standoff: Standoff, policy: Policy, whole: bool = False, most: int = MOST_STATES
) -> PolicyChain:
    """Unroll what happens under a policy in time.

    Raises `TooLargeError` when it would have more states; says at which tick. Raises `OptionError` when the
    whole of an endless game is asked for: its payoffs never end.

    Parameters
    ----------
    standoff, policy : the compiled scenario and its solution. The course with its surprises is unrolled.
    whole : go on after the first blink.
    most : how many states the chain may have.
    """
    if whole and standoff.stationary:
        raise OptionError(
            f"{standoff.name}: the payoffs of an endless game do not end in a chain that does; "
            "take the chain up to the first blink, or give the scenario a horizon in months"
        )
    unrolling = _ChainUnrolling(standoff, policy, whole, most)
    layers = list(unrolling.layers())
    return _labelled(unrolling.joined(layers), standoff.ticks, whole)


class _ChainLayer(NamedTuple):
    """The states of the chain at one tick, and the steps from them.

    A state is coded ``first * S + state``; an end of the chain -1 - number of the blink it ends in, so -1
    where nobody blinked, and where a whole chain comes to rest.

    Attributes
    ----------
    tick, leg : when, and the number of the leg in force.
    codes : shape (n,), increasing.
    rows : place in ``codes`` that a step begins from, in increasing order.
    targets : code of where it leads, in the game in force a tick later.
    chances : its probability.
    utils : shape (n, A), what the states bring in this tick, at the start.
    """

    tick: int
    leg: int
    codes: IntArray
    rows: IntArray
    targets: IntArray
    chances: FloatArray
    utils: FloatArray


class _Moves(NamedTuple):
    """All steps a game can make in a tick, sorted by where they begin, whether or not they are taken.

    Attributes
    ----------
    offset : shape (S + 1,), the steps from state s are ``offset[s]:offset[s + 1]``.
    target : state of the same game.
    blink : 0, or 1 + index of the blink that a step is.
    edge : the edge that is played, -1 for nature and for nothing.
    base : probability, of an edge when it is played.
    """

    offset: IntArray
    target: IntArray
    blink: IntArray
    edge: IntArray
    base: FloatArray


class _ChainUnrolling:
    def __init__(self, standoff: Standoff, policy: Policy, whole: bool, most: int) -> None:
        self.standoff, self.whole, self.most = standoff, whole, most
        self.legs = played_legs(standoff, policy)
        self.blinks = _possible_blinks(self.legs)

    def layers(self) -> Iterator[_ChainLayer]:
        """The layers of all ticks; of a whole chain, that of the horizon too."""
        weight, count = np.ones(self.legs[0].game.n_movers), 0
        leg, codes = self._carried(np.array([self.legs[0].game.start]), 0, 0)
        moves = _moves(self.legs[leg].game, self.blinks)
        for tick in range(self.standoff.ticks):
            if codes.size == 0:
                return  # somebody has blinked for sure
            count += codes.size
            self._refuse_too_many(count, tick)
            layer = self._layer(tick, leg, codes, moves, weight)
            weight = weight * discount_per_tick(self.legs[leg].game)
            leg, targets = self._carried(layer.targets, leg, tick + 1)
            if tick + 1 == self.standoff.ticks and not self.whole:
                targets = np.minimum(targets, -1)
            if leg != layer.leg:
                moves = _moves(self.legs[leg].game, self.blinks)
            yield layer._replace(targets=targets)
            codes = np.unique(targets[targets >= 0])
        if self.whole:
            yield self._last(leg, codes, weight)

    def _layer(self, tick: int, leg: int, codes: IntArray, moves: _Moves, weight: FloatArray) -> _ChainLayer:
        game = self.legs[leg].game
        first, state = np.divmod(codes, game.n_states)
        chance = _chances(self.legs[leg], moves, tick)
        rows, steps = _spread(state, moves.offset)
        taken = chance[steps] > 0.0
        rows, steps = rows[taken], steps[taken]
        if self.whole:
            remembered = np.where(first[rows] == 0, moves.blink[steps], first[rows])
            targets = remembered * game.n_states + moves.target[steps]
            utils = weight * _expected(game, chance, moves)[state]
        else:
            targets = np.where(moves.blink[steps] > 0, -1 - moves.blink[steps], moves.target[steps])
            utils = np.zeros((0, game.n_movers))
        return _ChainLayer(tick, leg, codes, rows, targets, chance[steps], utils)

    def _last(self, leg: int, codes: IntArray, weight: FloatArray) -> _ChainLayer:
        """The layer of the horizon: every state is worth its afterwards, then the chain comes to rest."""
        game = self.legs[leg].game
        lasting = afterwards_ticks(game, self.standoff.afterwards_months) * lay_out(game).flow
        rows, resting = np.arange(codes.size), np.full(codes.size, -1)
        utils = weight * lasting[codes % game.n_states]
        return _ChainLayer(self.standoff.ticks, leg, codes, rows, resting, np.ones(codes.size), utils)

    def _carried(self, codes: IntArray, leg: int, tick: int) -> tuple[int, IntArray]:
        """The leg in force at a tick, and what the dated events of that tick make of codes."""
        while leg + 1 < len(self.legs) and self.legs[leg + 1].first <= tick:
            before, after = self.legs[leg], self.legs[leg + 1]
            if after.carry is not None:
                first, state = np.divmod(codes, before.game.n_states)
                moved = first * after.game.n_states + after.carry[state]
                codes = np.where(codes >= 0, moved, codes)
            leg += 1
        return leg, codes

    def _refuse_too_many(self, count: int, tick: int) -> None:
        if count > self.most:
            raise TooLargeError(
                f"{self.standoff.name}: the chain has {count:,} states by tick {tick} of "
                f"{self.standoff.ticks}, expected at most {self.most:,}; shorten the horizon, freeze "
                "variables or allow more"
            )

    def joined(self, layers: Sequence[_ChainLayer]) -> PolicyChain:
        """The layers one after the other, the ends behind them; no labels yet."""
        begins = np.cumsum([0, *(layer.codes.size for layer in layers)])
        ends = 1 if self.whole else 1 + len(self.blinks)
        resting = begins[-1] + np.arange(ends)
        following = [*(layer.codes for layer in layers[1:]), np.zeros(0, dtype=np.int64)]
        rows, targets, chances = [], [], []
        for layer, begin, end, later in zip(layers, begins, begins[1:], following, strict=False):
            going_on, ended = end + np.searchsorted(later, layer.targets), begins[-1] - 1 - layer.targets
            number = np.where(layer.targets >= 0, going_on, ended)
            row, target, chance = _summed(begin + layer.rows, number, layer.chances)
            rows.append(row)
            targets.append(target)
            chances.append(chance)
        row = np.concatenate([*rows, resting])
        games = [self.legs[layer.leg].game for layer in layers]
        firsts, states = zip(
            *(np.divmod(layer.codes, game.n_states) for layer, game in zip(layers, games, strict=True)),
            strict=True,
        )
        away = np.full(ends, NOWHERE)
        nowhere = np.full((ends, len(games[0].variables)), NOWHERE)
        return PolicyChain(
            name=self.standoff.name,
            title=self.standoff.title,
            actors=self.standoff.opening.actors,
            offset=np.concatenate(([0], np.cumsum(np.bincount(row)))),
            target=np.concatenate([*targets, resting]),
            probability=np.concatenate([*chances, np.ones(ends)]),
            tick=np.concatenate([*(np.full(layer.codes.size, layer.tick) for layer in layers), away]),
            state=np.concatenate([*states, away]),
            first=np.concatenate([*firsts, np.arange(ends)]),
            blinks=self.blinks,
            variables=games[0].variables,
            levels=np.concatenate(
                [*(game.states[state] for game, state in zip(games, states, strict=True)), nowhere]
            ),
            labels=(),
            rewards=self._rewards(layers) if self.whole else (),
        )

    def _rewards(self, layers: Sequence[_ChainLayer]) -> tuple[Reward, ...]:
        actors = self.standoff.opening.actors
        utils = np.concatenate([*(layer.utils for layer in layers), np.zeros((1, len(actors)))])
        return tuple(Reward(name, utils[:, i].copy()) for i, name in enumerate(identifiers(actors)))


def _possible_blinks(legs: Sequence[Leg]) -> tuple[FirstBlink, ...]:
    found: set[FirstBlink] = set()
    for game in (leg.game for leg in legs):
        blinking = game.edge_blink > 0
        pairs = zip(game.edge_actor[blinking].tolist(), game.edge_blink[blinking].tolist(), strict=True)
        found.update(FirstBlink(actor, degree) for actor, degree in pairs)
    return tuple(sorted(found))


def _moves(game: Game, blinks: Sequence[FirstBlink]) -> _Moves:
    tables = lay_out(game)
    states = np.arange(game.n_states)
    nature = np.repeat(states, np.diff(tables.nature_offset))
    edges = np.repeat(np.arange(game.n_edges), np.diff(game.outcome_offset))
    number = np.zeros((game.n_movers, len(BLINK_DEGREES)), dtype=np.int64)
    for place, blink in enumerate(blinks):
        number[blink.actor, blink.degree] = 1 + place
    no_blink = np.zeros(states.size + nature.size, dtype=np.int64)
    origin = np.concatenate([states, nature, game.edge_state[edges]])
    order = np.argsort(origin, kind="stable")
    return _Moves(
        offset=np.concatenate(([0], np.cumsum(np.bincount(origin, minlength=game.n_states)))),
        target=np.concatenate([states, game.nature_outcome_state, game.outcome_state])[order],
        blink=np.concatenate([no_blink, number[game.edge_actor, game.edge_blink][edges]])[order],
        edge=np.concatenate([no_blink - 1, edges])[order],
        base=np.concatenate([tables.idle, tables.pace.nature, game.outcome_probability])[order],
    )


def _chances(leg: Leg, moves: _Moves, tick: int) -> FloatArray:
    game = leg.game
    played = leg.choice[tick - leg.first] * lay_out(game).initiative[game.edge_state, game.edge_actor]
    return np.where(moves.edge < 0, moves.base, moves.base * played[moves.edge])


def _expected(game: Game, chance: FloatArray, moves: _Moves) -> FloatArray:
    """The expected reward of every state in a tick in which steps have these chances, shape (S, A)."""
    tables = lay_out(game)
    by_edge = moves.edge >= 0
    played = np.bincount(moves.edge[by_edge], weights=chance[by_edge], minlength=game.n_edges)
    edges = np.repeat(np.arange(game.n_edges), np.diff(tables.lumps.offset))
    felt = tables.flow.copy()
    np.add.at(felt, (game.edge_state[edges], tables.lumps.actor), played[edges] * tables.lumps.utils)
    return felt


def _spread(states: IntArray, offset: IntArray) -> tuple[IntArray, IntArray]:
    """All steps from some states: place of the state among them, and the step."""
    sizes = offset[states + 1] - offset[states]
    rows = np.repeat(np.arange(states.size), sizes)
    inside = np.arange(rows.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return rows, offset[states][rows] + inside


def _summed(rows: IntArray, targets: IntArray, chances: FloatArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Steps sorted by row and target, each pair once."""
    low, wide = targets.min(), np.ptp(targets) + 1
    pairs, place = np.unique(rows * wide + targets - low, return_inverse=True)
    sums: FloatArray = np.bincount(place, weights=chances).astype(np.float64)
    return pairs // wide, pairs % wide + low, sums


def _labelled(chain: PolicyChain, ticks: int, whole: bool) -> PolicyChain:
    gone = chain.tick == NOWHERE
    end = chain.tick == ticks if whole else gone
    actor = np.array([-1, *(blink.actor for blink in chain.blinks)])[chain.first]
    degree = np.array([0, *(blink.degree for blink in chain.blinks)])[chain.first]
    members = [(f"{name}_blinks_first", actor == i) for i, name in enumerate(chain.actors)]
    members += [(f"first_blink_{name}", degree == d) for d, name in enumerate(BLINK_DEGREES) if d > 0]
    members.append(("nobody_blinks", end & (chain.first == 0)))
    if whole:
        members += [("at_the_horizon", end), ("over", gone)]
        members += [
            (f"{variable.name}_{name}", chain.levels[:, place] == level)
            for place, variable in enumerate(chain.variables)
            for level, name in enumerate(variable.levels)
        ]
    names = identifiers([name for name, _ in members])
    there = [np.flatnonzero(which) for _, which in members]
    return replace(chain, labels=tuple(map(Label, names, there)))
