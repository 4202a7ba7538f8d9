"""Precision or patience of the actors under a case's settings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

import numpy as np

from blinkfirst.game.game import FloatArray
from blinkfirst.scenario.constants import constant_value
from blinkfirst.scenario.nodes import Node, Path
from blinkfirst.scenario.scenario import Actor, Rules
from blinkfirst.study.cases.levers import mentioned, number_text
from blinkfirst.study.cases.plain_values import plain_patience, plain_precision, spots_of_actors


class Trait(NamedTuple):
    """A number that decides how an actor chooses."""

    name: str
    of: Callable[[Actor], float]
    plain: Callable[[Any], float | None]


PRECISION = Trait("precision", lambda actor: actor.precision, plain_precision)
PATIENCE = Trait("patience", lambda actor: actor.patience, plain_patience)


class ChoicesReading:
    """One trait of all actors: set by a case, or worked out anew from parameters that the case changes.

    Parameters
    ----------
    trait : `PRECISION` or `PATIENCE`.
    tree, rules : of a stretch.
    fulls : paths of the settings, spelled out, by the paths they go by.
    parameters : names of those that the settings change.
    """

    def __init__(
        self,
        trait: Trait,
        tree: Node,
        rules: Rules,
        fulls: Mapping[str, Path],
        parameters: Collection[str],
    ) -> None:
        self.trait = trait
        self.base = np.array([trait.of(actor) for actor in rules.actors])
        self.known = {name: parameter.value for name, parameter in rules.parameters.items()}
        self.spots = spots_of_actors(tree, rules, trait.name, fulls)
        texts = {
            index: number_text(tree, ("actors", actor.name, trait.name), rules)
            for index, actor in enumerate(rules.actors)
            if index not in self.spots
        }
        self.texts = {
            index: text
            for index, text in texts.items()
            if text is not None and mentioned([text]) & set(parameters)
        }

    def read(self, settings: Mapping[str, Any], parameters: Mapping[str, float]) -> FloatArray | None:
        """Return the trait of every actor, shape (A,); ``None`` when one is not plain.

        Parameters
        ----------
        parameters : values of those that the case changes.
        """
        if not self.spots and not self.texts:
            return self.base
        found = self.base.copy()
        for index, spot in self.spots.items():
            number = self.trait.plain(spot.value(settings))
            if number is None:
                return None
            found[index] = number
        for index, text in self.texts.items():
            try:
                number = self.trait.plain(constant_value(text, {**self.known, **parameters}))
            except ValueError:
                return None
            if number is None:
                return None
            found[index] = number
        return found
