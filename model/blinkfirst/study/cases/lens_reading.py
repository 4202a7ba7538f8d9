"""The shares of the lenses under a case's settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.lenses import shares_of
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.study.cases.levers import Lever
from blinkfirst.study.cases.plain_values import plain_number, spot_at


class LensReading:
    """Which lenses a case reads with.

    Parameters
    ----------
    scenario : with lenses, or no lever of the lens.
    levers : of a design.
    """

    def __init__(self, scenario: Scenario, levers: Sequence[Lever]) -> None:
        fulls = {lever.path: lever.full for lever in levers if lever.full[0] == "lens"}
        self.spot = spot_at(scenario.composed, ("lens",), fulls)
        self.known, self.lenses, self.tree = scenario.shares, list(scenario.lenses), scenario.composed

    def read(self, settings: Mapping[str, Any]) -> Mapping[str, float] | None:
        """Return the shares; ``None`` when they are not plain."""
        if not self.spot.within:
            return self.known
        value = self.spot.value(settings)
        if isinstance(value, Mapping):
            numbers = {str(lens): plain_number(share) for lens, share in value.items()}
            value = {lens: share for lens, share in numbers.items() if share is not None}
            if len(value) < len(numbers):
                return None
        elif not isinstance(value, str):
            return None
        diagnostics = Diagnostics(self.tree)
        shares = shares_of(diagnostics, value, self.lenses)
        return None if diagnostics.problems else shares
