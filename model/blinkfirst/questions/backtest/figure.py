"""Scores as bars with their intervals, and reliability as curves with bands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blinkfirst.questions.backtest.answer import Backtest
from blinkfirst.questions.backtest.tables import NAMES, kinds_of
from blinkfirst.record.scores.cluster_bootstrap import LEVEL
from blinkfirst.report.charts import ROW, Bar, ReliabilityCurve, diverging_bars, reliability_curve, titled
from blinkfirst.report.drawing import COLOURS, FAINT, Panel, Picture, chosen_panel, composed, heading_of
from blinkfirst.report.words import fixed

if TYPE_CHECKING:
    from matplotlib.figure import SubFigure


def figure_of(found: Backtest, panel: str = "") -> Picture:
    """Draw the scores of all forecasters above the reliability of the theatre's, or one panel by its name.

    Raises `OptionError` when there is no such panel.
    """
    panels = [chosen_panel(PANELS, panel)] if panel else list(PANELS.values())
    caption = (
        f"{found.record}: {len(found.cases)} cases in {found.clusters} episodes, {len(found.items)} items"
    )
    return composed(found, [panels], heading_of(found, found.scenario.title, caption))


def _draw_scores(part: SubFigure, found: Backtest) -> None:
    axes = titled(part, "Mean log score, less is better")
    drawn = found.scored(found.groups[0])
    bars = []
    for number, name in enumerate(found.names):
        estimate = drawn.estimate(number)
        colour = COLOURS[0] if name == found.chief else FAINT
        bars.append(Bar(name, estimate.mean, colour, span=(estimate.low, estimate.high)))
    diverging_bars(axes, bars, "nats per item", lambda score: fixed(score, 2))


def _draw_reliability(part: SubFigure, found: Backtest) -> None:
    kinds = kinds_of(found)
    part.suptitle("Came what was called likely?", x=0.01, ha="left", fontsize=10, fontweight="bold")
    for axes, kind in zip(part.subplots(1, len(kinds), squeeze=False)[0], kinds, strict=True):
        curve = found.reliability(found.chief, kind)
        counts = curve.counts.astype(float)
        shown = ReliabilityCurve(curve.said, curve.recalibrated, curve.low, curve.high, counts)
        reliability_curve(axes, shown, COLOURS[0])
        axes.set_title(NAMES[kind], fontsize=9)


PANELS: dict[str, Panel[Backtest]] = {
    "scores": Panel(
        _draw_scores,
        lambda found: 0.9 + ROW * len(found.names),
        lambda _: [f"lines: {LEVEL:.0%} of draws of whole episodes"],
    ),
    "reliability": Panel(
        _draw_reliability,
        lambda _: 3.2,
        lambda found: [
            f"curves: isotonic regression on what the {found.chief} said, strokes below: how often it said "
            f"so, band: {LEVEL:.0%} of what a reliable forecaster would show"
        ],
    ),
}
