"""Scenarios under changed settings or another lens, compiled beside the unchanged one; those that claims ask
about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from blinkfirst.compile.scenario import Compiled
from blinkfirst.errors import ScenarioError
from blinkfirst.scenario.nodes import Node, plain
from blinkfirst.scenario.scenario import Claim, Scenario


@dataclass(frozen=True)
class Variant:
    """A scenario under new values by path, and a lens or shares; ``None`` keeps the scenario's own.

    ``asked_by`` says in an error message whose change this is.
    """

    settings: Mapping[str, Any]
    lens: str | Mapping[str, float] | None
    asked_by: str = ""

    def key(self, scenario: Scenario) -> str:
        """Return the same text for the same variant."""
        shares = {self.lens: 1.0} if isinstance(self.lens, str) else self.lens or scenario.shares
        values = {
            path: plain(value) if isinstance(value, Node) else value for path, value in self.settings.items()
        }
        return repr((sorted(values.items()), sorted(shares.items())))

    @property
    def changes(self) -> dict[str, Any]:
        """All changes by path, the lens among them."""
        lens = dict(self.lens) if isinstance(self.lens, Mapping) else self.lens
        return dict(self.settings) if lens is None else {**self.settings, "lens": lens}


def compiled_variant(compiled: Compiled, variant: Variant) -> Compiled:
    """Compile a variant of a compiled scenario.

    Raises
    ------
    ScenarioError
        When it cannot be compiled; the message says whose change it is.
    """
    try:
        return compiled.at(variant.changes)
    except ScenarioError as error:
        raise ScenarioError(
            [
                replace(
                    problem,
                    message=f"{problem.message} ({variant.asked_by})"
                    if variant.asked_by
                    else problem.message,
                )
                for problem in error.problems
            ]
        ) from None


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
        for variant in (v for lens in lenses_of(claim, scenario) for v in variants_of(claim, lens)):
            if variant.key(scenario) not in seen:
                compiled_variant(compiled, variant)
                seen.add(variant.key(scenario))


def lenses_of(claim: Claim, scenario: Scenario) -> Sequence[str]:
    """Return the author's lens first, then the rivals'; one nameless lens where the theatre has none."""
    rivals = [lens for lens in scenario.lenses if lens != claim.lens]
    return ([claim.lens] if claim.lens else []) + rivals or [""]


def variants_of(claim: Claim, lens: str) -> tuple[Variant, ...]:
    """Return what a claim compares under a lens: the scenario itself, and the changed one where it is about a
    change.
    """
    reading: str | Mapping[str, float] | None = lens or None
    plain = Variant({}, reading)
    if not claim.compares:
        return (plain,)
    other = claim.compare_lens if claim.compare_lens is not None else reading
    return plain, Variant(
        claim.settings, other, asked_by=f"in the change that the claim at {claim.place} asks about"
    )
