"""Runs of agents, as a tidy table and as a JSON object."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from blinkfirst.study.store.tables import AGENT_QUESTIONS, AGENTS, FORMS, TidyTable

if TYPE_CHECKING:  # agents bring a large library along
    from blinkfirst.agents.frequencies import Estimate
    from blinkfirst.questions.run.agents import Chosen, SampleRuns


def tables_of(sample: SampleRuns) -> tuple[TidyTable, ...]:
    """Return the shares of first blinks and the answers to questions, with their intervals."""
    shares = [(name, sample.runs, *_interval(e).values()) for name, e in sample.first_blink.items()]
    answers = [(name, *_interval(e).values()) for name, e in sample.questions.items()]
    return FORMS[AGENTS].tidy(shares), FORMS[AGENT_QUESTIONS].tidy(answers)


def stories_text(sample: SampleRuns) -> str:
    """Return the stories as a text, each but an only one under the number of its run."""
    told = ["\n".join(story.lines) for story in sample.stories]
    if len(told) > 1 or sample.chosen is not None:
        told = [f"run {story.run}\n{lines}" for story, lines in zip(sample.stories, told, strict=True)]
    return "\n\n".join(told) + "\n"


def object_of(sample: SampleRuns) -> dict[str, Any]:
    """Return the runs as ``run --json`` prints them."""
    return {
        "runs": sample.runs,
        "seed": sample.seed,
        "minds": dict(sample.minds),
        "first_blink": {name: _interval(estimate) for name, estimate in sample.first_blink.items()},
        "questions": {name: _interval(estimate) for name, estimate in sample.questions.items()},
        "story": list(sample.story),
        "stories": [{"run": told.run, "lines": list(told.lines)} for told in sample.stories],
        **({} if sample.chosen is None else {"where": _chosen_object(sample.chosen)}),
    }


def _chosen_object(chosen: Chosen) -> dict[str, Any]:
    return {"condition": chosen.condition, **_interval(chosen.share)}


def _interval(estimate: Estimate) -> dict[str, float | None]:
    return {name: value if math.isfinite(value) else None for name, value in estimate._asdict().items()}
