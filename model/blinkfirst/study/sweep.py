"""Sweeps: one scenario under every case of a design, one after the other.

Cases share the compiled game as far as they can: weights, strengths, patience and precision recompile
nothing. A case that fails is a row with its error, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from blinkfirst.compile.timeline import Compiled, compile_like, compile_scenario
from blinkfirst.compile.watches import answer_of, watch_of
from blinkfirst.errors import BlinkFirstError, Place, Problem, ScenarioError
from blinkfirst.results.outlook import first_blinkers
from blinkfirst.results.tables import TidyTable
from blinkfirst.scenario.loading import changed
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.settings import planted
from blinkfirst.solve.backward_induction import solve
from blinkfirst.solve.forecast import forecast
from blinkfirst.study.design import Design


@dataclass(frozen=True)
class ActorRow:
    """One actor in one case, or ``nobody``."""

    actor: str
    first_blink: float
    first_soft: float
    first_hard: float
    value: float | None


@dataclass(frozen=True)
class CaseResult:
    """What one case gave; rows are empty and ``error`` is set when it failed."""

    case: int
    settings: dict[str, Any]
    rows: tuple[ActorRow, ...]
    answers: tuple[tuple[str, float], ...]
    error: str


def check_design(scenario: Scenario, design: Design) -> None:
    """Try every value of every axis alone, so that a wrong path or level is found before anything runs.

    Raises
    ------
    ScenarioError
        With the problems of all of them.
    """
    problems: list[Problem] = []
    for axis in design.axes:
        for value in axis.values:
            try:
                changed(scenario, {axis.path: planted(value, Place("sweep"))})
            except ScenarioError as error:
                problems.extend(p for p in error.problems if p not in problems)
    if problems:
        raise ScenarioError(problems)


def sweep(
    scenario: Scenario, design: Design, done: Callable[[CaseResult], None] = lambda result: None
) -> list[CaseResult]:
    """Run every case of a design in order; ``done`` is told of each as it is finished."""
    results: list[CaseResult] = []
    known: Compiled | None = None
    for number, settings in enumerate(design.cases()):
        try:
            case = changed(scenario, settings)
            known = compile_scenario(case) if known is None else compile_like(known, case)
            result = _result(number, settings, known)
        except ScenarioError as error:
            result = CaseResult(number, settings, (), (), "; ".join(map(str, error.problems)))
        except BlinkFirstError as error:
            result = CaseResult(number, settings, (), (), str(error))
        results.append(result)
        done(result)
    return results


def _result(number: int, settings: dict[str, Any], compiled: Compiled) -> CaseResult:
    questions = compiled.scenario.questions
    found = forecast(
        compiled.standoff, solve(compiled.standoff), [watch_of(q.ask, compiled) for q in questions]
    )
    any_blink, soft, hard = (
        first_blinkers(found),
        first_blinkers(found, found.first_soft),
        first_blinkers(found, found.first_hard),
    )
    values = {**dict(zip(found.actors, map(float, found.values), strict=True)), "nobody": None}
    rows = tuple(ActorRow(name, any_blink[name], soft[name], hard[name], values[name]) for name in any_blink)
    answers = tuple(
        (q.name, answer_of(q.ask, float(a))) for q, a in zip(questions, found.answers, strict=True)
    )
    return CaseResult(number, settings, rows, answers, "")


def sweep_tables(design: Design, results: Sequence[CaseResult]) -> tuple[TidyTable, ...]:
    """Return the tidy tables of a sweep: one row per case and actor, one per case and question, one per
    failed case.
    """
    paths = tuple(axis.path for axis in design.axes)
    blank = ("",) * (len(paths) + 1)
    actors = [
        (r.case, *r.settings.values(), a.actor, a.first_blink, a.first_soft, a.first_hard, a.value)
        for r in results
        for a in r.rows
    ]
    answers = [(r.case, *r.settings.values(), name, answer) for r in results for name, answer in r.answers]
    errors = [(r.case, *r.settings.values(), r.error) for r in results if r.error]
    return (
        TidyTable(
            "actors",
            ("case", *paths, "actor", "first_blink", "first_soft", "first_hard", "value"),
            (*blank, "", "probability", "probability", "probability", "utils"),
            actors,
        ),
        TidyTable(
            "questions", ("case", *paths, "question", "answer"), (*blank, "", "probability or times"), answers
        ),
        TidyTable("errors", ("case", *paths, "error"), (*blank, ""), errors),
    )
