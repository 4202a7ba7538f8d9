"""Questions of every case, answered from one solution for every start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from blinkfirst.agents.frequencies import Estimate
from blinkfirst.compile.questions import answer_of, watch_of
from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.game.forecast import Forecast, mean_by_share, pooled
from blinkfirst.game.game import FloatArray, Variable
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff, starting_at
from blinkfirst.scenario.loading import load
from blinkfirst.scenario.scenario import Question
from blinkfirst.solve.hidden_resolve.backward import hidden_answers_everywhere, solve_hidden
from blinkfirst.solve.hidden_resolve.forecast import hidden_forecast, measured
from blinkfirst.solve.kernels import kernels_are_cached
from blinkfirst.solve.standoff.backward_answers import (
    DEGREES,
    AnswersAndValues,
    Watching,
    answers_everywhere,
    backward_answers,
    first_blink_watches,
)
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.condition import Trust, trust_in, trust_in_grid, trust_in_pool
from blinkfirst.solve.standoff.forecast import Itinerary, forecast, forecast_along
from blinkfirst.study.store.tables import CONDITION, FIRST_BLINKERS, QUESTIONS

BACKWARD = frozenset({FIRST_BLINKERS, QUESTIONS})  # what the pass backward answers by itself


@dataclass(frozen=True)
class CaseAnswers:
    """Results of one case; ``None`` where something was not asked for.

    Attributes
    ----------
    actors : A names.
    variables : of the world.
    chances : shape (3, A), P(actor blinks first): of any degree, soft, hard.
    values : shape (A,), utils.
    questions : names, and answers of shape (Q,).
    forecast : month by month and argument by argument.
    trust : the condition of the forecast; where rounding leaves nothing sure all else is nan.
    agents : share of the agents' runs in which each actor, and at last nobody, blinks first; A + 1.
    """

    actors: tuple[str, ...]
    variables: tuple[Variable, ...]
    chances: FloatArray | None
    values: FloatArray | None
    questions: tuple[tuple[str, ...], FloatArray] | None
    forecast: Forecast | None
    agents: tuple[Estimate, ...] | None = None
    trust: Trust | None = None


def pooled_answers(readings: Mapping[str, CaseAnswers], shares: Sequence[float]) -> CaseAnswers:
    """Return the answers of a pool: the mean by share of what is linear in probability.

    Values of actors, which differ in kind from reading to reading, are nan.

    Parameters
    ----------
    readings : the answers of each reading, by its lens, in the order of the shares.
    """
    all_of_them = list(readings.values())
    first = all_of_them[0]
    chances = [one.chances for one in all_of_them if one.chances is not None]
    asked = [one.questions for one in all_of_them if one.questions is not None]
    forecasts = [one.forecast for one in all_of_them if one.forecast is not None]
    trusts = {lens: one.trust for lens, one in readings.items() if one.trust is not None}
    forecast = pooled(forecasts, shares) if forecasts else None
    trust = None
    if trusts and forecast is not None:
        trust = trust_in_pool(trusts, shares, forecast.first_blink_by_actor)
    return CaseAnswers(
        actors=first.actors,
        variables=first.variables,
        chances=mean_by_share(chances, shares) if chances else None,
        values=None if first.values is None else np.full_like(first.values, np.nan),
        questions=(asked[0][0], mean_by_share([found for _, found in asked], shares)) if asked else None,
        forecast=forecast,
        trust=trust,
    )


class Watched(NamedTuple):
    """The questions of a scenario made ready for its games, and for all that move alike.

    Attributes
    ----------
    questions : that are asked.
    itinerary : questions and all else, for the pass forward; ``None`` where there is none.
    watching : questions and first blinks, for the pass backward; ``None`` where it does not answer them.
    """

    questions: tuple[Question, ...]
    itinerary: Itinerary | None
    watching: Watching | None


class Solution(Protocol):
    """A solved case, whatever it starts from."""

    def at(self, start: int) -> CaseAnswers:
        """Return what comes of starting in a state of the opening game."""


class Asking:
    """Questions asked of every case.

    Parameters
    ----------
    outcomes : names of the tables wanted.
    runs, seed : agents' runs per case, 0 for none, and their root seed.
    """

    def __init__(self, outcomes: Sequence[str], runs: int = 0, seed: int = 0) -> None:
        self.first_blinkers, self.questions = FIRST_BLINKERS in outcomes, QUESTIONS in outcomes
        self.condition = CONDITION in outcomes
        self.forecasts = bool(outcomes)
        self.plays = not BACKWARD.issuperset(outcomes) or runs > 0
        self.runs, self.seed = runs, seed

    def watched(self, compiled: Compiled) -> Watched:
        """Make the questions ready."""
        questions = compiled.scenario.questions if self.questions else ()
        watches = [watch_of(question.ask, compiled) for question in questions]
        if self.plays:
            return Watched(questions, Itinerary(compiled.standoff, watches), None)
        blinks = first_blink_watches(compiled.standoff) if self.first_blinkers else ()
        return Watched(questions, None, Watching(compiled.standoff, [*watches, *blinks]))

    def solution(self, compiled: Compiled, watched: Watched) -> Solution:
        """Solve a case.

        Raises `GameError` or `SolverError` as `blinkfirst.solve.standoff.backward_induction`.
        """
        if compiled.standoff.beliefs is not None:
            return _hidden_solution(self, compiled, watched)
        if watched.itinerary is not None:
            return _Forecasts(self, compiled.standoff, watched, backward_induction(compiled.standoff))
        assert watched.watching is not None, "questions are made ready for one pass or the other"
        everywhere = answers_everywhere(compiled.standoff, watched.watching, self.first_blinkers)
        return _ReadOff(self, compiled.standoff, watched, everywhere)

    def answered(
        self, questions: Sequence[Question], answers: FloatArray
    ) -> tuple[tuple[str, ...], FloatArray] | None:
        """Return the questions with their answers, given what their watches gave."""
        if not self.questions:
            return None
        found = [answer_of(question.ask, answer) for question, answer in zip(questions, answers, strict=True)]
        return tuple(question.name for question in questions), np.array(found, dtype=np.float64)


class _ReadOff:
    """Answers that the pass backward has for every state."""

    def __init__(
        self, asking: Asking, standoff: Standoff, watched: Watched, everywhere: AnswersAndValues
    ) -> None:
        self.asking, self.standoff, self.watched, self.everywhere = asking, standoff, watched, everywhere

    def at(self, start: int) -> CaseAnswers:
        """Return the row of a state."""
        opening, questions = self.standoff.opening, self.watched.questions
        answers, asked = self.everywhere.answers[start], len(questions)
        blinking = self.asking.first_blinkers
        return CaseAnswers(
            actors=opening.actors,
            variables=opening.variables,
            chances=answers[asked:].reshape(len(DEGREES), -1) if blinking else None,
            values=self.everywhere.values[start] if blinking else None,
            questions=self.asking.answered(questions, answers[:asked]),
            forecast=None,
        )


class _Forecasts:
    """Answers that take a pass forward, or runs, from every start."""

    def __init__(self, asking: Asking, standoff: Standoff, watched: Watched, policy: Policy) -> None:
        self.asking, self.standoff, self.watched, self.policy = asking, standoff, watched, policy

    def at(self, start: int) -> CaseAnswers:
        """Forecast from a state, and let agents play from it."""
        asking, standoff = self.asking, self.standoff
        agents = _played(starting_at(standoff, start), self.policy, asking) if asking.runs else None
        variables = standoff.opening.variables
        if not asking.forecasts:
            return CaseAnswers(standoff.opening.actors, variables, None, None, None, None, agents)
        assert self.watched.itinerary is not None
        exact = forecast_along(self.watched.itinerary, standoff, self.policy, start)
        trust = None
        if asking.condition:
            chances = exact.first_blink_by_actor
            trust = trust_in(starting_at(standoff, start), self.policy, chances)
            exact = exact.unknown() if trust.is_unsure else exact
        return _answers(asking, self.watched.questions, exact, variables, agents, trust)


def _answers(
    asking: Asking, questions: Sequence[Question], exact: Forecast, variables: tuple[Variable, ...],
    agents: tuple[Estimate, ...] | None, trust: Trust | None,
) -> CaseAnswers:  # fmt: skip
    """Return what was asked of a forecast."""
    blinking = asking.first_blinkers
    degrees = exact.first_blink_by_actor, exact.first_soft_by_actor, exact.first_hard_by_actor
    return CaseAnswers(
        actors=exact.actors,
        variables=variables,
        chances=np.stack(degrees) if blinking else None,
        values=exact.values if blinking else None,
        questions=asking.answered(questions, exact.answers),
        forecast=exact,
        agents=agents,
        trust=trust,
    )


def _hidden_solution(asking: Asking, compiled: Compiled, watched: Watched) -> Solution:
    """Solve a case with private types."""
    standoff = compiled.standoff
    if watched.watching is not None and len(standoff.plans) == 1:
        everywhere = hidden_answers_everywhere(standoff, watched.watching)
        return _ReadOff(asking, standoff, watched, everywhere)
    return _HiddenForecasts(asking, compiled, watched.questions)


class _HiddenForecasts:
    """Answers that take a pass forward over states and beliefs from every start."""

    def __init__(self, asking: Asking, compiled: Compiled, questions: Sequence[Question]) -> None:
        self.asking, self.standoff, self.questions = asking, compiled.standoff, questions
        self.policy = solve_hidden(compiled.standoff)
        self.watches = [watch_of(question.ask, compiled) for question in questions]

    def at(self, start: int) -> CaseAnswers:
        """Forecast from a state."""
        asking, standoff = self.asking, starting_at(self.standoff, start)
        found, trust = hidden_forecast(standoff, self.policy, self.watches), None
        if asking.condition:
            found = measured(standoff, found)
            assert found.grid_error is not None  # it was measured
            trust = trust_in_grid(standoff.opening.actors, found.grid_error)
        return _answers(asking, self.questions, found.forecast, standoff.opening.variables, None, trust)


def _played(standoff: Standoff, policy: Policy, asking: Asking) -> tuple[Estimate, ...]:
    from blinkfirst.agents.runs import simulate  # a kernel more; most sweeps play nothing

    found = simulate(standoff, policy, asking.runs, asking.seed)
    return (*found.first_blink_by_actor, found.nobody_blinks)


SMALL = "textbook/coin-tosses"


def warm_kernels() -> None:
    """Compile every kernel that sweeps use, by a small stand-off; nothing to do from the second time on."""
    if kernels_are_cached():
        return
    compiled = compile_scenario(load(SMALL))
    watches = [watch_of(question.ask, compiled) for question in compiled.scenario.questions]
    backward_answers(compiled.standoff, watches)
    forecast(compiled.standoff, backward_induction(compiled.standoff), watches)
