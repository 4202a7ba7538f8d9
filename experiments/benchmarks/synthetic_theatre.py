"""A made-up standoff as large as a theatre, drawn at random from a fixed seed: for timing only."""

from __future__ import annotations

from datetime import date

import numpy as np

from blinkfirst.game.game import FloatArray, Game, IntArray, PayoffColumn, Payoffs, Variable
from blinkfirst.game.standoff import Plan, Standoff, Stretch

LEVELS = (5, 4, 4, 4, 4, 4, 2)  # 10,240 states
ACTORS = ("US", "China", "Russia", "DPRK", "ROK")
MOVES = 6  # per actor; conditions leave three to four of them in a typical state
TICKS = 78  # 18 months of weeks
TICK_MONTHS = 12 / 52
COLUMNS = 60


def synthetic_standoff(seed: int = 0) -> Standoff:
    """A standoff of 10,240 states, 5 actors and 78 ticks without dated events."""
    game = synthetic_game(np.random.default_rng(seed))
    plan = Plan(0, (Stretch(0, game, None, ""),))
    return Standoff(
        "synthetic", "Synthetic theatre", date(2018, 8, 31), TICKS, TICK_MONTHS, 12.0, False, (plan,)
    )


def synthetic_game(rng: np.random.Generator) -> Game:
    """Every move shifts one or two variables; one in four by chance; each is open in half of the states."""
    states = np.indices(LEVELS).reshape(len(LEVELS), -1).T
    parts = [_moves_of(rng, states, actor) for actor in range(len(ACTORS))]
    edge_state, edge_actor, edge_move, blink, targets, chances = (
        np.concatenate(p) for p in zip(*parts, strict=True)
    )
    order = np.lexsort((edge_move, edge_actor, edge_state))
    edge_state, edge_actor, edge_move = edge_state[order], edge_actor[order], edge_move[order]
    targets, chances = targets[order], chances[order]
    used = chances > 0
    rows = edge_state * len(ACTORS) + edge_actor
    nature = _nature(rng, states)
    return Game(
        actors=ACTORS,
        moves=tuple(tuple(f"move{m}" for m in range(MOVES)) for _ in ACTORS),
        variables=tuple(Variable(f"v{i}", tuple(f"l{k}" for k in range(n))) for i, n in enumerate(LEVELS)),
        nature=("drift0", "drift1"),
        states=states,
        start=0,
        tick_months=TICK_MONTHS,
        tempo=rng.uniform(0.3, 0.8, (len(states), len(ACTORS))),
        patience=rng.uniform(0.7, 0.97, len(ACTORS)),
        precision=rng.uniform(1.0, 6.0, len(ACTORS)),
        edge_offset=_offsets(rows, len(states) * len(ACTORS)),
        edge_state=edge_state,
        edge_actor=edge_actor,
        edge_move=edge_move,
        edge_blink=blink[order],
        outcome_offset=np.concatenate(([0], np.cumsum(used.sum(axis=1)))),
        outcome_state=targets[used],
        outcome_probability=chances[used],
        nature_offset=_offsets(nature[0], len(states)),
        nature_event=nature[1],
        nature_rate=np.full(len(nature[0]), 0.2),
        nature_outcome_offset=np.arange(len(nature[0]) + 1),
        nature_outcome_state=nature[2],
        nature_outcome_probability=np.ones(len(nature[0])),
        payoffs=_payoffs(rng, len(states), len(order)),
    )


def _offsets(rows: IntArray, count: int) -> IntArray:
    return np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=count))))


def _shifted(states: IntArray, variable: int, step: int) -> IntArray:
    moved = states.copy()
    moved[:, variable] = np.clip(moved[:, variable] + step, 0, LEVELS[variable] - 1)
    return np.ravel_multi_index(tuple(moved.T), LEVELS)


def _moves_of(rng: np.random.Generator, states: IntArray, actor: int) -> tuple[IntArray | FloatArray, ...]:
    everywhere = np.arange(len(states))
    edges = []
    for move in range(MOVES):
        variable = int(rng.integers(len(LEVELS)))
        gate = int(rng.integers(len(LEVELS)))
        here = everywhere if move == 0 else everywhere[states[:, gate] < (LEVELS[gate] + 1) // 2]
        target = everywhere[here] if move == 0 else _shifted(states[here], variable, int(rng.choice([-1, 1])))
        risky = move % 4 == 3
        chances = np.tile([0.7, 0.3] if risky else [1.0, 0.0], (len(here), 1))
        degree = {4: 1, 5: 2}.get(move, 0)
        edges.append((here, np.full(len(here), actor), np.full(len(here), move), np.full(len(here), degree),
                      np.column_stack([target, here]), chances))  # fmt: skip
    return tuple(np.concatenate(part) for part in zip(*edges, strict=True))


def _nature(rng: np.random.Generator, states: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    targets = [_shifted(states, int(rng.integers(len(LEVELS))), -1) for _ in range(2)]
    owners = np.repeat(np.arange(len(states)), 2)
    return owners, np.tile([0, 1], len(states)), np.column_stack(targets).ravel()


def _payoffs(rng: np.random.Generator, states: int, edges: int) -> Payoffs:
    kinds = ["while" if c % 2 else "when" for c in range(COLUMNS)]
    lumps = np.array([c for c in range(COLUMNS) if kinds[c] == "when"])
    flows = np.array([c for c in range(COLUMNS) if kinds[c] == "while"])
    where = [np.flatnonzero(rng.random(edges) < 0.03) for _ in lumps]
    return Payoffs(
        columns=tuple(PayoffColumn(f"argument{c}", "", c % len(ACTORS), kinds[c]) for c in range(COLUMNS)),
        weights=rng.normal(0, 0.3, COLUMNS),
        flow_columns=flows,
        flow_features=(rng.random((len(flows), states)) < 0.3).astype(np.float64),
        lump_columns=lumps,
        lump_offset=np.concatenate(([0], np.cumsum([len(w) for w in where]))),
        lump_edge=np.concatenate(where),
        lump_worth=np.ones(sum(len(w) for w in where)),
    )
