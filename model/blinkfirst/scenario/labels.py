"""Names as pages show them: labels where a scenario has them, in any script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from blinkfirst.scenario.scenario import Rules


@dataclass(frozen=True)
class Labels:
    """Labels by name; what has none is shown by its name, and so is ``nobody``.

    Expressions, settings, tables of data and the keys of JSON keep names.

    Attributes
    ----------
    actors, variables, arguments : labels by name.
    moves : labels of an actor's moves by name, by actor.
    levels : labels of a variable's levels by name, by variable.
    """

    actors: Mapping[str, str]
    moves: Mapping[str, Mapping[str, str]]
    variables: Mapping[str, str]
    levels: Mapping[str, Mapping[str, str]]
    arguments: Mapping[str, str]

    @classmethod
    def of(cls, rules: Rules) -> Labels:
        """Return the labels that rules have."""
        moves = {a.name: {m.name: m.label for m in a.moves if m.label} for a in rules.actors}
        return cls(
            actors={actor.name: actor.label for actor in rules.actors if actor.label},
            moves={actor: labels for actor, labels in moves.items() if labels},
            variables={variable.name: variable.label for variable in rules.variables if variable.label},
            levels={variable.name: dict(variable.labels) for variable in rules.variables if variable.labels},
            arguments={argument.name: argument.label for argument in rules.arguments if argument.label},
        )

    def actor(self, name: str) -> str:
        """Return what an actor is shown as."""
        return self.actors.get(name, name)

    def move(self, actor: str, name: str) -> str:
        """Return what a move is shown as."""
        return self.moves.get(actor, {}).get(name, name)

    def variable(self, name: str) -> str:
        """Return what a variable is shown as."""
        return self.variables.get(name, name)

    def level(self, variable: str, name: str) -> str:
        """Return what a level is shown as."""
        return self.levels.get(variable, {}).get(name, name)

    def argument(self, name: str) -> str:
        """Return what an argument is shown as."""
        return self.arguments.get(name, name)

    def key_of(self, text: str) -> dict[str, str]:
        """Return the labels that appear in a text, each with the name that it stands for."""
        return {label: name for name, label in self._pairs() if label in text}

    def as_object(self) -> dict[str, Any]:
        """Return the labels for a JSON object; the kinds that have none are left out."""
        kinds = ("actors", "moves", "variables", "levels", "arguments")
        return {kind: labels for kind in kinds if (labels := getattr(self, kind))}

    def _pairs(self) -> Iterator[tuple[str, str]]:
        for table in (self.actors, *self.moves.values(), self.variables, *self.levels.values()):
            yield from table.items()
        yield from self.arguments.items()
