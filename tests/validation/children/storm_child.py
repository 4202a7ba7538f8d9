"""Answers for Storm, in a process of its own: one JSON line in, one out."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from typing import Any

import stormpy


def chain(path: str, properties: list[str]) -> list[float]:
    """What properties come to in the first state of a ``.drn`` file."""
    model = stormpy.build_model_from_drn(path)
    return [_value(model, stormpy.parse_properties(text)[0]) for text in properties]


def decisions(path: str, properties: list[str]) -> list[float]:
    """What properties come to in a game that is read as if one mind made all choices."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    text = re.sub(r"^player .*?^endplayer$", "", text.replace("smg\n", "mdp\n", 1), flags=re.M | re.S)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    program = stormpy.parse_prism_program(path)
    parsed = stormpy.parse_properties("; ".join(properties), program)
    return [_value(stormpy.build_model(program, [one]), one) for one in parsed]


def game(path: str, properties: list[str]) -> list[float]:
    """How many states a turn-based game has; Storm reads players and owners of actions."""
    program = stormpy.parse_prism_program(path)
    parsed = stormpy.parse_properties("; ".join(properties), program)
    return [stormpy.build_model(program, [one]).nr_states for one in parsed]


def _value(model: Any, one: Any) -> float:
    return float(stormpy.model_checking(model, one).get_value(model.initial_states[0]))


ANSWERS: dict[str, Callable[..., list[float]]] = {"chain": chain, "decisions": decisions, "game": game}

for line in sys.stdin:
    job = json.loads(line)
    answer = ANSWERS[job.pop("ask")](**job)
    print("ANSWER", json.dumps(answer), flush=True)
