"""The forecast of a scenario: who blinks first, with all that puts it into proportion."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias, overload

from blinkfirst.compile.questions import answer_of, declared_positions, watch_of
from blinkfirst.compile.scenario import Compiled, compile_readings, compile_scenario
from blinkfirst.errors import OptionError, SolverError
from blinkfirst.game.forecast import Forecast, by_name, pooled, pooled_chances
from blinkfirst.game.game import FloatArray
from blinkfirst.game.hidden_resolve import HiddenForecast
from blinkfirst.game.leader import leader_of
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.questions.beliefs.answer import prices_of
from blinkfirst.questions.matrix.forecast import MatrixForecast, matrix_forecast
from blinkfirst.questions.run.claims import claims_and_readings
from blinkfirst.questions.run.decisive_arguments import decisive_choices, hidden_decisive_choices
from blinkfirst.questions.run.outlook import (
    DecisiveChoice,
    Outlook,
    Patience,
    PooledReading,
    QuestionAnswer,
    Reading,
)
from blinkfirst.questions.run.over_ranges import over_ranges
from blinkfirst.record.base_rates import BaseRates, base_rates
from blinkfirst.record.cases import read_cases
from blinkfirst.record.library import record_named_in
from blinkfirst.record.mapping import read_mapping
from blinkfirst.scenario.loading import check_no_types
from blinkfirst.scenario.matrix import Matrix
from blinkfirst.scenario.questions import COUNT, ParsedQuestion
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.hidden_resolve.any_standoff import affordable, first_blink_chances, tossed
from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy, solve_hidden
from blinkfirst.solve.hidden_resolve.forecast import hidden_forecast, measured
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.certified import certified_forecast, check_certifiable
from blinkfirst.solve.standoff.condition import Trust, condition_of, trust_in, trust_in_grid, trust_in_pool
from blinkfirst.solve.standoff.forecast import forecast
from blinkfirst.solve.standoff.precision import anybody_errs, with_precision
from blinkfirst.study.threads import workers

# panels that show choices or what they are worth
OF_ONE_READING = frozenset({"payoffs", "decisive", "moves", "states"})
OF_PLAIN_CHOICES = frozenset({"moves", "states"})
Later: TypeAlias = Callable[..., Future[Any]]  # takes a function and what it is given
SQUARE_IS_SURE = 1e-11  # rounding of a forecast with which twice the precision leaves it small, too


@overload
def run(
    scenario: Scenario, certify: bool = False, ranges: int = 0, seed: int = 0, patience: bool = False
) -> Outlook: ...


@overload
def run(scenario: Matrix) -> MatrixForecast: ...


def run(
    scenario: Scenario | Matrix,
    certify: bool = False,
    ranges: int = 0,
    seed: int = 0,
    patience: bool = False,
) -> Outlook | MatrixForecast:
    """Forecast who blinks first, exactly, with questions, claims and the decisive arguments.

    Of a matrix, which is played once: how likely each strategy is chosen.

    Parameters
    ----------
    certify : of a stand-off, also put the chances of first blinks between bounds that are surely right, by
        ball arithmetic (needs python-flint).
    ranges : how often to draw all weights, and the numbers of private types, from the ranges that their
        authors give, to see whether the leader and the claims stay as they are; 0, the default, for not at
        all. Every draw is a forecast.
    seed : of the draws, a scrambled Sobol sequence, balanced at powers of two.
    patience : also find the price of patience of every actor, as `beliefs` does.

    Raises
    ------
    ScenarioError
        When the scenario, or what one of its claims changes, cannot be compiled.
    OptionError, TooLargeError, SolverError
        When it cannot be certified.
    """
    if isinstance(scenario, Matrix):
        return matrix_forecast(scenario)
    if certify:
        check_uncertified(scenario, certify)
        check_no_types(scenario)
    if scenario.pooled:
        readings = compile_readings(scenario)
        return pool_outlook(scenario, readings, ranges=ranges, seed=seed, patience=patience)
    compiled = compile_scenario(scenario)
    return outlook_of(compiled, certify=certify, ranges=ranges, seed=seed, patience=patience)


def check_uncertified(scenario: Scenario, certify: bool) -> None:
    """Refuse to certify a pool; its readings can be.

    Raises `OptionError` that says what to do instead.
    """
    if certify and scenario.pooled:
        lenses = " and --lens ".join(scenario.shares)
        message = f"certify: a pool is several forecasts; certify each of them, with --lens {lenses}"
        raise OptionError(message)


def check_panel(scenario: Scenario, panel: str) -> None:
    """Refuse a panel of a picture that shows choices one by one, which a pool has none of, nor a scenario in
    which they hang on beliefs.

    Raises `OptionError` that says what to do instead.
    """
    if scenario.pooled and panel in OF_ONE_READING:
        lenses = " or --lens ".join(scenario.shares)
        message = f"--panel: {panel} is of one reading, and a pool has several; say --lens {lenses}"
        raise OptionError(message)
    if scenario.grid is not None and panel in OF_PLAIN_CHOICES:
        message = f"--panel: {panel} shows choices by state, which private types make a matter of belief"
        raise OptionError(f"{message}; switch types off with --set beliefs=none")


def outlook_of(
    compiled: Compiled,
    policy: Policy | HiddenPolicy | None = None,
    say: Callable[[str], None] = lambda text: None,
    certify: bool = False,
    ranges: int = 0,
    seed: int = 0,
    patience: bool = False,
) -> Outlook:
    """Forecast a compiled scenario, with baseline, questions, claims and the decisive arguments.

    Parameters
    ----------
    compiled : from `blinkfirst.compile.scenario.compile_scenario`.
    policy : its solution, when it is at hand already.
    say : called with what is being done, for a progress display.
    certify, ranges, seed, patience : as of `run`.
    """
    scenario, standoff = compiled.scenario, compiled.standoff
    if certify:
        check_certifiable(standoff)
    say("solving, answering claims")
    with workers() as pool:
        waiting = _Waiting(compiled, policy, pool)
        claims, readings = claims_and_readings(compiled, pool, waiting.answers)
        found = waiting.result()
        exact = found.exact
        stable = None
        if ranges and not exact.trust.is_unsure:
            leader = leader_of(exact.forecast.first_blinkers)
            stable = over_ranges(compiled, scenario, leader, ranges, seed, pool, say)
        patient = _patience(compiled, pool, say) if patience else None
    return Outlook(
        scenario=scenario,
        standoff=standoff,
        forecast=exact.forecast,
        trust=exact.trust,
        coin_toss=found.coin_toss,
        sharper=found.sharper,
        positions=declared_positions(compiled),
        questions=_questions(scenario, exact.answers),
        claims=claims,
        decisive=exact.decisive,
        readings=readings,
        errs=anybody_errs(standoff),
        hidden=exact.hidden,
        certified=certified_forecast(standoff, say) if certify else None,
        ranges=stable,
        base_rates=_base_rates(scenario),
        patience=patient,
    )


def _patience(compiled: Compiled, pool: Executor, say: Callable[[str], None]) -> Patience:
    """Return the prices of patience; of an endless game that is not solved, the reason."""
    say("pricing patience")
    try:
        return Patience(prices_of(compiled, pool))
    except SolverError as error:
        return Patience((), str(error))


def _base_rates(scenario: Scenario) -> BaseRates | None:
    """Return the base rates of the theatre's record on the scenario's first day, where it has one."""
    files = record_named_in(scenario.composed)
    if files is None:
        return None
    mapping = read_mapping(files.mapping)
    return base_rates(mapping, read_cases(files.cases, mapping.columns), scenario.start)


def pool_outlook(
    scenario: Scenario,
    compiled: Sequence[Compiled],
    policies: Sequence[Policy | HiddenPolicy] | None = None,
    say: Callable[[str], None] = lambda text: None,
    ranges: int = 0,
    seed: int = 0,
    patience: bool = False,
) -> Outlook:
    """Forecast a pool: each reading under its own lens, then the mean by share of all that is a probability.

    Parameters
    ----------
    scenario : whose lens is a pool.
    compiled : each of its readings, from `blinkfirst.compile.scenario.compile_readings`.
    policies : their solutions, when they are at hand already.
    say, ranges, seed, patience : as of `outlook_of`.
    """
    known = [None] * len(compiled) if policies is None else policies
    say("solving, answering claims")
    with workers() as pool:
        only = len(compiled) == 1
        waiting = [_Waiting(one, policy, pool, only) for one, policy in zip(compiled, known, strict=True)]
        claims, others = claims_and_readings(compiled[0], pool, waiting[0].answers)
        parts = tuple(
            _pooled_reading(one, share, part.result(), _patience(one, pool, say) if patience else None)
            for one, share, part in zip(compiled, scenario.shares.values(), waiting, strict=True)
        )
        exact = _pooled_exact(parts, [part.result().exact.answers for part in waiting])
        stable = None
        if ranges and not exact.trust.is_unsure:
            leader = leader_of(exact.forecast.first_blinkers)
            stable = over_ranges(compiled[0], scenario, leader, ranges, seed, pool, say)
    found = {one.lens: one.first_blink for one in others} | {one.lens: one.first_blink for one in parts}
    return Outlook(
        scenario=scenario,
        standoff=compiled[0].standoff,
        forecast=exact.forecast,
        trust=exact.trust,
        coin_toss=_mean_chances([one.coin_toss for one in parts], parts),
        sharper=_mean_chances([one.sharper for one in parts], parts),
        positions=declared_positions(compiled[0]),
        questions=_questions(scenario, exact.answers),
        claims=claims,
        decisive=(),
        readings=tuple(Reading(lens, found[lens]) for lens in scenario.lenses),
        errs=any(anybody_errs(one.standoff) for one in compiled),
        ranges=stable,
        base_rates=_base_rates(scenario),
        pool=parts,
    )


def _questions(scenario: Scenario, answers: Mapping[str, float]) -> tuple[QuestionAnswer, ...]:
    return tuple(
        QuestionAnswer(q.name, q.ask.text, q.ask.form == COUNT, answers[q.ask.text])
        for q in scenario.questions
    )


def _pooled_reading(
    compiled: Compiled, share: float, found: _Found, patience: Patience | None
) -> PooledReading:
    exact = found.exact
    return PooledReading(
        scenario=compiled.scenario,
        share=share,
        standoff=compiled.standoff,
        forecast=exact.forecast,
        trust=exact.trust,
        coin_toss=found.coin_toss,
        sharper=found.sharper,
        decisive=exact.decisive,
        hidden=exact.hidden,
        patience=patience,
    )


def _pooled_exact(parts: Sequence[PooledReading], answers: Sequence[Mapping[str, float]]) -> _Exact:
    shares = [one.share for one in parts]
    forecast = pooled([one.forecast for one in parts], shares)
    trust = trust_in_pool({one.lens: one.trust for one in parts}, shares, forecast.first_blink_by_actor)
    known = forecast.unknown() if trust.is_unsure else forecast
    return _Exact(known, trust, pooled_chances(answers, shares), ())


def _mean_chances(
    chances: Sequence[Mapping[str, float]], parts: Sequence[PooledReading]
) -> dict[str, float]:
    return pooled_chances(chances, [one.share for one in parts])


class _Found(NamedTuple):
    """Findings about one reading: the exact forecast, and first blinks at other precisions."""

    exact: _Exact
    coin_toss: Mapping[str, float]
    sharper: Mapping[str, float]


class _Waiting:
    """One reading in work.

    Once it is solved, its condition and its decisive choices need the policy, the largest thing in memory. Of
    the only reading they wait for threads, and are worked out side by side; of several each lets go of its
    policy before the next one is solved.
    """

    def __init__(
        self, compiled: Compiled, policy: Policy | HiddenPolicy | None, pool: Executor, only: bool = True
    ) -> None:
        self.standoff = compiled.standoff
        self._later: Later = pool.submit if only else _at_once
        self._solved = pool.submit(self._solve, compiled, policy)
        self._tossed = pool.submit(_named, self.standoff, tossed)
        doubled = with_precision(affordable(self.standoff), 2.0)
        self._doubled = pool.submit(_named, doubled, first_blink_chances)

    def answers(self, asks: Sequence[ParsedQuestion]) -> list[float]:
        """Return the answers to some of its questions, once they are there."""
        answers = self._exact.answers
        return [answers[ask.text] for ask in asks]

    def result(self) -> _Found:
        """Return all that is found, once it is there."""
        exact, doubled = self._exact, self._doubled.result()
        sure = exact.hidden is not None or _is_sure_doubled(exact.trust)
        sharper = doubled if sure else _sharper(self.standoff)
        return _Found(exact, self._tossed.result(), sharper)

    def _solve(self, compiled: Compiled, policy: Policy | HiddenPolicy | None) -> _Solved | _Exact:
        standoff, scenario = compiled.standoff, compiled.scenario
        asked = [question.ask for question in scenario.questions] + [claim.ask for claim in scenario.claims]
        asks = tuple({ask.text: ask for ask in asked}.values())
        if standoff.beliefs is not None or isinstance(policy, HiddenPolicy):
            return _hidden_exact(compiled, asks, policy if isinstance(policy, HiddenPolicy) else None)
        policy = backward_induction(standoff) if policy is None else policy
        exact = forecast(standoff, policy, [watch_of(ask, compiled) for ask in asks])
        return _Solved(
            asks,
            exact,
            self._later(trust_in, standoff, policy, exact.first_blink_by_actor),
            self._later(decisive_choices, standoff, policy, exact),
        )

    @cached_property
    def _exact(self) -> _Exact:
        solved = self._solved.result()
        if isinstance(solved, _Exact):
            return solved
        trust, decisive, exact = solved.trust.result(), solved.decisive.result(), solved.forecast
        if trust.is_unsure:
            exact, decisive = exact.unknown(), ()
        pairs = zip(solved.asks, exact.answers, strict=True)
        return _Exact(exact, trust, {ask.text: answer_of(ask, float(p)) for ask, p in pairs}, decisive)


def _at_once(function: Callable[..., Any], *given: Any) -> Future[Any]:
    done: Future[Any] = Future()
    done.set_result(function(*given))
    return done


class _Solved(NamedTuple):
    """A forecast, and what is still to come of it; ``asks`` are what its answers answer."""

    asks: tuple[ParsedQuestion, ...]
    forecast: Forecast
    trust: Future[Trust]
    decisive: Future[tuple[DecisiveChoice, ...]]


class _Exact(NamedTuple):
    """The exact forecast, with the answers to questions and claims by text, and the decisive choices; with
    private types also what is believed.
    """

    forecast: Forecast
    trust: Trust
    answers: dict[str, float]
    decisive: tuple[DecisiveChoice, ...]
    hidden: HiddenForecast | None = None


def _hidden_exact(
    compiled: Compiled, asks: Sequence[ParsedQuestion], policy: HiddenPolicy | None
) -> _Exact:
    """Return the forecast with private types, and the decisive choices."""
    standoff = compiled.standoff
    policy = solve_hidden(standoff) if policy is None else policy
    found = hidden_forecast(standoff, policy, [watch_of(ask, compiled) for ask in asks])
    found = measured(standoff, found)
    assert found.grid_error is not None  # it was measured
    trust = trust_in_grid(standoff.opening.actors, found.grid_error)
    answered = zip(asks, found.forecast.answers, strict=True)
    answers = {ask.text: answer_of(ask, float(p)) for ask, p in answered}
    decisive = hidden_decisive_choices(standoff, policy, found)
    return _Exact(found.forecast, trust, answers, decisive, found)


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


def _named(standoff: Standoff, chances: Callable[[Standoff], FloatArray]) -> dict[str, float]:
    return by_name(standoff.opening.actors, chances(standoff))
