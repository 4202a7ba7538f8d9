"""Heads of the shipped scenarios: what a list shows, read without checking the rest."""

from __future__ import annotations

from typing import Any

from blinkfirst.scenario.calendar import parse_date
from blinkfirst.scenario.composing import compose
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.lenses import shares_of
from blinkfirst.scenario.library import shipped_scenarios
from blinkfirst.scenario.nodes import Node, child, plain
from blinkfirst.scenario.scenario import Head


def scenario_heads() -> list[Head]:
    """Heads of the shipped stand-offs, sorted by name.

    Raises
    ------
    ScenarioError
        When the head of a file is no head; with every problem of that file.
    """
    return [_head_of(compose(path), name) for name, path in shipped_scenarios().items()]


def _head_of(tree: Node, name: str) -> Head:
    title, start, lens, lenses = (_written(tree, key) for key in ("title", "start", "lens", "lenses"))
    found = Diagnostics(tree)
    try:
        shares = shares_of(found, lens, list(lenses or {}))
        if isinstance(title, str) and title.strip() and not found.problems:
            return Head(name, title, parse_date(start), shares)
    except (TypeError, ValueError):
        pass
    from blinkfirst.scenario.loading import scenario_of

    return scenario_of(tree, name, try_changes=False)  # it says what is wrong


def _written(tree: Node, key: str) -> Any:
    node = child(tree, key)
    return None if node is None else plain(node)
