"""What a scenario says, on a page that can be read and compared: first blinks, questions, claims."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.questions.run.claims import claim_answers
from blinkfirst.questions.run.outlook import ClaimAnswer
from blinkfirst.scenario.loading import load
from conftest import FROZEN, KOREA, SHIPPED, Seen, seen_through

FOLDER = Path(__file__).resolve().parent
PINNED = [name for name in (*FROZEN, *SHIPPED) if name not in KOREA]
"""The scenarios whose results may not move: the first edition of the Korea theatre, and the textbook."""


def transcript_path(name: str) -> Path:
    """Where a scenario's transcript lies."""
    return FOLDER / f"{name.replace('/', '-')}.txt"


def opening(seen: Seen) -> str:
    """The first part: who blinks first, and the questions."""
    return "\n".join(_opening(seen)) + "\n"


def closing(name: str) -> str:
    """The second part: the claims under both lenses, which take a dozen solutions."""
    answers = claim_answers(compile_scenario(load(name)))
    return "".join(f"{line}\n" for answer in answers for line in _claim(answer))


def transcript(name: str) -> str:
    """The whole page."""
    claims = closing(name)
    return opening(seen_through(name)) + (f"\nclaims\n{claims}" if claims else "")


def shown(number: float) -> str:
    """Three decimals, and no minus before a nought."""
    return f"{number:.3f}".replace("-0.000", "0.000")


def _opening(seen: Seen) -> Iterator[str]:
    scenario, exact = seen.scenario, seen.forecast
    yield f"{scenario.name}: {scenario.title}"
    yield f"{seen.ticks} ticks from {scenario.start}, lens {scenario.lens_text or 'none'}"
    yield f"{seen.states:,} states and {seen.edges:,} edges in the first stretch"
    yield ""
    yield "first to blink     any    soft    hard"
    columns = [exact.first_blinkers, exact.first_soft_blinkers, exact.first_hard_blinkers]
    for name in columns[0]:
        yield f"{name:14}" + "".join(f"{shown(column[name]):>8}" for column in columns)
    yield ""
    yield "questions"
    for question, answer in zip(scenario.questions, seen.answers, strict=True):
        yield f"{shown(answer):>8}  {question.ask.text}"


def _claim(answer: ClaimAnswer) -> Iterator[str]:
    claim = answer.claim
    yield f"  {claim.says}"
    yield f"      {claim.ask.text}: expected {claim.expect}"
    for verdict in answer.verdicts:
        before = "" if verdict.before is None else f"{shown(verdict.before)} -> "
        reading = f"{verdict.lens} ({verdict.role})" if verdict.lens else "as it stands"
        yield f"      {reading}: {before}{shown(verdict.answer)}, {verdict.verdict}"
