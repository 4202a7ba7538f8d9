"""The forecast of a scenario: who blinks first, with all that puts it into proportion."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, overload

from blinkfirst.compile.questions import answer_of, declared_positions, watch_of
from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.game.forecast import Forecast, by_name
from blinkfirst.game.leader import leader_of
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.questions.matrix.forecast import MatrixForecast, matrix_forecast
from blinkfirst.questions.run.claims import claims_and_readings
from blinkfirst.questions.run.decisive_arguments import decisive_choices
from blinkfirst.questions.run.outlook import DecisiveChoice, Outlook, QuestionAnswer
from blinkfirst.questions.run.over_ranges import over_ranges
from blinkfirst.record.base_rates import BaseRates, base_rates
from blinkfirst.record.cases import read_cases
from blinkfirst.record.library import record_named_in
from blinkfirst.record.mapping import read_mapping
from blinkfirst.scenario.matrix import Matrix
from blinkfirst.scenario.questions import COUNT
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.standoff.backward_answers import ANY_DEGREE, backward_answers, first_blink_watches
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.certified import certified_forecast, check_certifiable
from blinkfirst.solve.standoff.condition import Trust, condition_of, trust_in
from blinkfirst.solve.standoff.forecast import forecast
from blinkfirst.solve.standoff.precision import anybody_errs, coin_toss, with_precision
from blinkfirst.study.threads import workers

SQUARE_IS_SURE = 1e-11  # rounding of a forecast with which twice the precision leaves it small, too


@overload
def run(scenario: Scenario, certify: bool = False, ranges: int = 0, seed: int = 0) -> Outlook: ...


@overload
def run(scenario: Matrix) -> MatrixForecast: ...


def run(
    scenario: Scenario | Matrix, certify: bool = False, ranges: int = 0, seed: int = 0
) -> Outlook | MatrixForecast:
    """Forecast who blinks first, exactly, with questions, claims and the decisive arguments.

    Of a matrix, which is played once: how likely each strategy is chosen.

    Parameters
    ----------
    certify : of a stand-off, also put the chances of first blinks between bounds that are surely right, by
        ball arithmetic (needs python-flint).
    ranges : how often to draw all weights from the ranges that their authors give, to see whether the leader
        and the claims stay as they are; 0, the default, for not at all. Every draw is a forecast.
    seed : of the draws, a scrambled Sobol sequence, balanced at powers of two.

    Raises
    ------
    ScenarioError
        When the scenario, or what one of its claims changes, cannot be compiled.
    OptionError, TooLargeError, SolverError
        When it cannot be certified.
    """
    if isinstance(scenario, Matrix):
        return matrix_forecast(scenario)
    return outlook_of(compile_scenario(scenario), certify=certify, ranges=ranges, seed=seed)


def outlook_of(
    compiled: Compiled,
    policy: Policy | None = None,
    say: Callable[[str], None] = lambda text: None,
    certify: bool = False,
    ranges: int = 0,
    seed: int = 0,
) -> Outlook:
    """Forecast a compiled scenario, with baseline, questions, claims and the decisive arguments.

    Parameters
    ----------
    compiled : from `blinkfirst.compile.scenario.compile_scenario`.
    policy : its solution, when it is at hand already.
    say : called with what is being done, for a progress display.
    certify, ranges, seed : as of `run`.
    """
    scenario, standoff = compiled.scenario, compiled.standoff
    if certify:
        check_certifiable(standoff)
    say("solving, answering claims")
    with workers() as pool:
        solved = pool.submit(_exact_and_decisive, compiled, policy)
        tossed = pool.submit(_first_blinkers, coin_toss(standoff))
        doubled = pool.submit(_first_blinkers, with_precision(standoff, 2.0))
        claims, readings = claims_and_readings(
            compiled, pool, lambda asks: [solved.result().answers[ask.text] for ask in asks]
        )
        exact, coin_tosses = solved.result(), tossed.result()
        sharper = doubled.result() if _is_sure_doubled(exact.trust) else _sharper(standoff)
        stable = None
        if ranges and not exact.trust.is_unsure:
            leader = leader_of(exact.forecast.first_blinkers)
            stable = over_ranges(compiled, leader, ranges, seed, pool, say)
    return Outlook(
        scenario=scenario,
        standoff=standoff,
        forecast=exact.forecast,
        trust=exact.trust,
        coin_toss=coin_tosses,
        sharper=sharper,
        positions=declared_positions(compiled),
        questions=tuple(
            QuestionAnswer(q.name, q.ask.text, q.ask.form == COUNT, exact.answers[q.ask.text])
            for q in scenario.questions
        ),
        claims=claims,
        decisive=exact.decisive,
        readings=readings,
        errs=anybody_errs(standoff),
        certified=certified_forecast(standoff, say) if certify else None,
        ranges=stable,
        base_rates=_base_rates(scenario),
    )


def _base_rates(scenario: Scenario) -> BaseRates | None:
    """Return the base rates of the theatre's record on the scenario's first day, where it has one."""
    files = record_named_in(scenario.composed)
    if files is None:
        return None
    mapping = read_mapping(files.mapping)
    return base_rates(mapping, read_cases(files.cases, mapping.columns), scenario.start)


class _Exact(NamedTuple):
    """The exact forecast, with the answers to questions and claims by text, and the decisive choices."""

    forecast: Forecast
    trust: Trust
    answers: dict[str, float]
    decisive: tuple[DecisiveChoice, ...]


def _exact_and_decisive(compiled: Compiled, policy: Policy | None) -> _Exact:
    """Return the forecast and the decisive choices, and let go of the policy, the largest thing in memory."""
    standoff, scenario = compiled.standoff, compiled.scenario
    asked = [question.ask for question in scenario.questions] + [claim.ask for claim in scenario.claims]
    asks = list({ask.text: ask for ask in asked}.values())
    policy = backward_induction(standoff) if policy is None else policy
    exact = forecast(standoff, policy, [watch_of(ask, compiled) for ask in asks])
    trust = trust_in(standoff, policy, exact.first_blink_by_actor)
    decisive: tuple[DecisiveChoice, ...] = ()
    if trust.is_unsure:
        exact = exact.unknown()
    else:
        decisive = decisive_choices(standoff, policy, exact)
    answers = {ask.text: answer_of(ask, float(p)) for ask, p in zip(asks, exact.answers, strict=True)}
    return _Exact(exact, trust, answers, decisive)


def _is_sure_doubled(trust: Trust) -> bool:
    """Return whether twice the precision leaves rounding small, too: it does about the square there."""
    return trust.condition.worst <= SQUARE_IS_SURE


def _sharper(standoff: Standoff) -> dict[str, float]:
    """Chances of first blinks when everybody's precision is doubled; nan where they are not sure."""
    doubled = with_precision(standoff, 2.0)
    policy = backward_induction(doubled)
    exact = forecast(doubled, policy)
    unsure = condition_of(doubled, policy, exact.first_blink_by_actor).is_unsure
    return (exact.unknown() if unsure else exact).first_blinkers


def _first_blinkers(standoff: Standoff) -> dict[str, float]:
    chances = backward_answers(standoff, first_blink_watches(standoff, [ANY_DEGREE]))
    return by_name(standoff.opening.actors, chances)
