"""Agents that play a scenario: many runs counted, one of them as a story."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from blinkfirst.agents.frequencies import Estimate
from blinkfirst.agents.minds.assignment import engine_plays
from blinkfirst.agents.runs import simulate as simulate_by_engine
from blinkfirst.agents.runs_mesa import play_many
from blinkfirst.agents.story import story
from blinkfirst.compile.questions import answer_of, watch_of
from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.game.forecast import NOBODY
from blinkfirst.game.policy import Policy
from blinkfirst.report.answer import Answer
from blinkfirst.scenario.questions import NOBODY_BLINKS
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.study.store.tables import AGENTS


@dataclass(frozen=True, repr=False)
class SampleRuns(
    Answer, tables="agents_tables", page="agents_page", figure="agents_figure", headline=AGENTS
):
    """Many runs of agents, counted, and one of them as a story.

    Attributes
    ----------
    scenario : what was played.
    runs, seed, minds : replicates 0 to ``runs`` - 1 of the seed; mind by actor.
    first_blink : share of runs by actor and ``nobody``, with its 95 % interval.
    questions : the same by question.
    story : run 0, a line for everything that happened.
    """

    scenario: Scenario
    runs: int
    seed: int
    minds: Mapping[str, str]
    first_blink: Mapping[str, Estimate]
    questions: Mapping[str, Estimate]
    story: tuple[str, ...]


def simulate(
    scenario: Scenario, runs: int = 1000, seed: int = 0, minds: Mapping[str, str] | None = None
) -> SampleRuns:
    """Let agents play a scenario many times.

    Parameters
    ----------
    runs, seed : replicates 0 to ``runs`` - 1 of this root seed.
    minds : mind by actor, as ``{"US": "stubborn"}``; strategic, as in the forecast, by default.

    Raises
    ------
    StudyError
        When a number is out of range, or an actor or a mind is unknown.
    """
    compiled = compile_scenario(scenario)
    return sample_runs(compiled, backward_induction(compiled.standoff), runs, seed, minds or {})


def sample_runs(
    compiled: Compiled,
    policy: Policy,
    runs: int,
    seed: int,
    minds: Mapping[str, str],
    progress: Callable[[int], None] | None = None,
) -> SampleRuns:
    """Let agents play a compiled scenario: by the engine where it knows all minds, else by the Mesa model.

    Parameters
    ----------
    minds : mind by actor, strategic by default.
    progress : called from time to time with the number of runs done.
    """
    questions = compiled.scenario.questions
    watches = [watch_of(question.ask, compiled) for question in questions]
    play = simulate_by_engine if engine_plays(minds) else play_many
    found = play(compiled.standoff, policy, runs, seed, minds, watches, progress=progress)
    shares = dict(zip(found.actors, found.first_blink_by_actor, strict=True))
    answers = {}
    for question, estimate in zip(questions, found.answers, strict=True):
        ends = (answer_of(question.ask, estimate.low), answer_of(question.ask, estimate.high))
        turned = Estimate(answer_of(question.ask, estimate.value), min(ends), max(ends))
        answers[question.name] = turned if question.ask.form == NOBODY_BLINKS else estimate
    return SampleRuns(
        scenario=compiled.scenario,
        runs=runs,
        seed=seed,
        minds=dict(zip(found.actors, found.minds, strict=True)),
        first_blink={**shares, NOBODY: found.nobody_blinks},
        questions=answers,
        story=tuple(story(found.sample.log, compiled)),
    )
