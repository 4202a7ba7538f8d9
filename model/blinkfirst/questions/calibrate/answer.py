"""Free numbers of a theatre fitted to a record, and how much the record says of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from blinkfirst.errors import OptionError
from blinkfirst.game.game import FloatArray
from blinkfirst.questions.backtest.answer import record_of, theatre_file
from blinkfirst.record.calibration import (
    FitLayout,
    LocalModel,
    Objective,
    fitted,
    layout_of,
    log_evidence,
    losses_of,
    settle,
    spread_of,
    without_clusters,
)
from blinkfirst.record.cases import read_cases
from blinkfirst.record.free_numbers import (
    COMMON,
    SURE,
    FreeNumber,
    Reading,
    changes_at,
    free_numbers,
    overlay_values,
)
from blinkfirst.record.predictions import Theatre
from blinkfirst.record.scores.cluster_bootstrap import Bootstrap, ScoreEstimate, bootstrap
from blinkfirst.record.varied_cases import VariedCases
from blinkfirst.report.answer import Answer
from blinkfirst.scenario.loading import load_theatre
from blinkfirst.scenario.scenario import Scenario

WIDTHS = (0.25, 0.5, 1.0, 2.0, 4.0)
WRITTEN, FITTED, LEFT_OUT = "as written", "fitted", "fitted without its own cluster"
FORECASTERS = (WRITTEN, FITTED, LEFT_OUT)


@dataclass(frozen=True)
class FreeFit:
    """A free number and where the record has it.

    Attributes
    ----------
    number : with what its author wrote.
    point : of the fit, in standard deviations of the prior at width 1.
    spread : standard deviation of the fit, the larger of that by likelihood and that by clusters.
    learnt : the part of the prior's standard deviation that the record takes away, by likelihood.
    width : of the prior.
    """

    number: FreeNumber
    point: float
    spread: float
    learnt: float
    width: float

    @property
    def value(self) -> float:
        """The fitted value, of the first of the numbers."""
        return self.number.values(self.point)[0]

    @property
    def interval(self) -> tuple[float, float]:
        """Values at the ends of the fit's 90 % interval."""
        return self._ends(self.point, self.spread)

    @property
    def prior(self) -> tuple[float, float]:
        """Values at the ends of the prior's 90 % interval."""
        return self._ends(0.0, self.width)

    @property
    def moves(self) -> bool:
        """True where what its author wrote is outside the fit's interval."""
        return abs(self.point) > SURE * self.spread

    def _ends(self, point: float, spread: float) -> tuple[float, float]:
        low, high = (self.number.values(point + side * SURE * spread)[0] for side in (-1, 1))
        return min(low, high), max(low, high)


@dataclass(frozen=True)
class WidthFit:
    """The fit at one width of the prior, on the model around the chief fit.

    Attributes
    ----------
    width : standard deviation of the prior.
    values : of the free numbers, in their order.
    mean, left_out : mean log scores with all clusters, and of each item by the fit without its cluster.
    evidence : log evidence of each lens, the free numbers integrated over their prior.
    """

    width: float
    values: tuple[float, ...]
    mean: float
    left_out: float
    evidence: Mapping[str, float]


