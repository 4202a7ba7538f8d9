"""Scenarios under changed settings or another lens, compiled beside the unchanged one; those that claims ask
about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from blinkfirst.compile.scenario import Compiled
from blinkfirst.errors import Problem, ScenarioError
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
        return repr((self.values, sorted(shares.items())))

    @property
    def values(self) -> list[tuple[str, Any]]:
        """The settings as plain values, sorted by path."""
        values = {
            path: plain(value) if isinstance(value, Node) else value for path, value in self.settings.items()
        }
        return sorted(values.items())

    @property
    def changes(self) -> dict[str, Any]:
        """All changes by path, the lens among them."""
        lens = dict(self.lens) if isinstance(self.lens, Mapping) else self.lens
        return dict(self.settings) if lens is None else {**self.settings, "lens": lens}


def compiled_variants(compiled: Compiled, variants: Sequence[Variant]) -> Iterator[Compiled]:
    """Compile variants of a compiled scenario that differ from each other in their lens alone, one at a time.

    Raises `ScenarioError` when one cannot be compiled; the message says whose change it is.
    """
    beside: Compiled | None = None  # read and compiled once, for all lenses
    for variant in variants:
        found = compiled.edited(variant.changes, keep=False)  # each is looked at once, and large
        if found is None:
            try:
                if beside is None or variant.lens is None:
                    found = beside = compiled.at(variant.changes)
                else:
                    found = beside.at(Variant({}, variant.lens).changes)
            except ScenarioError as error:
                raise ScenarioError([_asked(problem, variant) for problem in error.problems]) from None
        yield found


def _asked(problem: Problem, variant: Variant) -> Problem:
    if not variant.asked_by:
        return problem
    return replace(problem, message=f"{problem.message} ({variant.asked_by})")


def by_settings(variants: Iterable[Variant]) -> list[list[Variant]]:
    """Group variants that differ in their lens alone."""
    groups: dict[str, list[Variant]] = {}
    for variant in variants:
        groups.setdefault(repr(variant.values), []).append(variant)
    return list(groups.values())


def check_claims(compiled: Compiled) -> None:
    """Compile whatever the claims change, under every lens, and solve nothing.

    Raises `ScenarioError` when a change cannot be compiled.
    """
    scenario = compiled.scenario
    wanted = {
        variant.key(scenario): variant
        for claim in scenario.claims
        for lens in lenses_of(claim, scenario)
        for variant in variants_of(claim, lens)
    }
    for group in by_settings(wanted.values()):
        for _ in compiled_variants(compiled, group):
            pass


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
