"""Names as pages show them: labels where a scenario has them, in any script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from blinkfirst.scenario.scenario import Scenario


class Labels:
    """Labels of a scenario by name; what has none is shown by its name, and so is ``nobody``.

    Expressions, settings, tables of data and the keys of JSON keep names.
    """

    def __init__(self, scenario: Scenario) -> None:
        actors, variables = scenario.rules.actors, scenario.rules.variables
        self._actors = {actor.name: actor.label for actor in actors if actor.label}
        self._moves = {a.name: {m.name: m.label for m in a.moves if m.label} for a in actors}
        self._variables = {variable.name: variable.label for variable in variables if variable.label}
        self._levels = {variable.name: dict(variable.labels) for variable in variables}
        self._arguments = {a.name: a.label for a in scenario.rules.arguments if a.label}

    def actor(self, name: str) -> str:
        """Return what an actor is shown as."""
        return self._actors.get(name, name)

    def move(self, actor: str, name: str) -> str:
        """Return what a move is shown as."""
        return self._moves.get(actor, {}).get(name, name)

    def variable(self, name: str) -> str:
        """Return what a variable is shown as."""
        return self._variables.get(name, name)

    def level(self, variable: str, name: str) -> str:
        """Return what a level is shown as."""
        return self._levels.get(variable, {}).get(name, name)

    def argument(self, name: str) -> str:
        """Return what an argument is shown as."""
        return self._arguments.get(name, name)

    def key_of(self, text: str) -> dict[str, str]:
        """Return the labels that appear in a text, each with the name that it stands for."""
        return {label: name for name, label in self._pairs() if label in text}

    def as_object(self) -> dict[str, Any]:
        """Return the labels for a JSON object; the kinds that have none are left out."""
        found: dict[str, dict[str, Any]] = {
            "actors": self._actors,
            "moves": {actor: labels for actor, labels in self._moves.items() if labels},
            "variables": self._variables,
            "levels": {variable: labels for variable, labels in self._levels.items() if labels},
            "arguments": self._arguments,
        }
        return {kind: labels for kind, labels in found.items() if labels}

    def _pairs(self) -> Iterator[tuple[str, str]]:
        for table in (self._actors, *self._moves.values(), self._variables, *self._levels.values()):
            yield from table.items()
        yield from self._arguments.items()
