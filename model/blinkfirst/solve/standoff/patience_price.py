"""The price of patience: one actor against rivals whose blinks are off their menus.

The restricted stand-off is solved once per actor. What the actor's best blink is worth more than its best
other move is averaged over the initiatives that it really has. The average is split by argument as a single
difference is: what the blinks bring, less what the other moves do, is pushed forward together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.commitments import NEVER, NEVER_BLINKS, Posture
from blinkfirst.game.game import NO_BLINK, FloatArray, Game, IntArray, PayoffColumn, lump
from blinkfirst.game.patience_price import PatiencePrice
from blinkfirst.game.standoff import Plan, Standoff, check_untyped
from blinkfirst.solve.kernels import pull_back
from blinkfirst.solve.layout.game_tables import discount_per_tick, lay_out
from blinkfirst.solve.standoff.backward_induction import (
    afterwards_ticks,
    check_clock,
    end_values,
    policy_through,
)
from blinkfirst.solve.standoff.commitments import MaskArray, games_of, kept_edges, restricted_standoff
from blinkfirst.solve.standoff.forecast import add_what_follows
from blinkfirst.solve.standoff.forward_pass import (
    Chain,
    Leg,
    Record,
    Route,
    add_lumps,
    add_payoffs,
    one_tick_on,
    start_of,
    walk,
)
from blinkfirst.solve.standoff.stationary import endless_ticks
from blinkfirst.sums import even_sum, even_sums


def patience_price(standoff: Standoff, holds: Sequence[str], actor: int) -> PatiencePrice:
    """Find what giving way is worth to an actor whose rivals are known never to blink.

    After surprises the initiatives are those of what really happens, and each is valued by the plan then in
    force.

    Parameters
    ----------
    holds : per actor of the stand-off, the name of the move that changes nothing.
    actor : index; it chooses at its own precision.

    Raises
    ------
    GameError
        When there is no such actor, a rival would be left without any move, or as `backward_induction`.
    SolverError
        As `backward_induction`.
    """
    check_untyped(standoff)
    against = steadfast_rivals(standoff, holds, actor)
    check_clock(against)
    ways = [_solved(against, plan, actor) for plan in against.plans]
    legs = [ways[span.plan][span.place].until(span.end) for span in against.played]
    seen = _lived(legs, actor)
    looks = {
        (span.plan, span.place): _look(ways[span.plan][span.place], span.end, actor, seen)
        for span in against.played
    }
    weight = float(even_sum(np.array([look.weight for look in looks.values()])))
    columns = tuple(c for c in seen.columns if c.actor == actor)
    split = np.zeros(len(columns))
    for number, plan_ways in enumerate(ways):
        inside = [looks.get((number, place)) for place in range(len(plan_ways))]
        split += _split(against, plan_ways, inside, actor, columns)
    first = looks[0, 0]
    return PatiencePrice(
        actor=actor,
        initiatives=weight,
        gap=_mean([look.gap for look in looks.values()], weight),
        at_start=first.at_start,
        reasoned=_mean([look.reasoned for look in looks.values()], weight),
        months=_months(against, legs, seen, actor),
        blinks=_shares(legs[0].game.moves[actor], [look.blinks for look in looks.values()], weight),
        others=_shares(legs[0].game.moves[actor], [look.others for look in looks.values()], weight),
        columns=columns,
        split=split / weight if weight > 0.0 else np.full_like(split, np.nan),
    )


def steadfast_rivals(standoff: Standoff, holds: Sequence[str], actor: int) -> Standoff:
    """The same stand-off with the blinks of all others off their menus, which everybody knows.

    Blinks by omission stay: they are events, on nobody's menu.

    Raises `GameError` when there is no such actor, or somebody would be left without any move.
    """
    names = standoff.opening.actors
    if not 0 <= actor < len(names):
        raise GameError(f"actor {actor}: expected 0 to {len(names) - 1} ({', '.join(names)})")
    rivals, never = [*names[:actor], *names[actor + 1 :]], Posture(NEVER_BLINKS, NEVER)
    kept = [kept_edges(game, rivals, never, holds) for game in games_of(standoff)]
    return restricted_standoff(standoff, kept)


class _PatientWay(NamedTuple):
    """A stretch of a plan, solved: its leg, and what the states are worth to the actor a tick after each of
    its ticks, shape (ticks, S).
    """

    leg: Leg
    later: FloatArray

    def until(self, end: int) -> Leg:
        """The leg, cut off at a tick."""
        leg = self.leg
        return Leg(leg.game, leg.first, end, leg.carry, leg.choice[: end - leg.first])


def _solved(standoff: Standoff, plan: Plan, actor: int) -> tuple[_PatientWay, ...]:
    """Solve a plan up to the horizon, and keep what the actor expects at every tick."""
    later: list[FloatArray] = []

    def pulled_back(game: Game, values: FloatArray, ticks: int, choice: FloatArray) -> FloatArray:
        worth, tables = np.empty((ticks, game.n_states)), lay_out(game)
        for tick in range(ticks - 1, -1, -1):
            worth[tick] = values[:, actor]
            values = pull_back(tables, values, 1, choice[tick : tick + 1])
        later.insert(0, worth)
        return values

    values, _ = end_values(standoff, plan.stretches[-1].game)
    policy = policy_through(standoff, plan, standoff.ticks, values, pulled_back)
    parts = zip(plan.stretches, policy.stretches, plan.ends(standoff.ticks), later, strict=True)
    return tuple(
        _PatientWay(Leg(stretch.game, stretch.first_tick, end, stretch.carry, choices.choice), worth)
        for stretch, choices, end, worth in parts
    )


def _own_blinks(game: Game, actor: int) -> MaskArray:
    """Mark the edges that are blinks of the actor, by its moves and by omission, shape (E,)."""
    own = game.mover_actor[game.edge_actor] == actor
    return np.asarray(own & (game.edge_blink != NO_BLINK), dtype=np.bool_)


def _lived(legs: Sequence[Leg], actor: int) -> Record:
    """Walk what really happens, looking at every tick; a chain ends at the actor's own blinks."""
    codes = tuple(_own_blinks(leg.game, actor).astype(np.int16) for leg in legs)
    nowhere = tuple(np.zeros(leg.game.n_states, dtype=np.int16) for leg in legs)
    waits = Chain(legs[-1].end, codes, nowhere)
    route = Route(legs, chains=[waits], slots=1, look_at=range(legs[-1].end))
    return walk(legs, start_of(legs[0].game), route)


