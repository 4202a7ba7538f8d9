"""Values of a case that need no second look: what reading the scenario would take as it stands.

Every function returns ``None`` for anything else, good or bad; reading the scenario then finds out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from blinkfirst.scenario.lenses import OneWeight
from blinkfirst.scenario.nodes import Node, Path, deepest, plain
from blinkfirst.scenario.rules import EXACT
from blinkfirst.scenario.scenario import Rules

NUMBER_LIMIT = 1e9  # as far as a number may go in an expression
PRECISION_LIMIT = 1e6


@dataclass(frozen=True)
class Spot:
    """A value in a composed tree, and the settings that replace it or something in it.

    Attributes
    ----------
    known : the value as it stands; a stand-in where it is left out.
    within : path of a setting, and the steps from the value to what it sets.
    """

    known: Any
    within: tuple[tuple[str, Path], ...]

    def value(self, settings: Mapping[str, Any]) -> Any:
        """Return the value under some settings."""
        value = self.known
        for path, steps in self.within:
            value = _put(value, steps, settings[path])
        return value


def spot_at(tree: Node, path: Path, fulls: Mapping[str, Path], known: Any = None) -> Spot:
    """Return the value at a path of a tree with what sets it.

    Parameters
    ----------
    fulls : the settings' paths, spelled out, by the paths they go by.
    known : stands for the value where it is left out.
    """
    node, taken = deepest(tree, path)
    within = tuple((name, full[len(path) :]) for name, full in fulls.items() if full[: len(path)] == path)
    return Spot(plain(node) if taken == len(path) else known, within)


def spots_of_actors(tree: Node, rules: Rules, trait: str, fulls: Mapping[str, Path]) -> dict[int, Spot]:
    """Return where a number of the actors stands, by actor's index; only of those that a setting reaches."""
    spots = {
        index: spot_at(tree, ("actors", actor.name, trait), fulls) for index, actor in enumerate(rules.actors)
    }
    return {index: spot for index, spot in spots.items() if spot.within}


def _put(value: Any, steps: Path, new: Any) -> Any:
    if not steps:
        return new
    if isinstance(value, dict):
        return {**value, str(steps[0]): _put(value[str(steps[0])], steps[1:], new)}
    items = list(value)
    items[int(steps[0])] = _put(items[int(steps[0])], steps[1:], new)
    return items


def plain_number(value: Any) -> float | None:
    """Return a finite number; no truth value and nothing that only behaves like a number."""
    if type(value) is float:
        return value if math.isfinite(value) else None
    return float(value) if type(value) is int and abs(value) <= 2**53 else None


def plain_weight(value: Any) -> OneWeight | None:
    """Return a number or three in order: low, base, high."""
    if not isinstance(value, list | tuple):
        return plain_number(value)
    numbers = [plain_number(item) for item in value]
    found = [number for number in numbers if number is not None]
    return found if len(value) == len(found) == 3 and found[0] <= found[1] <= found[2] else None


def plain_by_lens(value: Any) -> OneWeight | dict[str, OneWeight] | None:
    """Return a weight, or a table with one for each of some lenses."""
    if not isinstance(value, Mapping):
        return plain_weight(value)
    found = {str(lens): plain_weight(item) for lens, item in value.items()}
    known = {lens: item for lens, item in found.items() if item is not None}
    return known if len(known) == len(found) else None


def plain_precision(value: Any) -> float | None:
    """Return a precision: a number from 0, or infinity for the word `exact`."""
    if value == EXACT:
        return math.inf
    number = plain_number(value)
    return number if number is not None and 0 <= number <= PRECISION_LIMIT else None


def plain_patience(value: Any) -> float | None:
    """Return a discount factor above 0, up to 1."""
    number = plain_number(value)
    return number if number is not None and 0 < number <= 1 else None


def plain_tempo(value: Any) -> float | None:
    """Return a number from 0."""
    number = plain_number(value)
    return number if number is not None and 0 <= number <= NUMBER_LIMIT else None
