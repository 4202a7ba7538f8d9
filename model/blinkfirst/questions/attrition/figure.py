"""A war of attrition as a picture: who has conceded first by when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from blinkfirst.game.forecast import NOBODY
from blinkfirst.questions.attrition.answer import ROUND, UNITS, Attrition
from blinkfirst.report.charts import Band, end_labels, percent_axis
from blinkfirst.report.drawing import Panel, Picture, chosen_panel, composed, heading_of, marks_of

if TYPE_CHECKING:
    from matplotlib.figure import SubFigure


def figure_of(found: Attrition, panel: str = "") -> Picture:
    """Draw the probability, over time, that each side has conceded first and that nobody has.

    Raises `OptionError` when there is no such panel.
    """
    caption = f"probability of having conceded first; time in {UNITS[found.unit]}"
    return composed(
        found,
        [[chosen_panel(PANELS, panel or "first")]],
        heading_of(found, "Who concedes first?", caption),
    )


def _draw(part: SubFigure, found: Attrition) -> None:
    course, names = found.contest.course, (*found.names, NOBODY)
    axes = part.subplots()
    style = "steps-post" if found.unit == ROUND else "default"
    curves = np.column_stack([course.first, course.nobody])
    marks = marks_of(names)
    for number, name in enumerate(names):
        line, mark = curves[:, number], marks[name]
        # curves of equal sides lie on one another
        axes.plot(course.times, line, color=mark.ink, linestyle=mark.dashes, drawstyle=style)
    axes.set_xlim(0.0, float(course.times[-1]))
    percent_axis(axes, 1.02)
    labels = [
        Band(f"{name} {100.0 * end:.0f} %", "", marks[name].ink)
        for name, end in zip(names, curves[-1], strict=True)
    ]
    end_labels(axes, float(course.times[-1]), curves[-1], labels)
    axes.set(xlabel=UNITS[found.unit], ylabel="probability of having conceded first")


PANELS: dict[str, Panel[Attrition]] = {"first": Panel(_draw, lambda _: 4.0)}
