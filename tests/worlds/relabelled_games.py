"""Games and stand-offs under other names: everything that has an order stands in another one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from blinkfirst.game.game import FloatArray, Game, IntArray
from blinkfirst.game.hidden_resolve import Beliefs
from blinkfirst.game.standoff import Plan, Standoff, Stretch
from blinkfirst.game.watch import Watch


@dataclass(frozen=True)
class Order:
    """Which old thing stands in each new place; ``moves`` of each old actor."""

    actors: IntArray
    moves: tuple[IntArray, ...]
    columns: IntArray


@dataclass(frozen=True)
class Relabelled:
    """A game in another order, and the old state and edge in each new place."""

    game: Game
    states: IntArray
    edges: IntArray


def random_order(rng: np.random.Generator, game: Game) -> Order:
    """An order of the actors, their moves and the payoff columns."""
    return Order(
        rng.permutation(game.n_actors),
        tuple(rng.permutation(len(moves)) for moves in game.moves),
        rng.permutation(len(game.payoffs.columns)),
    )


def relabelled(rng: np.random.Generator, game: Game, order: Order) -> Relabelled:
    """The game with its states, and what happens by chance, in a random order, all else as told."""
    states = rng.permutation(game.n_states)
    state_place, actor_place = np.argsort(states), np.argsort(order.actors)
    move_place = [np.argsort(moves) for moves in order.moves]
    edge_move = np.array(
        [move_place[a][m] for a, m in zip(game.edge_actor, game.edge_move, strict=True)], dtype=np.int64
    )
    rows = state_place[game.edge_state] * game.n_actors + actor_place[game.edge_actor]
    edges = np.lexsort((edge_move, rows))
    outcomes, outcome_offset = _shuffled_parts(rng, game.outcome_offset, edges)
    nature, nature_offset = _shuffled_parts(rng, game.nature_offset, states)
    drifts, drift_offset = _shuffled_parts(rng, game.nature_outcome_offset, nature)
    payoffs = game.payoffs
    column_place = np.argsort(order.columns)
    columns = [payoffs.columns[c] for c in order.columns]
    flows = np.argsort(column_place[payoffs.flow_columns])
    lumps = np.argsort(column_place[payoffs.lump_columns])
    edge_place = np.argsort(edges)
    entries = [np.arange(payoffs.lump_offset[r], payoffs.lump_offset[r + 1]) for r in lumps]
    entries = [part[np.argsort(edge_place[payoffs.lump_edge[part]])] for part in entries]
    every = np.concatenate([np.zeros(0, dtype=np.int64), *entries])
    moved = replace(
        game,
        actors=tuple(game.actors[a] for a in order.actors),
        moves=tuple(tuple(game.moves[a][m] for m in order.moves[a]) for a in order.actors),
        states=game.states[states],
        start=int(state_place[game.start]),
        tempo=game.tempo[np.ix_(states, order.actors)],
        patience=game.patience[order.actors],
        precision=game.precision[order.actors],
        edge_offset=np.concatenate(
            ([0], np.cumsum(np.bincount(rows, minlength=game.n_states * game.n_actors)))
        ),
        edge_state=state_place[game.edge_state[edges]],
        edge_actor=actor_place[game.edge_actor[edges]],
        edge_move=edge_move[edges],
        edge_blink=game.edge_blink[edges],
        outcome_offset=outcome_offset,
        outcome_state=state_place[game.outcome_state[outcomes]],
        outcome_probability=game.outcome_probability[outcomes],
        nature_offset=nature_offset,
        nature_event=game.nature_event[nature],
        nature_rate=game.nature_rate[nature],
        nature_outcome_offset=drift_offset,
        nature_outcome_state=state_place[game.nature_outcome_state[drifts]],
        nature_outcome_probability=game.nature_outcome_probability[drifts],
        payoffs=replace(
            payoffs,
            columns=tuple(replace(c, actor=int(actor_place[c.actor])) for c in columns),
            weights=payoffs.weights[order.columns],
            flow_columns=column_place[payoffs.flow_columns][flows],
            flow_features=np.ascontiguousarray(payoffs.flow_features[np.ix_(flows, states)]),
            lump_columns=column_place[payoffs.lump_columns][lumps],
            lump_offset=np.concatenate(([0], np.cumsum([part.size for part in entries]))).astype(np.int64),
            lump_edge=edge_place[payoffs.lump_edge[every]],
            lump_worth=payoffs.lump_worth[every],
        ),
        seconds=tuple(
            replace(
                second,
                actor=int(actor_place[second.actor]),
                weights=second.weights[order.columns],
                barred=second.barred[edges],
            )
            for second in game.seconds[::-1]
        ),
    )
    return Relabelled(moved, states, edges)


def _shuffled_parts(
    rng: np.random.Generator, offset: IntArray, owners: IntArray
) -> tuple[IntArray, IntArray]:
    """Members of owners in their new order, each owner's shuffled, and the new offsets."""
    parts = [rng.permutation(np.arange(offset[owner], offset[owner + 1])) for owner in owners]
    sizes = [part.size for part in parts]
    return (
        np.concatenate([np.zeros(0, dtype=np.int64), *parts]).astype(np.int64),
        np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
    )


