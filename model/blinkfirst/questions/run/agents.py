"""Agents that play a scenario: many runs counted, some of them as stories."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

import numpy as np

from blinkfirst.agents import runs as runs_by_engine
from blinkfirst.agents import runs_mesa
from blinkfirst.agents.engine import simulate_each
from blinkfirst.agents.frequencies import Case, Estimate, Frequencies, Playthrough, TypedRuns, wilson
from blinkfirst.agents.minds.assignment import engine_plays, mind_names
from blinkfirst.agents.pooled_runs import PooledBlock, pooled_blocks, pooled_estimates
from blinkfirst.agents.runs import simulate as simulate_by_engine
from blinkfirst.agents.runs_mesa import play, play_many
from blinkfirst.agents.story import Believed, story
from blinkfirst.compile.questions import answer_of, watch_of
from blinkfirst.compile.scenario import Compiled, compile_readings, compile_scenario
from blinkfirst.errors import OptionError, hinted
from blinkfirst.game.forecast import NOBODY
from blinkfirst.game.game import IntArray
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.report.answer import Answer
from blinkfirst.scenario.expressions import ExpressionError
from blinkfirst.scenario.questions import NOBODY_BLINKS, ParsedQuestion, misdated, parse_run_condition
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy, solve_hidden
from blinkfirst.solve.standoff.backward_answers import ANY_DEGREE, first_blink_watches
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.study.store.tables import AGENTS

ITSELF, OTHERS = "itself", "others"  # who blinks first, beside nobody, seen from an actor


class Story(NamedTuple):
    """A run in words: its number, and a line for everything that happened."""

    run: int
    lines: tuple[str, ...]


class TypeRuns(NamedTuple):
    """The runs in which an actor with private types was of one of them.

    Attributes
    ----------
    type : its name.
    runs : how many.
    first_blink : share of them in which the actor, or another one, blinks first, or nobody does.
    belief : mean over them of what the others hold its second type for in the end.
    """

    type: str
    runs: int
    first_blink: Mapping[str, Estimate]
    belief: Estimate


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
    types : by actor with private types, the runs by its type; empty for a pool, whose readings differ.
    """

    scenario: Scenario
    runs: int
    seed: int
    minds: Mapping[str, str]
    first_blink: Mapping[str, Estimate]
    questions: Mapping[str, Estimate]
    stories: tuple[Story, ...]
    chosen: Chosen | None = None
    types: Mapping[str, tuple[TypeRuns, TypeRuns]] = field(default_factory=dict)

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
    condition = run_condition(where, scenario)
    if scenario.pooled:
        readings = compile_readings(scenario)
        policies = [solution_of(one.standoff) for one in readings]
        return sample_pool(
            scenario, readings, policies, runs, seed, minds or {}, stories=stories, where=condition
        )
    compiled = compile_scenario(scenario)
    policy = solution_of(compiled.standoff)
    return sample_runs(compiled, policy, runs, seed, minds or {}, stories=stories, where=condition)


def solution_of(standoff: Standoff) -> Policy | HiddenPolicy:
    """Return what agents play by: the solution, with beliefs where there are private types."""
    return backward_induction(standoff) if standoff.beliefs is None else solve_hidden(standoff)


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
    policy: Policy | HiddenPolicy,
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
        told = list(islice(_matching(case, runs, seed, minds, where), stories))
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
        types=dict(_by_type(found)),
    )


def _by_type(found: Frequencies) -> Iterator[tuple[str, tuple[TypeRuns, TypeRuns]]]:
    """Yield the actors with private types, and their runs by type."""
    for of_actor in found.types:
        first, second = (
            TypeRuns(one.name, one.runs, _shares_of(one), one.belief) for one in of_actor
        )
        yield found.actors[of_actor[0].actor], (first, second)


def _shares_of(one: TypedRuns) -> dict[str, Estimate]:
    own, nobody = int(one.first_blink[one.actor]), int(one.first_blink[-1])
    counts = {ITSELF: own, OTHERS: one.runs - own - nobody, NOBODY: nobody}
    return {name: wilson(count, one.runs) for name, count in counts.items()} if one.runs else {}


def sample_pool(
    scenario: Scenario,
    compiled: Sequence[Compiled],
    policies: Sequence[Policy | HiddenPolicy],
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
    told = sorted(_pool_stories(met[:stories], readings, compiled, policies, seed, minds))
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


def _pool_stories(
    told: IntArray,
    readings: IntArray,
    compiled: Sequence[Compiled],
    policies: Sequence[Policy | HiddenPolicy],
    seed: int,
    minds: Mapping[str, str],
) -> Iterator[Story]:
    """Yield runs of a pool in words, each with the reading it drew in the first line."""
    for reading, (one, policy) in enumerate(zip(compiled, policies, strict=True)):
        mine = told[readings[told] == reading].tolist()
        first = f"{one.scenario.start}  drawn as right: {one.scenario.lens_text}"
        for run in simulate_each(one.standoff, policy, seed, mine, minds):
            yield Story(run.replicate, (first, *_lines(run, one)))


def _lines(run: Playthrough, compiled: Compiled) -> list[str]:
    return story(run.log, compiled, believed=Believed(run.types, run.beliefs) if run.types else None)


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
    told: Iterable[int],
    compiled: Compiled,
    policy: Policy | HiddenPolicy,
    found: Frequencies,
    minds: Mapping[str, str],
) -> Iterator[Story]:
    told, sample = list(told), found.sample
    played = {sample.replicate: sample} if sample.replicate in told else {}
    others = [run for run in told if run not in played]
    for one in _played_again(others, compiled, policy, found.seed, minds):
        played[one.replicate] = one
    for run in told:
        yield Story(run, tuple(_lines(played[run], compiled)))


def _played_again(
    runs: Sequence[int],
    compiled: Compiled,
    policy: Policy | HiddenPolicy,
    seed: int,
    minds: Mapping[str, str],
) -> Iterable[Playthrough]:
    if engine_plays(minds):
        return simulate_each(compiled.standoff, policy, seed, runs, minds)
    return (play(compiled.standoff, policy, seed, run, minds) for run in runs)
