"""First blinkers as errors become rarer, as a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.errors import OptionError
from blinkfirst.game.forecast import NOBODY
from blinkfirst.game.game import FloatArray
from blinkfirst.game.standoff import Standoff
from blinkfirst.questions.concepts.records import ConceptTable
from blinkfirst.report.charts import percent_axis, spread_labels
from blinkfirst.report.drawing import Heading, Panel, Picture, chosen_panel, composed, marks_of
from blinkfirst.report.provenance import provenance_of
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.standoff.backward_answers import ANY_DEGREE, backward_answers, first_blink_watches
from blinkfirst.solve.standoff.precision import anybody_errs, with_precision, without_error
from blinkfirst.study.threads import workers

if TYPE_CHECKING:
    from matplotlib.figure import SubFigure

FACTORS = (0.0, 0.125, 0.25, 0.375, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0)


@dataclass(frozen=True, eq=False)
class PrecisionCurve:
    """P(blinks first) by precision.

    Attributes
    ----------
    actors : A names.
    factors : shape (n,), times everybody's precision, increasing from 0.
    first : shape (n, A).
    exact : shape (A,), where nobody errs.
    """

    actors: tuple[str, ...]
    factors: FloatArray
    first: FloatArray
    exact: FloatArray

    @property
    def chances(self) -> FloatArray:
        """``first`` and nobody's probability beside it, shape (n, A + 1)."""
        return np.column_stack([self.first, np.maximum(0.0, 1.0 - self.first.sum(axis=1))])

    @property
    def exact_chances(self) -> FloatArray:
        """``exact`` and nobody's probability at the end, shape (A + 1,)."""
        return np.append(self.exact, max(0.0, 1.0 - float(self.exact.sum())))


def precision_curve(
    compiled: Compiled, jobs: int | None = None, progress: Callable[[int, int], None] | None = None
) -> PrecisionCurve:
    """Solve the scenario at many multiples of its precision, and without error.

    Raises `OptionError` when nobody has a precision that could be multiplied: all toss coins or never err.
    """
    standoff = compiled.standoff
    if not anybody_errs(standoff):
        raise OptionError(
            "--figure: every actor tosses coins or never errs, so there is no precision to multiply; "
            "set one: --set actors.NAME.precision=4"
        )
    standoffs = [partial(with_precision, standoff, factor) for factor in FACTORS]
    standoffs.append(partial(without_error, standoff))
    found = []
    if progress is not None:
        progress(0, len(standoffs))
    with workers(jobs) as pool:
        for first in pool.map(_first_blinks, standoffs):
            found.append(first)
            if progress is not None:
                progress(len(found), len(standoffs))
    return PrecisionCurve(standoff.opening.actors, np.array(FACTORS), np.array(found[:-1]), found[-1])


def _first_blinks(made: Callable[[], Standoff]) -> FloatArray:
    standoff = made()
    return backward_answers(standoff, first_blink_watches(standoff, [ANY_DEGREE]))


SHOWN = {"1/8": 0.125, "1/4": 0.25, "1/2": 0.5, "1": 1.0, "2": 2.0, "4": 4.0, "8": 8.0, "16": 16.0}
BESIDE = 1.0  # how far coin tosses and no error stand from the nearest multiple, in doublings


def figure_of(found: ConceptTable, panel: str = "") -> Picture:
    """Draw what becomes of first blinks as errors become rarer.

    Raises `OptionError` when there is no such panel, and as `precision_curve`.
    """
    chosen_panel(PANELS, panel or "precision")
    return picture_of(precision_curve(compile_scenario(found.scenario)), found.scenario)


def picture_of(curve: PrecisionCurve, scenario: Scenario) -> Picture:
    """Draw P(blinks first) of every actor, and of nobody, by multiples of everybody's precision."""
    said = "P(blinks first) of every actor from coin tosses through the forecast to no error at all"
    heading = Heading(
        scenario.title, "exact probabilities; dotted: beyond the scale", said, (str(provenance_of(scenario)),)
    )
    return composed(curve, [list(PANELS.values())], heading)


def _draw(part: SubFigure, curve: PrecisionCurve) -> None:
    axes = part.subplots()
    inner = np.log2(curve.factors[1:])
    places = np.array([inner[0] - BESIDE, *inner, inner[-1] + BESIDE])
    heights = np.vstack([curve.chances, curve.exact_chances])
    names = (*curve.actors, NOBODY)
    axes.axvline(0.0, color="0.75", linewidth=1, zorder=0)
    marks = marks_of(names)
    for name, line in zip(names, heights.T, strict=True):
        colour, dashes = marks[name].ink, marks[name].dashes
        axes.plot(places[1:-1], line[1:-1], color=colour, linestyle=dashes, linewidth=2)
        for ends in ([0, 1], [-2, -1]):  # beyond the scale: only the ends are computed
            axes.plot(places[ends], line[ends], color=colour, linestyle=(0, (1, 2)), linewidth=1.2)
        axes.plot(places[[0, -1]], line[[0, -1]], "o", color=colour, markersize=5)
        axes.plot([0.0], line[np.flatnonzero(curve.factors == 1.0)], "o", color=colour, markersize=6)
    for name, line, height in zip(names, heights.T, spread_labels(heights[-1]), strict=True):
        colour = marks[name].ink
        axes.annotate(
            name, (places[-1], line[-1]), (places[-1] + 0.35, height), color=colour, va="center",
            arrowprops={
                "arrowstyle": "-", "color": colour, "linewidth": 0.6, "shrinkA": 1, "shrinkB": 3,
                "relpos": (0.0, 0.5),
            },
            annotation_clip=False,
        )  # fmt: skip
    axes.text(0.0, 1.03, "forecast", ha="center", va="bottom", color="0.35", fontsize=9)
    ticks = [places[0], *np.log2(list(SHOWN.values())), places[-1]]
    axes.set_xticks(ticks, ["coin\ntosses", *SHOWN, "no\nerror"])
    percent_axis(axes)
    axes.set(ylim=(-0.02, 1.02), xlim=(places[0] - 0.3, places[-1] + 0.2))
    axes.set_xlabel("everybody's precision, in multiples of the scenario's")
    axes.set_ylabel("probability of blinking first")


PANELS: dict[str, Panel[PrecisionCurve]] = {"precision": Panel(_draw, lambda _: 4.6)}
