"""Types as far as outcomes depend on them: those in the game, with numbers for a lens of their own."""

from __future__ import annotations

from typing import Any

from blinkfirst.errors import Problem, ScenarioError
from blinkfirst.scenario.nodes import Node, Path, replaced, without
from blinkfirst.scenario.scenario import Actor, DatedEvent, Scenario
from blinkfirst.scenario.settings import full_path, planted


def with_types_in_force(scenario: Scenario) -> Node:
    """Return the composed tree without types that are not in the game, and without lenses of types.

    A lens becomes the weights that it stands for. Where these are those in force, and types differ in nothing
    else, the types go.

    Raises `ScenarioError` when a dated event sets a weight, or the lens of a type, beside such a lens.
    """
    tree = without(scenario.composed, ("beliefs",))
    for actor in scenario.rules.actors:
        path: Path = ("actors", actor.name, "types")
        if actor.types is None:
            tree = without(tree, path)
        elif actor.types.lens:
            _refuse_events(scenario, actor)
            weights = _weights(scenario, actor)
            second = (*path, actor.types.second)
            tree = replaced(without(tree, (*second, "lens")), (*second, "arguments"), weights)
            if not weights.value and not actor.types.never and actor.second_precision == actor.precision:
                tree = without(tree, path)
    return tree


def _weights(scenario: Scenario, actor: Actor) -> Node:
    """Return what the second type weighs otherwise, in numbers, argument by argument."""
    assert actor.types is not None
    changes = {(one.argument, one.term): one for one in actor.types.weights}
    found: dict[str, Any] = {}
    for argument in scenario.rules.arguments:
        for term in argument.terms:
            weight = dict(term.by_lens)[actor.types.lens]
            if (change := changes.get((argument.name, term.name))) is not None:
                weight = weight * change.value if change.kind == "times" else change.value
            if actor.name not in term.actors or weight == term.weight:
                continue
            if term.name:
                found.setdefault(argument.name, {"terms": {}})["terms"][term.name] = {"weight": weight}
            else:
                found[argument.name] = {"weight": weight}
    return planted(found, actor.types.place)


def _refuse_events(scenario: Scenario, actor: Actor) -> None:
    assert actor.types is not None
    for event in scenario.events:
        for key in event.settings:
            if _weighs(event, key, actor.name):
                message = (
                    f"sets {key} while {actor.types.second} weighs with the lens {actor.types.lens}; for a "
                    "comparison let the type say its weights under `arguments`"
                )
                raise ScenarioError([Problem(event.place, key, message)])


def _weighs(event: DatedEvent, key: str, actor: str) -> bool:
    steps = full_path(tuple(key.split(".")))
    if steps[0] == "arguments":
        return "weight" in steps[2:]
    return steps[:3] == ("actors", actor, "types") and steps[4:5] in (("lens",), ("arguments",))
