"""Choices taken apart, as a page and in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from blinkfirst.questions.explain.answer import ExplainedChoice, Explanation, whose
from blinkfirst.questions.explain.facts import sentences_of
from blinkfirst.questions.run.decisive_arguments import reasons_for
from blinkfirst.report.condition import strain_warnings
from blinkfirst.report.document import IN_SHORT, Block, Document, Grid, GridColumn, grid, prose, section
from blinkfirst.report.labels import Labels
from blinkfirst.report.words import cited, counted, fixed, percent
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
    labels = Labels(scenario)
    world = ", ".join(
        f"{labels.variable(name)} {labels.level(name, level)}"
        for name, level in first.world.items()
        if name not in frozen
    )
    warnings = strain_warnings(found.strain)
    return Document(
        f"{scenario.title}: {first.day}, {_which(first)} ({percent(first.probability)})",
        (
            prose(*_asked(found), world, *_believed(labels, found), style="quiet"),
            *([prose(*warnings, style="strong")] if warnings else []),
        ),
        (
            *(section(whose(labels, c), *_choice(scenario, c, top)) for c in found.choices),
            section(IN_SHORT, prose(*sentences_of(found))),
        ),
    )


def _choice(scenario: Scenario, choice: ExplainedChoice, top: int) -> Iterator[Block]:
    labels = Labels(scenario)
    shown = [labels.move(choice.actor, move) for move in choice.explanation.moves]
    yield _menu(choice, shown)
    if len(shown) > 1:
        yield from _why(scenario, choice, shown, top)


def _believed(labels: Labels, found: Explanation) -> Iterator[str]:
    """Say what is believed of the typed actors there, on average."""
    for actor, belief in found.choices[0].believed.items():
        types = next(a.types for a in found.scenario.rules.actors if a.name == actor)
        if types is not None:
            yield f"held for {types.second}: {labels.actor(actor)} with {percent(belief)}"


def _asked(found: Explanation) -> list[str]:
    """Say which day is explained where no initiative comes on the one asked for."""
    if found.asked is None:
        return []
    return [f"{found.choices[0].day} is the day of initiatives nearest to {found.asked}, the one asked for."]


def _which(choice: ExplainedChoice) -> str:
    if choice.states_alike == 1:
        return "the likeliest state"
    return f"one of the {choice.states_alike:,} likeliest states, which are equally likely"


def _menu(choice: ExplainedChoice, shown: Sequence[str]) -> Grid:
    explained = choice.explanation
    rows = [
        (
            shown[k],
            percent(float(explained.probabilities[k])),
            f"{explained.values[k]:+.3f}",
            *([percent(choice.after[k])] if choice.after else []),
        )
        for k in np.argsort(-explained.probabilities, kind="stable")
    ]
    return grid(("move", "chosen", "value (utils)", *(["then believed"] if choice.after else [])), rows)


def _why(scenario: Scenario, choice: ExplainedChoice, shown: Sequence[str], top: int) -> Iterator[Block]:
    explained, label = choice.explanation, Labels(scenario).argument
    best = int(np.argmax(explained.probabilities))
    arguments = {argument.name: argument for argument in scenario.rules.arguments}
    for row in np.argsort(-explained.probabilities, kind="stable")[1:]:
        reasons = reasons_for(explained, explained.moves[best], explained.moves[row])
        difference = sum(reason.utils for reason in reasons)
        said = fixed(difference, 3, signed=True)
        yield prose(f"{shown[best]} rather than {shown[row]}: {said} utils", indent=2)
        lines = [
            (
                fixed(reason.utils, 3, signed=True),
                f"{label(reason.argument)} ({cited(arguments[reason.argument].source)})",
            )
            for reason in reasons[:top]
        ]
        if len(reasons) > top:
            rest = sum(reason.utils for reason in reasons[top:])
            lines.append((fixed(rest, 3, signed=True), counted(len(reasons) - top, "smaller one")))
        yield Grid((GridColumn("", right=True), GridColumn("", prose=True)), tuple(lines), indent=4)
