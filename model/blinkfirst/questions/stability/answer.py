"""The stability of a scenario's states in the sense of the Graph Model, in one of its stretches of time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.errors import OptionError
from blinkfirst.game.game import Game
from blinkfirst.game.graph_model import GraphModel, Stability
from blinkfirst.questions.stability.ranks import read_ranks, state_of
from blinkfirst.report.answer import Answer
from blinkfirst.scenario.calendar import date_of, parse_date, tick_of
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.graph_model.from_game import TIE_TOLERANCE, graph_model_of
from blinkfirst.solve.graph_model.reasons import Improvement, improvements
from blinkfirst.solve.graph_model.stability import stability as stabilities

FLOWS = "flows"


@dataclass(frozen=True, eq=False, repr=False)
class ScenarioStability(Answer):
    """The stability of every state of a stretch, and the reasons in one of them.

    Attributes
    ----------
    scenario : under the settings and the lens asked for.
    stretch, stretches : number of the stretch from 1, and how many are played.
    first_day, end : when it begins, and the day on which it is over.
    event : the dated event that opens it; empty for the first.
    game : in force.
    model, found : its Graph Model, and for whom each state is stable.
    preferences : ``"flows"``, or the file that the ranks come from.
    tolerance : utils per month within which flows are ties.
    start : the state in which the stretch begins if nobody has moved.
    state : the state asked about.
    reasons : per actor, its improvements from that state and the counter-moves to them.
    """

    scenario: Scenario
    stretch: int
    stretches: int
    first_day: date
    end: date
    event: str
    game: Game
    model: GraphModel
    found: Stability
    preferences: str
    tolerance: float
    start: int
    state: int
    reasons: tuple[tuple[Improvement, ...], ...]

    @property
    def varying(self) -> tuple[int, ...]:
        """Indices of the variables that are not the same in all states."""
        return tuple(k for k, column in enumerate(self.game.states.T) if np.ptp(column) > 0)


def stability(
    scenario: Scenario,
    at: date | int | str | None = None,
    state: str | None = None,
    ranks: Path | str | None = None,
    tolerance: float = TIE_TOLERANCE,
) -> ScenarioStability:
    """Find which states are stable for whom in a scenario; arguments and errors as `stability_of`."""
    return stability_of(compile_scenario(scenario), at, state, ranks, tolerance)


def stability_of(
    compiled: Compiled,
    at: date | int | str | None = None,
    state: str | None = None,
    ranks: Path | str | None = None,
    tolerance: float = TIE_TOLERANCE,
) -> ScenarioStability:
    """Find which states are stable for whom, and the reasons in one of them.

    Parameters
    ----------
    at : a date, or the number of a stretch between dated events, from 1; by default the first.
    state : ``variable=level,...``, other variables as at the start of the stretch; that start by default.
    ranks : a CSV file, see `blinkfirst.questions.stability.ranks`; by default preferences come from the
        flows.
    tolerance : utils per month within which flows are ties.

    Raises
    ------
    OptionError
        When there is no such stretch, or the tolerance is not a number of at least 0.
    ScenarioError
        When the state or the ranks are wrong.
    """
    if not (math.isfinite(tolerance) and tolerance >= 0):
        raise OptionError(f"--tolerance: expected a number of at least 0, got {tolerance}")
    standoff = compiled.standoff
    place = _place(compiled, None if at is None else str(at))
    stretch, span = standoff.course[place], standoff.played[place]
    game = stretch.game
    asked = game.start if state is None else state_of(state, game, game.start)
    given = None if ranks is None else read_ranks(Path(ranks), game)
    model = graph_model_of(game, given, tolerance)
    found = stabilities(model)
    return ScenarioStability(
        scenario=compiled.scenario,
        stretch=place + 1,
        stretches=len(standoff.course),
        first_day=date_of(standoff.start, stretch.first_tick, standoff.tick_months),
        end=date_of(standoff.start, span.end, standoff.tick_months),
        event=stretch.event,
        game=game,
        model=model,
        found=found,
        preferences=FLOWS if ranks is None else str(ranks),
        tolerance=tolerance,
        start=game.start,
        state=asked,
        reasons=tuple(improvements(model, found, asked, actor) for actor in range(game.n_actors)),
    )


def _place(compiled: Compiled, at: str | None) -> int:
    """Return the index in the course of the stretch in force on a day, or of that number."""
    standoff = compiled.standoff
    count = len(standoff.course)
    if at is None:
        return 0
    if at.isascii() and at.isdigit():
        if not 1 <= int(at) <= count:
            raise OptionError(f"--at: expected a stretch from 1 to {count} or a date, got {at}")
        return int(at) - 1
    try:
        day = parse_date(at)
    except ValueError:
        raise OptionError(
            f"--at: expected a date as YYYY-MM-DD or a stretch from 1 to {count}, got {at!r}"
        ) from None
    last = date_of(standoff.start, standoff.ticks - 1, standoff.tick_months)
    if not standoff.start <= day <= last:
        raise OptionError(f"--at: expected a date from {standoff.start} to {last}, got {day}")
    tick = tick_of(standoff.start, day, standoff.tick_months)
    return max(k for k, stretch in enumerate(standoff.course) if stretch.first_tick <= tick)
