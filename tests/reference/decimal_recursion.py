"""Both passes in decimal arithmetic of many digits, for stand-offs without dated events and exact maximisers.

Slow, and laid out nothing like the package: plain loops over edges, numbers as `Decimal`, which takes a
double as it is.
"""

from __future__ import annotations

from decimal import Decimal, localcontext

from blinkfirst.game.game import Game
from blinkfirst.game.standoff import Standoff

ZERO, ONE = Decimal(0), Decimal(1)


def first_blinks(standoff: Standoff, digits: int = 80) -> list[Decimal]:
    """P(first blink) by actor."""
    with localcontext() as context:
        context.prec = digits
        return _first_blinks(standoff)


def _first_blinks(standoff: Standoff) -> list[Decimal]:
    game, months = standoff.opening, Decimal(standoff.tick_months)
    actors, states = range(game.n_actors), range(game.n_states)
    delta = [(Decimal(float(p)).ln() * months / 12).exp() for p in game.patience]
    lump, flow = _lumps(game), _flows(game, months)
    turn = [[Decimal(float(t)) * months for t in row] for row in game.tempo]
    drift, idle = _drift(game, months, turn)
    span = Decimal(standoff.afterwards_months) / months
    lasting = [span if d == 1 else (1 - (d.ln() * span).exp()) / (1 - d) for d in delta]
    values = [[flow[s][i] * lasting[i] for i in actors] for s in states]
    leads = [
        [
            (int(game.outcome_state[o]), Decimal(float(game.outcome_probability[o])))
            for o in range(game.outcome_offset[e], game.outcome_offset[e + 1])
        ]
        for e in range(game.n_edges)
    ]
    played = []
    for _ in range(standoff.ticks):
        worth = [
            [lump[e][i] + delta[i] * sum(p * values[z][i] for z, p in leads[e]) for i in actors]
            for e in range(game.n_edges)
        ]
        sigma = _sigma(game, worth)
        played.append(sigma)
        new = [[flow[s][i] + idle[s] * delta[i] * values[s][i] for i in actors] for s in states]
        for s, z, p in drift:
            for i in actors:
                new[s][i] += p * delta[i] * values[z][i]
        for e in range(game.n_edges):
            s, j = int(game.edge_state[e]), int(game.edge_actor[e])
            for i in actors:
                new[s][i] += turn[s][j] * sigma[e] * worth[e][i]
        values = new
    return _forward(game, played[::-1], turn, idle, drift, leads)


def _sigma(game: Game, worth: list[list[Decimal]]) -> list[Decimal]:
    sigma = [ZERO] * game.n_edges
    for row in range(game.n_states * game.n_actors):
        j = row % game.n_actors
        menu, precision = (
            range(game.edge_offset[row], game.edge_offset[row + 1]),
            Decimal(float(game.precision[j])),
        )
        top = max(worth[e][j] for e in menu)
        odds = {e: (precision * (worth[e][j] - top)).exp() for e in menu}
        for e in menu:
            sigma[e] = odds[e] / sum(odds.values())
    return sigma


def _forward(
    game: Game,
    played: list[list[Decimal]],
    turn: list[list[Decimal]],
    idle: list[Decimal],
    drift: list[tuple[int, int, Decimal]],
    leads: list[list[tuple[int, Decimal]]],
) -> list[Decimal]:
    first, mass = [ZERO] * game.n_actors, [ZERO] * game.n_states
    mass[game.start] = ONE
    for sigma in played:
        after = [m * p for m, p in zip(mass, idle, strict=True)]
        for s, z, p in drift:
            after[z] += mass[s] * p
        for e in range(game.n_edges):
            s, j = int(game.edge_state[e]), int(game.edge_actor[e])
            made = mass[s] * turn[s][j] * sigma[e]
            if game.edge_blink[e]:
                first[j] += made
            else:
                for z, p in leads[e]:
                    after[z] += made * p
        mass = after
    return first


def _flows(game: Game, months: Decimal) -> list[list[Decimal]]:
    flows = [[ZERO] * game.n_actors for _ in range(game.n_states)]
    for row, column in enumerate(game.payoffs.flow_columns):
        for s in range(game.n_states):
            worth = Decimal(float(game.payoffs.flow_features[row, s]))
            actor = game.payoffs.columns[column].actor
            flows[s][actor] += months * Decimal(float(game.payoffs.weights[column])) * worth
    return flows


def _lumps(game: Game) -> list[list[Decimal]]:
    payoffs, lumps = game.payoffs, [[ZERO] * game.n_actors for _ in range(game.n_edges)]
    for row, column in enumerate(payoffs.lump_columns):
        for n in range(payoffs.lump_offset[row], payoffs.lump_offset[row + 1]):
            worth = Decimal(float(payoffs.weights[column])) * Decimal(float(payoffs.lump_worth[n]))
            lumps[payoffs.lump_edge[n]][payoffs.columns[column].actor] += worth
    return lumps


def _drift(
    game: Game, months: Decimal, turn: list[list[Decimal]]
) -> tuple[list[tuple[int, int, Decimal]], list[Decimal]]:
    drift, idle = [], [ONE - sum(row) for row in turn]
    for s in range(game.n_states):
        for m in range(game.nature_offset[s], game.nature_offset[s + 1]):
            chance = Decimal(float(game.nature_rate[m])) * months
            idle[s] -= chance
            for o in range(game.nature_outcome_offset[m], game.nature_outcome_offset[m + 1]):
                share = Decimal(float(game.nature_outcome_probability[o]))
                drift.append((s, int(game.nature_outcome_state[o]), chance * share))
    return drift, [max(rest, ZERO) for rest in idle]
