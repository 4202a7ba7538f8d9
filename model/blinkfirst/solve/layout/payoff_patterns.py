"""States and moves that pay alike: worked out once for all weights of arguments.

There are far fewer ways of being paid than states and moves. So what they pay are small tables that stay near
the processor, and under other weights only these tables are filled again. Moves that count alike besides make
a class: when moves of one class are played, the same is added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from blinkfirst.game.game import FloatArray, Game, IntArray, Payoffs, flow_sums
from blinkfirst.solve.layout.classes import Classes, codes_of
from blinkfirst.solve.layout.memo import Memo
from blinkfirst.sums import even_sums


@dataclass(frozen=True)
class FlowPatterns:
    """P patterns: what flow columns states have in common.

    Attributes
    ----------
    state_pattern : shape (S,).
    features : shape (F, P), ``Payoffs.flow_features`` of one state of each pattern.
    """

    state_pattern: IntArray
    features: FloatArray

    def flows(self, payoffs: Payoffs, actors: int) -> FloatArray:
        """Return the worth of states of each pattern to each actor, shape (P, A), utils per month.

        To the last bit the same as `blinkfirst.game.game.flow` gives.
        """
        return flow_sums(payoffs, self.features, actors)


def flow_patterns(payoffs: Payoffs) -> FlowPatterns:
    """Find the flow patterns of a game, one column after another."""
    classes = Classes(payoffs.flow_features.shape[1])
    for worth in payoffs.flow_features:
        paid = np.flatnonzero(worth)
        classes.part(paid, codes_of(worth[paid]))
    pattern = classes.numbered()  # pattern 0 pays nothing; if no state is of it, nobody looks at its features
    return FlowPatterns(pattern.numbers, payoffs.flow_features[:, pattern.examples])


@dataclass(frozen=True)
class LumpPatterns:
    """P patterns: what lump entries moves have in common.

    Attributes
    ----------
    edge_pattern : shape (E,).
    pattern, column : shape (n,), the entries of one move of each pattern: which pattern, in which payoff
        column; in the order of ``Payoffs.lump_columns``.
    worth : shape (n,), as in ``Payoffs``.
    count : P.
    """

    edge_pattern: IntArray
    pattern: IntArray
    column: IntArray
    worth: FloatArray
    count: int

    def lumps(self, payoffs: Payoffs, actors: int) -> FloatArray:
        """Return the lumps that moves of each pattern bring to each actor, shape (P, A), utils.

        To the last bit the same as `blinkfirst.game.game.lump` gives.
        """
        owners = np.array([column.actor for column in payoffs.columns], dtype=np.int64)
        place = self.pattern * actors + owners[self.column]
        utils = payoffs.weights[self.column] * self.worth
        return even_sums(place, utils, self.count * actors).reshape(self.count, actors)


def _lump_patterns(payoffs: Payoffs, edges: int) -> LumpPatterns:
    classes = Classes(edges)
    for first, end in pairwise(payoffs.lump_offset):
        classes.part(payoffs.lump_edge[first:end], codes_of(payoffs.lump_worth[first:end]))
    pattern = classes.numbered()
    example = pattern.examples[pattern.numbers[payoffs.lump_edge]]
    entries = np.flatnonzero(example == payoffs.lump_edge)
    return LumpPatterns(
        edge_pattern=pattern.numbers,
        pattern=pattern.numbers[payoffs.lump_edge[entries]],
        column=np.repeat(payoffs.lump_columns, np.diff(payoffs.lump_offset))[entries],
        worth=payoffs.lump_worth[entries],
        count=pattern.count,
    )


_LUMP_PATTERNS: Memo[LumpPatterns] = Memo()


def lump_patterns_of(game: Game) -> LumpPatterns:
    """Return which moves of a game bring the same lumps."""
    payoffs = game.payoffs
    arrays = (payoffs.lump_columns, payoffs.lump_offset, payoffs.lump_edge, payoffs.lump_worth)
    return _LUMP_PATTERNS.of(arrays, lambda: _lump_patterns(payoffs, game.n_edges), game.n_edges)


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


_CLASSES: Memo[MoveClasses] = Memo()


def move_classes_of(game: Game, edge_worths: Sequence[FloatArray]) -> MoveClasses:
    """Sort the edges of a game; ``edge_worths`` is what each edge adds to each count."""
    patterns = lump_patterns_of(game)
    arrays = (patterns.edge_pattern, game.edge_actor, game.edge_move, *edge_worths)
    return _CLASSES.of(arrays, lambda: _move_classes(deeds_by_edge(game), patterns, edge_worths), game.moves)


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
