"""Stability in the Graph Model as a picture: how many states last, and for whom one is stable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blinkfirst.game.graph_model import CONCEPTS
from blinkfirst.questions.stability.answer import ScenarioStability, spelled_state
from blinkfirst.report.charts import ROW, Bar, share_bars, titled
from blinkfirst.report.drawing import (
    FAINT,
    INK,
    Panel,
    Picture,
    chosen_panel,
    composed,
    heading_of,
    marks_of,
    paler,
)
from blinkfirst.report.labels import Labels

if TYPE_CHECKING:
    from matplotlib.figure import SubFigure


def figure_of(found: ScenarioStability, panel: str = "") -> Picture:
    """Draw how many states last above the state asked about, or one panel by its name.

    Raises `OptionError` when there is no such panel.
    """
    panels = [chosen_panel(PANELS, panel)] if panel else list(PANELS.values())
    source = "what a state is worth while it lasts" if found.preferences == "flows" else found.preferences
    caption = f"{found.first_day} to {found.end}; {found.game.n_states:,} states; preferences: {source}"
    return composed(
        found, [panels], heading_of(found, f"{found.scenario.title}: which states last?", caption)
    )


def count_bars(found: ScenarioStability) -> list[Bar]:
    """Return by concept the share of the states that are stable for everybody, and for each actor."""
    marks = marks_of(found.game.actors)
    bars, labels = list[Bar](), Labels(found.scenario)
    for concept in CONCEPTS:
        stable = found.found.stable(concept)
        bars.append(Bar(f"{concept}: {int(found.found.equilibria(concept).sum()):,} equilibria", None))
        bars.append(Bar("for everybody", float(found.found.equilibria(concept).mean()), FAINT))
        bars += [
            Bar(f"for {labels.actor(name)}", float(stable[:, k].mean()), marks[name].colour)
            for k, name in enumerate(found.game.actors)
        ]
    return bars


def _draw_counts(part: SubFigure, found: ScenarioStability) -> None:
    axes = titled(part, "The share of the states that are stable")
    share_bars(axes, count_bars(found), "share of all states", lambda share: f"{100.0 * share:.0f} %")


def _draw_state(part: SubFigure, found: ScenarioStability) -> None:
    axes = titled(part, "For whom is the state stable?")
    marks = marks_of(found.game.actors)
    for row, name in enumerate(found.game.actors):
        for column, concept in enumerate(CONCEPTS):
            stable = bool(found.found.stable(concept)[found.state, row])
            colour = marks[name].colour
            axes.barh(
                row, 0.94, left=column - 0.47, height=0.8, edgecolor=paler(colour),
                facecolor=paler(colour) if stable else "white",
            )  # fmt: skip
            axes.text(
                column, row, "stable" if stable else "would leave", ha="center", va="center", fontsize=8,
                color=INK, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
            )  # fmt: skip
    axes.set(xlim=(-0.5, len(CONCEPTS) - 0.5), ylim=(len(found.game.actors) - 0.5, -0.5))
    axes.set_xticks(range(len(CONCEPTS)), CONCEPTS)
    names = [Labels(found.scenario).actor(name) for name in found.game.actors]
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(length=0)
    axes.spines[["left", "bottom"]].set_visible(False)


def _state_notes(found: ScenarioStability) -> list[str]:
    lasting = [concept for concept in CONCEPTS if found.found.equilibria(concept)[found.state]]
    what = "the start" if found.state == found.start else "the state"
    return [
        f"{what}: {spelled_state(found.game, found.state)}",
        f"it lasts under {', '.join(lasting) or 'none'}",
    ]


PANELS: dict[str, Panel[ScenarioStability]] = {
    "counts": Panel(_draw_counts, lambda found: 0.8 + ROW * len(count_bars(found))),
    "state": Panel(_draw_state, lambda found: 0.9 + 0.34 * len(found.game.actors), _state_notes),
}