@dataclass(frozen=True, repr=False)
class Calibration(Answer, headline="numbers"):
    """Free numbers of a theatre fitted to the cases of a record by penalised likelihood.

    Attributes
    ----------
    scenario : the theatre under its first lens, as it stands without a case.
    record : title of the mapping.
    width : of the prior.
    fits : of the free numbers.
    losses : log scores of every item by each of `FORECASTERS`, shape (items, 3); the last two solved exactly.
    layout : of the items.
    widths : fits at other widths.
    settled : whether the fit stays where it is.
    solutions : how many cases were solved.
    point : of the fit.
    """

    scenario: Scenario
    record: str
    width: float
    fits: tuple[FreeFit, ...]
    losses: FloatArray
    layout: FitLayout
    widths: tuple[WidthFit, ...]
    settled: bool
    solutions: int
    point: FloatArray

    @cached_property
    def scores(self) -> Bootstrap:
        """Mean log scores of `FORECASTERS`, with draws of clusters."""
        return bootstrap(self.losses, self.layout.clusters, self.layout.weights)

    @property
    def gain(self) -> ScoreEstimate:
        """The log score as fitted without the item's own cluster, less that as written; below 0 is better."""
        return self.scores.difference(2, 0)

    def bayes_factors(self) -> dict[float, float]:
        """Return the natural logarithm of the Bayes factor of the first lens over the second, by width.

        None of it unless there are two lenses.
        """
        pairs = {one.width: list(one.evidence.values()) for one in self.widths}
        return {width: found[0] - found[1] for width, found in pairs.items() if len(found) == 2}

    def overlay(self) -> dict[str, float]:
        """Return the fitted values by path."""
        return dict(overlay_values([fit.number for fit in self.fits], self.point))


def calibrate(
    theatre: str | Path | None = None,
    cases: Path | None = None,
    record: str | None = None,
    over: Sequence[str] = (COMMON,),
    width: float = 1.0,
    settings: Mapping[str, Any] | None = None,
    lens: Any = None,
    say: Callable[[str], None] = lambda text: None,
) -> Calibration:
    """Fit numbers of a theatre to what happened, around what their authors wrote.

    Nothing that is shipped is changed: `Calibration.overlay` returns the fitted values.

    Parameters
    ----------
    theatre, cases, record, settings, lens, say : as of `backtest`.
    over : ``precision`` (of all actors, by one factor), ``precisions`` (of each), and paths of numbers.
    width : standard deviation of the prior, as `free_numbers` explains it.

    Raises
    ------
    ScenarioError, OptionError
        As of `backtest`, and when a number cannot be left free.
    """
    if not 0.0 < width < np.inf:
        raise OptionError(f"--width: expected a number above 0, got {width}")
    file = theatre_file(theatre)
    loaded = load_theatre(file, settings, lens)
    files, mapping = record_of(loaded[0], file, record)
    table = read_cases(cases or files.cases, mapping.columns)
    lenses = _readings(loaded)
    taken = {path for case in table for path in mapping.settings(case, file.stem)} | set(settings or {})
    free = free_numbers(loaded[0], over, lenses, _full(taken))
    if not free:
        raise OptionError("--over: expected a number or more to fit")
    at = Theatre(file, file.stem, mapping, settings or {}, lenses)
    explorer = _Explorer(VariedCases(at, table, mapping.items(table), say), free, lenses, say)
    return _calibrated(explorer, loaded[0], mapping.file.title, width)


def _full(paths: set[str]) -> set[str]:
    return paths | {path.removesuffix(".value").removesuffix(".start") for path in paths}


def _readings(loaded: Sequence[Scenario]) -> tuple[Reading, ...]:
    if not loaded[0].shares:
        return (None,)
    return tuple(
        next(iter(one.shares)) if len(one.shares) == 1 else one.shares for one in loaded
    )


