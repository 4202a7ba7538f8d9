"""A war of attrition as a picture: who has conceded first by when."""

from __future__ import annotations

from pathlib import Path

from blinkfirst.questions.attrition.answer import ROUND, UNITS, Attrition
from blinkfirst.report.drawing import COLOURS, DASHES, check_figure, empty_figure, save_figure


def draw_attrition(path: Path, found: Attrition) -> None:
    """Draw the probability, over time, that each side has conceded first and that nobody has.

    Raises `OptionError` as `check_figure`, and when the file cannot be written.
    """
    check_figure(path)
    course, names = found.contest.course, found.names
    figure = empty_figure(7.0, 4.2)
    axes = figure.add_subplot()
    style = "steps-post" if found.unit == ROUND else "default"
    curves = [*course.first.T, course.nobody]
    labels = [*(f"{name} has conceded first" for name in names), "nobody has conceded"]
    for number, (curve, label) in enumerate(zip(curves, labels, strict=True)):
        last = number == len(names)
        colour = "0.4" if last else COLOURS[number % len(COLOURS)]
        dashes = "--" if last else DASHES[number % len(DASHES)]  # curves of equal sides lie on one another
        axes.plot(
            course.times, curve, color=colour, linestyle=dashes, linewidth=2, label=label, drawstyle=style
        )
    axes.set(xlim=(0, course.times[-1]), ylim=(0, 1.02), xlabel=UNITS[found.unit], ylabel="probability")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    save_figure(figure, path)
