"""Choices taken apart, as a page in a terminal and in sentences."""

from __future__ import annotations

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from blinkfirst.game.forecast import likeliest
from blinkfirst.questions.explain.answer import ExplainedChoice, Explanation
from blinkfirst.questions.run.decisive_arguments import reasons_for
from blinkfirst.report.condition import strain_warnings
from blinkfirst.report.layout import notes, percent
from blinkfirst.report.words import cited, joined
from blinkfirst.scenario.scenario import Scenario

ARGUMENTS_SHOWN = 8


def print_page(console: Console, found: Explanation, top: int = ARGUMENTS_SHOWN) -> None:
    """Print every actor's menu with chances and values, then why the likeliest move beats the others."""
    scenario, first = found.scenario, found.choices[0]
    frozen = {v.name for v in scenario.rules.variables if len(v.levels) == 1}
    world = ", ".join(f"{name} {level}" for name, level in first.world.items() if name not in frozen)
    console.print(
        Text(
            f"{scenario.title}: {first.day}, {_which(first)} ({percent(first.probability)})", style="bold"
        )
    )
    console.print(Text(world, style="dim"))
    if strain_warnings(found.strain):
        console.print(notes(strain_warnings(found.strain)))
    for choice in found.choices:
        console.print()
        console.print(_menu(choice))
        if len(choice.explanation.moves) > 1:
            console.print(_why(scenario, choice, top))


def _which(choice: ExplainedChoice) -> str:
    if choice.states_alike == 1:
        return "the likeliest state"
    return f"one of the {choice.states_alike:,} likeliest states, which are equally likely"


def summary_of(found: Explanation) -> str:
    """Return in a sentence per actor what it most likely does, and the argument that speaks most for it.

    Moves that are equally likely are named together.
    """
    return " ".join(_sentence(choice) for choice in found.choices)


def _sentence(choice: ExplainedChoice) -> str:
    explained = choice.explanation
    order = np.argsort(-explained.probabilities, kind="stable")
    best, ties = explained.moves[order[0]], likeliest(explained.probabilities)
    chance = percent(float(explained.probabilities[order[0]]))
    if ties.size > 1:
        names = joined(explained.moves[k] for k in ties)
        return f"{choice.actor} chooses {names} with equal probability ({chance} each)."
    said = f"{choice.actor} most likely chooses {best} ({chance})"
    reasons = reasons_for(explained, best, explained.moves[order[1]]) if len(order) > 1 else ()
    strongest = next((reason for reason in reasons if reason.utils > 0), None)
    if strongest is None:
        return f"{said}."
    return f"{said}; over {explained.moves[order[1]]} it is favoured most by {strongest.argument}."


def _menu(choice: ExplainedChoice) -> Table:
    table = Table(title=choice.actor, title_justify="left", title_style="bold", box=None, pad_edge=False)
    table.add_column("move")
    table.add_column("chosen", justify="right")
    table.add_column("value (utils)", justify="right")
    explained = choice.explanation
    for row in np.argsort(-explained.probabilities, kind="stable"):
        chance = percent(float(explained.probabilities[row]))
        table.add_row(explained.moves[row], chance, f"{explained.values[row]:+.3f}")
    return table


def _why(scenario: Scenario, choice: ExplainedChoice, top: int) -> Text:
    explained = choice.explanation
    best = explained.moves[int(np.argmax(explained.probabilities))]
    arguments = {argument.name: argument for argument in scenario.rules.arguments}
    text = Text()
    for row in np.argsort(-explained.probabilities, kind="stable")[1:]:
        other = explained.moves[row]
        reasons = reasons_for(explained, best, other)
        difference = sum(reason.utils for reason in reasons)
        text.append(f"  {best} rather than {other}: {difference:+.3f} utils\n")
        for reason in reasons[:top]:
            argument = arguments[reason.argument]
            text.append(f"    {reason.utils:+.3f}  {reason.argument} ({cited(argument.source)})\n")
        if len(reasons) > top:
            rest = sum(reason.utils for reason in reasons[top:])
            text.append(f"    {rest:+.3f}  {len(reasons) - top} smaller ones\n")
    return text
