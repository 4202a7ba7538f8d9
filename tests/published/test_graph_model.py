"""Stability of textbook conflicts."""

from __future__ import annotations

import numpy as np
import pytest

from blinkfirst.game.graph_model import CONCEPTS, GraphModel
from blinkfirst.solve.graph_model.stability import stability
from published.known_conflicts import (
    DILEMMA,
    DILEMMA_EQUILIBRIA,
    EUPHRATES,
    EUPHRATES_EQUILIBRIA,
    FIRST_MOVES,
    IRAQ,
    IRAQ_MOVES,
    PRISONERS,
    SECOND_MOVES,
    SYRIA,
    SYRIA_IRAQ,
    SYRIA_MOVES,
)
from worlds.graph_models import model_of


def equilibria(model: GraphModel, labels: tuple[str, ...]) -> dict[str, set[str]]:
    """Labels of the equilibria, by concept."""
    found = stability(model)
    return {
        concept: {labels[s] for s in np.flatnonzero(found.equilibria(concept))} for concept in CONCEPTS
    }


def test_prisoners_dilemma() -> None:
    assert equilibria(PRISONERS, DILEMMA) == DILEMMA_EQUILIBRIA


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
    """All moves reversible: Syria goes from any of its ways to any other, Iraq can call an attack off."""
    assert equilibria(SYRIA_IRAQ, EUPHRATES) == EUPHRATES_EQUILIBRIA


@pytest.mark.parametrize("reversible", [True, False])
def test_an_attack_that_can_be_called_off_is_what_undoes_the_status_quo(reversible: bool) -> None:
    """Iraq's attack (NNN to NNY) could be met by a release of water (YNY). Iraq would then call the attack
    off and be better off than ever (YNN); where it cannot, the status quo is symmetrically metarational.
    """
    iraq = IRAQ_MOVES if reversible else [(0, 3), (1, 4), (2, 5)]
    found = stability(model_of([SYRIA_MOVES, iraq], [SYRIA, IRAQ]))
    assert bool(found.SMR[0, 1]) == (not reversible)
    assert bool(found.GMR[0, 1])
