"""Claims: does what an article concludes follow from its arguments as coded, under its author's lens and
under the rival's?
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor

from blinkfirst.compile.scenario import Compiled
from blinkfirst.questions.run.outlook import ClaimAnswer, LensVerdict
from blinkfirst.scenario.questions import Ask
from blinkfirst.scenario.scenario import Claim, Scenario
from blinkfirst.study.variants import Variant, answers, compiled_variant


def claim_answers(
    compiled: Compiled,
    pool: Executor | None = None,
    unchanged: Callable[[Sequence[Ask]], Sequence[float]] | None = None,
) -> tuple[ClaimAnswer, ...]:
    """Answer every claim of a scenario under every lens of its theatre; other arguments as in `answers`."""
    scenario = compiled.scenario
    requests = [
        (variant, claim.ask)
        for claim in scenario.claims
        for lens in _lenses(claim, scenario)
        for variant in _variants(claim, lens)
    ]
    found = iter(answers(compiled, requests, pool, unchanged))
    return tuple(
        ClaimAnswer(
            claim,
            tuple(
                _verdict(claim, lens, [next(found) for _ in _variants(claim, lens)])
                for lens in _lenses(claim, scenario)
            ),
        )
        for claim in scenario.claims
    )


def check_claims(compiled: Compiled) -> None:
    """Compile whatever the claims change, under every lens, and solve nothing.

    Raises
    ------
    ScenarioError
        When a change cannot be compiled.
    """
    scenario = compiled.scenario
    seen: set[str] = set()
    for claim in scenario.claims:
        for variant in (v for lens in _lenses(claim, scenario) for v in _variants(claim, lens)):
            if variant.key(scenario) not in seen:
                compiled_variant(compiled, variant)
                seen.add(variant.key(scenario))


def _lenses(claim: Claim, scenario: Scenario) -> Sequence[str]:
    """Return the author's lens first, then the rivals'; one nameless lens where the theatre has none."""
    rivals = [lens for lens in scenario.lenses if lens != claim.lens]
    return ([claim.lens] if claim.lens else []) + rivals or [""]


def _variants(claim: Claim, lens: str) -> tuple[Variant, ...]:
    reading: str | Mapping[str, float] | None = lens or None
    plain = Variant({}, reading)
    if not claim.compares:
        return (plain,)
    other = claim.compare_lens if claim.compare_lens is not None else reading
    return plain, Variant(
        claim.settings, other, asked_by=f"in the change that the claim at {claim.place} asks about"
    )


def _verdict(claim: Claim, lens: str, found: Sequence[float]) -> LensVerdict:
    role = "" if not lens or not claim.lens else "author" if lens == claim.lens else "rival"
    return LensVerdict(lens, role, found[0] if claim.compares else None, found[-1], claim.expect)
