"""A sweep as a picture: lines over one path, a map over two, spreads and ranked paths over many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from blinkfirst.errors import OptionError
from blinkfirst.game.forecast import NOBODY
from blinkfirst.game.game import FloatArray
from blinkfirst.game.leader import leader_of
from blinkfirst.questions.sweep.answer import SweepAnswer
from blinkfirst.questions.sweep.request import CLEAR_TREND
from blinkfirst.report.charts import (
    ROW,
    Band,
    Bar,
    end_labels,
    key_above,
    percent_axis,
    share_bars,
    share_rows,
    titled,
)
from blinkfirst.report.drawing import (
    INK,
    Mark,
    Panel,
    Picture,
    chosen_panel,
    composed,
    heading_of,
    marks_of,
    mixed,
)
from blinkfirst.report.words import counted, percent
from blinkfirst.study.store.spreads import PathShare, Spread
from blinkfirst.study.store.tables import FIRST_BLINKERS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import SubFigure

Setting: TypeAlias = float | str

SEEN = 0.005  # a chance that never reaches this is not drawn
MARKED = 25  # up to so many points of a line are marked
WRITTEN = 10  # up to so many cells a side of a map bear their number
TICKS = 12
MOST_PATHS = 3  # of more, cases are not looked at one by one
RANKED_OUTCOMES, RANKED_PATHS = 3, 8
PALEST = 0.15  # of the leader's colour where it is hardly likely at all


@dataclass(frozen=True, eq=False)
class SweptChances:
    """Chances of blinking first over the cases of a sweep.

    Attributes
    ----------
    paths : those that vary.
    settings : per case, the values of these paths; ``as written`` where a case leaves one alone.
    names : actors, and ``nobody``.
    chances : shape (cases, names).
    """

    paths: tuple[str, ...]
    settings: tuple[tuple[Setting, ...], ...]
    names: tuple[str, ...]
    chances: FloatArray


def figure_of(found: SweepAnswer, panel: str = "") -> Picture:
    """Draw a sweep as suits the number of paths that vary, or one panel by its name.

    Raises `OptionError` when there is no such panel, the number of paths does not suit it, or no first
    blinkers were kept.
    """
    if FIRST_BLINKERS not in found.spreads.manifest.outcomes or not found.spreads.first_blinkers:
        raise OptionError(f"--figure: draws first blinkers, and {found.folder} holds none of them")
    suited = suited_panels(found)
    names = [panel] if panel else suited
    panels = [chosen_panel(PANELS, name) for name in names]
    if panel in ("lines", "map") and panel not in suited:
        needed = "one path that varies" if panel == "lines" else "a grid of two paths that vary"
        raise OptionError(f"--panel: {panel} needs {needed}; this sweep suits: {', '.join(suited)}")
    manifest = found.spreads.manifest
    done = f"{found.spreads.cases_done:,} of {counted(manifest.cases, 'case')}"
    caption = f"{done}; exact probabilities; what sharper choice does is not computed in a sweep"
    return composed(found, [panels], heading_of(found, f"{manifest.title}: who blinks first?", caption))


def suited_panels(found: SweepAnswer) -> list[str]:
    """Return the panels for so many paths that vary: lines for one, a map for a grid of two."""
    if len(found.spreads.manifest.paths) <= MOST_PATHS:
        swept = swept_chances(found)
        sizes = [len({settings[k] for settings in swept.settings}) for k in range(len(swept.paths))]
        if len(sizes) == 1:
            return ["lines"]
        if len(sizes) == 2 and 2 * len(swept.settings) >= sizes[0] * sizes[1]:
            return ["map"]
    return ["spread", "ranked"]


def swept_chances(found: SweepAnswer) -> SweptChances:
    """Return the chances of blinking first of every case that has them, with the settings that vary."""
    table = found.table(FIRST_BLINKERS)
    places = {name: k for k, name in enumerate(table.columns)}
    paths = [column.path for column in found.spreads.manifest.paths]
    settings: dict[int, tuple[Setting, ...]] = {}
    chances: dict[int, dict[str, float]] = {}
    for row in table.rows:
        case, chance = int(str(row[places["case_id"]])), row[places["first_blink"]]
        if isinstance(chance, float):
            settings[case] = tuple(_setting(row[places[path]]) for path in paths)
            chances.setdefault(case, {})[str(row[places["actor"]])] = chance
    kept = [k for k in range(len(paths)) if len({values[k] for values in settings.values()}) > 1]
    names = list(dict.fromkeys(name for named in chances.values() for name in named))
    return SweptChances(
        paths=tuple(paths[k] for k in kept),
        settings=tuple(tuple(values[k] for k in kept) for values in settings.values()),
        names=tuple(names),
        chances=np.array([[named.get(name, 0.0) for name in names] for named in chances.values()]),
    )


def _setting(cell: object) -> Setting:
    if cell is None:
        return "as written"
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else str(cell)


def _draw_lines(part: SubFigure, found: SweepAnswer) -> None:
    swept = swept_chances(found)
    marks = marks_of(swept.names)
    (path,) = swept.paths
    values = [settings[0] for settings in swept.settings]
    if not all(isinstance(value, float) for value in values):
        _draw_texts(part, swept, marks)
        return
    axes = part.subplots()
    numbers = np.array([float(value) for value in values])
    order = np.argsort(numbers, kind="stable")
    drawn = [k for k, top in enumerate(swept.chances.max(axis=0)) if top >= SEEN]
    for k in drawn:
        mark = marks[swept.names[k]]
        dots = "o" if numbers.size <= MARKED else ""
        axes.plot(
            numbers[order], swept.chances[order, k], color=mark.ink, linestyle=mark.dashes, marker=dots,
            markersize=3.5,
        )  # fmt: skip
    axes.set_xlim(float(numbers.min()), float(numbers.max()))
    percent_axis(axes, 1.02)
    last = swept.chances[order[-1]]
    labels = [
        Band(f"{swept.names[k]} {percent(float(last[k]))}", "", marks[swept.names[k]].ink) for k in drawn
    ]
    end_labels(axes, float(numbers.max()), last[drawn], labels)
    axes.set(xlabel=path, ylabel="probability of blinking first")


def _draw_texts(part: SubFigure, swept: SweptChances, marks: Mapping[str, Mark]) -> None:
    axes = titled(part, swept.paths[0])
    rows = [_spelled(settings[0]) for settings in swept.settings]
    bands = [Band(name, marks[name].colour, marks[name].ink) for name in swept.names]
    share_rows(axes, rows, swept.chances, [bands] * len(rows))
    seen = swept.chances.max(axis=0) >= SEEN
    key_above(axes, [band for band, is_seen in zip(bands, seen, strict=True) if is_seen])


def _spelled(value: Setting) -> str:
    return f"{value:.4g}" if isinstance(value, float) else value


def phase_map(
    swept: SweptChances,
) -> tuple[list[Setting], list[Setting], dict[tuple[int, int], tuple[str, float]]]:
    """Return the values of both paths, and by their numbers who leads in each cell, and how likely."""
    axes = [_ordered({settings[k] for settings in swept.settings}) for k in (0, 1)]
    cells: dict[tuple[int, int], tuple[str, float]] = {}
    for settings, chances in zip(swept.settings, swept.chances, strict=True):
        leader = leader_of(dict(zip(swept.names, map(float, chances), strict=True)))
        cells[axes[0].index(settings[0]), axes[1].index(settings[1])] = leader.names[0], leader.chance
    return axes[0], axes[1], cells


def _ordered(values: set[Setting]) -> list[Setting]:
    return sorted(values, key=lambda value: (isinstance(value, str), value))


def _draw_map(part: SubFigure, found: SweepAnswer) -> None:
    swept = swept_chances(found)
    across, up, cells = phase_map(swept)
    marks = marks_of(swept.names)
    axes = titled(part, "Who most likely blinks first, or that nobody does; the darker, the likelier")
    for (column, row), (name, chance) in cells.items():
        colour = mixed("#FFFFFF", _strong(name, marks), PALEST + (1.0 - PALEST) * chance)
        axes.bar(column, 1.0, 1.0, bottom=row - 0.5, color=colour, edgecolor="white", linewidth=0.3)
        if max(len(across), len(up)) <= WRITTEN:
            axes.text(
                column, row, f"{name}\n{percent(chance)}", ha="center", va="center", fontsize=7, color=INK,
                bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.7, "pad": 0.8},
            )  # fmt: skip
    axes.set(xlim=(-0.5, len(across) - 0.5), ylim=(-0.5, len(up) - 0.5))
    axes.set(xlabel=swept.paths[0], ylabel=swept.paths[1])
    _ticks(axes, across, up)
    leaders = dict.fromkeys(name for name, _ in cells.values())
    key_above(axes, [Band(name, _strong(name, marks)) for name in leaders])


def _strong(name: str, marks: Mapping[str, Mark]) -> str:
    """Return the colour of a leader; nobody's grey is darker here than white."""
    return "#A8A296" if name == NOBODY else marks[name].colour


