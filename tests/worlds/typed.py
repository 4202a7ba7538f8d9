"""Stand-offs in which something is hidden: second types for games that were compiled or drawn without."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from hypothesis import strategies as st

from blinkfirst.game.game import NO_BLINK, Game, SecondType
from blinkfirst.game.hidden_resolve import Beliefs, TypedActor
from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.standoff.commitments import restricted_game
from worlds.random_games import eventful_standoffs

PRECISIONS = (0.3, 1.0, 2.5)


@dataclass(frozen=True)
class Second:
    """What differs from the actor as its games have it.

    ``times`` : factors of the actor's own weights, by argument. ``noise`` : what is added to these weights is
    drawn from this seed. ``some`` : a part of its moves, drawn as well, is barred. ``never`` : blinks are.
    """

    actor: int
    prior: float = 0.3
    nodes: int = 7
    times: Mapping[str, float] = field(default_factory=dict)
    precision: float | None = None
    never: bool = False
    noise: int | None = None
    some: bool = False

    def of(self, game: Game) -> SecondType:
        """The second type in a game."""
        weights = game.payoffs.weights.copy()
        for c, column in enumerate(game.payoffs.columns):
            if column.actor == self.actor:
                weights[c] *= self.times.get(column.argument, 1.0)
        mine = game.edge_actor == self.actor
        barred = mine & (game.edge_blink != NO_BLINK) & self.never
        precision = float(game.precision[self.actor]) if self.precision is None else self.precision
        if self.noise is not None:
            rng = np.random.default_rng([self.noise, self.actor])
            weights += [rng.normal() * (column.actor == self.actor) for column in game.payoffs.columns]
            barred |= mine & (game.edge_move > 0) & (rng.random(game.n_edges) < 0.3 * self.some)
        return SecondType(self.actor, weights, precision, barred)


def typed(standoff: Standoff, *seconds: Second, reach: float = 4.0) -> Standoff:
    """The stand-off, of some of whose actors there is a second type."""
    beliefs = Beliefs(
        tuple(TypedActor(one.actor, ("first", "second"), one.prior) for one in seconds),
        tuple(one.nodes for one in seconds),
        reach,
    )
    found = with_games(standoff, lambda game: replace(game, seconds=tuple(one.of(game) for one in seconds)))
    return replace(found, beliefs=beliefs)


def with_games(standoff: Standoff, changed: Callable[[Game], Game]) -> Standoff:
    """The stand-off with every game of it changed."""
    plans = (
        replace(plan, stretches=tuple(replace(s, game=changed(s.game)) for s in plan.stretches))
        for plan in standoff.plans
    )
    return replace(standoff, plans=tuple(plans))


def untyped(standoff: Standoff) -> Standoff:
    """The stand-off in which everybody is of its first type, and known to be."""
    return replace(with_games(standoff, lambda game: replace(game, seconds=())), beliefs=None)


def finite(standoff: Standoff, precisions: Sequence[float] = PRECISIONS) -> Standoff:
    """The stand-off with moderate precisions in place of those that are none of these."""

    def changed(game: Game) -> Game:
        known = np.isin(game.precision, precisions)
        return replace(game, precision=np.where(known, game.precision, precisions[0]))

    return with_games(standoff, changed)


def all_seconds(standoff: Standoff) -> Standoff:
    """The stand-off in which every typed actor is of its second type, and known to be."""

    def changed(game: Game) -> Game:
        weights, precision = game.payoffs.weights.copy(), game.precision.copy()
        kept = np.ones(game.n_edges, dtype=bool)
        for second in game.seconds:
            own = np.array([column.actor == second.actor for column in game.payoffs.columns], dtype=bool)
            weights[own] = second.weights[own]
            precision[second.actor] = second.precision
            kept &= ~second.barred
        bare = replace(game, precision=precision, seconds=())
        return restricted_game(bare.with_weights(weights), kept)

    return replace(with_games(standoff, changed), beliefs=None)


def other_way_round(standoff: Standoff) -> Standoff:
    """The stand-off in which first and second types are told the other way; none of them bars moves."""

    def changed(game: Game) -> Game:
        weights, precision, seconds = game.payoffs.weights.copy(), game.precision.copy(), []
        for second in game.seconds:
            own = np.array([column.actor == second.actor for column in game.payoffs.columns], dtype=bool)
            weights[own], precision[second.actor] = second.weights[own], second.precision
        for second in game.seconds:
            own = np.array([column.actor == second.actor for column in game.payoffs.columns], dtype=bool)
            mine = np.where(own, game.payoffs.weights, weights)
            seconds.append(replace(second, weights=mine, precision=float(game.precision[second.actor])))
        return replace(game.with_weights(weights), precision=precision, seconds=tuple(seconds))

    beliefs = standoff.beliefs
    assert beliefs is not None
    who = tuple(replace(one, prior=1.0 - one.prior) for one in beliefs.typed)
    return replace(with_games(standoff, changed), beliefs=replace(beliefs, typed=who))


@st.composite
def hidden_standoffs(
    draw: st.DrawFn, alike: bool = False, barring: bool = True, max_typed: int = 2
) -> Standoff:
    """A random stand-off with dated events, some of its actors typed.

    Types differ in weights, precisions and in what they never do; ``alike``: in nothing.
    """
    standoff = finite(draw(eventful_standoffs(max_states=4, max_ticks=6)))
    actors = standoff.opening.n_actors
    count = draw(st.integers(1, min(max_typed, actors)))
    who = draw(st.permutations(range(actors)))[:count]
    priors = [draw(st.sampled_from([0.05, 0.3, 0.8])) for _ in who]
    nodes = [draw(st.sampled_from([3, 5, 7])) for _ in who]
    rows = zip(who, priors, nodes, strict=True)
    if alike:
        return typed(standoff, *(Second(a, p, n) for a, p, n in rows))
    seed = draw(st.integers(0, 2**32 - 1))
    chosen = [draw(st.sampled_from(PRECISIONS)) for _ in who]
    seconds = (
        Second(a, p, n, precision=x, noise=seed, some=barring)
        for (a, p, n), x in zip(rows, chosen, strict=True)
    )
    return typed(standoff, *seconds)
