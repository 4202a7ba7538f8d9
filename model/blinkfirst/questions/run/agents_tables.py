"""Runs of agents, as a tidy table and as a JSON object."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from blinkfirst.study.store.tables import AGENT_QUESTIONS, AGENT_TYPES, AGENTS, FORMS, Cell, TidyTable

if TYPE_CHECKING:  # agents bring a large library along
    from blinkfirst.agents.frequencies import Estimate
    from blinkfirst.questions.run.agents import Chosen, SampleRuns


def tables_of(sample: SampleRuns) -> tuple[TidyTable, ...]:
    """Return the shares of first blinks and the answers to questions, with their intervals."""
    shares = [(name, sample.runs, *_interval(e).values()) for name, e in sample.first_blink.items()]
    answers = [(name, *_interval(e).values()) for name, e in sample.questions.items()]
    tables = FORMS[AGENTS].tidy(shares), FORMS[AGENT_QUESTIONS].tidy(answers)
    return (*tables, FORMS[AGENT_TYPES].tidy(_type_rows(sample))) if sample.types else tables


def _type_rows(sample: SampleRuns) -> Iterator[tuple[Cell, ...]]:
    """Yield actor, type and runs, then shares of first blinks and the mean belief; empty without runs."""
    for actor, types in sample.types.items():
        for one in types:
            found: tuple[Cell, ...] = (None,) * 6
            if one.runs:
                itself, others, nobody = one.first_blink.values()
                found = *itself, others.value, nobody.value, one.belief.value
            yield actor, one.type, one.runs, *found


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
        **({"types": _types_object(sample)} if sample.types else {}),
        **({} if sample.chosen is None else {"where": _chosen_object(sample.chosen)}),
    }


def _types_object(sample: SampleRuns) -> dict[str, Any]:
    return {
        actor: {
            one.type: {
                "runs": one.runs,
                "first_blink": {name: _interval(share) for name, share in one.first_blink.items()},
                "belief": _interval(one.belief),
            }
            for one in types
        }
        for actor, types in sample.types.items()
    }


def _chosen_object(chosen: Chosen) -> dict[str, Any]:
    return {"condition": chosen.condition, **_interval(chosen.share)}


def _interval(estimate: Estimate) -> dict[str, float | None]:
    return {name: value if math.isfinite(value) else None for name, value in estimate._asdict().items()}
