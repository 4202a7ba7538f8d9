"""Depth of each path of a design, and so the cost of a new value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from blinkfirst.compile import numbers
from blinkfirst.compile.numbers import differ_by_lens, parameter_touches, slots_of
from blinkfirst.compile.scenario import histories
from blinkfirst.errors import ScenarioError
from blinkfirst.scenario.loading import rules_after
from blinkfirst.scenario.nodes import Node, Path, child, deepest, dotted
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.settings import full_path


class Touch(Enum):
    """Depth of a change; each level shares all that lies beneath it."""

    START = "start level only: nothing is solved again"
    CHOICES = "choices only: nothing is compiled again"
    PAYOFFS = "payoffs only: nothing is compiled again"
    NUMBERS = "payoffs and pace: the moves are not compiled again"
    CHANCES = "chances and pace: the moves are not compiled again"
    READING = "read again, the moves are not compiled again"
    MOVES = "compiled again"


_TOUCHES = {
    numbers.START_LEVEL: Touch.START,
    numbers.PRECISION: Touch.CHOICES,
    numbers.PATIENCE: Touch.CHOICES,
    numbers.PRIOR: Touch.CHOICES,
    numbers.TYPE_PRECISION: Touch.CHOICES,
    numbers.TYPE_WEIGHT: Touch.PAYOFFS,
    numbers.TYPE_TIMES: Touch.PAYOFFS,
    numbers.WEIGHT: Touch.PAYOFFS,
    numbers.STRENGTH: Touch.PAYOFFS,
    numbers.WORTH: Touch.NUMBERS,
    numbers.TEMPO: Touch.NUMBERS,
    numbers.RATE: Touch.CHANCES,
    numbers.CHANCE: Touch.CHANCES,
}
# what is no number, by the section it belongs to
_REASONS = {
    "nature": (Touch.MOVES, "it decides what happens by itself"),
    "actors": (Touch.MOVES, "it decides who can do what"),
    "arguments": (Touch.READING, "it decides what counts as a payoff"),
    "parameters": (Touch.MOVES, ""),
    **dict.fromkeys(("start", *numbers.CLOCK_KINDS), (Touch.READING, "it sets the clock")),
}


@dataclass(frozen=True)
class Lever:
    """A path of a design.

    Attributes
    ----------
    path, full : as the design has it; spelled out.
    touch : what it changes.
    reason : why, where that is not plain.
    """

    path: str
    full: Path
    touch: Touch
    reason: str = ""

    @property
    def fast(self) -> bool:
        """True when its values need no reading of the scenario."""
        return self.touch not in (Touch.READING, Touch.MOVES)

    @property
    def words(self) -> str:
        """Its cost in words."""
        return f"{self.touch.value} ({self.reason})" if self.reason else self.touch.value


def levers_of(scenario: Scenario, paths: Sequence[str]) -> tuple[Lever, ...]:
    """Return how deep each path goes; what is no number is read, or compiled again.

    Parameters
    ----------
    scenario : a case of the design. Where its events cannot be read, everything goes deepest.
    paths : of the design; of two inside each other both are read.
    """
    fulls = {path: full_path(tuple(path.split("."))) for path in paths}
    try:
        rules = [rules_after(scenario, happened) for happened in histories(scenario)]
    except ScenarioError:
        return tuple(Lever(path, full, Touch.MOVES) for path, full in fulls.items())
    kinds = {slot.steps: slot.kind for slot in slots_of(scenario.rules)}
    parameters = {
        name: _parameter_touch(touches)
        for name, touches in parameter_touches(scenario.composed, rules).items()
    }
    levers = []
    for path, full in fulls.items():
        touch, reason = _touch(scenario, kinds, parameters, full)
        others = [other for other in fulls.values() if other is not full]
        clash = next((other for other in others if _inside(full, other) or _inside(other, full)), ())
        if clash and touch is not Touch.MOVES:
            touch, reason = Touch.READING, f"{dotted(clash)} varies as well"
        levers.append(Lever(path, full, touch, reason))
    return tuple(levers)


def _inside(path: Path, other: Path) -> bool:
    return path[: len(other)] == other


def _touch(
    scenario: Scenario, kinds: dict[Path, str], parameters: dict[str, tuple[Touch, str]], full: Path
) -> tuple[Touch, str]:
    if full[0] == "lens":
        return _lens_touch(scenario, parameters, full)
    steps = next((full[:end] for end in range(len(full), 0, -1) if full[:end] in kinds), ())
    kind = kinds.get(steps)
    if kind == numbers.PARAMETER and _is_there(scenario.composed, full):
        return parameters[str(full[1])]
    # a strength, and a worth, may be set where none is written
    if kind in _TOUCHES and (steps == full or _is_there(scenario.composed, full)):
        return _TOUCHES[kind], ""
    return _REASONS.get(str(full[0]), (Touch.MOVES, "it decides how the world can move"))


def _is_there(tree: Node, full: Path) -> bool:
    return deepest(tree, full)[1] == len(full)


def _parameter_touch(touches: Sequence[str]) -> tuple[Touch, str]:
    if numbers.MOVES in touches:
        return Touch.MOVES, "where moves lead depends on it"
    if numbers.CLOCK in touches:
        return Touch.READING, "the length of a tick depends on it"
    return (Touch.CHANCES if numbers.CHANCES in touches else Touch.NUMBERS), ""


def _lens_touch(
    scenario: Scenario, parameters: dict[str, tuple[Touch, str]], full: Path
) -> tuple[Touch, str]:
    lens, taken = deepest(scenario.composed, ("lens",))
    if not scenario.lenses or len(full) > 2:
        return Touch.READING, ""
    if len(full) == 2 and (not taken or child(lens, full[1]) is None):
        return Touch.READING, "no share of that lens is set"
    names = differ_by_lens(scenario.composed)
    order = list(Touch)
    deepest_of = max(names, key=lambda name: order.index(parameters[name][0]), default="")
    if not deepest_of:
        return Touch.PAYOFFS, ""
    touch, reason = parameters[deepest_of]
    if touch in (Touch.NUMBERS, Touch.CHANCES):
        return touch, f"it sets {_listed(names)}"
    return touch, f"it sets parameters.{deepest_of}, and {reason}"


def _listed(names: Sequence[str]) -> str:
    spelled = [f"parameters.{name}" for name in names]
    return ", ".join(spelled[:3]) + (f" and {len(spelled) - 3} more" if len(spelled) > 3 else "")
