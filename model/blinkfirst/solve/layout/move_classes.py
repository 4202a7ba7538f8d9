"""Classes of moves: when moves of one class are played, the same is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from blinkfirst.game.game import FloatArray, Game, IntArray
from blinkfirst.solve.layout.classes import Classes, codes_of
from blinkfirst.solve.layout.game_tables import lump_patterns_of
from blinkfirst.solve.layout.memo import Memo
from blinkfirst.solve.layout.payoff_patterns import LumpPatterns


@dataclass(frozen=True)
class MoveClasses:
    """P classes of edges that are of the same deed, bring the same lumps and add the same to every count.

    Attributes
    ----------
    edge_class : shape (E,).
    deed : shape (P,), index of the deed.
    pattern : shape (P,), lump pattern.
    worth : shape (P, counts), what each passage adds to a count.
    """

    edge_class: IntArray
    deed: IntArray
    pattern: IntArray
    worth: FloatArray


def deeds_by_edge(game: Game) -> IntArray:
    """Index of every edge's deed (actor and move, in scenario order), shape (E,)."""
    moves_before = np.cumsum([0, *(len(moves) for moves in game.moves)])
    return np.asarray(moves_before[game.edge_actor] + game.edge_move)


_KNOWN: Memo[MoveClasses] = Memo()


def move_classes_of(game: Game, edge_worths: Sequence[FloatArray]) -> MoveClasses:
    """Sort the edges of a game; ``edge_worths`` is what each edge adds to each count."""
    patterns = lump_patterns_of(game)
    arrays = (patterns.edge_pattern, game.edge_actor, game.edge_move, *edge_worths)
    return _KNOWN.of(arrays, lambda: _move_classes(deeds_by_edge(game), patterns, edge_worths), game.moves)


def _move_classes(deeds: IntArray, patterns: LumpPatterns, edge_worths: Sequence[FloatArray]) -> MoveClasses:
    everywhere = np.arange(deeds.size)
    classes = Classes(deeds.size)
    classes.part(everywhere, deeds)
    classes.part(everywhere, patterns.edge_pattern)
    for worths in edge_worths:
        counted = np.flatnonzero(worths)
        classes.part(counted, codes_of(worths[counted]))
    sorted_edges = classes.numbered()
    examples = sorted_edges.examples  # class 0 is empty: the last edge stands in for it
    return MoveClasses(
        edge_class=sorted_edges.numbers,
        deed=deeds[examples],
        pattern=patterns.edge_pattern[examples],
        worth=np.column_stack([np.zeros((examples.size, 0)), *(worths[examples] for worths in edge_worths)]),
    )
