"""Charts that several figures are made of; every line, band and bar bears its name beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from blinkfirst.game.game import FloatArray
from blinkfirst.report.drawing import FAINT, INK, area_of, paler
from blinkfirst.report.words import fixed
from blinkfirst.scenario.calendar import date_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import SubFigure

FEW_DAYS = 62  # in so many, days are shown, not months
_DAY_STEPS = (1, 2, 7, 14)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
LABEL_INCHES = 0.16  # of the height, per label
LEAST_LABELLED = 0.045  # of a bar: what has room for its number
ROW = 0.21  # inches of the height, per horizontal bar
CHARACTERS = 13.0  # of small print, per inch
_SIGNED = partial(fixed, digits=2, signed=True)
LIGHT = 0.5  # of white: colours lighter than this bear dark words


class Band(NamedTuple):
    """A band, line or part of a bar: its label, its colour, the ink of its label, whether it survives."""

    label: str
    colour: str
    ink: str = INK
    sharp: bool = True


def days_of(start: date, months: Iterable[float]) -> list[date]:
    """Return the days that lie so many months after the start."""
    return [date_of(start, 1, float(month)) for month in months]


def on_axis(days: Sequence[date]) -> FloatArray:
    """Return where days lie on an axis of dates."""
    from matplotlib.dates import date2num

    return np.array([float(date2num(day)) for day in days])


def bands(axes: Axes, places: FloatArray, heights: FloatArray, parts: Sequence[Band]) -> None:
    """Draw bands on one another, shape (n, bands), each with its label at its right end."""
    tops = np.cumsum(heights, axis=1)
    for k, part in enumerate(parts):
        axes.fill_between(places, tops[:, k] - heights[:, k], tops[:, k], **area_of(part.colour, part.sharp))
    axes.set(xlim=(float(places[0]), float(places[-1])), ylim=(0.0, max(float(tops.max(initial=0.0)), 1e-12)))
    end_labels(axes, float(places[-1]), tops[-1] - heights[-1] / 2.0, parts)


def end_labels(axes: Axes, place: float, heights: FloatArray, parts: Sequence[Band]) -> None:
    """Write labels beside the right edge, as near to these heights as they can stand without overlap."""
    labelled = [k for k, part in enumerate(parts) if part.label]
    bottom, top = axes.get_ylim()
    inches = axes.get_window_extent().height / axes.figure.dpi
    shares = (heights[labelled] - bottom) / (top - bottom)
    spread = spread_labels(shares, LABEL_INCHES / max(inches, LABEL_INCHES))
    for k, share in zip(labelled, spread, strict=True):
        axes.annotate(
            parts[k].label, (place, heights[k]), (1.025, bottom + share * (top - bottom)),
            textcoords=axes.get_yaxis_transform(), color=parts[k].ink, va="center", fontsize=8.5,
            arrowprops={
                "arrowstyle": "-", "color": parts[k].ink, "linewidth": 0.6, "shrinkA": 1, "shrinkB": 0,
                "relpos": (0.0, 0.5),
            },
            annotation_clip=False,
        )  # fmt: skip


def spread_labels(heights: FloatArray, room: float = 0.042) -> Sequence[float]:
    """Heights for labels, near those of the lines' ends but not on one another.

    Parameters
    ----------
    heights : from 0 to 1.
    room : that each label needs.
    """
    order = np.argsort(heights, kind="stable")
    placed = heights[order].astype(np.float64)
    for k in range(1, placed.size):
        placed[k] = max(placed[k], placed[k - 1] + room)
    ceiling = 1.0
    for k in range(placed.size - 1, -1, -1):
        placed[k] = min(placed[k], ceiling)
        ceiling = placed[k] - room
    result = np.empty_like(placed)
    result[order] = placed
    return [float(height) for height in result]


def date_axis(axes: Axes, most: int = 7) -> None:
    """Show dates along the horizontal axis, at most so many: days or months, the year where it begins."""
    from matplotlib.dates import num2date

    first, last = (num2date(place).date() for place in axes.get_xlim())
    days = date_ticks(first, last, most)
    axes.set_xticks(on_axis(days), _spelled(days))


def date_ticks(first: date, last: date, most: int) -> list[date]:
    """Return the first days of months or years between two days, or of weeks, evenly; ``most`` of them.

    Examples
    --------
    >>> [str(day) for day in date_ticks(date(2019, 2, 27), date(2020, 5, 27), 4)]
    ['2019-07-01', '2020-01-01']
    """
    for step in _DAY_STEPS:
        if (last - first).days // step < most and (last - first).days < FEW_DAYS:
            return [first + timedelta(days=k) for k in range(0, (last - first).days + 1, step)]
    months = range(12 * first.year + first.month - 1, 12 * last.year + last.month)
    for step in _MONTH_STEPS:
        days = [date(month // 12, month % 12 + 1, 1) for month in months if month % step == 0]
        days = [day for day in days if first <= day <= last]
        if len(days) <= most:
            return days
    return [first, last]


def _spelled(days: Sequence[date]) -> list[str]:
    if all((day.month, day.day) == (1, 1) for day in days):
        return [str(day.year) for day in days]
    firsts = [k for k, day in enumerate(days) if k == 0 or day.year != days[k - 1].year]
    months = [f"{day:%b}" if day.day == 1 else f"{day.day} {day:%b}" for day in days]
    return [
        f"{month}\n{day.year}" if k in firsts else month
        for k, (month, day) in enumerate(zip(months, days, strict=True))
    ]


def percent_axis(axes: Axes, top: float = 1.0) -> None:
    """Show per cents along the vertical axis, from 0 to a top."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.set_ylim(0.0, top)
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{round(100.0 * share, 6):g} %"))


