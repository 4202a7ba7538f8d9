"""A stand-off as a stochastic game with a state for every tick, state of the world and chooser.

In such a state one actor has the initiative and something to choose; all others, and everybody in a state of
chance, have one action. What is chosen pays the lumps of the move and a tick's flow, and leads a tick on: to
a state of the world, and in the same draw to whoever has the initiative there. At the horizon a last state
pays the afterwards, and the game is over. An endless stand-off needs no ticks: after the last dated event its
states lead to one another.

The game is the one that everybody expects at the start: foreseen dated events are in it, surprises are not.
Its logit equilibrium of one precision lambda for all is blinkfirst's answer where all actors have that
precision; in a *scaled* game, where payoffs are multiplied by it, at lambda = 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from blinkfirst.errors import OptionError, TooLargeError
from blinkfirst.exchange.game_tree import refuse_exact
from blinkfirst.exchange.identifiers import distinct
from blinkfirst.exchange.stochastic_game import StochasticGame
from blinkfirst.exchange.tick_branches import branches, difference, edge_lump, successors
from blinkfirst.game.game import FloatArray, Game, IntArray
from blinkfirst.game.standoff import Standoff, check_untyped
from blinkfirst.solve.layout.game_tables import discount_per_tick, lay_out
from blinkfirst.solve.standoff.backward_induction import afterwards_ticks

MOST_ROWS = 100_000
IDLE = "wait"  # the one action of those who have nothing to choose


class Opening(NamedTuple):
    """A state in which the game can begin, and how likely it does."""

    state: str
    chance: float


@dataclass(frozen=True)
class StochasticStandoff:
    """A stand-off as a stochastic game; its value is the mean over the openings, those who may be first."""

    game: StochasticGame
    openings: tuple[Opening, ...]


def stochastic_standoff(
    standoff: Standoff, scaled: bool = False, most: int = MOST_ROWS
) -> StochasticStandoff:
    """Unroll a stand-off into a stochastic game.

    Raises `TooLargeError` when it would have more rows; says how many, and what would fit. Raises
    `OptionError` when patience, or in a scaled game precision, changes on the way, or an exact maximiser is
    to be scaled: the game has one discount factor and one scale per player.

    Parameters
    ----------
    standoff : with a horizon, or endless; `blinkfirst.game.standoff.cut_off` brings a horizon nearer.
    scaled : whether payoffs are multiplied by the actor's precision.
    most : how many rows, action profiles of states, the game may have.

    Source
    ------
    [Doraszelski2019] for games in which who moves is drawn. Departure: the draw of the mover is part of the
    state, so that a solver for games of simultaneous moves can be used.
    """
    if scaled:
        refuse_exact(standoff)
    check_untyped(standoff)
    _refuse_changes(standoff, scaled)
    layers = _layers(standoff)
    worlds = _worlds(standoff, layers, most)
    return _GameUnrolling(standoff, layers, worlds, scaled).unrolled()


class _Layer(NamedTuple):
    """A tick, or all ticks from one on.

    Attributes
    ----------
    after : number of the next layer, its own when it goes on for ever, -1 at the end.
    carry : what dated events on the way to the next layer make of each state; ``None`` for nothing.
    """

    name: str
    game: Game
    after: int
    carry: IntArray | None


def _layers(standoff: Standoff) -> list[_Layer]:
    stretches = standoff.plans[0].stretches
    last = stretches[-1].first_tick if standoff.stationary else standoff.ticks
    found, place = [], 0
    for tick in range(last):
        game, carry = stretches[place].game, None
        while place + 1 < len(stretches) and stretches[place + 1].first_tick <= tick + 1:
            place += 1
            struck = stretches[place].carry
            assert struck is not None  # only the first stretch has none
            carry = struck if carry is None else struck[carry]
        found.append(_Layer(f"t{tick}", game, tick + 1, carry))
    if standoff.stationary:
        return [*found, _Layer("always" if not last else f"from t{last}", stretches[-1].game, last, None)]
    return [*found, _Layer(f"t{last}", stretches[-1].game, -1, None)]


class _Flow:
    """The successors of the states of a game in one tick, and the number of rows of each."""

    def __init__(self, game: Game) -> None:
        self.rows, origins, targets = np.zeros(game.n_states, dtype=np.int64), [], []
        for state in range(game.n_states):
            crossing = _Crossing(game, state)
            self.rows[state] = sum(len(turn.menu) for turn in crossing.turns) + (crossing.chance > 0.0)
            menus = (edge for turn in crossing.turns for edge in turn.menu)
            reached = [*crossing.led, *(way.target for edge in menus for way in successors(game, edge))]
            origins += [state] * len(reached)
            targets += reached
        self._origins, self._targets = np.array(origins), np.array(targets)

    def after(self, reached: IntArray) -> IntArray:
        there = np.isin(self._origins, reached)
        return np.unique(self._targets[there])


def _worlds(standoff: Standoff, layers: Sequence[_Layer], most: int) -> list[IntArray]:
    """States of the world that can be reached in every layer; refuses too many rows."""
    flows: dict[int, _Flow] = {}
    reached = np.array([standoff.opening.start])
    worlds, rows, fits, made = [], 0, 0, 0
    for number, layer in enumerate(layers):
        if layer.after < 0:
            worlds.append(reached)
            rows += reached.size
            break
        if id(layer.game) not in flows:
            flows[id(layer.game)] = _Flow(layer.game)
        flow = flows[id(layer.game)]
        if layer.after == number:
            reached = _closure(flow, reached)
        worlds.append(reached)
        rows += int(flow.rows[reached].sum())
        reached = flow.after(reached)
        if layer.carry is not None:
            reached = np.unique(layer.carry[reached])
        if rows + reached.size <= most:
            fits, made = number + 1, rows + int(reached.size)
    if rows > most:
        shorter = f"a horizon of {fits} ticks makes {made:,}; " if fits and not standoff.stationary else ""
        raise TooLargeError(
            f"{standoff.name}: as a stochastic game it would have {rows:,} rows (tick, state, chooser and "
            f"move), expected at most {most:,}; {shorter}shorten the horizon (--ticks), freeze variables or "
            "allow more (--limit)"
        )
    return worlds


def _closure(flow: _Flow, reached: IntArray) -> IntArray:
    while True:
        more = np.union1d(reached, flow.after(reached))
        if more.size == reached.size:
            return more
        reached = more


class _Turn(NamedTuple):
    """An actor who may have the initiative and something to choose, how likely, and its edges."""

    actor: int
    chance: float
    menu: tuple[int, ...]


class _Crossing:
    """The possible events in a state of the world in one tick.

    Attributes
    ----------
    turns, chance : initiatives with a choice; probability that nobody chooses.
    led, paid : then, probabilities of states, and mean payoffs, shape (A,), utils.
    """

    def __init__(self, game: Game, state: int) -> None:
        self.turns: list[_Turn] = []
        self.chance = 0.0
        self.paid = np.zeros(game.n_movers)
        led: dict[int, float] = {}
        for branch in branches(game, state):
            if branch.menu:
                actor = int(game.edge_actor[branch.menu[0]])
                self.turns.append(_Turn(actor, branch.chance, branch.menu))
                continue
            self.chance += branch.chance
            led[branch.target] = led.get(branch.target, 0.0) + branch.chance
            if branch.edge >= 0:
                self.paid += branch.chance * edge_lump(game, branch.edge)
        if self.chance > 0.0:
            self.paid /= self.chance
        self.led = {target: share / self.chance for target, share in led.items()}


class _Row(NamedTuple):
    """The payoffs of a profile, and the states it leads to, by number, with their chances."""

    paid: FloatArray
    led: dict[int, float]


class _GameUnrolling:
    def __init__(
        self, standoff: Standoff, layers: Sequence[_Layer], worlds: Sequence[IntArray], scaled: bool
    ) -> None:
        self.standoff, self.layers, self.worlds = standoff, layers, worlds
        opening = standoff.opening
        self.scale = opening.precision if scaled else np.ones(opening.n_movers)
        self.begin = opening.state_labels(opening.start)
        self.seats = distinct([*opening.actors, "chance"])
        self.over = distinct([*self.seats, "over"])[-1]
        self._crossings: dict[tuple[int, int], _Crossing] = {}
        self._numbers: dict[tuple[int, int, int], int] = {}
        self.names: list[str] = []
        self._number_all()

    def unrolled(self) -> StochasticStandoff:
        rows = list(self._rows())
        openings = self._arrivals(0, self.standoff.opening.start)
        actors = self.standoff.opening.actors
        game = StochasticGame(
            title=self.standoff.title,
            players=actors,
            states=tuple(self.names),
            actions=tuple(self._actions()),
            payoffs=np.array([row.paid for row in rows]),
            offset=np.concatenate(([0], np.cumsum([len(row.led) for row in rows]))),
            target=np.array([target for row in rows for target in row.led], dtype=np.int64),
            probability=np.array([share for row in rows for share in row.led.values()]),
            discounts=discount_per_tick(self.standoff.opening),
        )
        return StochasticStandoff(game, tuple(Opening(self.names[at], p) for at, p in openings.items()))

    def _crossing(self, game: Game, state: int) -> _Crossing:
        key = (id(game), state)
        if key not in self._crossings:
            self._crossings[key] = _Crossing(game, state)
        return self._crossings[key]

    def _seats(self, layer: _Layer, state: int) -> list[int]:
        """The players who may choose in a state of the world: actors, then chance; at the end nobody, -1."""
        if layer.after < 0:
            return [-1]
        crossing = self._crossing(layer.game, state)
        found = [turn.actor for turn in crossing.turns]
        return [*found, len(self.seats) - 1] if crossing.chance > 0.0 else found

    def _number_all(self) -> None:
        for number, (layer, worlds) in enumerate(zip(self.layers, self.worlds, strict=True)):
            for state in worlds.tolist():
                changed = difference(self.begin, layer.game.state_labels(state)).replace(",", "")
                for seat in self._seats(layer, state):
                    self._numbers[number, state, seat] = len(self.names)
                    who = self.over if seat < 0 else self.seats[seat]
                    self.names.append(f"{layer.name} / {changed or 'as at the start'} / {who}")

    def _actions(self) -> Iterator[tuple[tuple[str, ...], ...]]:
        idle: list[tuple[str, ...]] = [(IDLE,)] * self.standoff.opening.n_movers
        for number, state, seat in self._numbers:
            game = self.layers[number].game
            choices = list(idle)
            if 0 <= seat < game.n_movers:
                choices[seat] = tuple(game.edge_label(edge)[1] for edge in self._menu(number, state, seat))
            yield tuple(choices)

    def _menu(self, number: int, state: int, seat: int) -> tuple[int, ...]:
        turns = self._crossing(self.layers[number].game, state).turns
        return next(turn.menu for turn in turns if turn.actor == seat)

    def _rows(self) -> Iterator[_Row]:
        for number, state, seat in self._numbers:
            layer = self.layers[number]
            flow = lay_out(layer.game).flow[state]
            if seat < 0:
                lasting = afterwards_ticks(layer.game, self.standoff.afterwards_months)
                yield _Row(self.scale * lasting * flow, {})
            elif seat == layer.game.n_movers:
                crossing = self._crossing(layer.game, state)
                yield _Row(self.scale * (flow + crossing.paid), self._led(number, crossing.led))
            else:
                for edge in self._menu(number, state, seat):
                    led = {way.target: way.chance for way in successors(layer.game, edge)}
                    paid = self.scale * (flow + edge_lump(layer.game, edge))
                    yield _Row(paid, self._led(number, led))

    def _led(self, number: int, led: dict[int, float]) -> dict[int, float]:
        """Numbers of the states a tick later, when chance leads to states of the world so likely."""
        layer, found = self.layers[number], dict[int, float]()
        for target, chance in led.items():
            state = target if layer.carry is None else int(layer.carry[target])
            for at, share in self._arrivals(layer.after, state).items():
                found[at] = found.get(at, 0.0) + chance * share
        return found

    def _arrivals(self, number: int, state: int) -> dict[int, float]:
        """Numbers of the states in which somebody may choose, and how likely who does."""
        layer = self.layers[number]
        if layer.after < 0:
            return {self._numbers[number, state, -1]: 1.0}
        crossing = self._crossing(layer.game, state)
        found = {self._numbers[number, state, turn.actor]: turn.chance for turn in crossing.turns}
        if crossing.chance > 0.0:
            found[self._numbers[number, state, layer.game.n_movers]] = crossing.chance
        return found


def _refuse_changes(standoff: Standoff, scaled: bool) -> None:
    """Refuse discount factors, and in a scaled game precisions, that change on the way."""
    opening = standoff.opening
    for stretch in standoff.plans[0].stretches:
        kept = [("patience", opening.patience, stretch.game.patience)]
        if scaled:
            kept.append(("precision", opening.precision, stretch.game.precision))
        for what, before, after in kept:
            for actor in np.flatnonzero(before != after).tolist():
                raise OptionError(
                    f"{standoff.name}: the {what} of {opening.actors[actor]} changes at tick "
                    f"{stretch.first_tick} ({stretch.event}), and a table has one for the whole game; write "
                    f"the game up to there (--ticks {stretch.first_tick})"
                )
