"""Claims: does what an article concludes follow from its arguments as coded, under its author's lens and
under the rival's?
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from threading import Lock

from blinkfirst.compile.questions import answer_of, watch_of
from blinkfirst.compile.scenario import Compiled
from blinkfirst.compile.variants import Variant, by_settings, compiled_variants, lenses_of, variants_of
from blinkfirst.questions.run.outlook import ClaimAnswer, LensVerdict
from blinkfirst.scenario.questions import ParsedQuestion
from blinkfirst.scenario.scenario import Claim
from blinkfirst.solve.standoff.backward_answers import backward_answers
from blinkfirst.study.threads import workers


def claim_answers(
    compiled: Compiled,
    pool: Executor | None = None,
    unchanged: Callable[[Sequence[ParsedQuestion]], Sequence[float]] | None = None,
) -> tuple[ClaimAnswer, ...]:
    """Answer every claim of a scenario under every lens of its theatre.

    Parameters
    ----------
    pool : threads that the variants are given to, own ones by default. Only one compiles at a time: they
        share what is the same.
    unchanged : answers questions under the scenario as it is, where somebody works them out already.
    """
    if pool is None:
        with workers() as own:
            return claim_answers(compiled, own, unchanged)
    scenario = compiled.scenario
    requests = [
        (variant, claim.ask)
        for claim in scenario.claims
        for lens in lenses_of(claim, scenario)
        for variant in variants_of(claim, lens)
    ]
    found = iter(_answers(compiled, requests, pool, unchanged))
    return tuple(
        ClaimAnswer(
            claim,
            tuple(
                _verdict(claim, lens, [next(found) for _ in variants_of(claim, lens)])
                for lens in lenses_of(claim, scenario)
            ),
        )
        for claim in scenario.claims
    )


def _verdict(claim: Claim, lens: str, found: Sequence[float]) -> LensVerdict:
    role = "" if not lens or not claim.lens else "author" if lens == claim.lens else "rival"
    return LensVerdict(lens, role, found[0] if claim.compares else None, found[-1], claim.expect)


def _answers(
    compiled: Compiled,
    requests: Sequence[tuple[Variant, ParsedQuestion]],
    pool: Executor,
    unchanged: Callable[[Sequence[ParsedQuestion]], Sequence[float]] | None,
) -> list[float]:
    """Answer questions, each under its variant, solved once however many questions it gets."""
    as_it_is = Variant({}, None).key(compiled.scenario)
    asked: dict[str, list[int]] = {}
    for number, (variant, _) in enumerate(requests):
        asked.setdefault(variant.key(compiled.scenario), []).append(number)
    known = asked.pop(as_it_is, []) if unchanged is not None else []
    first = {key: requests[numbers[0]][0] for key, numbers in asked.items()}
    compiling = Lock()
    found = [0.0] * len(requests)

    def answer_all(group: Sequence[Variant]) -> None:
        waiting = compiled_variants(compiled, group)
        for variant in group:
            numbers = asked[variant.key(compiled.scenario)]
            with compiling:
                here = next(waiting)
                watches = [watch_of(requests[number][1], here) for number in numbers]
            solved = backward_answers(here.standoff, watches)
            for number, watched in zip(numbers, solved, strict=True):
                found[number] = answer_of(requests[number][1], float(watched))

    for _ in pool.map(answer_all, by_settings(first.values())):
        pass
    if unchanged is not None and known:
        for number, answer in zip(known, unchanged([requests[n][1] for n in known]), strict=True):
            found[number] = answer
    return found
