"""Claims and readings, solved together: does what an article concludes follow from its arguments as coded,
under its author's lens and under the rival's, and who blinks first under the other lenses?
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Executor
from threading import Lock
from typing import NamedTuple, TypeAlias

from blinkfirst.compile.questions import answer_of, watch_of
from blinkfirst.compile.scenario import Compiled
from blinkfirst.compile.variants import Variant, by_settings, compiled_variants, lenses_of, variants_of
from blinkfirst.game.forecast import by_name
from blinkfirst.questions.run.outlook import ClaimAnswer, LensVerdict, Reading
from blinkfirst.scenario.questions import ParsedQuestion
from blinkfirst.scenario.scenario import Claim, Scenario
from blinkfirst.solve.hidden_resolve.any_standoff import affordable, answers
from blinkfirst.solve.standoff.backward_answers import ANY_DEGREE, first_blink_watches
from blinkfirst.study.threads import workers

Known: TypeAlias = Callable[[Sequence[ParsedQuestion]], Sequence[float]]


class Answered(NamedTuple):
    """Answers to questions under variants of a scenario.

    Attributes
    ----------
    answers : one per request.
    first_blinks : P(blinks first) by actor, and ``nobody``, by the key of the variant.
    """

    answers: list[float]
    first_blinks: dict[str, dict[str, float]]


class Request(NamedTuple):
    """A question put to a variant of a scenario."""

    variant: Variant
    ask: ParsedQuestion


def claim_answers(compiled: Compiled) -> tuple[ClaimAnswer, ...]:
    """Answer every claim of a scenario under every lens of its theatre."""
    with workers() as pool:
        return claims_and_readings(compiled, pool)[0]


def claims_and_readings(
    compiled: Compiled, pool: Executor, unchanged: Known | None = None
) -> tuple[tuple[ClaimAnswer, ...], tuple[Reading, ...]]:
    """Answer every claim of a scenario under every lens of its theatre, and find who blinks first under the
    lenses that are not in force.

    Parameters
    ----------
    pool : threads that the variants are given to. Only one compiles at a time: they share what is the same.
    unchanged : answers questions under the scenario as it is, where somebody works them out already.
    """
    scenario = compiled.scenario
    if affordable(compiled.standoff) is not compiled.standoff:
        unchanged = None  # it is solved on a finer grid of beliefs than the variants are
    other = rival_lenses(scenario)
    requests = [
        Request(variant, claim.ask)
        for claim in scenario.claims
        for lens in lenses_of(claim, scenario)
        for variant in variants_of(claim, lens)
    ]
    solved = answered(compiled, requests, [Variant({}, lens) for lens in other], pool, unchanged)
    found = iter(solved.answers)
    claims = tuple(
        ClaimAnswer(claim, tuple(verdict(claim, lens, found) for lens in lenses_of(claim, scenario)))
        for claim in scenario.claims
    )
    readings = tuple(Reading(n, solved.first_blinks[Variant({}, n).key(scenario)]) for n in other)
    return claims, readings


def rival_lenses(scenario: Scenario) -> list[str]:
    """Return the lenses of the theatre that are not the one in force; all of them under a mixture."""
    return [lens for lens in scenario.lenses if scenario.shares != {lens: 1.0}]


def verdict(claim: Claim, lens: str, answers: Iterator[float]) -> LensVerdict:
    """Return the verdict on a claim under a lens from the answers to its variants there, taken in turn."""
    found = [next(answers) for _ in variants_of(claim, lens)]
    role = "" if not lens or not claim.lens else "author" if lens == claim.lens else "rival"
    before = found[0] if claim.compares else None
    return LensVerdict(lens, role, before, found[-1], claim.expect, claim.smallest)


def answered(
    compiled: Compiled,
    requests: Sequence[Request],
    readings: Sequence[Variant],
    pool: Executor,
    unchanged: Known | None = None,
) -> Answered:
    """Answer questions, each under its variant, and find who blinks first under some; each is solved once."""
    scenario = compiled.scenario
    as_it_is = Variant({}, None).key(scenario)
    asked: dict[str, list[int]] = {}
    for number, (variant, _) in enumerate(requests):
        asked.setdefault(variant.key(scenario), []).append(number)
    known = asked.pop(as_it_is, []) if unchanged is not None else []
    first = {key: requests[numbers[0]].variant for key, numbers in asked.items()}
    blinks = {variant.key(scenario): variant for variant in readings}
    found = Answered([0.0] * len(requests), {})
    compiling = Lock()

    def solve_all(group: Sequence[Variant]) -> None:
        waiting = compiled_variants(compiled, group)
        for variant in group:
            key = variant.key(scenario)
            with compiling:
                here = next(waiting)
            _solve(here, requests, asked.get(key, ()), key in blinks, key, found)

    for _ in pool.map(solve_all, by_settings((blinks | first).values())):
        pass
    if unchanged is not None and known:
        for number, answer in zip(known, unchanged([requests[n].ask for n in known]), strict=True):
            found.answers[number] = answer
    return found


def _solve(
    here: Compiled,
    requests: Sequence[Request],
    numbers: Collection[int],
    blinks: bool,
    key: str,
    found: Answered,
) -> None:
    """Answer the questions of some numbers, and who blinks first, under one variant."""
    standoff = affordable(here.standoff)
    watches = [watch_of(requests[number].ask, here) for number in numbers]
    who = first_blink_watches(standoff, [ANY_DEGREE]) if blinks else ()
    solved = answers(standoff, [*watches, *who])
    for number, watched in zip(numbers, solved, strict=False):
        found.answers[number] = answer_of(requests[number].ask, float(watched))
    if blinks:
        found.first_blinks[key] = by_name(standoff.opening.actors, solved[len(watches) :])
