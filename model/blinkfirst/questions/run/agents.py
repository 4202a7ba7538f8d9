"""Agents that play a scenario: many runs counted, some of them as stories."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np

from blinkfirst.agents import runs as runs_by_engine
from blinkfirst.agents import runs_mesa
from blinkfirst.agents.engine import simulate_log
from blinkfirst.agents.event_log import LogEntry
from blinkfirst.agents.frequencies import Case, Estimate, Frequencies, wilson
from blinkfirst.agents.minds.assignment import engine_plays, mind_names
from blinkfirst.agents.pooled_runs import PooledBlock, pooled_blocks, pooled_estimates
from blinkfirst.agents.runs import simulate as simulate_by_engine
from blinkfirst.agents.runs_mesa import play, play_many
from blinkfirst.agents.story import story
from blinkfirst.compile.questions import answer_of, watch_of
from blinkfirst.compile.scenario import Compiled, compile_readings, compile_scenario
from blinkfirst.errors import OptionError, hinted
from blinkfirst.game.forecast import NOBODY
from blinkfirst.game.policy import Policy
from blinkfirst.report.answer import Answer
from blinkfirst.scenario.expressions import ExpressionError
from blinkfirst.scenario.loading import check_no_types
from blinkfirst.scenario.questions import NOBODY_BLINKS, ParsedQuestion, misdated, parse_run_condition
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.standoff.backward_answers import ANY_DEGREE, first_blink_watches
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.study.store.tables import AGENTS


class Story(NamedTuple):
    """A run in words: its number, and a line for everything that happened."""

    run: int
    lines: tuple[str, ...]


class Chosen(NamedTuple):
    """The condition on the runs that are stories, and the share of all runs that meet it."""

    condition: str
    share: Estimate


@dataclass(frozen=True, repr=False)
class SampleRuns(
    Answer, tables="agents_tables", page="agents_page", figure="agents_figure", headline=AGENTS
):
    """Many runs of agents, counted, and some of them as stories.

    Attributes
    ----------
    scenario : what was played.
    runs, seed, minds : replicates 0 to ``runs`` - 1 of the seed; mind by actor.
    first_blink : share of runs by actor and ``nobody``, with its 95 % interval.
    questions : the same by question.
    stories : the first runs, of those that meet the condition.
    chosen : the condition; ``None`` where any run will do.
    """

    scenario: Scenario
    runs: int
    seed: int
    minds: Mapping[str, str]
    first_blink: Mapping[str, Estimate]
    questions: Mapping[str, Estimate]
    stories: tuple[Story, ...]
    chosen: Chosen | None = None

    @property
    def story(self) -> tuple[str, ...]:
        """The lines of the first story; none where there is no story."""
        return self.stories[0].lines if self.stories else ()


def simulate(
    scenario: Scenario,
    runs: int = 1000,
    seed: int = 0,
    minds: Mapping[str, str] | None = None,
    *,
    stories: int = 1,
    where: str | None = None,
) -> SampleRuns:
    """Let agents play a scenario many times.

    Parameters
    ----------
    runs, seed : replicates 0 to ``runs`` - 1 of this root seed.
    minds : mind by actor, as ``{"US": "stubborn"}``; strategic, as in the forecast, by default.
    stories : how many runs to return as stories, the first ones.
    where : only runs that meet this become stories, as ``US blinks first`` or ``docket == report``.

    Raises
    ------
    StudyError
        When a number is out of range, or an actor or a mind is unknown.
    OptionError
        When the condition is none.
    """
    check_no_types(scenario)
    condition = run_condition(where, scenario)
    if scenario.pooled:
        readings = compile_readings(scenario)
        policies = [backward_induction(one.standoff) for one in readings]
        return sample_pool(
            scenario, readings, policies, runs, seed, minds or {}, stories=stories, where=condition
        )
    compiled = compile_scenario(scenario)
    policy = backward_induction(compiled.standoff)
    return sample_runs(compiled, policy, runs, seed, minds or {}, stories=stories, where=condition)


def run_condition(text: str | None, scenario: Scenario) -> ParsedQuestion | None:
    """Read the condition of ``--where``: a question answered by yes or no, or a condition met at some time.

    Raises `OptionError` when it is none.
    """
    if text is None:
        return None
    try:
        ask = parse_run_condition(text, scenario.rules.vocabulary, scenario.rules.menus)
    except ExpressionError as error:
        message = f"--where: column {error.offset + 1}: {error.message}"
        raise OptionError(hinted(message, error.suggestion)) from None
    if wrong := misdated(ask, scenario.start, scenario.end):
        raise OptionError(f"--where: {wrong}")
    return ask


def sample_runs(
    compiled: Compiled,
    policy: Policy,
    runs: int,
    seed: int,
    minds: Mapping[str, str],
    progress: Callable[[int], None] | None = None,
    *,
    stories: int = 1,
    where: ParsedQuestion | None = None,
) -> SampleRuns:
    """Let agents play a compiled scenario: by the engine where it knows all minds, else by the Mesa model.

    Parameters
    ----------
    minds : mind by actor, strategic by default.
    progress : called from time to time with the number of runs done.
    stories, where : as of `simulate`; the condition from `run_condition`.
    """
    asks = [question.ask for question in compiled.scenario.questions]
    watches = [watch_of(ask, compiled) for ask in (*asks, *([] if where is None else [where]))]
    play_all = simulate_by_engine if engine_plays(minds) else play_many
    found = play_all(compiled.standoff, policy, runs, seed, minds, watches, progress=progress)
    shares = dict(zip(found.actors, found.first_blink_by_actor, strict=True))
    answers = [_turned(ask, found.answers[k]) for k, ask in enumerate(asks)]
    told: Iterable[int] = range(min(stories, runs))
    if where is not None:
        case = Case(compiled.standoff, policy, watches[-1:])
        told = islice(_matching(case, runs, seed, minds, where), stories)
    names = [question.name for question in compiled.scenario.questions]
    return SampleRuns(
        scenario=compiled.scenario,
        runs=runs,
        seed=seed,
        minds=dict(zip(found.actors, found.minds, strict=True)),
        first_blink={**shares, NOBODY: found.nobody_blinks},
        questions=dict(zip(names, answers, strict=True)),
        stories=tuple(_stories(told, compiled, policy, found, minds)),
        chosen=None if where is None else Chosen(where.text.strip(), _turned(where, found.answers[-1])),
    )


def sample_pool(
    scenario: Scenario,
    compiled: Sequence[Compiled],
    policies: Sequence[Policy],
    runs: int,
    seed: int,
    minds: Mapping[str, str],
    progress: Callable[[int], None] | None = None,
    *,
    stories: int = 1,
    where: ParsedQuestion | None = None,
) -> SampleRuns:
    """Let agents play a pool: each run draws its reading by the shares, and plays that one.

    Parameters
    ----------
    scenario : whose lens is a pool.
    compiled, policies : its readings, and their solutions.
    minds, progress, stories, where : as of `sample_runs`; minds that the engine plays.

    Raises
    ------
    StudyError
        When a number is out of range, or an actor or a mind is unknown, or the engine does not play it.
    """
    asks = [question.ask for question in scenario.questions]
    asked = [*asks, *([] if where is None else [where])]
    cases = [
        Case(
            one.standoff,
            policy,
            [
                *(watch_of(ask, one) for ask in asked),
                *first_blink_watches(one.standoff, [ANY_DEGREE]),
            ],
        )
        for one, policy in zip(compiled, policies, strict=True)
    ]
    shares, blocks = list(scenario.shares.values()), list[PooledBlock]()
    for block in pooled_blocks(cases, shares, runs, seed, minds):
        blocks.append(block)
        if progress is not None:
            progress(block.first + len(block.seen))
    seen = np.concatenate([block.seen for block in blocks])
    readings = np.concatenate([block.readings for block in blocks])
    estimates = pooled_estimates(cases[0], seen)
    first, actors = len(asked), compiled[0].standoff.opening.actors
    met = np.arange(runs) if where is None else np.flatnonzero(
        seen[:, len(asks)] == (where.form != NOBODY_BLINKS)
    )
    told = (
        _pool_story(int(run), compiled[readings[run]], policies[readings[run]], seed, minds)
        for run in met[:stories].tolist()
    )
    return SampleRuns(
        scenario=scenario,
        runs=runs,
        seed=seed,
        minds=dict(zip(actors, mind_names(compiled[0].standoff, minds), strict=True)),
        first_blink={
            **dict(zip(actors, estimates[first:], strict=True)),
            NOBODY: wilson(runs - int(seen[:, first:].sum()), runs),
        },
        questions={
            question.name: _turned(question.ask, estimate)
            for question, estimate in zip(scenario.questions, estimates, strict=False)
        },
        stories=tuple(told),
        chosen=None if where is None else Chosen(where.text.strip(), _turned(where, estimates[len(asks)])),
    )


def _pool_story(run: int, compiled: Compiled, policy: Policy, seed: int, minds: Mapping[str, str]) -> Story:
    """Return a run of a pool in words, with the reading it drew in the first line."""
    scenario = compiled.scenario
    log = simulate_log(compiled.standoff, policy, seed, run, minds)
    return Story(run, (f"{scenario.start}  drawn as right: {scenario.lens_text}", *story(log, compiled)))


def _turned(ask: ParsedQuestion, estimate: Estimate) -> Estimate:
    """Return the answer to a question from what its watch gave."""
    if ask.form != NOBODY_BLINKS:
        return estimate
    ends = answer_of(ask, estimate.low), answer_of(ask, estimate.high)
    return Estimate(answer_of(ask, estimate.value), min(ends), max(ends))


def _matching(
    case: Case, runs: int, seed: int, minds: Mapping[str, str], where: ParsedQuestion
) -> Iterable[int]:
    matching = runs_by_engine.matching_runs if engine_plays(minds) else runs_mesa.matching_runs
    return matching(case, runs, seed, minds, wanted=where.form != NOBODY_BLINKS)


def _stories(
    told: Iterable[int], compiled: Compiled, policy: Policy, found: Frequencies, minds: Mapping[str, str]
) -> Iterable[Story]:
    for run in told:
        log: Sequence[LogEntry] = found.sample.log
        if run != found.sample.replicate:
            log = _log(compiled, policy, found.seed, run, minds)
        yield Story(run, tuple(story(log, compiled)))


def _log(
    compiled: Compiled, policy: Policy, seed: int, run: int, minds: Mapping[str, str]
) -> tuple[LogEntry, ...]:
    if engine_plays(minds):
        return simulate_log(compiled.standoff, policy, seed, run, minds)
    return play(compiled.standoff, policy, seed, run, minds).log
