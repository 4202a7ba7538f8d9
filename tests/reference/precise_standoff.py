"""P(blinks first) with as many digits as one wants: the model in decimal numbers, slowly.

Reads a stand-off's arrays as exact numbers and shares no other code with the package. What arrays hold is
taken for what is meant, so a difference to the package's answer is the rounding of its arithmetic alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, localcontext
from itertools import pairwise

import numpy as np

from blinkfirst.game.game import Game, IntArray
from blinkfirst.game.standoff import Standoff

Rows = list[list[Decimal]]
Factors = Mapping[tuple[str, int], Decimal]  # of weights, by argument and actor

TIES = Decimal("1e-11")  # exact maximisers: relative to the actor's largest value anywhere


def precise_first_blinks(
    standoff: Standoff, digits: int = 60, factors: Factors | None = None
) -> list[Decimal]:
    """P(blinks first) by actor; weights are multiplied by ``factors`` where there is one."""
    with localcontext() as context:
        context.prec = digits
        worlds: dict[int, _World] = {}

        def world(game: Game) -> _World:
            return worlds.setdefault(id(game), _World(game, factors or {}))

        solved = []
        for plan in standoff.plans:
            values = world(plan.stretches[-1].game).terminal(standoff.afterwards_months)
            choices: list[list[list[Decimal]]] = []
            for number in range(len(plan.stretches) - 1, -1, -1):
                stretch, end = plan.stretches[number], plan.ends(standoff.ticks)[number]
                played: list[list[Decimal]] = []
                for _ in range(end - stretch.first_tick):
                    values, sigma = world(stretch.game).tick_back(values)
                    played.insert(0, sigma)
                choices.insert(0, played)
                if number > 0:
                    assert stretch.carry is not None
                    values = [values[state] for state in stretch.carry]
            solved.append(choices)
        return _played_out(standoff, solved, world)


def _played_out(standoff: Standoff, solved: list[list[list[list[Decimal]]]], world: object) -> list[Decimal]:
    blinks = [Decimal(0)] * standoff.opening.n_actors
    mass = [Decimal(int(s == standoff.opening.start)) for s in range(standoff.opening.n_states)]
    for number, span in enumerate(standoff.played):
        stretch = standoff.plans[span.plan].stretches[span.place]
        here: _World = world(stretch.game)  # type: ignore[operator]
        if number > 0:
            assert stretch.carry is not None
            landed = [Decimal(0)] * stretch.game.n_states
            for state, chance in zip(stretch.carry, mass, strict=True):
                landed[state] += chance
            mass = landed
        for sigma in solved[span.plan][span.place][: span.end - stretch.first_tick]:
            mass = here.tick_forward(mass, sigma, blinks)
    return blinks


class _World:
    """A game in decimal numbers, made in the precision in force."""

    def __init__(self, game: Game, factors: Factors) -> None:
        self.game = game
        self.length = Decimal(game.tick_months)
        self.actors, self.states = range(game.n_actors), range(game.n_states)
        self.delta = [Decimal(float(p)) ** (self.length / 12) for p in game.patience]
        self.turn = [[Decimal(float(x)) * self.length for x in row] for row in game.tempo]
        self.leads = [
            [(int(game.outcome_state[o]), Decimal(float(game.outcome_probability[o]))) for o in members]
            for members in _members(game.outcome_offset)
        ]
        self.drift: list[list[tuple[int, Decimal]]] = []
        self.idle: list[Decimal] = []
        for state in self.states:
            leads, busy = [], sum(self.turn[state], Decimal(0))
            for m in range(game.nature_offset[state], game.nature_offset[state + 1]):
                rate = Decimal(float(game.nature_rate[m])) * self.length
                busy += rate
                for o in range(game.nature_outcome_offset[m], game.nature_outcome_offset[m + 1]):
                    chance = Decimal(float(game.nature_outcome_probability[o]))
                    leads.append((int(game.nature_outcome_state[o]), rate * chance))
            self.drift.append(leads)
            self.idle.append(max(Decimal(0), 1 - busy))
        payoffs = game.payoffs
        weights = [
            Decimal(float(w)) * factors.get((c.argument, c.actor), Decimal(1))
            for w, c in zip(payoffs.weights, payoffs.columns, strict=True)
        ]
        self.flow = [[Decimal(0) for _ in self.actors] for _ in self.states]
        for row, column in enumerate(payoffs.flow_columns):
            for state in self.states:
                worth = Decimal(float(payoffs.flow_features[row, state]))
                self.flow[state][payoffs.columns[column].actor] += weights[column] * worth * self.length
        self.lump = [[Decimal(0) for _ in self.actors] for _ in range(game.n_edges)]
        for row, column in enumerate(payoffs.lump_columns):
            for entry in range(payoffs.lump_offset[row], payoffs.lump_offset[row + 1]):
                worth = Decimal(float(payoffs.lump_worth[entry]))
                self.lump[payoffs.lump_edge[entry]][payoffs.columns[column].actor] += weights[column] * worth

    def terminal(self, months: float) -> Rows:
        """Values at the horizon."""
        n = Decimal(months) / self.length
        ticks = [n if d == 1 else (1 - d**n) / (1 - d) for d in self.delta]
        return [[self.flow[s][i] * ticks[i] for i in self.actors] for s in self.states]

    def tick_back(self, values: Rows) -> tuple[Rows, list[Decimal]]:
        """Values a tick earlier, and its choices."""
        felt = [[d * v for d, v in zip(self.delta, row, strict=True)] for row in values]
        largest = [max(abs(row[i]) for row in values) for i in self.actors]
        before, sigma = [], [Decimal(0)] * self.game.n_edges
        for s in self.states:
            row = [self.flow[s][i] + self.idle[s] * felt[s][i] for i in self.actors]
            for state, chance in self.drift[s]:
                row = [x + chance * y for x, y in zip(row, felt[state], strict=True)]
            for j in self.actors:
                menu = range(*self.game.edge_offset[s * len(row) + j : s * len(row) + j + 2])
                worth = {e: self._worth(e, felt) for e in menu}
                shares = self._shares({e: w[j] for e, w in worth.items()}, j, largest[j])
                for e, share in shares.items():
                    sigma[e] = share
                    for i in self.actors:
                        row[i] += self.turn[s][j] * share * worth[e][i]
            before.append(row)
        return before, sigma

    def _worth(self, edge: int, felt: Rows) -> list[Decimal]:
        worth = list(self.lump[edge])
        for state, chance in self.leads[edge]:
            worth = [x + chance * y for x, y in zip(worth, felt[state], strict=True)]
        return worth

    def _shares(self, worth: Mapping[int, Decimal], actor: int, largest: Decimal) -> dict[int, Decimal]:
        best, precision = max(worth.values()), float(self.game.precision[actor])
        if np.isinf(precision):
            likes = {e: Decimal(int(best - w <= TIES * largest)) for e, w in worth.items()}
        else:
            likes = {e: (Decimal(precision) * (w - best)).exp() for e, w in worth.items()}
        total = sum(likes.values())
        return {e: like / total for e, like in likes.items()}

    def tick_forward(self, mass: list[Decimal], sigma: list[Decimal], blinks: list[Decimal]) -> list[Decimal]:
        """Mass without a blink a tick later; what blinks is added to ``blinks``."""
        game, after = self.game, [m * idle for m, idle in zip(mass, self.idle, strict=True)]
        for s in self.states:
            for state, chance in self.drift[s]:
                after[state] += mass[s] * chance
        for e in range(game.n_edges):
            passing = mass[game.edge_state[e]] * self.turn[game.edge_state[e]][game.edge_actor[e]] * sigma[e]
            if game.edge_blink[e]:
                blinks[game.edge_actor[e]] += passing
                continue
            for state, chance in self.leads[e]:
                after[state] += passing * chance
        return after


def _members(offset: IntArray) -> list[range]:
    return [range(first, end) for first, end in pairwise(offset.tolist())]
