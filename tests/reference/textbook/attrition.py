"""A war of attrition between two with a deadline: one mover at a time, and the textbook's mixed solution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reference.textbook.choice import shares

TICK, TICKS, AFTERWARDS, PATIENCE = 0.5, 24, 6.0, 0.95
ASKED, TURNS_COSTLY = 0.25, 0.05  # per tick
MILD, COSTLY = 0, 1


@dataclass(frozen=True)
class Side:
    """What one side has at stake: utils, and utils a month for waiting while the quarrel is mild."""

    prize: float
    waiting: float
    audience: float
    precision: float = 4.0


EAST, WEST = Side(1.0, 0.05, 0.5), Side(1.1, 0.05, 0.5)


@dataclass(frozen=True)
class Contest:
    """First concessions of both sides by tick, and what the contest is worth to them."""

    concedes: tuple[tuple[float, ...], tuple[float, ...]]
    worth: tuple[float, float]


def contest(sides: Sequence[Side], ticks: int = TICKS) -> Contest:
    """Backward over the two faces of the quarrel, then forward; over as soon as one side concedes."""
    delta = PATIENCE ** (TICK / 12)
    end = (1 - delta ** (AFTERWARDS / TICK)) / (1 - delta)
    pay = [[-side.waiting * TICK * face for side in sides] for face in (1, 2)]
    worth = [[flow * end for flow in of_face] for of_face in pay]
    yields: list[list[list[float]]] = []  # by tick, face, side
    for _ in range(ticks):
        later = [[delta * value for value in of_face] for of_face in worth]
        now = [[_yields(side, of_face[i]) for i, side in enumerate(sides)] for of_face in later]
        worth = [[pay[face][i] + _ahead(sides, i, face, now[face], later) for i in (0, 1)] for face in (0, 1)]
        yields.insert(0, now)
    return Contest(_first_concessions(yields), (worth[MILD][0], worth[MILD][1]))


def _yields(side: Side, waiting: float) -> float:
    return shares([-side.audience, waiting], side.precision)[0]


def _ahead(
    sides: Sequence[Side], i: int, face: int, yields: Sequence[float], later: Sequence[Sequence[float]]
) -> float:
    turns = TURNS_COSTLY if face == MILD else 0.0
    mine = yields[i] * -sides[i].audience + (1 - yields[i]) * later[face][i]
    theirs = yields[1 - i] * sides[i].prize + (1 - yields[1 - i]) * later[face][i]
    quiet = 1 - 2 * ASKED - turns
    return ASKED * (mine + theirs) + turns * later[COSTLY][i] + quiet * later[face][i]


def _first_concessions(
    yields: Sequence[Sequence[Sequence[float]]],
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    on = [1.0, 0.0]
    concedes: tuple[list[float], list[float]] = ([], [])
    for now in yields:
        for i in (0, 1):
            concedes[i].append(sum(on[face] * ASKED * now[face][i] for face in (0, 1)))
        stays = [on[face] * (1 - ASKED * sum(now[face])) for face in (0, 1)]
        turned = on[MILD] * TURNS_COSTLY
        on = [stays[MILD] - turned, stays[COSTLY] + turned]
    return tuple(concedes[0]), tuple(concedes[1])


def mixed_first(sides: Sequence[Side]) -> float:
    """P(the first side concedes first) in the mixed solution of continuous time, without a deadline.

    Each concedes at the rate that leaves the OTHER indifferent: what a month costs it over what it gains when
    the concession comes, h_i = c_j / (v_j + a_j). That waiting turns costly scales both rates alike.
    """
    rates = [sides[1 - i].waiting / (sides[1 - i].prize + sides[1 - i].audience) for i in (0, 1)]
    return rates[0] / sum(rates)
