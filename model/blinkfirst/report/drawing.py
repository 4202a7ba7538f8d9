"""Elements of all figures: colours, places of labels, and the file a figure is saved to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from blinkfirst.errors import OptionError
from blinkfirst.files.writing import mark_of, output_file
from blinkfirst.game.game import FloatArray

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INSTALL = 'pip install "blinkfirst[figures]"'
FIGURE = "a figure"  # in the mark of such files
FORMATS = (".png", ".svg", ".pdf")
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")  # told apart by the colour-blind
DASHES = ("-", "-.", ":")
LABEL_ROOM = 0.042  # of the height, per label


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


def empty_figure(width: float, height: float) -> Figure:
    """Return a figure that needs no screen; width and height in inches."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def save_figure(figure: Figure, path: Path) -> None:
    """Write a figure; raises as `output_file`."""
    form = path.suffix[1:].lower()
    key = "Software" if form == "png" else "Creator"
    with output_file(path) as draft:
        figure.savefig(draft, dpi=150, format=form, metadata={key: mark_of(FIGURE)})


def spread_labels(heights: FloatArray) -> Sequence[float]:
    """Heights for labels, near those of the lines' ends but not on one another."""
    order = np.argsort(heights, kind="stable")
    placed = heights[order].astype(np.float64)
    for k in range(1, placed.size):
        placed[k] = max(placed[k], placed[k - 1] + LABEL_ROOM)
    ceiling = 1.0
    for k in range(placed.size - 1, -1, -1):
        placed[k] = min(placed[k], ceiling)
        ceiling = placed[k] - LABEL_ROOM
    result = np.empty_like(placed)
    result[order] = placed
    return [float(height) for height in result]
