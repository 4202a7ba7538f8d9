"""Facts of a choice taken apart, from which the grammar makes its text ``explain``."""

from __future__ import annotations

from typing import Any

import numpy as np

from blinkfirst.game.forecast import likeliest
from blinkfirst.questions.explain.answer import ExplainedChoice, Explanation
from blinkfirst.questions.run.decisive_arguments import reasons_for
from blinkfirst.report.grammar import sentences
from blinkfirst.report.labels import Labels
from blinkfirst.report.words import cited


def sentences_of(found: Explanation) -> list[str]:
    """Return a sentence per actor: what it most likely does, and the argument that speaks most for it.

    Moves that are equally likely are named together.
    """
    return [said for choice in found.choices for said in sentences("explain", facts_of(found, choice))]


def facts_of(found: Explanation, choice: ExplainedChoice) -> dict[str, Any]:
    """Return the facts of one actor's choice."""
    labels, explained = Labels(found.scenario), choice.explanation
    order = np.argsort(-explained.probabilities, kind="stable")
    best, ties = explained.moves[order[0]], likeliest(explained.probabilities)
    facts: dict[str, Any] = {
        "actor": labels.actor(choice.actor) + (f", as {choice.type}," if choice.type else ""),
        "moves": [labels.move(choice.actor, explained.moves[k]) for k in ties],
        "chance": float(explained.probabilities[order[0]]),
        "only": len(explained.moves) == 1,
        "tied": ties.size > 1,
        "reason": None,
    }
    if facts["only"] or facts["tied"]:
        return facts
    over = explained.moves[order[1]]
    strongest = next((one for one in reasons_for(explained, best, over) if one.utils > 0), None)
    if strongest is None:
        return facts
    argument = next(a for a in found.scenario.rules.arguments if a.name == strongest.argument)
    reason = {"argument": labels.argument(argument.name), "cited": cited(argument.source), "claim": None}
    return {**facts, "over": labels.move(choice.actor, over), "reason": reason}
