"""Stability of textbook conflicts."""

from __future__ import annotations

import numpy as np
import pytest

from blinkfirst.game.graph_model import CONCEPTS, GraphModel
from blinkfirst.solve.graph_model.stability import stability
from graph_models import both_ways, model_of

DILEMMA = ("NN", "YN", "NY", "YY")
FIRST_MOVES, SECOND_MOVES = both_ways([(0, 1), (2, 3)]), both_ways([(0, 2), (1, 3)])
EUPHRATES = ("NNN", "YNN", "NYN", "NNY", "YNY", "NYY")
SYRIA, IRAQ = (6, 3, 5, 2, 1, 4), (3, 6, 1, 5, 2, 4)
# Syria releases water (Y..) or escalates (.Y.), not both; it may go from any of its three ways to any other
SYRIA_MOVES = both_ways([(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5)])
IRAQ_MOVES = both_ways([(0, 3), (1, 4), (2, 5)])


def equilibria(model: GraphModel, labels: tuple[str, ...]) -> dict[str, set[str]]:
    """Labels of the equilibria, by concept."""
    found = stability(model)
    return {
        concept: {labels[s] for s in np.flatnonzero(found.equilibria(concept))} for concept in CONCEPTS
    }


def test_prisoners_dilemma() -> None:
    """Y: keeps silent. Worst is to keep silent alone, best to talk alone; both silent beats both talking."""
    model = model_of([FIRST_MOVES, SECOND_MOVES], [(2, 1, 4, 3), (2, 4, 1, 3)])
    assert equilibria(model, DILEMMA) == {
        "Nash": {"NN"}, "GMR": {"NN", "YY"}, "SMR": {"NN", "YY"}, "SEQ": {"NN", "YY"},
    }  # fmt: skip


def test_prisoners_who_cannot_take_silence_back() -> None:
    """Who has begun to talk cannot stop: then silence of both is deterred all the same, and no way leads
    back to it.
    """
    model = model_of([[(1, 0), (3, 2)], [(2, 0), (3, 1)]], [(2, 1, 4, 3), (2, 4, 1, 3)])
    found = stability(model)
    assert equilibria(model, DILEMMA)["SEQ"] == {"NN", "YY"}
    assert found.Nash.tolist() == [[True, True], [False, True], [True, False], [False, False]]


def test_chicken() -> None:
    """Y: swerves. By hand: two Nash equilibria; swerving together is held up only by a threat that would
    hurt whoever carried it out.
    """
    model = model_of([FIRST_MOVES, SECOND_MOVES], [(1, 2, 4, 3), (1, 4, 2, 3)])
    assert equilibria(model, DILEMMA) == {
        "Nash": {"YN", "NY"}, "GMR": {"YN", "NY", "YY"}, "SMR": {"YN", "NY", "YY"}, "SEQ": {"YN", "NY"},
    }  # fmt: skip


def test_euphrates() -> None:
    """Syria and Iraq over the water of the Euphrates, all moves reversible."""
    model = model_of([SYRIA_MOVES, IRAQ_MOVES], [SYRIA, IRAQ], ("Syria", "Iraq"))
    assert equilibria(model, EUPHRATES) == {
        "Nash": {"NYY"}, "GMR": {"NNN", "NYY"}, "SMR": {"NYY"}, "SEQ": {"NYY"},
    }  # fmt: skip


@pytest.mark.parametrize("reversible", [True, False])
def test_an_attack_that_can_be_called_off_is_what_undoes_the_status_quo(reversible: bool) -> None:
    """Iraq's attack (NNN to NNY) could be met by a release of water (YNY). Iraq would then call the attack
    off and be better off than ever (YNN); where it cannot, the status quo is symmetrically metarational.
    """
    iraq = IRAQ_MOVES if reversible else [(0, 3), (1, 4), (2, 5)]
    found = stability(model_of([SYRIA_MOVES, iraq], [SYRIA, IRAQ]))
    assert bool(found.SMR[0, 1]) == (not reversible)
    assert bool(found.GMR[0, 1])
