"""Random games and stand-offs for laws that must hold in every one of them.

Hypothesis draws the sizes and a seed; the numbers come from the seed. So an example shrinks in size, which is
what makes it readable, and drawing stays fast.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import strategies as st

from blinkfirst.game.game import FloatArray, Game, IntArray, PayoffColumn, Payoffs, Variable
from blinkfirst.game.standoff import Plan, Standoff, Stretch
from blinkfirst.game.watch import COUNT, ON, REACH, Watch

TICK_MONTHS = 12 / 52
PRECISIONS = (0.0, 0.3, 1.0, 4.0, 25.0, np.inf)
PATIENCES = (1.0, 0.95, 0.7, 0.3)


@st.composite
def games(
    draw: st.DrawFn,
    max_states: int = 6,
    max_actors: int = 4,
    precisions: tuple[float, ...] = PRECISIONS,
    patiences: tuple[float, ...] = PATIENCES,
) -> Game:
    """A random game with chance moves, nature, blinks, flows and lumps."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    states = draw(st.integers(1, max_states))
    actors = draw(st.integers(1, max_actors))
    return random_game(rng, states, actors, precisions, patiences)


@st.composite
def standoffs(
    draw: st.DrawFn,
    max_states: int = 6,
    max_actors: int = 4,
    max_ticks: int = 8,
    precisions: tuple[float, ...] = PRECISIONS,
    patiences: tuple[float, ...] = PATIENCES,
) -> Standoff:
    """A random standoff without dated events."""
    game = draw(games(max_states, max_actors, precisions, patiences))
    return standoff_of(game, draw(st.integers(1, max_ticks)), draw(st.sampled_from([0.0, 0.1, 1.0, 12.0])))


