"""Explained choices as tidy tables and as a JSON object."""

from __future__ import annotations

from typing import Any

from blinkfirst.game.game import by_argument
from blinkfirst.questions.explain.answer import ExplainedChoice, Explanation
from blinkfirst.solve.standoff.explanation import ChoiceExplanation
from blinkfirst.study.store.tables import Cell, TidyTable


def tables_of(found: Explanation) -> tuple[TidyTable, ...]:
    """Return the moves of every menu, and what each argument adds to the value of each."""
    typed = any(choice.type for choice in found.choices)
    moves: list[tuple[Cell, ...]] = [
        (*_who(choice, typed), move, float(probability), float(value), *_after(choice, row, typed))
        for choice in found.choices
        for row, (move, probability, value) in enumerate(_menu(choice.explanation))
    ]
    split: list[tuple[Cell, ...]] = [
        (*_who(choice, typed), move, argument, utils)
        for choice in found.choices
        for row, move in enumerate(choice.explanation.moves)
        for argument, utils in by_argument(choice.explanation.columns, choice.explanation.split[row]).items()
    ]
    who, units = (("actor", "type"), ("", "")) if typed else (("actor",), ("",))
    after, of = (("belief_after",), ("probability",)) if typed else ((), ())
    return (
        TidyTable(
            "moves",
            (*who, "move", "probability", "value", *after),
            (*units, "", "probability", "utils", *of),
            moves,
        ),
        TidyTable("split", (*who, "move", "argument", "utils"), (*units, "", "", "utils"), split),
    )  # fmt: skip


def _who(choice: ExplainedChoice, typed: bool) -> tuple[str, ...]:
    return (choice.actor, choice.type) if typed else (choice.actor,)


def _after(choice: ExplainedChoice, row: int, typed: bool) -> tuple[float | None, ...]:
    """The belief after a move, where some actor has types; nothing else."""
    return ((choice.after[row] if choice.after else None),) if typed else ()


def object_of(found: Explanation) -> list[dict[str, Any]]:
    """Return the list that ``explain --json`` prints."""
    return [_choice_object(choice) for choice in found.choices]


def _choice_object(choice: ExplainedChoice) -> dict[str, Any]:
    explained = choice.explanation
    return {
        "actor": choice.actor,
        **({"type": choice.type} if choice.type else {}),
        **({"believed": dict(choice.believed)} if choice.believed else {}),
        "day": str(choice.day),
        "world": dict(choice.world),
        "state_probability": choice.probability,
        "states_alike": choice.states_alike,
        "moves": [
            {
                "move": move,
                "probability": float(probability),
                "value": float(value),
                **({"belief_after": choice.after[row]} if choice.after else {}),
                "by_argument": by_argument(explained.columns, explained.split[row]),
            }
            for row, (move, probability, value) in enumerate(_menu(explained))
        ],
    }


def _menu(explanation: ChoiceExplanation) -> list[tuple[str, float, float]]:
    return list(zip(explanation.moves, explanation.probabilities, explanation.values, strict=True))
