"""Choices taken apart as a picture: how likely each move is, and which arguments speak for the likeliest."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.errors import OptionError
from blinkfirst.questions.explain.answer import ExplainedChoice, Explanation, whose
from blinkfirst.questions.run.decisive_arguments import reasons_for
from blinkfirst.questions.run.figure import argument_bars, draw_moves
from blinkfirst.questions.run.move_chances import move_chances
from blinkfirst.report.charts import ROW, Bar, diverging_bars, share_bars, titled
from blinkfirst.report.drawing import Panel, Picture, chosen_panel, composed, heading_of, marks_of
from blinkfirst.report.labels import Labels
from blinkfirst.report.words import percent
from blinkfirst.solve.standoff.backward_induction import backward_induction

if TYPE_CHECKING:
    from matplotlib.figure import SubFigure

ARGUMENTS_DRAWN = 6


def figure_of(found: Explanation, panel: str = "") -> Picture:
    """Draw the menus and what decides between their likeliest moves, or one panel by its name.

    Raises `OptionError` when there is no such panel, or private types leave nothing to show.
    """
    if panel == "course" and found.scenario.grid is not None:
        message = "--panel: course shows choices by state, which private types make a matter of belief"
        raise OptionError(f"{message}; switch types off with --set beliefs=none")
    columns = [[chosen_panel(PANELS, panel)]] if panel else [[PANELS["moves"]], [PANELS["arguments"]]]
    first, scenario = found.choices[0], found.scenario
    frozen = {variable.name for variable in scenario.rules.variables if len(variable.levels) == 1}
    world = ", ".join(f"{name} {level}" for name, level in first.world.items() if name not in frozen)
    caption = f"{first.day}, in the state: {world}; exact probabilities, values discounted to that day"
    title = f"{scenario.title}: the choices of {first.day}"
    return composed(found, columns, heading_of(found, title, caption))


def move_bars(found: Explanation) -> list[Bar]:
    """Return the probability of every move, an actor's likeliest first, under a line with its name."""
    marks, bars, labels = marks_of(found.scenario.rules.menus), list[Bar](), Labels(found.scenario)
    for choice in found.choices:
        mark, explained = marks[choice.actor], choice.explanation
        bars.append(Bar(whose(labels, choice), None, ink=mark.ink))
        for row in _ranked(choice):
            name = labels.move(choice.actor, explained.moves[row])
            label = f"{name} (value {explained.values[row] + 0.0:+.2f})"
            bars.append(Bar(label, float(explained.probabilities[row]), mark.colour))
    return bars


def reason_bars(found: Explanation) -> list[Bar]:
    """Return what each argument adds to an actor's likeliest move, less what it adds to the next."""
    bars, labels = list[Bar](), Labels(found.scenario)
    for choice in found.choices:
        if len(choice.explanation.moves) < 2:
            continue
        best, other = (choice.explanation.moves[row] for row in _ranked(choice)[:2])
        reasons = reasons_for(choice.explanation, best, other)
        total = math.fsum(reason.utils for reason in reasons) + 0.0
        moves = (labels.move(choice.actor, name) for name in (best, other))
        head = f"{whose(labels, choice)}: {' rather than '.join(moves)} {total:+.2f}"
        bars += argument_bars(found.scenario, choice.actor, head, reasons, ARGUMENTS_DRAWN)
    return bars


def _ranked(choice: ExplainedChoice) -> list[int]:
    return [int(row) for row in np.argsort(-choice.explanation.probabilities, kind="stable")]


def _draw_moves(part: SubFigure, found: Explanation) -> None:
    axes = titled(part, "What each does with an initiative")
    share_bars(axes, move_bars(found), "probability", percent)


def _draw_arguments(part: SubFigure, found: Explanation) -> None:
    axes = titled(part, "What speaks for the likeliest move (right) and for the next (left)")
    diverging_bars(axes, reason_bars(found), "utils")


def _draw_course(part: SubFigure, found: Explanation) -> None:
    standoff = compile_scenario(found.scenario).standoff
    asked = {choice.actor for choice in found.choices}
    chances = move_chances(standoff, backward_induction(standoff))
    draw_moves(part, found.scenario, [one for one in chances if one.actor in asked])


PANELS: dict[str, Panel[Explanation]] = {
    "moves": Panel(_draw_moves, lambda found: 0.8 + ROW * len(move_bars(found))),
    "arguments": Panel(_draw_arguments, lambda found: 0.8 + ROW * max(len(reason_bars(found)), 3)),
    "course": Panel(_draw_course, lambda found: 0.5 + 1.7 * len(found.choices)),
}