@st.composite
def eventful_standoffs(
    draw: st.DrawFn, max_states: int = 5, max_actors: int = 3, max_ticks: int = 9
) -> Standoff:
    """A random standoff with up to three dated events, foreseen or not, that change everything but labels."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    actors = draw(st.integers(1, max_actors))
    ticks = draw(st.integers(2, max_ticks))
    ats = sorted(draw(st.sets(st.integers(1, ticks - 1), max_size=3)))
    surprising = [draw(st.booleans()) for _ in ats]
    first = random_game(rng, draw(st.integers(1, max_states)), actors)
    later = [random_changed_game(rng, first, draw(st.integers(1, max_states))) for _ in ats]
    return eventful_standoff(rng, ticks, [first, *later], ats, surprising)


def watches_for(rng: np.random.Generator, standoff: Standoff) -> tuple[Watch, ...]:
    """One watch of each kind and flavour, on random deeds and states."""
    games_ = [stretch.game for stretch in standoff.course]

    def classes(sizes: list[int], top: int) -> tuple[IntArray, ...]:
        return tuple(rng.integers(0, top + 1, n) * (rng.random(n) < 0.5) for n in sizes)

    def nothing(sizes: list[int]) -> tuple[IntArray, ...]:
        return tuple(np.zeros(n, dtype=np.int64) for n in sizes)

    edges, states = [g.n_edges for g in games_], [g.n_states for g in games_]
    deadlines = [int(d) for d in rng.integers(0, standoff.ticks + 1, 5)]
    return (
        Watch(REACH, deadlines[0], classes(edges, 2), nothing(states)),
        Watch(REACH, deadlines[1], nothing(edges), classes(states, 1)),
        Watch(REACH, standoff.ticks, classes(edges, 2), classes(states, 2)),
        Watch(ON, deadlines[2], nothing(edges), classes(states, 1)),
        Watch(COUNT, deadlines[3], classes(edges, 1), nothing(states)),
        Watch(COUNT, standoff.ticks, classes(edges, 1), nothing(states)),
        Watch(ON, standoff.ticks, nothing(edges), classes(states, 1)),
    )


def standoff_of(
    game: Game, ticks: int, afterwards_months: float = 12.0, stationary: bool = False
) -> Standoff:
    """A game as a standoff without dated events."""
    plan = Plan(0, (Stretch(0, game, None, ""),))
    return Standoff(
        "made-up",
        "Made up",
        date(2018, 8, 31),
        ticks,
        game.tick_months,
        afterwards_months,
        stationary,
        (plan,),
    )


def eventful_standoff(
    rng: np.random.Generator, ticks: int, games_: list[Game], ats: list[int], surprising: list[bool]
) -> Standoff:
    """Chain games at dated events: game k + 1 comes at tick ``ats[k]``, surprising or foreseen.

    As the compiler does it: a plan knows the foreseen events to come and the surprises that were; what it
    foresees of events beyond a surprise it does not know of is the same games in the same order, with carries
    of its own.
    """
    plan_starts = [0, *(at for at, s in zip(ats, surprising, strict=True) if s)]
    plans: list[Plan] = []
    for start in plan_starts:
        known = [(0, games_[0])]
        known += [
            (at, g) for at, g, s in zip(ats, games_[1:], surprising, strict=True) if not s or at <= start
        ]
        ahead = [(at, g) for at, g in known if at > start]
        in_force = [g for at, g in known if at <= start][-1]
        before = _in_force_before(plans, start)
        stretches = [Stretch(start, in_force, None if before is None else _carry(rng, before, in_force), "")]
        for at, g in ahead:
            stretches.append(Stretch(at, g, _carry(rng, stretches[-1].game, g), "event"))
        plans.append(Plan(start, tuple(stretches)))
    return Standoff("made-up", "Made up", date(2018, 8, 31), ticks, TICK_MONTHS, 6.0, False, tuple(plans))


def _in_force_before(plans: list[Plan], tick: int) -> Game | None:
    if not plans:
        return None
    return [stretch.game for stretch in plans[-1].stretches if stretch.first_tick < tick][-1]


def _carry(rng: np.random.Generator, before: Game, after: Game) -> IntArray:
    return rng.integers(0, after.n_states, before.n_states)


def random_game(
    rng: np.random.Generator,
    n_states: int,
    n_actors: int,
    precisions: tuple[float, ...] = PRECISIONS,
    patiences: tuple[float, ...] = PATIENCES,
    tick_months: float = TICK_MONTHS,
) -> Game:
    """A random game of given size."""
    n_moves = [int(n) for n in rng.integers(1, 5, n_actors)]
    columns = _random_columns(rng, n_actors)
    moves = tuple(tuple(["hold", *(f"move{m}" for m in range(1, n))]) for n in n_moves)
    rates = rng.dirichlet(np.ones(n_actors + 2), n_states) / tick_months  # the last two: nature and nothing
    return _assemble(rng, n_states, moves, columns, rates, precisions, patiences, tick_months)


def random_changed_game(rng: np.random.Generator, game: Game, n_states: int) -> Game:
    """Another game with the same actors, moves and variables."""
    rates = rng.dirichlet(np.ones(game.n_actors + 2), n_states) / game.tick_months
    return _assemble(
        rng, n_states, game.moves, game.payoffs.columns, rates, PRECISIONS, PATIENCES, game.tick_months
    )


def _random_columns(rng: np.random.Generator, n_actors: int) -> tuple[PayoffColumn, ...]:
    return tuple(
        PayoffColumn(f"argument{n}", "", int(rng.integers(n_actors)), str(rng.choice(["while", "when"])))
        for n in range(int(rng.integers(0, 7)))
    )


def _assemble(
    rng: np.random.Generator,
    n_states: int,
    moves: tuple[tuple[str, ...], ...],
    columns: tuple[PayoffColumn, ...],
    rates: FloatArray,
    precisions: tuple[float, ...],
    patiences: tuple[float, ...],
    tick_months: float,
) -> Game:
    n_actors = len(moves)
    edges = [
        (s, a, m)
        for s in range(n_states)
        for a in range(n_actors)
        for m in range(len(moves[a]))
        if m == 0 or rng.random() < 0.7
    ]
    outcomes = [_outcomes(rng, n_states, s) if m > 0 else ([s], [1.0]) for s, _, m in edges]
    nature = [(s, e) for s in range(n_states) for e in range(2) if rng.random() < 0.5]
    nature_outcomes = [_outcomes(rng, n_states, s) for s, _ in nature]
    edge_state, edge_actor, edge_move = (
        np.array(column, dtype=np.int64) for column in zip(*edges, strict=True)
    )
    blink = np.where(edge_move > 0, rng.choice([0, 0, 1, 2], len(edges)), 0)
    return Game(
        actors=tuple(f"actor{a}" for a in range(n_actors)),
        moves=moves,
        variables=(Variable("heat", ("low", "high")), Variable("talks", ("none", "some", "deep"))),
        nature=("rain", "shine"),
        states=np.array([divmod(s % 6, 3) for s in range(n_states)], dtype=np.int64),
        start=int(rng.integers(n_states)),
        tick_months=tick_months,
        tempo=rates[:, :n_actors] * (rng.random((n_states, n_actors)) < 0.9),
        patience=rng.choice(patiences, n_actors),
        precision=rng.choice(precisions, n_actors),
        edge_offset=_offsets(edge_state * n_actors + edge_actor, n_states * n_actors),
        edge_state=edge_state,
        edge_actor=edge_actor,
        edge_move=edge_move,
        edge_blink=blink.astype(np.int64),
        outcome_offset=np.cumsum([0, *(len(targets) for targets, _ in outcomes)]),
        outcome_state=np.array([t for targets, _ in outcomes for t in targets], dtype=np.int64),
        outcome_probability=np.array([p for _, chances in outcomes for p in chances]),
        nature_offset=_offsets(np.array([s for s, _ in nature], dtype=np.int64), n_states),
        nature_event=np.array([e for _, e in nature], dtype=np.int64),
        nature_rate=np.array([rates[s, n_actors] / 2 for s, _ in nature]),
        nature_outcome_offset=np.cumsum([0, *(len(targets) for targets, _ in nature_outcomes)]),
        nature_outcome_state=np.array([t for targets, _ in nature_outcomes for t in targets], dtype=np.int64),
        nature_outcome_probability=np.array([p for _, chances in nature_outcomes for p in chances]),
        payoffs=_random_payoffs(rng, columns, n_states, len(edges)),
    )


def _outcomes(rng: np.random.Generator, n_states: int, here: int) -> tuple[list[int], list[float]]:
    """One to three targets, the state itself among them now and then, perhaps twice."""
    count = int(rng.integers(1, 4))
    targets = [here if rng.random() < 0.2 else int(rng.integers(n_states)) for _ in range(count)]
    chances = rng.dirichlet(np.ones(count)) if count > 1 else np.ones(1)
    return targets, [float(p) for p in chances]


def _random_payoffs(
    rng: np.random.Generator, columns: tuple[PayoffColumn, ...], n_states: int, n_edges: int
) -> Payoffs:
    flows = [n for n, column in enumerate(columns) if column.kind == "while"]
    lumps = [n for n, column in enumerate(columns) if column.kind == "when"]
    touched = [np.flatnonzero(rng.random(n_edges) < 0.4) for _ in lumps]
    return Payoffs(
        columns=columns,
        weights=rng.normal(0.0, 1.0, len(columns)),
        flow_columns=np.array(flows, dtype=np.int64),
        flow_features=rng.normal(0.0, 1.0, (len(flows), n_states))
        * (rng.random((len(flows), n_states)) < 0.7),
        lump_columns=np.array(lumps, dtype=np.int64),
        lump_offset=np.cumsum([0, *(len(edges) for edges in touched)]),
        lump_edge=np.concatenate([np.zeros(0, dtype=np.int64), *touched]),
        lump_worth=rng.normal(0.0, 1.0, sum(len(edges) for edges in touched)),
    )


def _offsets(rows: IntArray, count: int) -> IntArray:
    return np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=count)))).astype(np.int64)


def with_game(standoff: Standoff, game: Game) -> Standoff:
    """The same standoff without dated events, but with another game."""
    plan = standoff.plans[0]
    return replace(standoff, plans=(replace(plan, stretches=(replace(plan.stretches[0], game=game),)),))
