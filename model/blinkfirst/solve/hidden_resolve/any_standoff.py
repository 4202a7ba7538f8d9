"""Answers about any stand-off, whether everybody knows everybody or some actors have private types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from blinkfirst.game.forecast import Forecast
from blinkfirst.game.game import FloatArray
from blinkfirst.game.hidden_resolve import lanes_of
from blinkfirst.game.standoff import Standoff
from blinkfirst.game.watch import Watch
from blinkfirst.solve.hidden_resolve.backward import hidden_answers, solve_hidden
from blinkfirst.solve.hidden_resolve.beliefs import FEWEST_NODES
from blinkfirst.solve.hidden_resolve.forecast import halved, hidden_forecast
from blinkfirst.solve.standoff.backward_answers import ANY_DEGREE, backward_answers, first_blink_watches
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast
from blinkfirst.solve.standoff.precision import coin_toss

FEW_LANES = 64  # points of a grid of beliefs on which claims, other lenses and doubled precision are solved


def answers(standoff: Standoff, watches: Sequence[Watch]) -> FloatArray:
    """Return the answers of the forecast, shape (W,), from one pass backward; errors as of the forecast."""
    if standoff.beliefs is None:
        return backward_answers(standoff, watches)
    return hidden_answers(standoff, watches)


def forecast_anyhow(standoff: Standoff, watches: Sequence[Watch] = ()) -> Forecast:
    """Solve a stand-off and return the distribution of what happens; errors as of the forecast."""
    if standoff.beliefs is None:
        return forecast(standoff, backward_induction(standoff), watches)
    return hidden_forecast(standoff, solve_hidden(standoff), watches).forecast


def affordable(standoff: Standoff) -> Standoff:
    """Return the stand-off for what is solved many times: with about half as many nodes of belief on an axis
    where there are more than `FEW_LANES` points, else itself.
    """
    beliefs = standoff.beliefs
    if beliefs is None or lanes_of(beliefs) <= FEW_LANES:
        return standoff
    return replace(standoff, beliefs=halved(beliefs))


def tossed(standoff: Standoff) -> FloatArray:
    """Return P(blinks first), shape (A,), when nobody weighs anything.

    What coin tossers do hangs on no belief, so chances are straight in beliefs, and three nodes are exact.
    """
    if standoff.beliefs is not None:
        nodes = (FEWEST_NODES,) * len(standoff.beliefs.typed)
        standoff = replace(standoff, beliefs=replace(standoff.beliefs, nodes=nodes))
    return first_blink_chances(coin_toss(standoff))


def first_blink_chances(standoff: Standoff) -> FloatArray:
    """Return everybody's chance to be the first to blink, shape (A,), from one pass backward."""
    return np.asarray(answers(standoff, first_blink_watches(standoff, [ANY_DEGREE])))
