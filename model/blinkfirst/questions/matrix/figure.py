"""The logit path of a matrix as a picture: what each player does as errors become rarer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from blinkfirst.game.game import FloatArray
from blinkfirst.questions.matrix.answer import MatrixAnswer
from blinkfirst.report.charts import spread_labels
from blinkfirst.report.drawing import COLOURS, DASHES, Panel, Picture, chosen_panel, composed, heading_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import SubFigure

FIRST, LAST = -5.0, 5.0  # doublings of the file's precisions that are shown at least
FARTHEST = 12.0  # and at most
SETTLED = 0.02  # the path is followed until all probabilities are this near to their limits
EDGE = 1.0  # how far coin toss and equilibria stand from the path's ends, in doublings
APART = 0.8  # and how far these stand from one another
EQUILIBRIA_SHOWN = 9
LABELLED = 8  # strategies of a player that are drawn: those that ever are the likeliest


class _End(NamedTuple):
    name: str
    profile: tuple[FloatArray, ...]


def figure_of(found: MatrixAnswer, panel: str = "") -> Picture:
    """Draw the probability of every strategy along the logit path, a panel for each player.

    Equilibria stand at the right edge, numbered as on the page; last, and filled, the one the path leads to.

    Raises `OptionError` when there is no such panel.
    """
    caption = "probability of each strategy; equilibria numbered as on the page"
    heading = heading_of(found, found.matrix.title, caption)
    width = min(5.2 * len(found.form.players), 16.0)
    return composed(found, [[chosen_panel(PANELS, panel or "path")]], heading, width)


def _draw(part: SubFigure, found: MatrixAnswer) -> None:
    panels = part.subplots(1, len(found.form.players), sharey=True, squeeze=False)[0]
    last = _last_doubling(found)
    for player, axes in enumerate(panels):
        _panel(axes, found, player, last)
    panels[0].set_ylabel("probability")


PANELS: dict[str, Panel[MatrixAnswer]] = {"path": Panel(_draw, lambda _: 4.0)}


def _panel(axes: Axes, found: MatrixAnswer, player: int, last: float) -> None:
    course = found.path.profiles[player]
    positive = found.path.precisions > 0.0
    doublings = np.full(found.path.precisions.shape, -np.inf)
    doublings[positive] = np.log2(found.path.precisions[positive])
    shown = (doublings >= FIRST) & (doublings <= last)
    strategies, ends = _drawn(course), _ends(found)
    for order, k in enumerate(strategies):
        colour, dashes = COLOURS[order % len(COLOURS)], DASHES[order // len(COLOURS) % len(DASHES)]
        line = course[shown, k]
        axes.plot(doublings[shown], line, color=colour, linestyle=dashes, linewidth=2)
        axes.plot(0.0, float(found.forecast.logit.profile[player][k]), "o", color=colour, markersize=6)
        axes.plot(FIRST - EDGE, course[0, k], "o", color=colour, markersize=5)
        # beyond the scale only the ends are drawn
        leads = (
            ([FIRST - EDGE, doublings[shown][0]], [course[0, k], line[0]]),
            ([doublings[shown][-1], _column(last, len(ends) - 1)], [line[-1], ends[-1].profile[player][k]]),
        )
        for places, heights in leads:
            axes.plot(places, heights, color=colour, linestyle=(0, (1, 2)), linewidth=1.2)
        for number, end in enumerate(ends):
            axes.plot(
                _column(last, number), end.profile[player][k], "o", color=colour, markersize=6, zorder=3,
                markerfacecolor=colour if number == len(ends) - 1 else "white", clip_on=False,
            )  # fmt: skip
    _label(axes, found, player, strategies, last)
    _frame(axes, found, player, last)


def _ends(found: MatrixAnswer) -> list[_End]:
    listed = [
        _End(str(number), one.profile)
        for number, one in enumerate(found.equilibria.equilibria[:EQUILIBRIA_SHOWN], start=1)
        if number - 1 != found.limit
    ]
    path = found.path
    if path.limit is None:
        return [*listed, _End("end", tuple(course[-1] for course in path.profiles))]
    return [*listed, _End("end" if found.limit is None else str(found.limit + 1), path.limit.profile)]


def _column(last: float, number: int) -> float:
    return last + EDGE + APART * number


def _label(axes: Axes, found: MatrixAnswer, player: int, strategies: list[int], last: float) -> None:
    names, ends = found.form.strategies[player], _ends(found)
    heights = np.array([float(ends[-1].profile[player][k]) for k in strategies])
    right = _column(last, len(ends) - 1)
    for order, (k, height) in enumerate(zip(strategies, spread_labels(heights), strict=True)):
        colour = COLOURS[order % len(COLOURS)]
        axes.annotate(
            names[k], (right, heights[order]), (right + 0.7, height), color=colour, va="center",
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 5},
            annotation_clip=False,
        )  # fmt: skip


def _frame(axes: Axes, found: MatrixAnswer, player: int, last: float) -> None:
    ends = _ends(found)
    left, right = FIRST - EDGE, _column(last, len(ends) - 1)
    axes.axvline(0.0, color="0.75", linewidth=1, zorder=0)
    above: dict[str, Any] = {"ha": "center", "va": "bottom", "color": "0.35", "fontsize": 9}
    axes.text(0.0, 1.04, "forecast", **above)
    axes.text((last + EDGE + right) / 2.0, 1.04, "equilibria", **above)
    for fork in found.path.forks:
        doubling = float(np.log2(fork))
        if FIRST <= doubling <= last:
            axes.axvline(doubling, color="0.6", linewidth=1, linestyle=":", zorder=0)
            axes.text(doubling, 0.5, "fork", rotation=90, ha="right", va="center", color="0.35", fontsize=8)
    doublings = np.arange(FIRST + 1.0, last, 2.0)
    labels = [f"x{2**d:g}" if d >= 0 else f"x1/{2**-d:g}" for d in doublings]
    columns = [_column(last, number) for number in range(len(ends))]
    axes.set_xticks([left, *doublings, *columns], ["coin\ntoss", *labels, *(end.name for end in ends)])
    axes.set(xlim=(left - 0.4, right + 0.3), ylim=(-0.02, 1.02))
    axes.set_xlabel("times the file's precisions")
    axes.set_title(found.form.players[player], fontsize=10, loc="left", pad=18)


def _drawn(course: FloatArray) -> list[int]:
    """Strategies that reach the largest probabilities anywhere on the path, in the game's order."""
    likeliest = np.argsort(-course[1:].max(axis=0), kind="stable") if len(course) > 1 else np.arange(1)
    return sorted(int(k) for k in likeliest[:LABELLED])


def _last_doubling(found: MatrixAnswer) -> float:
    """Return where the picture of the path ends, near its limit, in whole doublings."""
    path = found.path
    apart = np.zeros(path.precisions.shape)
    for course in path.profiles:
        apart = np.maximum(apart, np.abs(course - course[-1]).max(axis=1))
    away = np.flatnonzero(apart > SETTLED)
    reached = path.precisions[away[-1]] if away.size else 0.0
    doubling = float(np.ceil(np.log2(reached))) if reached > 0.0 else LAST
    return min(max(doubling, LAST), FARTHEST)