@dataclass(frozen=True)
class RelabelledStandoff:
    """A stand-off in another order; ``games`` as they were moved, by the identity of the old ones."""

    standoff: Standoff
    order: Order
    games: dict[int, Relabelled]

    def of(self, game: Game) -> Relabelled:
        """How an old game was moved."""
        return self.games[id(game)]


def relabelled_standoff(rng: np.random.Generator, standoff: Standoff) -> RelabelledStandoff:
    """The stand-off with everything that has an order in a random one."""
    order = random_order(rng, standoff.opening)
    games: dict[int, Relabelled] = {}
    plans = []
    for plan in standoff.plans:
        stretches: list[Stretch] = []
        before: Game | None = None
        for stretch in plan.stretches:
            game = stretch.game
            if id(game) not in games:
                games[id(game)] = relabelled(rng, game, order)
            if before is None:
                before = _left(standoff, plan)
            stretches.append(
                replace(stretch, game=games[id(game)].game, carry=_moved(stretch.carry, before, game, games))
            )
            before = game
        plans.append(Plan(plan.first_tick, tuple(stretches)))
    beliefs = None if standoff.beliefs is None else _moved_beliefs(standoff.beliefs, order)
    return RelabelledStandoff(replace(standoff, plans=tuple(plans), beliefs=beliefs), order, games)


def _moved_beliefs(beliefs: Beliefs, order: Order) -> Beliefs:
    """Beliefs about the same actors in their new places, the last axis first."""
    place = np.argsort(order.actors)
    who = tuple(replace(one, actor=int(place[one.actor])) for one in beliefs.typed[::-1])
    return replace(beliefs, typed=who, nodes=beliefs.nodes[::-1])


def _left(standoff: Standoff, plan: Plan) -> Game | None:
    """The game that is left where a plan begins."""
    earlier = [other for other in standoff.plans if other.first_tick < plan.first_tick]
    if not earlier:
        return None
    return [s.game for s in earlier[-1].stretches if s.first_tick < plan.first_tick][-1]


def _moved(
    carry: IntArray | None, before: Game | None, after: Game, games: dict[int, Relabelled]
) -> IntArray | None:
    if carry is None or before is None:
        return carry
    return np.argsort(games[id(after)].states)[carry[games[id(before)].states]]


def relabelled_watch(watch: Watch, moved: RelabelledStandoff, old: Standoff) -> Watch:
    """The same question about the stand-off in another order."""
    games = [moved.of(stretch.game) for stretch in old.course]
    return replace(
        watch,
        edge_class=tuple(c[g.edges] for c, g in zip(watch.edge_class, games, strict=True)),
        state_class=tuple(c[g.states] for c, g in zip(watch.state_class, games, strict=True)),
    )


def same_bits(found: FloatArray, expected: FloatArray) -> None:
    """Fail unless two arrays are equal to the last bit; zero has no sign."""
    np.testing.assert_array_equal(np.asarray(found), np.asarray(expected), strict=True)
