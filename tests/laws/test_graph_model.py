"""Stability in random Graph Models: as by the definitions, and what holds in every model."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from blinkfirst.game.graph_model import CONCEPTS, GMR, NASH, SEQ, SMR, GraphModel
from blinkfirst.solve.graph_model.stability import Improvement, improvements, stability
from reference import slow_graph_model as slow
from worlds.graph_models import graph_models, model_of


def as_sets(model: GraphModel) -> list[dict[int, set[int]]]:
    """Each actor's moves, by state."""
    return [
        {s: {int(t) for t in moves.reachable(s)} for s in range(model.n_states)} for moves in model.moves
    ]


@given(graph_models())
def test_as_by_the_definitions(model: GraphModel) -> None:
    found, moves, ranks = stability(model), as_sets(model), model.ranks.T.tolist()
    for concept in CONCEPTS:
        expected = [
            [slow.stable(concept, moves, ranks, s, a) for a in range(len(model.actors))]
            for s in range(model.n_states)
        ]
        assert found.stable(concept).tolist() == expected, concept


@given(graph_models(max_states=12))
def test_inclusions(model: GraphModel) -> None:
    found = stability(model)
    for inner, outer in ((NASH, SEQ), (NASH, SMR), (SMR, GMR), (SEQ, GMR)):
        assert not (found.stable(inner) & ~found.stable(outer)).any(), (inner, outer)


@given(graph_models(), st.integers(0, 2**32 - 1))
def test_labels_do_not_matter(model: GraphModel, seed: int) -> None:
    """States and actors in another order, ranks stretched: the same states are stable for the same actors."""
    rng = np.random.default_rng(seed)
    states, actors = rng.permutation(model.n_states), rng.permutation(len(model.actors))
    new_number = np.argsort(states)  # states[new] is the old number
    moves = [
        [
            (int(new_number[s]), int(new_number[t]))
            for s, t in zip(model.moves[a].source, model.moves[a].target, strict=True)
        ]
        for a in actors
    ]
    ranks = [(7 * model.ranks[states, a] - 3).tolist() for a in actors]
    found, other = stability(model), stability(model_of(moves, ranks))
    for concept in CONCEPTS:
        np.testing.assert_array_equal(other.stable(concept), found.stable(concept)[np.ix_(states, actors)])


@given(graph_models())
def test_an_actor_without_moves_changes_nothing_for_others(model: GraphModel) -> None:
    idle = model_of(
        [*(list(zip(m.source.tolist(), m.target.tolist(), strict=True)) for m in model.moves), []],
        [*model.ranks.T.tolist(), [1] * model.n_states],
    )
    found, with_idle = stability(model), stability(idle)
    for concept in CONCEPTS:
        np.testing.assert_array_equal(with_idle.stable(concept)[:, :-1], found.stable(concept))
        assert with_idle.stable(concept)[:, -1].all()


@given(graph_models())
def test_reasons_carry_the_verdicts(model: GraphModel) -> None:
    """Every sanction shown is legal, hurts as it should, and is there exactly where the verdict needs it."""
    found = stability(model)
    for state in range(model.n_states):
        for actor in range(len(model.actors)):
            listed = improvements(model, found, state, actor)
            assert bool(found.Nash[state, actor]) == (not listed)
            for concept in (GMR, SMR, SEQ):
                answered = all(one.sanctions[concept] for one in listed)
                assert bool(found.stable(concept)[state, actor]) == answered
            for one in listed:
                _check_sanctions(model, state, actor, one)
                _check_escape(model, state, actor, one)


def _check_escape(model: GraphModel, state: int, actor: int, one: Improvement) -> None:
    if not one.sanctions[GMR]:
        assert one.escape is None
        return
    own, held = model.ranks[:, actor], one.sanctions[GMR][-1].state
    better = [int(t) for t in model.moves[actor].reachable(held) if own[t] > own[state]]
    assert bool(better) == (one.escape is not None)
    assert one.escape is None or own[one.escape.state] == own[better].max()


def _check_sanctions(model: GraphModel, state: int, actor: int, one: Improvement) -> None:
    own = model.ranks[:, actor]
    assert own[one.state] > own[state] and one.state in model.moves[actor].reachable(state)
    for concept, steps in one.sanctions.items():
        here, last = one.state, actor
        for step in steps:
            assert step.actor not in (last, actor) and step.state in model.moves[step.actor].reachable(here)
            ranks = model.ranks[:, step.actor]
            assert concept != SEQ or ranks[step.state] > ranks[here]
            here, last = step.state, step.actor
        if steps:
            assert own[here] <= own[state]
        if steps and concept == SMR:
            assert (own[model.moves[actor].reachable(here)] <= own[state]).all()
