"""Choices taken apart, as a page and in sentences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from blinkfirst.game.forecast import likeliest
from blinkfirst.questions.explain.answer import ExplainedChoice, Explanation
from blinkfirst.questions.run.decisive_arguments import reasons_for
from blinkfirst.report.condition import strain_warnings
from blinkfirst.report.document import Block, Column, Document, Grid, grid, prose, section
from blinkfirst.report.layout import percent
from blinkfirst.report.words import cited, joined
from blinkfirst.scenario.scenario import Scenario

ARGUMENTS_SHOWN = 8


def document_of(found: Explanation, top: int = ARGUMENTS_SHOWN) -> Document:
    """Return every actor's menu with chances and values, then why the likeliest move beats the others.

    Parameters
    ----------
    top : how many arguments get a line of their own in a comparison.
    """
    scenario, first = found.scenario, found.choices[0]
    frozen = {v.name for v in scenario.rules.variables if len(v.levels) == 1}
    world = ", ".join(f"{name} {level}" for name, level in first.world.items() if name not in frozen)
    warnings = strain_warnings(found.strain)
    return Document(
        f"{scenario.title}: {first.day}, {_which(first)} ({percent(first.probability)})",
        (prose(world, style="quiet"), *([prose(*warnings, style="strong")] if warnings else [])),
        tuple(section(choice.actor, *_choice(scenario, choice, top)) for choice in found.choices),
    )


def _choice(scenario: Scenario, choice: ExplainedChoice, top: int) -> Iterator[Block]:
    yield _menu(choice)
    if len(choice.explanation.moves) > 1:
        yield from _why(scenario, choice, top)


def _which(choice: ExplainedChoice) -> str:
    if choice.states_alike == 1:
        return "the likeliest state"
    return f"one of the {choice.states_alike:,} likeliest states, which are equally likely"


def sentences_of(found: Explanation) -> Iterator[str]:
    """Return in a sentence per actor what it most likely does, and the argument that speaks most for it.

    Moves that are equally likely are named together.
    """
    return (_sentence(choice) for choice in found.choices)


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


def _menu(choice: ExplainedChoice) -> Grid:
    explained = choice.explanation
    rows = [
        (explained.moves[k], percent(float(explained.probabilities[k])), f"{explained.values[k]:+.3f}")
        for k in np.argsort(-explained.probabilities, kind="stable")
    ]
    return grid(("move", "chosen", "value (utils)"), rows)


def _why(scenario: Scenario, choice: ExplainedChoice, top: int) -> Iterator[Block]:
    explained = choice.explanation
    best = explained.moves[int(np.argmax(explained.probabilities))]
    arguments = {argument.name: argument for argument in scenario.rules.arguments}
    for row in np.argsort(-explained.probabilities, kind="stable")[1:]:
        other = explained.moves[row]
        reasons = reasons_for(explained, best, other)
        difference = sum(reason.utils for reason in reasons)
        yield prose(f"{best} rather than {other}: {difference:+.3f} utils", indent=2)
        lines = [
            (f"{reason.utils:+.3f}", f"{reason.argument} ({cited(arguments[reason.argument].source)})")
            for reason in reasons[:top]
        ]
        if len(reasons) > top:
            rest = sum(reason.utils for reason in reasons[top:])
            lines.append((f"{rest:+.3f}", f"{len(reasons) - top} smaller ones"))
        yield Grid((Column("", right=True), Column("", prose=True)), tuple(lines), indent=4)