def _ticks(axes: Axes, across: Sequence[Setting], up: Sequence[Setting]) -> None:
    for values, axis in ((across, axes.xaxis), (up, axes.yaxis)):
        step = max(1, -(-len(values) // TICKS))
        axis.set_ticks(range(0, len(values), step), [_spelled(value) for value in values[::step]])


def _draw_spread(part: SubFigure, found: SweepAnswer) -> None:
    axes = titled(part, "How first blinks spread over the cases")
    shown = _spreads_shown(found)
    marks = marks_of([spread.name for spread in found.spreads.first_blinkers])
    for row, spread in enumerate(shown):
        mark = marks[spread.name]
        axes.plot(
            [spread.lowest.value, spread.highest.value], [row, row], color=mark.ink, linewidth=1.2, zorder=0
        )
        box = spread.high_quartile - spread.low_quartile
        axes.barh(row, box, left=spread.low_quartile, height=0.5, facecolor=mark.colour, edgecolor=mark.ink)
        axes.plot([spread.median] * 2, [row - 0.3, row + 0.3], color=INK, linewidth=2.0)
        said = f"{percent(spread.lowest.value)} to {percent(spread.highest.value)}"
        axes.annotate(
            said, (spread.highest.value, row), (5, 0), textcoords="offset points", va="center", fontsize=8,
            annotation_clip=False,
        )  # fmt: skip
    axes.set(xlim=(0.0, 1.0), ylim=(len(shown) - 0.5, -0.5))
    axes.set_yticks(range(len(shown)), [spread.name for spread in shown])
    axes.set_xticks([0.0, 0.5, 1.0], ["0", "50 %", "100 %"])
    axes.set_xlabel("probability of blinking first: lowest, quartiles, median, highest")


def _spreads_shown(found: SweepAnswer) -> list[Spread]:
    return [spread for spread in found.spreads.first_blinkers if spread.highest.value >= SEEN]


def ranked_bars(found: SweepAnswer) -> list[Bar]:
    """Return the paths by the share of an outcome's variance that goes with each, widest outcomes first."""
    marks = marks_of([spread.name for spread in found.spreads.first_blinkers])
    wide = sorted(_spreads_shown(found), key=lambda spread: spread.lowest.value - spread.highest.value)
    bars: list[Bar] = []
    for spread in [spread for spread in wide if spread.moves_with][:RANKED_OUTCOMES]:
        mark = marks[spread.name]
        bars.append(Bar(f"{spread.name} blinks first", None, ink=mark.ink))
        for share in spread.moves_with[:RANKED_PATHS]:
            goes = (
                "" if share.trend is None else " (falls with it)" if share.trend < 0 else " (rises with it)"
            )
            bars.append(Bar(f"{share.path}{goes}", max(share.share, 0.0), mark.colour))
    return bars


def _goes(share: PathShare) -> str:
    if share.trend is None or abs(share.trend) < CLEAR_TREND:
        return ""
    return " (rises with it)" if share.trend > 0 else " (falls with it)"


def _draw_ranked(part: SubFigure, found: SweepAnswer) -> None:
    axes = titled(part, "Which paths first blinks move with")
    bars = ranked_bars(found)
    if bars:
        share_bars(axes, bars, "share of the variance over the cases", percent)
        return
    axes.text(0.0, 0.8, "Too few cases to say, or none in which anything moves.", transform=axes.transAxes)
    axes.set_axis_off()


PANELS: dict[str, Panel[SweepAnswer]] = {
    "lines": Panel(_draw_lines, lambda _: 4.2),
    "map": Panel(_draw_map, lambda _: 5.2),
    "spread": Panel(_draw_spread, lambda found: 1.0 + 0.34 * len(_spreads_shown(found))),
    "ranked": Panel(_draw_ranked, lambda found: 0.9 + ROW * max(len(ranked_bars(found)), 3)),
}
