"""Small games written down by hand, for numbers that can be checked on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from blinkfirst.game.game import Game, PayoffColumn, Payoffs, Variable


@dataclass(frozen=True)
class Edge:
    """A move: where it leads (state -> chance) and what it pays at once (actor -> utils)."""

    state: int
    actor: int
    move: str
    to: Mapping[int, float]
    lumps: Mapping[int, float] = field(default_factory=dict)
    blink: int = 0


@dataclass(frozen=True)
class Drift:
    """A nature event: where, chance per tick, where it leads."""

    state: int
    chance: float
    to: Mapping[int, float]


def handmade_game(
    edges: Sequence[Edge],
    flow_per_tick: Sequence[Sequence[float]],
    initiative: Sequence[float],
    precision: Sequence[float],
    delta: Sequence[float],
    nature: Sequence[Drift] = (),
    start: int = 0,
    tick_months: float = 1.0,
) -> Game:
    """A game in which everything is given per tick: flows, initiatives, chances of nature, discounts."""
    states, actors = len(flow_per_tick), len(initiative)
    moves = [list(dict.fromkeys(e.move for e in edges if e.actor == a)) for a in range(actors)]
    ordered = sorted(edges, key=lambda e: (e.state, e.actor, moves[e.actor].index(e.move)))
    drifts = sorted(nature, key=lambda n: n.state)
    lumps = [
        (a, [(k, edge.lumps[a]) for k, edge in enumerate(ordered) if a in edge.lumps]) for a in range(actors)
    ]
    columns = [PayoffColumn("flow", "", a, "while") for a in range(actors)]
    columns += [PayoffColumn("lump", "", a, "when") for a in range(actors)]
    rows = [e.state * actors + e.actor for e in ordered]
    return Game(
        actors=tuple(f"actor{a}" for a in range(actors)),
        moves=tuple(tuple(names) for names in moves),
        variables=(Variable("state", tuple(f"s{s}" for s in range(states))),),
        nature=("drift",),
        states=np.arange(states)[:, np.newaxis],
        start=start,
        tick_months=tick_months,
        tempo=np.tile(np.array(initiative, dtype=np.float64) / tick_months, (states, 1)),
        patience=np.array(delta, dtype=np.float64) ** (12.0 / tick_months),
        precision=np.array(precision, dtype=np.float64),
        edge_offset=_offsets(rows, states * actors),
        edge_state=np.array([e.state for e in ordered]),
        edge_actor=np.array([e.actor for e in ordered]),
        edge_move=np.array([moves[e.actor].index(e.move) for e in ordered]),
        edge_blink=np.array([e.blink for e in ordered]),
        outcome_offset=np.cumsum([0, *(len(e.to) for e in ordered)]),
        outcome_state=np.array([s for e in ordered for s in e.to]),
        outcome_probability=np.array([p for e in ordered for p in e.to.values()], dtype=np.float64),
        nature_offset=_offsets([n.state for n in drifts], states),
        nature_event=np.zeros(len(drifts), dtype=np.int64),
        nature_rate=np.array([n.chance for n in drifts], dtype=np.float64) / tick_months,
        nature_outcome_offset=np.cumsum([0, *(len(n.to) for n in drifts)]),
        nature_outcome_state=np.array([s for n in drifts for s in n.to], dtype=np.int64),
        nature_outcome_probability=np.array([p for n in drifts for p in n.to.values()], dtype=np.float64),
        payoffs=Payoffs(
            columns=tuple(columns),
            weights=np.ones(2 * actors),
            flow_columns=np.arange(actors),
            flow_features=np.array(flow_per_tick, dtype=np.float64).T / tick_months,
            lump_columns=np.arange(actors, 2 * actors),
            lump_offset=np.cumsum([0, *(len(entries) for _, entries in lumps)]),
            lump_edge=np.array([k for _, entries in lumps for k, _ in entries], dtype=np.int64),
            lump_worth=np.array([x for _, entries in lumps for _, x in entries], dtype=np.float64),
        ),
    )


def _offsets(rows: Sequence[int], count: int) -> np.ndarray:
    return np.concatenate(
        ([0], np.cumsum(np.bincount(np.array(rows, dtype=np.int64), minlength=count)))
    ).astype(np.int64)
