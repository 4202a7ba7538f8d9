"""The curve of reliability, as it is drawn."""

from __future__ import annotations

from typing import Any

import numpy as np

from blinkfirst.report.charts import ReliabilityCurve, reliability_curve
from blinkfirst.report.drawing import empty_figure, house_style


def test_the_curve_is_drawn_over_what_was_said() -> None:
    said = np.array([0.1, 0.5, 0.9])
    curve = ReliabilityCurve(said, said**2, said - 0.1, said + 0.1, np.array([4.0, 1.0, 9.0]))
    with house_style():
        axes = empty_figure(4.0, 4.0).subplots()
        reliability_curve(axes, curve)
    line: Any = axes.get_lines()[-1]
    strokes: Any = axes.collections[-1]
    assert line.get_xydata().tolist() == [[x, x**2] for x in said]
    np.testing.assert_allclose([s[1, 1] + 0.14 for s in strokes.get_segments()], [0.08, 0.04, 0.12])
