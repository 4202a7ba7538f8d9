"""The stability of a scenario's states in the sense of the Graph Model, in one of its stretches of time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.errors import OptionError, Place, Problem, ScenarioError, first_of, nearest
from blinkfirst.files.csv_cells import NAMELESS, CsvCell, table_rows
from blinkfirst.files.text import TABLE_BYTES, read_text_file, shown
from blinkfirst.game.game import Game, IntArray
from blinkfirst.game.graph_model import GraphModel, MaskArray, Stability
from blinkfirst.game.standoff import Standoff
from blinkfirst.report.answer import Answer
from blinkfirst.scenario.calendar import date_of, parse_date, tick_of
from blinkfirst.scenario.loading import check_no_types
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.graph_model.from_game import TIE_TOLERANCE, graph_model_of
from blinkfirst.solve.graph_model.stability import Improvement, improvements
from blinkfirst.solve.graph_model.stability import stability as stabilities

FLOWS = "flows"


@dataclass(frozen=True, eq=False, repr=False)
class ScenarioStability(Answer, headline="stability"):
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
    """Find which states are stable for whom, and the reasons in one of them.

    Parameters
    ----------
    at : a date, or the number of a stretch between dated events, from 1; by default the first.
    state : ``variable=level,...``, other variables as at the start of the stretch; that start by default.
    ranks : a CSV file as `read_ranks` reads; by default preferences come from the flows.
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
    check_no_types(scenario)
    standoff = compile_scenario(scenario).standoff
    place = _place(standoff, None if at is None else str(at))
    stretch, span = standoff.course[place], standoff.played[place]
    game = stretch.game
    asked = game.start if state is None else state_of(state, game, game.start)
    given = None if ranks is None else read_ranks(Path(ranks), game)
    model = graph_model_of(game, given, tolerance)
    found = stabilities(model)
    return ScenarioStability(
        scenario=scenario,
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


def _place(standoff: Standoff, at: str | None) -> int:
    """Return the index in the course of the stretch in force on a day, or of that number."""
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


LARGEST_RANK = 10**9


def read_ranks(path: Path, game: Game) -> IntArray:
    """Read every actor's rank of every state of a game from a CSV file.

    The header names variables and actors. A row says levels (a state, or all states that have them) and each
    actor's rank there. A cell without a level, or a variable without a column, means any level. Every state
    that can occur is ranked by exactly one row.

    Raises `ScenarioError` with everything wrong in the file, each with file, line and column; or with a state
    that no row ranks.

    Returns
    -------
    shape (S, A), the higher, the better
    """
    name = shown(path)
    header, rows = table_rows(read_text_file(path, TABLE_BYTES), name)
    if not header:
        raise ScenarioError.at(Place(name), "expected a header of variables and actors, got an empty file")
    problems = list(_header_problems(header, game, name))
    if problems:
        raise ScenarioError(problems)
    states_by_levels = {tuple(levels): state for state, levels in enumerate(game.states.tolist())}
    ranks = np.zeros((game.n_states, game.n_actors), dtype=np.int64)
    ranked_in = np.zeros(game.n_states, dtype=np.int64)  # the line
    for row in rows:
        found = list(_row_problems(header, row, game, name))
        problems += found
        if found:
            continue
        states = _states_of(header, row, game, states_by_levels)
        if not states.size:
            problems.append(Problem(row[0].place(name), "", "no state that can occur has these levels"))
            continue
        twice = states[ranked_in[states] > 0]
        if twice.size:
            before = int(ranked_in[twice[0]])
            message = f"ranks {spelled_state(game, int(twice[0]))} once more; line {before} has it already"
            problems.append(Problem(row[0].place(name), "", message))
        ranked_in[states] = row[0].line
        for title, cell in zip(header, row, strict=True):
            if title.text in game.actors:
                ranks[states, game.actors.index(title.text)] = int(cell.text)
    if problems:
        raise ScenarioError(first_of(problems, name))
    missing = np.flatnonzero(ranked_in == 0)
    if missing.size:
        raise ScenarioError.at(Place(name), _left_out(game, missing))
    return ranks


def _left_out(game: Game, missing: IntArray) -> str:
    others = f" and {missing.size - 1:,} others" if missing.size > 1 else ""
    return (
        f"no row ranks the state {spelled_state(game, int(missing[0]))}{others}; every state that can occur "
        "needs a rank (a cell left empty means any level)"
    )


def spelled_state(game: Game, state: int) -> str:
    """Spell the levels of the variables that vary, as in ``--state``."""
    labels = game.state_labels(state)
    varying = [v.name for v, column in zip(game.variables, game.states.T, strict=True) if np.ptp(column) > 0]
    return ",".join(f"{name}={labels[name]}" for name in (varying or labels))


def _header_problems(header: Sequence[CsvCell], game: Game, name: str) -> Iterator[Problem]:
    names = [*(v.name for v in game.variables), *game.actors]
    seen: set[str] = set()
    for cell in header:
        if not cell.text:
            yield Problem(cell.place(name), "", NAMELESS)
        elif cell.text not in names:
            message = f"unknown column {cell.text!r}; expected variables and actors: {', '.join(names)}"
            yield Problem(cell.place(name), "", message, nearest(cell.text, names))
        elif cell.text in seen:
            yield Problem(cell.place(name), "", f"the column {cell.text!r} appears twice")
        seen.add(cell.text)
    for actor in game.actors:
        if actor not in seen:
            yield Problem(header[-1].place(name), "", f"expected a column of ranks for {actor}, got none")


def _row_problems(
    header: Sequence[CsvCell], row: Sequence[CsvCell], game: Game, name: str
) -> Iterator[Problem]:
    if len(row) != len(header):
        message = f"expected {len(header)} cells as in the header, got {len(row)}"
        yield Problem(row[-1].place(name), "", message)
        return
    levels = {variable.name: variable.levels for variable in game.variables}
    for title, cell in zip(header, row, strict=True):
        if title.text in game.actors:
            if not _is_rank(cell.text):
                message = f"expected a rank, a whole number (the higher, the better), got {cell.text!r}"
                yield Problem(cell.place(name), title.text, message)
        elif cell.text and cell.text not in levels[title.text]:
            known = levels[title.text]
            message = f"unknown level {cell.text!r}; {title.text} has: {', '.join(known)}"
            yield Problem(cell.place(name), title.text, message, nearest(cell.text, known))


def _is_rank(text: str) -> bool:
    digits = text[1:] if text[:1] in ("-", "+") else text
    return digits.isascii() and digits.isdigit() and len(digits) < 11 and abs(int(text)) <= LARGEST_RANK


def _states_of(
    header: Sequence[CsvCell],
    row: Sequence[CsvCell],
    game: Game,
    states_by_levels: Mapping[tuple[int, ...], int],
) -> IntArray:
    """The states that have the levels of a row; at once where it names them all."""
    said = {title.text: cell.text for title, cell in zip(header, row, strict=True)}
    levels = game.states[0].copy()
    open_variables = False
    meets = np.ones(game.n_states, dtype=np.bool_)
    for index, variable in enumerate(game.variables):
        if said.get(variable.name):
            levels[index] = variable.levels.index(said[variable.name])
        else:
            open_variables = open_variables or len(variable.levels) > 1
    if not open_variables:
        state = states_by_levels.get(tuple(levels.tolist()))
        return np.array([] if state is None else [state], dtype=np.int64)
    for index, variable in enumerate(game.variables):
        if said.get(variable.name):
            meets &= game.states[:, index] == levels[index]
    return np.flatnonzero(meets)


def state_of(text: str, game: Game, base: int) -> int:
    """Find the state that ``variable=level,variable=level`` describes; other variables as in ``base``.

    Raises `ScenarioError` when a part is malformed, or no such state can occur.
    """
    place, wanted = Place("--state"), game.states[base].copy()
    asked = np.zeros(wanted.size, dtype=np.bool_)
    variables = {variable.name: index for index, variable in enumerate(game.variables)}
    for part in text.split(","):
        name, equals, level = (piece.strip() for piece in part.partition("="))
        if not equals or not name or not level:
            raise ScenarioError.at(place, f"expected VARIABLE=LEVEL,VARIABLE=LEVEL, got {part.strip()!r}")
        if name not in variables:
            message = f"unknown variable {name!r}; the world has: {', '.join(variables)}"
            raise ScenarioError.at(place, message, nearest(name, variables))
        index = variables[name]
        levels = game.variables[index].levels
        if level not in levels:
            message = f"unknown level {level!r} of {name}; it has: {', '.join(levels)}"
            raise ScenarioError.at(place, message, nearest(level, levels))
        if asked[index]:
            raise ScenarioError.at(place, f"{name} appears twice")
        wanted[index], asked[index] = levels.index(level), True
    (hits,) = np.nonzero((game.states == wanted).all(axis=1))
    if hits.size:
        return int(hits[0])
    raise ScenarioError.at(place, *_not_reached(game, wanted, asked, text))


def _not_reached(game: Game, wanted: IntArray, asked: MaskArray, text: str) -> tuple[str, str]:
    having = np.flatnonzero((game.states[:, asked] == wanted[asked]).all(axis=1))
    if not having.size:
        return f"no state that can occur has {text}", ""
    closest = int(having[np.argmin((game.states[having] != wanted).sum(axis=1))])
    changed = asked | (game.states[closest] != wanted)
    labels = game.state_labels(closest)
    better = ",".join(f"{v.name}={labels[v.name]}" for v, k in zip(game.variables, changed, strict=True) if k)
    return f"{text} cannot occur while all else is as at the start of the stretch; say more", better