def _months(standoff: Standoff, legs: Sequence[Leg], seen: Record, actor: int) -> float:
    """Discounted months until the actor blinks, the afterwards or all eternity included."""
    last = legs[-1].game
    waiting = 1.0 - np.concatenate([[0.0], np.cumsum(even_sum(seen.stops[:, :, 0], axis=1))])
    worth, parts = 1.0, []
    for leg in legs:
        discounts = worth * discount_per_tick(leg.game)[actor] ** np.arange(leg.end - leg.first + 1)
        parts.append(discounts[:-1] * waiting[leg.first : leg.end])
        worth = float(discounts[-1])
    if standoff.stationary:
        tail = endless_ticks(legs[-1], seen.mass[:, 1], _own_blinks(last, actor), actor)
    else:
        tail = float(waiting[-1] * afterwards_ticks(last, standoff.afterwards_months)[actor])
    return standoff.tick_months * float(even_sum(np.append(np.concatenate(parts), worth * tail)))


class _BlinkMenus:
    """The menus of an actor in a game that hold a blink and another move.

    Attributes
    ----------
    edges : shape (n,), edges on such menus.
    menu : shape (n,), which of the m menus each is on.
    states : shape (m,), where the menus are.
    blinks : shape (n,), 1 where the edge is a blink, else 0.
    """

    def __init__(self, game: Game, actor: int) -> None:
        mine, blink = game.edge_actor == actor, game.edge_blink != NO_BLINK
        both = np.isin(game.edge_state, game.edge_state[mine & blink])
        both &= np.isin(game.edge_state, game.edge_state[mine & ~blink])
        on_both = mine & both
        self.edges = np.flatnonzero(on_both)
        self.states, self.menu = np.unique(game.edge_state[self.edges], return_inverse=True)
        self.blinks = blink[self.edges].astype(np.int64)
        self._lump = lump(game)[self.edges, actor]
        counts = np.diff(game.outcome_offset)
        outcomes = np.repeat(on_both, counts)
        self._owner = np.repeat(np.arange(self.edges.size), counts[self.edges])
        self._target = game.outcome_state[outcomes]
        self._chance = game.outcome_probability[outcomes]
        self._delta = float(discount_per_tick(game)[actor])

    def worths(self, later: FloatArray) -> FloatArray:
        """Q of the edges, shape (n,), given what the states are worth a tick later; but for the flow of the
        tick itself, which all moves of a menu have alike.
        """
        expected = even_sums(self._owner, self._chance * later[self._target], self.edges.size)
        return np.asarray(self._lump + self._delta * expected, dtype=np.float64)

    def compared(self, later: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Q(best blink) - Q(best other) of every menu, shape (m,), and each edge's share in it, shape (n,):
        1 of the best blink, -1 of the best other move; moves that tie share evenly.
        """
        worths = self.worths(later)
        best = np.full((2, self.states.size), -np.inf)
        np.maximum.at(best, (self.blinks, self.menu), worths)
        chosen = worths == best[self.blinks, self.menu]
        ties = np.zeros_like(best)
        np.add.at(ties, (self.blinks, self.menu), chosen)
        share = np.where(self.blinks == 1, 1.0, -1.0) * chosen / ties[self.blinks, self.menu]
        return best[1] - best[0], share


@dataclass(frozen=True, eq=False)
class _Look:
    """The initiatives of a stretch that is played.

    Attributes
    ----------
    weight, gap, reasoned : expected number of initiatives, and sums over them.
    at_start : the gap in the start state at the first tick; nan where there is none.
    blinks, others : shape (moves,), expected number of initiatives at which a move is the best of its kind.
    edges, share : edges compared, shape (n,), and per tick their part in the sum, shape (ticks, n).
    """

    weight: float
    gap: float
    reasoned: float
    at_start: float
    blinks: FloatArray
    others: FloatArray
    edges: IntArray
    share: FloatArray


def _look(way: _PatientWay, end: int, actor: int, seen: Record) -> _Look:
    game, first = way.leg.game, way.leg.first
    menus = _BlinkMenus(game, actor)
    turn = lay_out(game).initiative[menus.states, actor]
    ticks = range(first, end)
    shape = (len(ticks), menus.states.size)
    weights, gaps = np.zeros(shape), np.zeros(shape)
    share = np.zeros((len(ticks), menus.edges.size))
    for tick in ticks:
        row = tick - first
        weights[row] = seen.sights[tick][1][menus.states] * turn
        gaps[row], signed = menus.compared(way.later[row])
        share[row] = signed * weights[row][menus.menu]
    moves, totals = game.edge_move[menus.edges], share.sum(axis=0)
    counted = [
        even_sums(moves[one], np.abs(totals[one]), len(game.moves[actor]))
        for one in (menus.blinks == 1, menus.blinks == 0)
    ]
    opens = np.flatnonzero(menus.states == game.start) if first == 0 and shape[0] else np.empty(0, dtype=int)
    return _Look(
        weight=float(even_sum(weights.ravel())),
        gap=float(even_sum((weights * gaps).ravel())),
        reasoned=float(even_sum((weights * (gaps > 0.0)).ravel())),
        at_start=float(gaps[0, opens[0]]) if opens.size else np.nan,
        blinks=counted[0],
        others=counted[1],
        edges=menus.edges,
        share=share,
    )


def _split(
    standoff: Standoff,
    ways: Sequence[_PatientWay],
    looks: Sequence[_Look | None],
    actor: int,
    columns: Sequence[PayoffColumn],
) -> FloatArray:
    """Sum over initiatives what each column brings the blinks more than the other moves; shape (C,).

    Every initiative is valued from its own tick on: what is carried from tick to tick is discounted on the
    way.
    """
    found, place = np.zeros(len(columns)), {column: k for k, column in enumerate(columns)}
    carried = np.zeros(ways[0].leg.game.n_states)
    for way, look in zip(ways, looks, strict=True):
        leg, game = way.leg, way.leg.game
        if way is not ways[0] and leg.carry is not None:
            carried = even_sums(leg.carry, carried, game.n_states)
        tables, delta = lay_out(game), float(discount_per_tick(game)[actor])
        visits, passages = np.zeros(game.n_states), np.zeros(game.n_edges)
        for row, choice in enumerate(leg.choice):
            going = carried[game.edge_state] * tables.edge_turn * choice
            if look is not None and row < len(look.share):
                going[look.edges] += look.share[row]
            visits += carried
            passages += going
            carried = delta * one_tick_on(game, carried, going)
        end = Leg(game, leg.end, leg.end, None, leg.choice[-1:])
        record = walk((end,), carried, Route((end,)))
        add_payoffs(record, game, np.repeat(visits[:, np.newaxis], game.n_movers, axis=1))
        add_lumps(record, game, np.repeat(passages[:, np.newaxis], game.n_movers, axis=1))
        if way is ways[-1]:
            add_what_follows(record, standoff, end)
        for column, utils in zip(record.columns, record.split, strict=True):
            if column.actor == actor:
                found[place[column]] += float(utils)
    return found


def _mean(sums: Sequence[float], weight: float) -> float:
    return float(even_sum(np.array(sums))) / weight if weight > 0.0 else np.nan


def _shares(
    moves: Sequence[str], counted: Sequence[FloatArray], weight: float
) -> tuple[tuple[str, float], ...]:
    """Moves with their shares of the initiatives, the most frequent first; those without any are left out."""
    totals = even_sum(np.array(counted), axis=0)
    order = np.argsort(-totals, kind="stable")
    return tuple((moves[k], float(totals[k]) / weight) for k in order if totals[k] > 0.0)
