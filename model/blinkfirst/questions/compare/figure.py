"""Two scenarios side by side as a picture: who blinks first in either, and what makes the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from blinkfirst.game.forecast import NOBODY
from blinkfirst.questions.compare.answer import Comparison
from blinkfirst.report.charts import ROW, Band, Bar, diverging_bars, key_above, share_rows, titled
from blinkfirst.report.drawing import FAINT, INK, Panel, Picture, chosen_panel, composed, heading_of, marks_of
from blinkfirst.report.layout import named

if TYPE_CHECKING:
    from matplotlib.figure import SubFigure

CHANGES_DRAWN = 12
UNSEEN = 0.005  # a chance below this has no place in the key


def figure_of(found: Comparison, panel: str = "") -> Picture:
    """Draw first blinkers of both scenarios above the effects of the changes, or one panel by its name.

    Raises `OptionError` when there is no such panel.
    """
    panels = [chosen_panel(PANELS, panel)] if panel else list(PANELS.values())
    heading = heading_of(found, f"{found.first.title} and {found.second.title}", "exact probabilities")
    return composed(found, [panels], heading)


def chances_of(found: Comparison) -> dict[str, tuple[float, float]]:
    """Return P(blinks first) in the first and in the second scenario, by actor, and ``nobody``."""
    pairs = zip(found.outcomes, found.first_outcomes, found.second_outcomes, strict=True)
    return {o.who: (first or 0.0, second or 0.0) for o, first, second in pairs if o.kind == "first blink"}


def effect_bars(found: Comparison) -> list[Bar]:
    """Return the mean effect of the largest changes on the outcome explained, and of all together."""
    number = found.explained
    outcome = found.outcomes[number]
    marks = marks_of([*chances_of(found), NOBODY])
    mark = marks.get(outcome.who)
    colour = FAINT if mark is None or outcome.who == NOBODY else mark.colour
    bars = [
        Bar(name, effect.mean, colour, span=(effect.made_first or 0.0, effect.made_last or 0.0))
        for name, effect in list(found.effects.items())[:CHANGES_DRAWN]
        if effect.mean is not None
    ]
    return [*bars, Bar("the whole difference", found.difference(number) or 0.0, INK)]


def _draw_blinkers(part: SubFigure, found: Comparison) -> None:
    axes = titled(part, "Who blinks first?")
    chances = chances_of(found)
    marks = marks_of(chances)
    shares = np.array(list(chances.values())).T
    bands = [Band(name, marks[name].colour, marks[name].ink) for name in chances]
    first, second = named(found.first), named(found.second)
    rows = [first, second] if first != second else [first, f"{second}, changed"]
    share_rows(axes, rows, shares, [bands, bands])
    key_above(axes, [b for b, share in zip(bands, shares.max(axis=0), strict=True) if share >= UNSEEN])


def _draw_effects(part: SubFigure, found: Comparison) -> None:
    outcome = found.outcomes[found.explained]
    axes = titled(part, f"{outcome.name}: the effect of each change, made alone")
    diverging_bars(axes, effect_bars(found), outcome.unit, lambda effect: f"{effect:+.3f}")


PANELS: dict[str, Panel[Comparison]] = {
    "blinkers": Panel(_draw_blinkers, lambda _: 1.9),
    "effects": Panel(
        _draw_effects,
        lambda found: 0.9 + ROW * max(len(effect_bars(found)), 4),
        lambda _: ["bars: mean of both ends; lines: made in the first scenario, undone in the second"],
    ),
}
