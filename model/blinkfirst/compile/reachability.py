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
from blinkfirst.scenario.scenario import Move, NatureEvent, Rules

STATES_LIMIT = 200_000


def reachable(
    rules: Rules, coding: Coding, first: IntArray, place: Place, limit: int = STATES_LIMIT
) -> IntArray:
    """Return the codes of all states reachable from the codes ``first``, sorted.

    Raises
    ------
    ScenarioError
        With every move and event whose chances, shifts or rates are impossible in some state (which is then
        followed no further), or, when there are more states than ``limit``, the variables worth freezing.
    """
    wrong: dict[str, Problem] = {}
    known = frontier = np.unique(first)
    while frontier.size:
        view = view_of(rules, coding.states(frontier))
        found = [
            code[chance > 0]
            for b in _all_branches(rules, coding, view, wrong)
            for chance, code in zip(b.chances, b.codes, strict=True)
        ]
        ahead = np.unique(np.concatenate(found)) if found else frontier[:0]
        frontier = ahead[~np.isin(ahead, known, assume_unique=True)]
        known = np.union1d(known, frontier)
        if known.size > limit:
            raise _too_many(rules, coding, known, place, limit)
    if wrong:
        raise ScenarioError(list(wrong.values()))
    return known


def _all_branches(rules: Rules, coding: Coding, view: View, wrong: dict[str, Problem]) -> Iterator[Branches]:
    """Follow every move and event from some states; ``wrong`` gets the first problem of each that cannot
    be.
    """
    for actor in rules.actors:
        mine = replace(view, me=actor.name)
        for move in actor.moves:
            if move.outcomes and move.path not in wrong:
                yield from _followed(rules, coding, mine, move, wrong)
    for event in rules.nature:
        if event.path not in wrong:
            yield from _followed(rules, coding, view, event, wrong)


def _followed(
    rules: Rules, coding: Coding, view: View, one: Move | NatureEvent, wrong: dict[str, Problem]
) -> Iterator[Branches]:
    try:
        rows = possible(rules, view, one.when, one.outcomes)
        if isinstance(one, NatureEvent):
            rows = rows[numbers(one.rate, view.at(rows)) > 0]
        yield branches(rules, coding, view, rows, one.outcomes, one.path, one.place)
    except ScenarioError as error:
        wrong[one.path] = error.problems[0]


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
