"""Games of awkward shapes: sizes that do not fill lanes, menus of very different lengths, idle actors."""

from __future__ import annotations

import numpy as np

from blinkfirst.game.game import FloatArray, Game, IntArray, PayoffColumn, Payoffs, Variable

PRECISIONS = (0.0, 0.5, 3.0, 40.0, np.inf)
PATIENCES = (1.0, 0.9, 0.4)
TICK_MONTHS = 0.25


def ragged_game(
    rng: np.random.Generator,
    states: int,
    actors: int,
    longest: int = 12,
    precisions: tuple[float, ...] = PRECISIONS,
) -> Game:
    """Draw a game: menus of 1 to ``longest`` moves, 1 to 5 outcomes, some twice in one state, nature here and
    there, and every third menu without initiative.
    """
    lengths = rng.integers(1, longest + 1, states * actors)
    lengths[rng.random(lengths.size) < 0.4] = 1
    edge_state = np.repeat(np.arange(states * actors) // actors, lengths)
    edge_actor = np.repeat(np.arange(states * actors) % actors, lengths)
    offset = _offset(lengths)
    edges = int(lengths.sum())
    outcomes = rng.choice([1, 1, 1, 2, 2, 3, 5], edges)
    targets, chances = _ends(rng, states, outcomes)
    events = rng.integers(0, 4, states)
    event_outcomes = rng.integers(1, 3, int(events.sum()))
    event_targets, event_chances = _ends(rng, states, event_outcomes)
    pace = rng.dirichlet(np.ones(actors + 2), states) / TICK_MONTHS
    tempo = pace[:, :actors] * (rng.random((states, actors)) < 0.7)
    return Game(
        actors=tuple(f"actor{a}" for a in range(actors)),
        moves=tuple(tuple(f"move{m}" for m in range(longest)) for _ in range(actors)),
        variables=(Variable("place", tuple(f"p{s}" for s in range(states))),),
        nature=("rain", "shine", "fog"),
        states=np.arange(states)[:, np.newaxis],
        start=int(rng.integers(states)),
        tick_months=TICK_MONTHS,
        tempo=tempo,
        patience=rng.choice(PATIENCES, actors),
        precision=rng.choice(precisions, actors),
        edge_offset=offset,
        edge_state=edge_state,
        edge_actor=edge_actor,
        edge_move=np.arange(edges) - offset[edge_state * actors + edge_actor],
        edge_blink=rng.choice([0, 0, 1, 2], edges),
        outcome_offset=_offset(outcomes),
        outcome_state=targets,
        outcome_probability=chances,
        nature_offset=_offset(events),
        nature_event=np.arange(events.sum()) - np.repeat(_offset(events)[:-1], events),
        nature_rate=np.repeat(pace[:, actors] / 3.0, events),
        nature_outcome_offset=_offset(event_outcomes),
        nature_outcome_state=event_targets,
        nature_outcome_probability=event_chances,
        payoffs=_payoffs(rng, states, actors, edges),
    )


def _offset(counts: IntArray) -> IntArray:
    return np.concatenate(([0], np.cumsum(counts)))


def _ends(rng: np.random.Generator, states: int, outcomes: IntArray) -> tuple[IntArray, FloatArray]:
    chances = [rng.dirichlet(np.ones(n)) if n > 1 else np.ones(1) for n in outcomes]
    return rng.integers(0, states, int(outcomes.sum())), np.concatenate([np.zeros(0), *chances])


def _payoffs(rng: np.random.Generator, states: int, actors: int, edges: int) -> Payoffs:
    """Two flows per actor, and lumps of few and of many different worths."""
    columns = [PayoffColumn(f"flow{n}", "", n % actors, "while") for n in range(2 * actors)]
    columns += [PayoffColumn(f"lump{n}", "", n % actors, "when") for n in range(actors + 3)]
    lumps = np.arange(2 * actors, len(columns))
    paid = [np.flatnonzero(rng.random(edges) < 0.3) for _ in lumps]
    worth = [
        rng.normal(size=at.size) if n % 3 == 0 else rng.choice([1.0, 2.0], at.size)
        for n, at in enumerate(paid)
    ]
    return Payoffs(
        columns=tuple(columns),
        weights=rng.normal(0.0, 1.0, len(columns)),
        flow_columns=np.arange(2 * actors),
        flow_features=rng.choice([0.0, 1.0, -0.5], (2 * actors, states)),
        lump_columns=lumps,
        lump_offset=_offset(np.array([at.size for at in paid])),
        lump_edge=np.concatenate([np.zeros(0, dtype=np.int64), *paid]),
        lump_worth=np.concatenate([np.zeros(0), *worth]),
    )