def dated_lines(axes: Axes, events: Iterable[tuple[date, str]]) -> None:
    """Mark dated events by a line and their name."""
    for day, name in events:
        (place,) = on_axis([day])
        axes.axvline(place, color=FAINT, linewidth=0.8, linestyle=":")
        axes.annotate(
            name, (place, 1.0), (2, -2), xycoords=("data", "axes fraction"), textcoords="offset points",
            rotation=90, va="top", ha="left", fontsize=7.5, color=INK,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.8},
        )  # fmt: skip


def share_rows(axes: Axes, names: Sequence[str], shares: FloatArray, parts: Sequence[Sequence[Band]]) -> None:
    """Draw a bar for each row, shape (rows, parts), from the top down; parts are as long as their shares."""
    for row, (lengths, bars) in enumerate(zip(shares, parts, strict=True)):
        left = 0.0
        for length, part in zip(lengths, bars, strict=True):
            axes.barh(row, length, left=left, height=0.74, **area_of(part.colour, part.sharp))
            if length >= LEAST_LABELLED:
                dark = not part.sharp or is_light(part.colour)
                box = None if part.sharp else {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
                said = _inside(part.label, length, axes)
                axes.text(
                    left + length / 2.0, row, said, ha="center", va="center", fontsize=8, bbox=box,
                    color=INK if dark else "white",
                )  # fmt: skip
            left += length
    axes.set(xlim=(0.0, 1.0), ylim=(len(names) - 0.5, -0.5))
    axes.set_yticks(range(len(names)), names)
    axes.set_xticks([0.0, 0.5, 1.0], ["0", "50 %", "100 %"])
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _inside(name: str, length: float, axes: Axes) -> str:
    """Return the number in a bar, with the name where there is room for both."""
    number = f"{100.0 * length:.0f}"
    characters = length * axes.get_window_extent().width / axes.figure.dpi * CHARACTERS
    return f"{name} {number}" if name and len(name) + len(number) + 2 < characters else number


def key_above(axes: Axes, parts: Sequence[Band]) -> None:
    """Write what the colours mean above the right end of a chart."""
    from matplotlib.patches import Patch

    patches = [Patch(label=part.label, **area_of(part.colour, part.sharp)) for part in parts]
    axes.legend(
        handles=patches, ncols=len(patches), frameon=False, loc="lower right", bbox_to_anchor=(1.0, 1.0),
        fontsize=8, handlelength=1.2, columnspacing=1.2, borderaxespad=0.2,
    )  # fmt: skip


def is_light(colour: str) -> bool:
    """Return whether words on a colour are better dark."""
    red, green, blue = (byte / 255.0 for byte in bytes.fromhex(colour[1:]))
    return 0.299 * red + 0.587 * green + 0.114 * blue > LIGHT


class Bar(NamedTuple):
    """A bar to the left or right of zero: its label, its length, its colour; ``None`` for a headline.

    Attributes
    ----------
    span : a range around its end, drawn as a line.
    """

    label: str
    length: float | None
    colour: str = FAINT
    ink: str = INK
    span: tuple[float, float] | None = None


def titled(part: SubFigure, title: str) -> Axes:
    """Return one chart below a title that stands at the left edge, over the labels of its rows."""
    part.suptitle(title, x=0.01, ha="left", fontsize=10, fontweight="bold")
    return part.subplots()


def diverging_bars(
    axes: Axes, rows: Sequence[Bar], unit: str, spell: Callable[[float], str] = _SIGNED
) -> None:
    """Draw bars from zero to either side, from the top down, each with its number; headlines are bold."""
    drawn = [(place, row.length, row) for place, row in enumerate(rows) if row.length is not None]
    reached = [0.0, *(end for _, length, row in drawn for end in (length, *(row.span or ())))]
    low, high = min(reached), max(reached)
    for place, length, row in drawn:
        axes.barh(place, length, height=0.7, **area_of(row.colour))
        ends = (length, *(row.span or ()))
        if row.span is not None:
            axes.plot(row.span, [place, place], "|-", color=INK, linewidth=0.8)
        left = length < 0
        axes.annotate(
            spell(length), (min(ends) if left else max(ends), place), (-3 if left else 3, 0),
            textcoords="offset points", ha="right" if left else "left", va="center", fontsize=7.5,
        )  # fmt: skip
    room = 0.2 * (high - low) or 1.0
    axes.set(xlim=(low - room * (low < 0), high + room * (high > 0)), ylim=(len(rows) - 0.4, -0.6))
    axes.axvline(0.0, color=FAINT, linewidth=0.8)
    axes.set_yticks(range(len(rows)), [row.label for row in rows])
    for label, row in zip(axes.get_yticklabels(), rows, strict=True):
        label.set(color=row.ink, fontweight="bold" if row.length is None else "normal", fontsize=8)
    axes.set_xlabel(unit)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def share_bars(axes: Axes, rows: Sequence[Bar], unit: str, spell: Callable[[float], str]) -> None:
    """Draw bars that are shares of one, as `diverging_bars` does, on an axis up to all of it."""
    diverging_bars(axes, rows, unit, spell)
    axes.set(xlim=(0.0, 1.12))
    axes.set_xticks([0.0, 0.5, 1.0], ["0", "50 %", "100 %"])


class ReliabilityCurve(NamedTuple):
    """Probabilities said of events, ascending, and how often such events came; shape (n,) each.

    Attributes
    ----------
    said, came : probability said, and the rising curve of how often such events came.
    low, high : the band in which a reliable forecaster's curve lies.
    counts : events of which each was said.
    """

    said: FloatArray
    came: FloatArray
    low: FloatArray
    high: FloatArray
    counts: FloatArray


def reliability_curve(axes: Axes, curve: ReliabilityCurve, colour: str = INK) -> None:
    """Draw how often events came over what was said of them, above strokes where the events are.

    A reliable forecaster's curve is the diagonal but for chance; the band says how far chance goes.
    """
    axes.plot([0.0, 1.0], [0.0, 1.0], color=FAINT, linewidth=0.8, linestyle=":")
    axes.fill_between(curve.said, curve.low, curve.high, color=paler(colour, 0.8), linewidth=0)
    axes.plot(curve.said, curve.came, color=colour, marker="o", markersize=3.0)
    axes.vlines(curve.said, -0.14, -0.14 + 0.12 * np.sqrt(curve.counts / curve.counts.max()), color=colour)
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.15, 1.02), xlabel="said", ylabel="came")
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    axes.set_xticks(ticks, [f"{100.0 * tick:g} %" for tick in ticks])
    axes.set_yticks(ticks, [f"{100.0 * tick:g} %" for tick in ticks])
    axes.set_aspect("equal")
