"""Print a scenario under both lenses: opening choices, moves per year, first blinks, questions, claims.

PYTHONPATH=model python experiments/theatre_korea/look.py 2018-report-hold ...
"""

from __future__ import annotations

import sys

from readings import LENSES, SCENARIOS, first_by_actor, reading

from blinkfirst.questions.run.claims import claim_answers
from blinkfirst.questions.run.outlook import LensVerdict


def _shown(numbers: dict[str, float], least: float = 0.005) -> str:
    return ", ".join(f"{name} {value:.2f}" for name, value in numbers.items() if value >= least)


def _verdict(verdict: LensVerdict) -> str:
    before = "" if verdict.before is None else f"{verdict.before:.3f} -> "
    return (
        f"{verdict.role} {before}{verdict.answer:.3f} {verdict.verdict}"
    )


def look(name: str) -> None:
    """Print one scenario."""
    for lens in LENSES:
        seen = reading(name, lens)
        standoff = seen.compiled.standoff
        print(f"## {name}, {lens}: {standoff.opening.n_states:,} states, {standoff.ticks} ticks")
        for actor, choices in seen.opening.items():
            a_year = {
                move: seen.per_year(actor, move)
                for move in standoff.opening.moves[standoff.opening.actors.index(actor)]
            }
            print(f"  {actor}: {_shown(choices)} | a year: {_shown(a_year)}")
        print(f"  first: {_shown(first_by_actor(seen.forecast))}")
        print(f"  first soft: {_shown(first_by_actor(seen.forecast, seen.forecast.first_soft))}")
        print(f"  first hard: {_shown(first_by_actor(seen.forecast, seen.forecast.first_hard))}")
        for question, answer in zip(seen.compiled.scenario.questions, seen.answers, strict=True):
            print(f"  ? {question.name}: {answer:.3f}")
        if lens == LENSES[0]:
            keep = seen
    for answer in claim_answers(keep.compiled):
        verdicts = "; ".join(_verdict(verdict) for verdict in answer.verdicts)
        print(f"  claim: {answer.claim.says} [{answer.claim.ask.text}, {answer.claim.expect}]: {verdicts}")


for scenario in sys.argv[1:] or SCENARIOS:
    look(scenario)