class _Explorer:
    """Chances of all options at points of the free numbers, each case solved once per set of values."""

    def __init__(
        self,
        cases: VariedCases,
        free: tuple[FreeNumber, ...],
        lenses: tuple[Reading, ...],
        say: Callable[[str], None],
    ) -> None:
        self.cases, self.free, self.lenses, self.say = cases, free, lenses, say
        self.layout = layout_of(cases.items)
        self.doing = ""
        self._known: dict[tuple[int, int, tuple[tuple[str, float], ...]], FloatArray] = {}

    @property
    def solutions(self) -> int:
        return len(self._known)

    def __call__(self, points: Sequence[FloatArray]) -> list[FloatArray]:
        everywhere = range(len(self.cases.cases))
        found = self.by_case([(point, everywhere) for point in points])
        return [np.concatenate(rows, axis=1) for rows in found]

    def by_case(self, asked: Sequence[tuple[FloatArray, Sequence[int]]]) -> list[list[FloatArray]]:
        """Return the chances at some points, per case that is wanted there, shape (lenses, its options)."""
        keys = [
            [[(case, lens, self._values(point, lens)) for lens in range(len(self.lenses))] for case in cases]
            for point, cases in asked
        ]
        new = list(dict.fromkeys(k for rows in keys for row in rows for k in row if k not in self._known))
        self._known |= zip(
            new,
            self.cases.chances([(case, lens, dict(values)) for case, lens, values in new], self._told),
            strict=True,
        )
        return [[np.stack([self._known[key] for key in row]) for row in rows] for rows in keys]

    def _values(self, point: FloatArray, lens: int) -> tuple[tuple[str, float], ...]:
        return tuple(changes_at(self.free, point, self.lenses[lens]).items())

    def _told(self, text: str) -> None:
        self.say(f"{self.doing}: {text}")


def _calibrated(explorer: _Explorer, scenario: Scenario, record: str, width: float) -> Calibration:
    lenses, layout = explorer.lenses, explorer.layout
    shares = np.full(len(lenses), 1.0 / len(lenses))
    objective = Objective(shares, width, [one.bounds for one in explorer.free])

    def doing(text: str) -> None:
        explorer.doing = text

    model, point, settled = settle(explorer, layout, objective, doing)
    doing("without each cluster")
    losses = [losses_of(shares @ found, layout) for found in explorer([0.0 * point, point])]
    losses.append(_left_out(explorer, model, objective))
    spread = spread_of(model, objective, point)
    fits = tuple(
        FreeFit(number, float(x), float(wider), 1.0 - float(sd) / width, width)
        for number, x, wider, sd in zip(
            explorer.free, point, spread.wider, spread.likelihood, strict=True
        )
    )
    widths = tuple(_width_fit(explorer, model, objective, w) for w in sorted({*WIDTHS, width}))
    return Calibration(
        scenario, record, width, fits, np.column_stack(losses), layout, widths, settled,
        explorer.solutions, point,
    )  # fmt: skip


def _left_out(explorer: _Explorer, model: LocalModel, objective: Objective) -> FloatArray:
    """Return the loss of each item at the fit without its cluster, solved exactly."""
    points = without_clusters(model, objective)
    wanted = [(point, explorer.cases.of_cluster(cluster)) for cluster, point in points.items()]
    by_case: dict[int, FloatArray] = {}
    for (_, cases), found in zip(wanted, explorer.by_case(wanted), strict=True):
        by_case |= dict(zip(cases, found, strict=True))
    chances = np.concatenate([by_case[number] for number in range(len(by_case))], axis=1)
    return losses_of(objective.shares @ chances, explorer.layout)


def _width_fit(explorer: _Explorer, model: LocalModel, chief: Objective, width: float) -> WidthFit:
    layout = explorer.layout
    objective = Objective(chief.shares, width, chief.bounds)
    point = fitted(model, objective, layout.weights, 3.0)
    left_out = np.empty(layout.came.size)
    for cluster, without in without_clusters(model, objective).items():
        mine = [name == cluster for name in layout.clusters]
        left_out[mine] = model.losses(without, objective.shares)[0][mine]
    evidence = {
        str(lens): log_evidence(model, Objective(row, width, chief.bounds))
        for lens, row in zip(explorer.lenses, np.eye(len(explorer.lenses)), strict=True)
    }
    losses = model.losses(point, objective.shares)[0]
    return WidthFit(
        width,
        tuple(number.values(float(x))[0] for number, x in zip(explorer.free, point, strict=True)),
        float(np.average(losses, weights=layout.weights)),
        float(np.average(left_out, weights=layout.weights)),
        evidence,
    )
