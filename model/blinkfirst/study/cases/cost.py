"""Cost of a sweep before anything is run: in words for every path, and as a rough guess in seconds.

Seconds are reckoned from the sizes of the game with rates that held on a laptop of 2024; no clock is asked.
So the number of cases in a part, which follows from them, is the same on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.errors import ScenarioError
from blinkfirst.game.game import Game
from blinkfirst.scenario.loading import readings_of
from blinkfirst.scenario.nodes import Node
from blinkfirst.study.cases.case_results import BACKWARD
from blinkfirst.study.cases.compiled_groups import Starts, starts_share
from blinkfirst.study.cases.levers import Lever, Touch, levers_of
from blinkfirst.study.cases.sweep_task import SweepTask
from blinkfirst.study.store.tables import FIRST_BLINKERS, PAYOFFS, QUESTIONS, WORLD

# A part is a second of work: long against what sending it costs (some milliseconds) and writing it (some
# more), short against waiting for Ctrl-C or losing a worker. Beyond 2,000 cases a part would no longer be
# opened in a blink, and what a crash costs would be more than one glances at.
PART_SECONDS = 1.0
MOST_CASES = 2_000

CASE = 1.5e-4  # whatever the size of the game
FORECAST = 4e-4  # more, where months or arguments are asked for
STEP = 0.28e-9  # backward, one outcome in one tick, for one column of values or answers
PUSH = 0.9e-9  # forward, one outcome in one tick, for one chain of chances
CHOICE = 1e-9  # one move weighed in one tick
ROW = 3e-7  # a row of a table
NODE = 1.2e-6  # reading one value of the scenario
EDGE = 1.2e-6  # laying out one move in one state
TABLE = 2e-3  # a table of a part, as bytes
BLINK_CHAINS = 4  # of the pass forward: the free one, the first blink of all, soft, hard


@dataclass(frozen=True)
class PathCost:
    """Cost of a path of the design.

    Attributes
    ----------
    path : as the design has it.
    touch : how deep a new value goes.
    words : the same in words, with the reason.
    """

    path: str
    touch: Touch
    words: str


@dataclass(frozen=True)
class SweepCost:
    """Cost of a sweep.

    Attributes
    ----------
    paths : each by itself; the deepest decides for a case.
    states, edges : of the largest stretch of the scenario as it is; 0 when it cannot be compiled as it is.
    ticks : of the scenario as it is.
    starts : how many starts are answered from one solution.
    case_seconds : about what a case takes on one core; a rough guess.
    part_seconds : about what a part takes beside its cases.
    cases_per_part : about a second of work, from 1 to `MOST_CASES`.
    """

    paths: tuple[PathCost, ...]
    states: int
    edges: int
    ticks: int
    starts: int
    case_seconds: float
    part_seconds: float
    cases_per_part: int

    def seconds(self, cases: int) -> float:
        """Return about what some cases take on one core; a rough guess."""
        return cases * self.case_seconds + math.ceil(cases / self.cases_per_part) * self.part_seconds


def cost_of(task: SweepTask) -> SweepCost:
    """Return the cost of a sweep; compiles the scenario as it is, and solves nothing."""
    levers = levers_of(task.scenario, task.paths)
    try:
        compiled: Compiled | None = compile_scenario(readings_of(task.scenario)[0])
    except ScenarioError:  # a start, say, that no case has
        compiled = None
    starts = 1 if compiled is None else _starts_together(task, levers, compiled)
    readings = _readings(task)
    seconds = CASE + (0.0 if compiled is None else readings * _seconds(task, levers, compiled, starts))
    games = [] if compiled is None else [stretch.game for stretch in compiled.standoff.course]
    part_seconds = TABLE * (len(task.outcomes) + 1)
    return SweepCost(
        paths=tuple(PathCost(lever.path, lever.touch, _words(lever, compiled)) for lever in levers),
        states=max((game.n_states for game in games), default=0),
        edges=max((game.n_edges for game in games), default=0),
        ticks=task.scenario.ticks,
        starts=starts,
        case_seconds=seconds,
        part_seconds=part_seconds,
        cases_per_part=min(max(int((PART_SECONDS - part_seconds) / seconds), 1), MOST_CASES),
    )


def _readings(task: SweepTask) -> int:
    """Return how many games a case of a pool is; 1 without one."""
    return len(task.scenario.shares) if task.scenario.pooled else 1


def _words(lever: Lever, compiled: Compiled | None) -> str:
    if lever.touch is Touch.START and compiled is not None and not starts_share(compiled):
        why = "the horizon is endless" if compiled.standoff.stationary else "somebody chooses exactly"
        return f"start level: solved again, because {why}"
    return lever.words


def _starts_together(task: SweepTask, levers: tuple[Lever, ...], compiled: Compiled) -> int:
    """Return how many starts stand next to each other in the design, with one solution for all.

    Only the last paths of a design count: they vary fastest.
    """
    if not all(lever.fast for lever in levers) or not starts_share(compiled):
        return 1
    names = {lever.path: str(lever.full[1]) for lever in levers if lever.touch is Touch.START}
    levels = dict(task.start_levels)
    starts = Starts(compiled.course_rules[0], levels, names)
    together = 1
    for lever in reversed(levers):
        if lever.touch is not Touch.START:
            break
        together *= max(starts.choices(names[lever.path]), 1)
    return together


def _seconds(task: SweepTask, levers: tuple[Lever, ...], compiled: Compiled, starts: int) -> float:
    standoff, asked = compiled.standoff, set(task.outcomes)
    actors = standoff.opening.n_movers
    questions = len(task.scenario.questions) if QUESTIONS in asked else 0
    forecasts = not asked <= BACKWARD or task.runs > 0
    backward, forward = 0.0, FORECAST if forecasts else 0.0
    columns = actors if forecasts else actors + questions + (3 * actors if FIRST_BLINKERS in asked else 0)
    for plan, ends in zip(standoff.plans, standoff.plan_ends, strict=True):
        for stretch, end in zip(plan.stretches, plan.ends(standoff.ticks), strict=True):
            ticks = end - stretch.first_tick
            backward += ticks * (CHOICE * stretch.game.n_edges + STEP * columns * _outcomes(stretch.game))
            played = max(min(end, ends) - stretch.first_tick, 0)
            if forecasts:
                forward += played * PUSH * (BLINK_CHAINS + questions) * _outcomes(stretch.game)
    seconds = backward / starts + forward + ROW * sum(_rows(task, compiled))
    if any(not lever.fast for lever in levers):
        seconds += NODE * _nodes(task.scenario.composed) * (1 + len(task.scenario.events))
    if any(lever.touch is Touch.MOVES for lever in levers):
        seconds += EDGE * sum(stretch.game.n_edges for plan in standoff.plans for stretch in plan.stretches)
    return seconds


def _outcomes(game: Game) -> int:
    return game.n_states + game.outcome_state.size + game.nature_outcome_state.size


def _rows(task: SweepTask, compiled: Compiled) -> Iterator[int]:
    """Yield about how many rows of every larger table a case has."""
    months = math.ceil(task.scenario.ticks * task.scenario.tick_months) + 1
    if WORLD in task.outcomes:
        yield months * sum(len(v.levels) for v in compiled.standoff.opening.variables)
    if PAYOFFS in task.outcomes:
        yield len(compiled.standoff.opening.payoffs.columns)


def _nodes(node: Node) -> int:
    if isinstance(node.value, dict):
        return 1 + sum(map(_nodes, node.value.values()))
    return 1 + sum(map(_nodes, node.value)) if isinstance(node.value, list) else 1
