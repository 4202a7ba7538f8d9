"""The reliability of a ledger's forecasts as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from blinkfirst.errors import OptionError
from blinkfirst.questions.ledger.answer import LedgerScores
from blinkfirst.report.charts import ReliabilityCurve, reliability_curve, titled
from blinkfirst.report.drawing import COLOURS, Panel, Picture, chosen_panel, composed, heading_of

if TYPE_CHECKING:
    from matplotlib.figure import SubFigure


def figure_of(found: LedgerScores, panel: str = "") -> Picture:
    """Draw how often what was said came.

    Raises `OptionError` when nothing is resolved yet, or there is no such panel.
    """
    panels = [chosen_panel(PANELS, panel)] if panel else list(PANELS.values())
    if found.reliability is None:
        raise OptionError("--figure: no forecast of this ledger is resolved, so there is nothing to draw")
    caption = f"{len(found.said)} resolved forecasts; the band is where a calibrated forecaster's curve lies"
    return composed(found, [panels], heading_of(found, f"Ledger {found.name}", caption), width=6.0)


def _draw(part: SubFigure, found: LedgerScores) -> None:
    curve = found.reliability
    assert curve is not None  # figure_of asked
    counts = curve.counts.astype(np.float64)
    points = ReliabilityCurve(curve.said, curve.recalibrated, curve.low, curve.high, counts)
    reliability_curve(titled(part, "How often what was said came"), points, COLOURS[0])


PANELS: dict[str, Panel[LedgerScores]] = {"reliability": Panel(_draw, lambda found: 5.0)}
