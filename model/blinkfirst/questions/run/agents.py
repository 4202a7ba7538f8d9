"""Agents beside the forecast: many runs counted, one told as a story."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from blinkfirst.agents.engine.mixed_actions import engine_plays
from blinkfirst.agents.frequencies import Estimate
from blinkfirst.agents.runs import simulate
from blinkfirst.agents.runs_mesa import play_many
from blinkfirst.agents.story import story
from blinkfirst.compile.questions import answer_of, watch_of
from blinkfirst.compile.scenario import Compiled
from blinkfirst.game.policy import Policy
from blinkfirst.scenario.questions import NOBODY
from blinkfirst.study.store.tables import TidyTable


@dataclass(frozen=True)
class SampleRuns:
    """What the agents did.

    Attributes
    ----------
    runs, seed, minds : replicates 0 to ``runs`` - 1 of the seed; mind by actor.
    first_blink : share of runs by actor and ``nobody``, with its 95 % interval.
    questions : the same by question.
    story : run 0, a line for everything that happened.
    """

    runs: int
    seed: int
    minds: Mapping[str, str]
    first_blink: Mapping[str, Estimate]
    questions: Mapping[str, Estimate]
    story: tuple[str, ...]

    def as_object(self) -> dict[str, Any]:
        """Return the runs as ``run --json`` prints them."""

        def interval(estimate: Estimate) -> dict[str, float | None]:
            return {
                name: value if math.isfinite(value) else None for name, value in estimate._asdict().items()
            }

        return {
            "runs": self.runs,
            "seed": self.seed,
            "minds": dict(self.minds),
            "first_blink": {name: interval(e) for name, e in self.first_blink.items()},
            "questions": {name: interval(e) for name, e in self.questions.items()},
            "story": list(self.story),
        }

    def table(self) -> TidyTable:
        """Return the shares as a tidy table."""
        rows = [("first blink", name, *estimate) for name, estimate in self.first_blink.items()]
        rows += [("question", name, *estimate) for name, estimate in self.questions.items()]
        return TidyTable(
            "runs", ("what", "name", "share", "low", "high"), ("", "", "share of runs", "95 %", "95 %"), rows
        )


def sample_runs(
    compiled: Compiled,
    policy: Policy,
    runs: int,
    seed: int,
    minds: Mapping[str, str],
    progress: Callable[[int], None],
) -> SampleRuns:
    """Let agents play a compiled scenario: by the engine where it knows all minds, else by the Mesa model.

    Parameters
    ----------
    minds : mind by actor, strategic where left out.
    progress : told the number of runs done, from time to time.
    """
    questions = compiled.scenario.questions
    watches = [watch_of(question.ask, compiled) for question in questions]
    play = simulate if engine_plays(minds) else play_many
    found = play(compiled.standoff, policy, runs, seed, minds, watches, progress=progress)
    shares = dict(zip(found.actors, found.first_blink_by_actor, strict=True))
    answers = {}
    for question, estimate in zip(questions, found.answers, strict=True):
        ends = (answer_of(question.ask, estimate.low), answer_of(question.ask, estimate.high))
        turned = Estimate(answer_of(question.ask, estimate.value), min(ends), max(ends))
        answers[question.name] = turned if question.ask.form == NOBODY else estimate
    return SampleRuns(
        runs=runs,
        seed=seed,
        minds=dict(zip(found.actors, found.minds, strict=True)),
        first_blink={**shares, "nobody": found.nobody_blinks},
        questions=answers,
        story=tuple(story(found.sample.log, compiled)),
    )
