"""The numbers in a stretch's rules under a case's settings, without reading anything else again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from blinkfirst.compile.repricing import Prices, Revision
from blinkfirst.compile.scenario import Ground
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.expressions import Literal
from blinkfirst.scenario.lenses import OneWeight, mixed
from blinkfirst.scenario.loading import tree_after
from blinkfirst.scenario.scenario import Parameter, Scenario
from blinkfirst.scenario.settings import full_path
from blinkfirst.study.cases.choices_reading import PATIENCE, PRECISION, ChoicesReading
from blinkfirst.study.cases.levers import (
    Lever,
    Touch,
    mentioned,
    mentioned_by_columns,
    touched_parameters,
)
from blinkfirst.study.cases.plain_values import plain_by_lens, plain_tempo, spot_at, spots_of_actors
from blinkfirst.study.cases.weights_reading import WeightsReading


class Read(NamedTuple):
    """What a case's settings make of the numbers of a stretch.

    Attributes
    ----------
    numbers : parameters and tempos that can be others, in a fixed order: they decide features and pace.
    prices : weights, patience and precision.
    """

    numbers: tuple[float, ...]
    prices: Prices


class Reading:
    """The numbers of one stretch's rules that a design can change.

    Parameters
    ----------
    ground : the stretch's.
    scenario : compiled.
    levers : all of them fast.
    """

    def __init__(self, ground: Ground, scenario: Scenario, levers: Sequence[Lever]) -> None:
        self.rules, self.tree = ground.rules, tree_after(scenario, ground.happened)
        self.lenses = list(scenario.lenses)
        # what an event of the stretch sets stays as the event has it
        settled = {full_path(tuple(path.split("."))) for e in ground.happened for path in e.settings}
        acting = [lever for lever in levers if lever.full not in settled and lever.touch is not Touch.START]
        fulls = {lever.path: lever.full for lever in acting}
        names = touched_parameters(self.tree, acting)
        self.parameters = {n: spot_at(self.tree, ("parameters", n, "value"), fulls) for n in names}
        self.tempos = spots_of_actors(self.tree, self.rules, "tempo", fulls)
        columns = enumerate(mentioned_by_columns(self.rules))
        self.columns = frozenset(column for column, mentions in columns if mentions & set(names))
        self.paced = frozenset(self.tempos) | self._paced_by(names)
        by_lens = any(lever.full[0] == "lens" for lever in acting)
        self.weights = WeightsReading(self.tree, self.rules, self.lenses, fulls, by_lens)
        self.precision = ChoicesReading(PRECISION, self.tree, self.rules, fulls, names)
        self.patience = ChoicesReading(PATIENCE, self.tree, self.rules, fulls, names)

    def _paced_by(self, names: Collection[str]) -> frozenset[int]:
        """Return the actors whose tempo mentions one of some parameters."""
        actors = enumerate(self.rules.actors)
        return frozenset(i for i, actor in actors if mentioned([actor.tempo.expression]) & set(names))

    def read(self, settings: Mapping[str, Any], shares: Mapping[str, float]) -> Read | None:
        """Return the numbers under some settings; ``None`` when one of them is not plain."""
        diagnostics = Diagnostics(self.tree)
        parameters = {
            name: self._parameter(diagnostics, name, spot.value(settings), shares)
            for name, spot in self.parameters.items()
        }
        tempos = [plain_tempo(spot.value(settings)) for spot in self.tempos.values()]
        numbers = tuple(number for number in (*parameters.values(), *tempos) if number is not None)
        if len(numbers) < len(parameters) + len(tempos):
            return None
        values = dict(zip(parameters, numbers, strict=False))
        weights = self.weights.read(diagnostics, settings, shares)
        precision = self.precision.read(settings, values)
        patience = self.patience.read(settings, values)
        if weights is None or precision is None or patience is None or diagnostics.problems:
            return None
        return Read(numbers, Prices(weights, patience, precision))

    def _parameter(
        self, diagnostics: Diagnostics, name: str, value: Any, shares: Mapping[str, float]
    ) -> float | None:
        known = plain_by_lens(value)
        every: Sequence[OneWeight | None] = list(known.values()) if isinstance(known, Mapping) else [known]
        bounds = self.rules.parameters[name]
        for number in every:
            if not isinstance(number, float):
                return None
            if not (bounds.low is None or bounds.low <= number):
                return None
            if not (bounds.high is None or number <= bounds.high):
                return None
        assert known is not None
        return mixed(diagnostics, ("parameters", name, "value"), known, shares, self.lenses).base

    def revision(self, numbers: Sequence[float]) -> Revision:
        """Return the rules with the numbers of a `Read`, and what they touch."""
        parameters: dict[str, Parameter] = dict(self.rules.parameters)
        for name, value in zip(self.parameters, numbers, strict=False):
            parameters[name] = replace(parameters[name], value=value)
        actors = list(self.rules.actors)
        for index, value in zip(self.tempos, numbers[len(self.parameters) :], strict=True):
            tempo = replace(actors[index].tempo, expression=Literal(value), text=repr(value))
            actors[index] = replace(actors[index], tempo=tempo)
        rules = replace(self.rules, parameters=parameters, actors=tuple(actors))
        return Revision(rules, self.columns, self.paced)
