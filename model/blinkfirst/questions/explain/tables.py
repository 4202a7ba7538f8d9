"""Explained choices as tidy tables and as a JSON object."""

from __future__ import annotations

from typing import Any

from blinkfirst.game.game import by_argument
from blinkfirst.questions.explain.answer import ExplainedChoice, Explanation
from blinkfirst.solve.standoff.explanation import ChoiceExplanation
from blinkfirst.study.store.tables import TidyTable


def tables_of(found: Explanation) -> tuple[TidyTable, ...]:
    """Return the moves of every menu, and what each argument adds to the value of each."""
    moves = [
        (choice.actor, move, float(probability), float(value))
        for choice in found.choices
        for move, probability, value in _menu(choice.explanation)
    ]
    split = [
        (choice.actor, move, argument, utils)
        for choice in found.choices
        for row, move in enumerate(choice.explanation.moves)
        for argument, utils in by_argument(choice.explanation.columns, choice.explanation.split[row]).items()
    ]
    return (
        TidyTable(
            "moves", ("actor", "move", "probability", "value"), ("", "", "probability", "utils"), moves
        ),
        TidyTable("split", ("actor", "move", "argument", "utils"), ("", "", "", "utils"), split),
    )


def object_of(found: Explanation) -> list[dict[str, Any]]:
    """Return the list that ``explain --json`` prints."""
    return [_choice_object(choice) for choice in found.choices]


def _choice_object(choice: ExplainedChoice) -> dict[str, Any]:
    explained = choice.explanation
    return {
        "actor": choice.actor,
        "day": str(choice.day),
        "world": dict(choice.world),
        "state_probability": choice.probability,
        "states_alike": choice.states_alike,
        "moves": [
            {
                "move": move,
                "probability": float(probability),
                "value": float(value),
                "by_argument": by_argument(explained.columns, explained.split[row]),
            }
            for row, (move, probability, value) in enumerate(_menu(explained))
        ],
    }


def _menu(explanation: ChoiceExplanation) -> list[tuple[str, float, float]]:
    return list(zip(explanation.moves, explanation.probabilities, explanation.values, strict=True))
