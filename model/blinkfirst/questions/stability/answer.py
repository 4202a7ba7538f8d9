"""The stability of a scenario's states in the sense of the Graph Model, in one of its stretches of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from blinkfirst.compile.scenario import Compiled
from blinkfirst.errors import OptionError
from blinkfirst.game.game import Game, flow
from blinkfirst.game.graph_model import GraphModel, Stability
from blinkfirst.questions.stability.ranks import read_ranks, spelled_state, state_of
from blinkfirst.scenario.calendar import date_of, parse_date, tick_of
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.graph_model.from_game import TIE_TOLERANCE, graph_model_of
from blinkfirst.solve.graph_model.reasons import Improvement, improvements
from blinkfirst.solve.graph_model.stability import stability

FLOWS = "flows"
TIED_SHOWN = 2


@dataclass(frozen=True, eq=False)
class ScenarioStability:
    """Which states of a stretch are stable, and why one of them is or is not.

    Attributes
    ----------
    scenario : under the settings and the lens asked for.
    stretch, stretches : number of the stretch from 1, and how many are played.
    first_day, end : when it begins, and the day on which it is over.
    event : the dated event that opens it; empty for the first.
    game : in force.
    model, found : its Graph Model, and who is stable where.
    preferences : ``"flows"``, or the file that the ranks come from.
    tolerance : utils per month within which flows are ties.
    start : the state in which the stretch begins if nobody has moved.
    state : the state asked about.
    reasons : per actor, its improvements from that state and the answers to them.
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

    @property
    def notes(self) -> tuple[str, ...]:
        """What a Graph Model leaves out of this game, and ties that decide much."""
        return tuple(_notes(self))


def stability_of(
    compiled: Compiled,
    at: str | None = None,
    state: str | None = None,
    ranks: Path | None = None,
    tolerance: float = TIE_TOLERANCE,
) -> ScenarioStability:
    """Find which states are stable for whom, and the reasons in one of them.

    Parameters
    ----------
    at : a date, or the number of a stretch between dated events, from 1; the first when left out.
    state : ``variable=level,...``, the rest as where the stretch starts; that state when left out.
    ranks : a CSV file, see `blinkfirst.questions.stability.ranks`; by default preferences come from the
        flows.
    tolerance : utils per month within which flows are ties.

    Raises
    ------
    OptionError
        When there is no such stretch.
    ScenarioError
        When the state or the ranks are wrong.
    """
    standoff = compiled.standoff
    place = _place(compiled, at)
    stretch, span = standoff.course[place], standoff.played[place]
    game = stretch.game
    asked = game.start if state is None else state_of(state, game, game.start)
    given = None if ranks is None else read_ranks(ranks, game)
    model = graph_model_of(game, given, tolerance)
    found = stability(model)
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
    """The index in the course of the stretch in force on a day, or of that number."""
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


def _notes(one: ScenarioStability) -> list[str]:
    game, said = one.game, []
    lumps = game.payoffs.weights[game.payoffs.lump_columns]
    if one.preferences == FLOWS and lumps.any():
        said.append(
            f"{np.count_nonzero(lumps)} payoffs of moves themselves (`when`) count for nothing: a Graph "
            "Model ranks states"
        )
    for actor, name in enumerate(one.model.actors):
        if np.ptp(one.model.ranks[:, actor]) == 0 and game.n_states > 1:
            said.append(f"{name} ranks all states alike, so every state is stable for it")
        elif one.preferences != FLOWS:
            said += _ties(one, actor)
    if game.nature_rate.size:
        said.append("nature's events are nobody's moves, so nobody reckons with them")
    if (np.diff(game.outcome_offset) > 1).any():
        said.append("a move by chance counts as a move to each of its outcomes")
    if one.preferences == FLOWS and one.tolerance != TIE_TOLERANCE:
        flows = np.ptp(flow(game), axis=0)
        widest = ", ".join(f"{a} {w:.3g}" for a, w in zip(game.actors, flows, strict=True))
        said.append(f"flows within {one.tolerance:g} utils a month are ties (best less worst: {widest})")
    return said


def _ties(one: ScenarioStability, actor: int) -> list[str]:
    """Name the largest tie among ranks that somebody wrote, if there is one."""
    ranks, counts = np.unique(one.model.ranks[:, actor], return_counts=True)
    tied = int((counts > 1).sum())
    if not tied:
        return []
    largest = int(ranks[np.argmax(counts)])
    alike = np.flatnonzero(one.model.ranks[:, actor] == largest)
    named = "; ".join(spelled_state(one.game, int(state)) for state in alike[:TIED_SHOWN])
    more = f" and {alike.size - TIED_SHOWN:,} more" if alike.size > TIED_SHOWN else ""
    others = f" ({tied - 1:,} more of its ranks are shared)" if tied > 1 else ""
    return [f"{one.model.actors[actor]} ranks alike, at {largest}: {named}{more}{others}"]
