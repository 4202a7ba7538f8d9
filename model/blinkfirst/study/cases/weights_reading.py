"""The weights of the payoff columns under a case's settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from blinkfirst.compile.payoffs import weights_of
from blinkfirst.game.game import FloatArray
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.lenses import mixed
from blinkfirst.scenario.nodes import Node, Path
from blinkfirst.scenario.scenario import Rules
from blinkfirst.study.cases.plain_values import Spot, plain_by_lens, plain_number, spot_at


@dataclass(frozen=True)
class _Weighed:
    """A payoff term whose columns, which lie next to each other, can weigh more or less.

    Attributes
    ----------
    columns : of the weights.
    path : of the term's weight.
    weight, strength : as the rules have them.
    weight_spot, strength_spot : where they stand; ``None`` where they stay.
    """

    columns: slice
    path: Path
    weight: float
    strength: float
    weight_spot: Spot | None
    strength_spot: Spot | None


class WeightsReading:
    """Weight times strength of every payoff column that some settings, or the lens, can change.

    Parameters
    ----------
    tree, rules : of a stretch.
    lenses : as declared.
    fulls : paths of the settings, spelled out, by the paths they go by.
    by_lens : whether the lens is among the settings.
    """

    def __init__(
        self, tree: Node, rules: Rules, lenses: Sequence[str], fulls: Mapping[str, Path], by_lens: bool
    ) -> None:
        self.base, self.lenses = weights_of(rules), list(lenses)
        self.weighed: list[_Weighed] = []
        first = 0
        for argument in rules.arguments:
            strength = spot_at(tree, ("arguments", argument.name, "strength"), fulls)
            for term in argument.terms:
                below: Path = ("terms", term.name, "weight") if term.name else ("weight",)
                path: Path = ("arguments", argument.name, *below)
                weight = spot_at(tree, path, fulls)
                moved = bool(weight.within) or (by_lens and isinstance(weight.known, Mapping))
                end = first + len(term.actors)
                if moved or strength.within:
                    self.weighed.append(
                        _Weighed(
                            columns=slice(first, end),
                            path=path,
                            weight=term.weight,
                            strength=argument.strength,
                            weight_spot=weight if moved else None,
                            strength_spot=strength if strength.within else None,
                        )
                    )
                first = end

    def read(
        self, diagnostics: Diagnostics, settings: Mapping[str, Any], shares: Mapping[str, float]
    ) -> FloatArray | None:
        """Return all weights, shape (C,); ``None``, or a problem recorded, when one is not plain."""
        if not self.weighed:
            return self.base
        weights = self.base.copy()
        for one in self.weighed:
            weight, strength = one.weight, one.strength
            if one.weight_spot is not None:
                known = plain_by_lens(one.weight_spot.value(settings))
                if known is None:
                    return None
                weight = mixed(diagnostics, one.path, known, shares, self.lenses).base
            if one.strength_spot is not None:
                number = plain_number(one.strength_spot.value(settings))
                if number is None:
                    return None
                strength = number
            weights[one.columns] = weight * strength
        return weights
