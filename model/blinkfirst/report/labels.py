"""Names as pages show them: labels where a scenario has them, in any script, and the key under a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blinkfirst.scenario.scenario import Scenario


class Labels:
    """Labels of a scenario by name; what has none is shown by its name, and so is ``nobody``.

    Tables of data and JSON keep names. A page asks for every name it shows and prints `key` at its end.
    """

    def __init__(self, scenario: Scenario) -> None:
        rules = scenario.rules
        self._actors = {actor.name: actor.label for actor in rules.actors}
        self._moves = {(a.name, move.name): move.label for a in rules.actors for move in a.moves}
        self._variables = {variable.name: variable.label for variable in rules.variables}
        self._levels = {(v.name, level): label for v in rules.variables for level, label in v.labels.items()}
        self._arguments = {argument.name: argument.label for argument in rules.arguments}
        self._shown: dict[str, str] = {}

    def actor(self, name: str) -> str:
        """Return what an actor is shown as."""
        return self._noted(name, self._actors.get(name, ""))

    def move(self, actor: str, name: str) -> str:
        """Return what a move is shown as."""
        return self._noted(name, self._moves.get((actor, name), ""))

    def variable(self, name: str) -> str:
        """Return what a variable is shown as."""
        return self._noted(name, self._variables.get(name, ""))

    def level(self, variable: str, name: str) -> str:
        """Return what a level is shown as."""
        return self._noted(name, self._levels.get((variable, name), ""))

    def argument(self, name: str) -> str:
        """Return what an argument is shown as."""
        return self._noted(name, self._arguments.get(name, ""))

    @property
    def key(self) -> list[tuple[str, str]]:
        """The labels shown so far, each with the name that commands and files know; in the order shown."""
        return list(self._shown.items())

    def _noted(self, name: str, label: str) -> str:
        if label:
            self._shown[label] = name
        return label or name


def labels_object(scenario: Scenario) -> dict[str, Any]:
    """Return the labels of a scenario for a JSON object: under ``labels``, or nothing where it has none."""
    rules = scenario.rules
    moves = {a.name: {m.name: m.label for m in a.moves if m.label} for a in rules.actors}
    found: dict[str, Mapping[str, Any]] = {
        "actors": {a.name: a.label for a in rules.actors if a.label},
        "moves": {actor: labels for actor, labels in moves.items() if labels},
        "variables": {v.name: v.label for v in rules.variables if v.label},
        "levels": {v.name: dict(v.labels) for v in rules.variables if v.labels},
        "arguments": {a.name: a.label for a in rules.arguments if a.label},
    }
    kept = {kind: labels for kind, labels in found.items() if labels}
    return {"labels": kept} if kept else {}
