"""Where moves and nature lead, in the order of the game: what the forward pass reads."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from blinkfirst.game.game import FloatArray, Game, IntArray
from blinkfirst.solve.layout.memo import Memo
from blinkfirst.solve.layout.vector_layout import IndexArray, narrow


class Ways(NamedTuple):
    """Outcomes of edges and of nature; offsets and members as in `Game`.

    Attributes
    ----------
    edge_menu : shape (E,), state times A plus actor.
    edge_state : shape (E,).
    outcome_offset, outcome_state, outcome_chance : where edges lead.
    drift_offset : shape (S + 1,), outcomes of all of nature's events in a state.
    drift_state : where they lead.
    """

    edge_menu: IndexArray
    edge_state: IndexArray
    outcome_offset: IntArray
    outcome_state: IndexArray
    outcome_chance: FloatArray
    drift_offset: IntArray
    drift_state: IndexArray


_WAYS: Memo[Ways] = Memo()


def ways_of(game: Game) -> Ways:
    """Copy the ways of a game as kernels read them; the same for all games that differ in nothing else."""
    arrays = (
        game.edge_state, game.edge_actor, game.outcome_offset, game.outcome_state, game.outcome_probability,
        game.nature_offset, game.nature_outcome_offset, game.nature_outcome_state,
    )  # fmt: skip
    return _WAYS.of(arrays, lambda: _ways(game))


def _ways(game: Game) -> Ways:
    return Ways(
        edge_menu=narrow(game.edge_state * game.n_actors + game.edge_actor),
        edge_state=narrow(game.edge_state),
        outcome_offset=np.array(game.outcome_offset, dtype=np.int64),
        outcome_state=narrow(game.outcome_state),
        outcome_chance=np.array(game.outcome_probability, dtype=np.float64),
        drift_offset=np.array(game.nature_outcome_offset[game.nature_offset], dtype=np.int64),
        drift_state=narrow(game.nature_outcome_state),
    )
