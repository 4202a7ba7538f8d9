"""Graph Model stability: two small conflicts by hand, and a stand-off by the definitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import partial

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.game.graph_model import CONCEPTS, GraphModel
from blinkfirst.scenario.loading import load
from blinkfirst.solve.graph_model.from_game import graph_model_of
from blinkfirst.solve.graph_model.stability import stability
from published.known_conflicts import (
    DILEMMA,
    DILEMMA_EQUILIBRIA,
    EUPHRATES,
    EUPHRATES_EQUILIBRIA,
    PRISONERS,
    SYRIA_IRAQ,
)
from reference import slow_graph_model as slow
from validation.case import CLOSED_FORM, ValidationCase

TOPIC = "Graph Model stability: 1 where a state is an equilibrium, 0 where not"

STANDOFF = "textbook/two-sided-standoff"
BY_HAND = "by hand, from the definitions in Fang, Hipel and Kilgour 1993"


def _marks(labels: Sequence[str], equilibria: Mapping[str, Set[str]]) -> list[float]:
    return [float(label in equilibria[concept]) for concept in CONCEPTS for label in labels]


def _found(model: GraphModel) -> list[float]:
    found = stability(model)
    return [float(mark) for concept in CONCEPTS for mark in found.equilibria(concept)]


def _standoff() -> GraphModel:
    return graph_model_of(compile_scenario(load(STANDOFF)).standoff.opening)


def _by_definition() -> Iterator[float]:
    model = _standoff()
    moves = [{s: {int(t) for t in m.reachable(s)} for s in range(model.n_states)} for m in model.moves]
    ranks = model.ranks.T.tolist()
    for concept in CONCEPTS:
        for state in range(model.n_states):
            who = (slow.stable(concept, moves, ranks, state, actor) for actor in range(len(ranks)))
            yield float(all(who))


CASES = [
    ValidationCase(
        name="Prisoners' dilemma: Nash, GMR, SMR and SEQ equilibria",
        kind=CLOSED_FORM,
        source=BY_HAND,
        expected=partial(_marks, DILEMMA, DILEMMA_EQUILIBRIA),
        ours=partial(_found, PRISONERS),
        tolerance=0.0,
    ),
    ValidationCase(
        name="Syria and Iraq over the Euphrates, all moves reversible: Nash, GMR, SMR and SEQ equilibria",
        kind=CLOSED_FORM,
        source=BY_HAND,
        expected=partial(_marks, EUPHRATES, EUPHRATES_EQUILIBRIA),
        ours=partial(_found, SYRIA_IRAQ),
        tolerance=0.0,
    ),
    ValidationCase(
        name=f"{STANDOFF}: Nash, GMR, SMR and SEQ equilibria",
        kind=CLOSED_FORM,
        source="the definitions with sets of states, one question at a time",
        expected=lambda: list(_by_definition()),
        ours=lambda: _found(_standoff()),
        tolerance=0.0,
    ),
]
