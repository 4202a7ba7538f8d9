"""Sweeps: one scenario under every case of a design, two cases at a time.

Cases share the compiled game as far as they can: weights, strengths, patience and precision recompile
nothing. A case that fails is a row with its error, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from blinkfirst.compile.timeline import Compiled, compile_like, compile_scenario
from blinkfirst.compile.watches import answer_of, watch_of
from blinkfirst.errors import BlinkFirstError, ScenarioError
from blinkfirst.results.outlook import by_name
from blinkfirst.results.tables import TidyTable
from blinkfirst.scenario.loading import changed
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.backward_answers import DEGREES, backward_answers_and_values, first_blink_watches
from blinkfirst.study.design.design import Design
from blinkfirst.study.workers import workers


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


def sweep(
    scenario: Scenario, design: Design, done: Callable[[CaseResult], None] = lambda result: None
) -> list[CaseResult]:
    """Run every case of a design; ``done`` is told of each, in order, when it and all before are finished."""
    compiler = _Compiler(scenario)

    def run(numbered: tuple[int, dict[str, Any]]) -> CaseResult:
        number, settings = numbered
        try:
            return _result(number, settings, compiler.compiled(settings))
        except ScenarioError as error:
            return CaseResult(number, settings, (), (), "; ".join(map(str, error.problems)))
        except BlinkFirstError as error:
            return CaseResult(number, settings, (), (), str(error))

    results: list[CaseResult] = []
    with workers() as pool:
        for result in pool.map(run, enumerate(design.cases())):
            results.append(result)
            done(result)
    return results


class _Compiler:
    """Compiles one case at a time, beside what is known already."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.turn = Lock()
        self.known: Compiled | None = None

    def compiled(self, settings: dict[str, Any]) -> Compiled:
        """Compile the scenario under new settings."""
        with self.turn:
            case = changed(self.scenario, settings)
            self.known = compile_scenario(case) if self.known is None else compile_like(self.known, case)
            return self.known


def _result(number: int, settings: dict[str, Any], compiled: Compiled) -> CaseResult:
    questions, actors = compiled.scenario.questions, compiled.standoff.opening.actors
    watches = [*(watch_of(q.ask, compiled) for q in questions), *first_blink_watches(compiled.standoff)]
    found = backward_answers_and_values(compiled.standoff, watches)
    chances = found.answers[len(questions) :].reshape(len(DEGREES), -1)
    any_blink, soft, hard = (by_name(actors, row) for row in chances)
    values = {**dict(zip(actors, map(float, found.values), strict=True)), "nobody": None}
    rows = tuple(ActorRow(name, any_blink[name], soft[name], hard[name], values[name]) for name in any_blink)
    answers = tuple(
        (q.name, answer_of(q.ask, float(a)))
        for q, a in zip(questions, found.answers[: len(questions)], strict=True)
    )
    return CaseResult(number, settings, rows, answers, "")


def sweep_tables(design: Design, results: Sequence[CaseResult]) -> tuple[TidyTable, ...]:
    """Return the tidy tables of a sweep: one row per case and actor, one per case and question, one per
    failed case.
    """
    paths = design.paths
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
