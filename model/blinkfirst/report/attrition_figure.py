"""A war of attrition as a picture: who has conceded first by when."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from blinkfirst.errors import OptionError
from blinkfirst.report.attrition_text import UNITS
from blinkfirst.solve.war_of_attrition.contest import Contest

INSTALL = 'pip install "blinkfirst[figures]"'
FORMATS = (".png", ".svg", ".pdf")
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")  # told apart by the colour-blind


def check_figure(path: Path) -> None:
    """Refuse what could not be drawn, before anything is computed; raises `OptionError`."""
    from importlib.util import find_spec

    if path.suffix.lower() not in FORMATS:
        raise OptionError(f"--figure: expected a name that ends in {', '.join(FORMATS)}, got {str(path)!r}")
    if path.is_dir():
        raise OptionError(f"--figure: expected a file to write, got the folder {path}")
    if not path.resolve().parent.is_dir():
        raise OptionError(
            f"--figure: no folder {str(path.parent)!r} to write {path.name} into; make it first"
        )
    if find_spec("matplotlib") is None:
        raise OptionError(f"--figure needs matplotlib, which is not installed; install it with: {INSTALL}")


def draw_attrition(path: Path, contest: Contest, names: Sequence[str], unit: str) -> None:
    """Draw the probability, over time, that each side has conceded first and that nobody has.

    Raises
    ------
    OptionError
        As `check_figure`, and when the file cannot be written.
    """
    check_figure(path)
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    course = contest.course
    figure = Figure(figsize=(7.0, 4.2), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    style = "steps-post" if unit == "round" else "default"
    curves = [*course.first.T, course.nobody]
    labels = [*(f"{name} has conceded first" for name in names), "nobody has conceded"]
    for number, (curve, label) in enumerate(zip(curves, labels, strict=True)):
        last = number == len(names)
        colour = "0.4" if last else COLOURS[number % len(COLOURS)]
        dashes = "--" if last else ("-", "-.", ":")[number % 3]  # curves of equal sides lie on one another
        axes.plot(
            course.times, curve, color=colour, linestyle=dashes, linewidth=2, label=label, drawstyle=style
        )
    axes.set(xlim=(0, course.times[-1]), ylim=(0, 1.02), xlabel=UNITS[unit], ylabel="probability")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    try:
        figure.savefig(path, dpi=150)
    except OSError as error:
        raise OptionError(f"--figure: cannot write {path}: {error.strerror}") from error
