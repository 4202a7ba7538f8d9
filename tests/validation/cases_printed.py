"""Numbers that others printed, and closed forms, for games small enough to be written down."""

from __future__ import annotations

from functools import partial
from math import exp

import numpy as np

from blinkfirst.game.game import FloatArray
from published.known_games import CAYLEY, MOSER, cayleys_lottery, mosers_offers, two_state_chain
from published.textbook_play import play
from validation.case import CLOSED_FORM, PUBLISHED, ValidationCase
from worlds.exported import solved
from worlds.handmade import Edge, handmade_game
from worlds.random_games import standoff_of

TOPIC = "Printed numbers and closed forms"

FERGUSON = "Ferguson 1989, Statistical Science 4"


def _three_prizes(precision: float) -> FloatArray:
    edges = [Edge(0, 0, f"take {k}", {0: 1.0}, {0: float(k)}) for k in range(3)]
    game = handmade_game(edges, [[0.0]], [1.0], [precision], [1.0])
    policy = solved(standoff_of(game, 1, afterwards_months=0.0)).policy
    choice: FloatArray = policy.plans[0].stretches[0].choice[0]
    return choice


def _odds(precision: float) -> list[float]:
    odds = [exp(precision * k) for k in range(3)]
    return [share / sum(odds) for share in odds]


def _chain_values() -> FloatArray:
    values: FloatArray = solved(two_state_chain()).policy.plans[0].stretches[0].values
    return values[:, 0]


def _first_ten_hazards() -> FloatArray:
    """East concedes whenever it is asked, once in four ticks: 1/4, 3/16, ..."""
    return np.asarray(0.25 * 0.75 ** np.arange(10))


CASES = [
    *(
        ValidationCase(
            name=f"Cayley's lottery, {draws} draw{'s' if draws > 1 else ''}: its worth",
            kind=PUBLISHED,
            source=f"Cayley 1875, as printed in {FERGUSON}",
            expected=partial(float, CAYLEY[draws]),
            ours=lambda draws=draws: solved(cayleys_lottery(draws)).forecast.values,  # type: ignore[misc]
            tolerance=1e-12,
        )
        for draws in CAYLEY
    ),
    ValidationCase(
        name="Moser's problem, 1 to 4 offers: its worth",
        kind=PUBLISHED,
        source=f"Moser 1956, as printed in {FERGUSON}; a thousand offers for the uniform law",
        expected=lambda: list(MOSER.values()),
        ours=lambda: [float(solved(mosers_offers(offers)).forecast.values[0]) for offers in MOSER],
        tolerance=1e-6,
    ),
    ValidationCase(
        name="two states, discount 0.9: worth of each for ever",
        kind=CLOSED_FORM,
        source="V = (I - delta P)^-1 u, by hand: 0.37 / 0.046 and 0.27 / 0.046",
        expected=lambda: [0.37 / (0.1 * 0.46), 0.27 / (0.1 * 0.46)],
        ours=_chain_values,
        tolerance=1e-9,
    ),
    ValidationCase(
        name="three prizes, precisions 0.5, 1 and 2: choices",
        kind=CLOSED_FORM,
        source="odds 1 : e^lambda : e^(2 lambda)",
        expected=lambda: [share for precision in (0.5, 1.0, 2.0) for share in _odds(precision)],
        ours=lambda: np.concatenate([_three_prizes(precision) for precision in (0.5, 1.0, 2.0)]),
        tolerance=1e-14,
    ),
    ValidationCase(
        name="two-sided-standoff, exact: P(East gives way in tick t), t = 0 to 9",
        kind=CLOSED_FORM,
        source="the weaker gives way as soon as it is asked, once in four ticks: 0.25 x 0.75^t",
        expected=_first_ten_hazards,
        ours=lambda: play("two-sided-standoff", precision=np.inf).first_by_tick("East")[:10],
        tolerance=1e-12,
    ),
]
