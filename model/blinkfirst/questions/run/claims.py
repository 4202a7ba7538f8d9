"""Claims: does what an article concludes follow from its arguments as coded, under its author's lens and
under the rival's?
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor

from blinkfirst.compile.scenario import Compiled
from blinkfirst.compile.variants import lenses_of, variants_of
from blinkfirst.questions.run.outlook import ClaimAnswer, LensVerdict
from blinkfirst.scenario.questions import ParsedQuestion
from blinkfirst.scenario.scenario import Claim
from blinkfirst.study.variants import answers


def claim_answers(
    compiled: Compiled,
    pool: Executor | None = None,
    unchanged: Callable[[Sequence[ParsedQuestion]], Sequence[float]] | None = None,
) -> tuple[ClaimAnswer, ...]:
    """Answer every claim of a scenario under every lens of its theatre; other arguments as in `answers`."""
    scenario = compiled.scenario
    requests = [
        (variant, claim.ask)
        for claim in scenario.claims
        for lens in lenses_of(claim, scenario)
        for variant in variants_of(claim, lens)
    ]
    found = iter(answers(compiled, requests, pool, unchanged))
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
