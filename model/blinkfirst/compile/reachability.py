"""The states that can occur: everything reachable from some first states by moves and nature, breadth
first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from blinkfirst.compile.evaluation import View, numbers
from blinkfirst.compile.successors import Branches, Coding, branches, possible, view_of
from blinkfirst.errors import Place, Problem, ScenarioError
from blinkfirst.game.game import IntArray
from blinkfirst.scenario.scenario import Rules

STATES_LIMIT = 200_000


def reachable(
    rules: Rules, coding: Coding, first: IntArray, place: Place, limit: int = STATES_LIMIT
) -> IntArray:
    """Return the codes of all states reachable from the codes ``first``, sorted.

    Raises
    ------
    ScenarioError
        When there are more than ``limit``, with the variables worth freezing.
    """
    known = frontier = np.unique(first)
    while frontier.size:
        view = view_of(rules, coding.states(frontier))
        found = [
            code[chance > 0]
            for b in _all_branches(rules, coding, view)
            for chance, code in zip(b.chances, b.codes, strict=True)
        ]
        ahead = np.unique(np.concatenate(found)) if found else frontier[:0]
        frontier = ahead[~np.isin(ahead, known, assume_unique=True)]
        known = np.union1d(known, frontier)
        if known.size > limit:
            raise _too_many(rules, coding, known, place, limit)
    return known


def _all_branches(rules: Rules, coding: Coding, view: View) -> Iterator[Branches]:
    for actor in rules.actors:
        mine = replace(view, me=actor.name)
        for move in actor.moves:
            if move.outcomes:
                rows = possible(rules, mine, move.when, move.outcomes)
                yield branches(rules, coding, mine, rows, move.outcomes, move.path, move.place)
    for event in rules.nature:
        rows = possible(rules, view, event.when, event.outcomes)
        rows = rows[numbers(event.rate, view.at(rows)) > 0]
        yield branches(rules, coding, view, rows, event.outcomes, event.path, event.place)


def _too_many(rules: Rules, coding: Coding, known: IntArray, place: Place, limit: int) -> ScenarioError:
    states = coding.states(known)
    spans = {v.name: int(np.unique(states[:, i]).size) for i, v in enumerate(rules.variables) if not v.frozen}
    widest = sorted((name for name, n in spans.items() if n > 1), key=lambda name: -spans[name])
    listed = ", ".join(f"{name} ({spans[name]} levels)" for name in widest)
    message = (
        f"expected at most {limit:,} reachable states, got more ({known.size:,} when the count stopped); "
        f"freeze what the question does not need: {listed}"
    )
    return ScenarioError([Problem(place, "world", message)])
