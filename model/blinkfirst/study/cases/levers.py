"""What each path of a design touches, and so what a new value costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from blinkfirst.compile.payoffs import terms_of
from blinkfirst.compile.reuse import dynamics_of
from blinkfirst.scenario.expressions import NUMBER, Expression, parse, used_names
from blinkfirst.scenario.nodes import Node, Path, child, deepest, dotted, plain
from blinkfirst.scenario.questions import ParsedQuestion
from blinkfirst.scenario.rules import EXACT
from blinkfirst.scenario.scenario import Rules, Scenario
from blinkfirst.scenario.settings import full_path


class Touch(Enum):
    """How deep a change goes; each level shares all that lies beneath it."""

    START = "start level only: nothing is solved again"
    CHOICES = "choices only: nothing is compiled again"
    PAYOFFS = "payoffs only: nothing is compiled again"
    NUMBERS = "payoffs and pace: the moves are not compiled again"
    READING = "read anew, the moves are not compiled again"
    MOVES = "compiled anew"


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
        """Whether its values need no reading of the scenario."""
        return self.touch not in (Touch.READING, Touch.MOVES)

    @property
    def words(self) -> str:
        """What it costs, for a human."""
        return f"{self.touch.value} ({self.reason})" if self.reason else self.touch.value


def levers_of(scenario: Scenario, rules: Sequence[Rules], paths: Sequence[str]) -> tuple[Lever, ...]:
    """Return what each path touches; whatever is not plain is read anew.

    Parameters
    ----------
    scenario : a case of the design.
    rules : in force at some time in it, whatever has happened by then.
    paths : of the design, none inside another.
    """
    fulls = {path: full_path(tuple(path.split("."))) for path in paths}
    levers = []
    for path, full in fulls.items():
        touch, reason = _touch(scenario, rules, full)
        clash = _clash(full, [other for other in fulls.values() if other is not full], scenario)
        if clash and touch is not Touch.MOVES:
            touch, reason = Touch.READING, clash
        levers.append(Lever(path, full, touch, reason))
    return tuple(levers)


def parameters_by_lens(tree: Node) -> tuple[str, ...]:
    """Return the parameters that have a value for every lens."""
    section = child(tree, "parameters")
    entries = section.value if section is not None and isinstance(section.value, dict) else {}
    values = {name: child(entry, "value") for name, entry in entries.items()}
    return tuple(name for name, node in values.items() if node is not None and isinstance(node.value, dict))


def touched_parameters(tree: Node, levers: Iterable[Lever]) -> tuple[str, ...]:
    """Return the parameters of a composed tree that some levers can change, through the lens as well."""
    names: list[str] = []
    for lever in levers:
        if lever.full[0] == "parameters":
            names.append(str(lever.full[1]))
        elif lever.full[0] == "lens":
            names += parameters_by_lens(tree)
    return tuple(dict.fromkeys(names))


def mentioned(expressions: Iterable[Expression | None]) -> frozenset[str]:
    """Return the parameters that some expressions mention."""
    found: set[str] = set()
    for expression in expressions:
        if expression is not None:
            found |= used_names(expression)[1]
    return frozenset(found)


def mentioned_by_columns(rules: Rules) -> tuple[frozenset[str], ...]:
    """Return, for every payoff column, the parameters in its condition and worth."""
    return tuple(mentioned([t.condition.expression, t.worth.expression]) for _, t, _, _ in terms_of(rules))


def mentioned_by_ask(ask: ParsedQuestion) -> frozenset[str]:
    """Return the parameters in a question."""
    deeds = [deed.condition for deed in (ask.deed, ask.rival) if deed is not None]
    return mentioned([ask.condition, *deeds])


def number_text(tree: Node, path: Path, rules: Rules) -> Expression | None:
    """Return the expression behind a number that rules keep evaluated; ``None`` where it is left out or is
    the word `exact`.
    """
    node, taken = deepest(tree, path)
    text = str(plain(node))
    if taken < len(path) or text.strip() == EXACT:
        return None
    return parse(text, rules.vocabulary, NUMBER)


def _clash(full: Path, others: Iterable[Path], scenario: Scenario) -> str:
    """Say what else sets the value, or something in or above it; an event that sets just the same does no
    harm, its value is plain.
    """
    for other in others:
        if _inside(full, other) or _inside(other, full):
            return f"{dotted(other)} varies as well"
    for event in scenario.events:
        for path in event.settings:
            other = full_path(tuple(path.split(".")))
            if other != full and (_inside(full, other) or _inside(other, full)):
                return f"the event {event.name!r} sets {path}"
    return ""


def _inside(path: Path, other: Path) -> bool:
    return path[: len(other)] == other


def _touch(scenario: Scenario, rules: Sequence[Rules], full: Path) -> tuple[Touch, str]:
    tree = scenario.composed
    if full[0] == "lens":
        return _lens_touch(scenario, rules, full)
    if full[0] == "parameters":
        known = len(full) in (3, 4) and full[2] == "value" and _is_there(tree, full)
        return _parameter_touch(scenario, rules, str(full[1])) if known else (Touch.MOVES, "")
    if full[0] == "arguments":
        return _argument_touch(tree, full)
    if full[0] == "actors" and len(full) == 3 and _is_there(tree, full[:2]):
        if full[2] in ("precision", "patience"):
            return Touch.CHOICES, ""
        if full[2] == "tempo":
            return Touch.NUMBERS, ""
    if full[0] == "world" and len(full) == 3 and full[2] == "start" and _is_there(tree, full[:2]):
        return Touch.START, ""
    if full[0] in ("start", "horizon", "window", "tick", "afterwards"):
        return Touch.READING, "it sets the clock"
    reasons = {"nature": "it decides what happens by itself", "actors": "it decides who can do what"}
    return Touch.MOVES, reasons.get(str(full[0]), "it decides how the world can move")


def _is_there(tree: Node, full: Path) -> bool:
    return deepest(tree, full)[1] == len(full)


def _argument_touch(tree: Node, full: Path) -> tuple[Touch, str]:
    argument, taken = deepest(tree, full[:2])
    if taken == 2 and full[2:] == ("strength",):
        return Touch.PAYOFFS, ""
    place = 4 if len(full) > 4 and full[2] == "terms" else 2
    if taken == 2 and len(full) > place and full[place] == "weight" and _is_there(argument, full[2:]):
        return Touch.PAYOFFS, ""
    return Touch.READING, "it decides what counts as a payoff"


def _lens_touch(scenario: Scenario, rules: Sequence[Rules], full: Path) -> tuple[Touch, str]:
    lens, taken = deepest(scenario.composed, ("lens",))
    if not scenario.lenses or len(full) > 2:
        return Touch.READING, ""
    if len(full) == 2 and (not taken or child(lens, full[1]) is None):
        return Touch.READING, "no share of that lens is set"
    names = parameters_by_lens(scenario.composed)
    for name in names:
        touch, reason = _parameter_touch(scenario, rules, name)
        if touch is not Touch.NUMBERS:
            return touch, f"it sets parameters.{name}, and {reason}"
    return (Touch.NUMBERS, f"it sets {_listed(names)}") if names else (Touch.PAYOFFS, "")


def _listed(names: Sequence[str]) -> str:
    spelled = [f"parameters.{name}" for name in names]
    return ", ".join(spelled[:3]) + (f" and {len(spelled) - 3} more" if len(spelled) > 3 else "")


def _parameter_touch(scenario: Scenario, rules: Sequence[Rules], name: str) -> tuple[Touch, str]:
    if any(name in dict(dynamics_of(one).values) for one in rules):
        return Touch.MOVES, "moves or nature depend on it"
    tick = number_text(scenario.composed, ("tick",), scenario.rules)
    if name in mentioned([tick]):
        return Touch.READING, "the length of a tick depends on it"
    return Touch.NUMBERS, ""
