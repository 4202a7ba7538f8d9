"""Stand-offs with private types as they are played: choices at what is believed, and what they teach.

Everybody holds a belief about every typed actor, the probability of its second type: a number, not a node of
the solver's grid. Whoever has the initiative chooses as its own type does in equilibrium at these beliefs;
what it does changes what is believed of it, by Bayes' rule. The Mesa model plays one run, the engine many
side by side; both ask `BelievedStretch`, which has one loop for either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from blinkfirst.agents.kernels import Felt, IndexArray
from blinkfirst.agents.minds.mind import Mind, TableMind
from blinkfirst.game.game import FloatArray, Game, IntArray, flow, lump
from blinkfirst.game.standoff import Span
from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy, Tick
from blinkfirst.solve.hidden_resolve.tables import moves_of, worth_of
from blinkfirst.solve.kernels.choosing import Believing, choose_as_believed


class BelievedStretch:
    """A stretch that is played, its values tick by tick, and payoffs as both types feel them.

    Attributes
    ----------
    game, first_tick : of the stretch.
    priors : what is believed of every typed actor at the start.
    axis : shape (J,), which of the typed actors a mover is; -1 where it has one type.
    felt : payoffs by type.
    """

    def __init__(self, policy: HiddenPolicy, span: Span) -> None:
        stretch = policy.standoff.plans[span.plan].stretches[span.place]
        self.game: Game = stretch.game
        self.priors = [typed.prior for typed in policy.standoff.typed]
        self.axis: IntArray = policy.grid.lanes.axis
        self.felt = _felt(self.game)
        self._policy, self._span = policy, span
        self._moves, self._worth = moves_of(self.game), worth_of(self.game)

    def ticks(self) -> Iterator[Tick]:
        """Go through its ticks with what comes after each."""
        return self._policy.ticks(self._span)

    def choose(
        self, later: FloatArray, states: IndexArray, movers: IndexArray, runs: IndexArray, count: int,
        believing: Believing,
    ) -> None:  # fmt: skip
        """Fill how the first ``count`` of ``runs`` choose, whose states and movers are given run by run."""
        choose_as_believed(
            self._moves, self._worth, self._policy.grid.lanes, later, self._policy.start, states, movers,
            runs, count, believing,
        )  # fmt: skip

    def learn(self, believing: Believing, runs: IntArray, edges: IntArray) -> None:
        """Have everybody see the moves made in some runs, in the order in which they were chosen."""
        game = self.game
        movers = game.edge_actor[edges]
        places = edges - game.edge_offset[game.edge_state[edges] * game.n_movers + movers]
        axes = self.axis[movers]
        rows = np.flatnonzero(axes >= 0)
        believing.beliefs[runs[rows], axes[rows]] = believing.after[rows, places[rows]]


def _felt(game: Game) -> Felt:
    """Lay out payoffs as first types feel them, then as second ones do."""
    flows, lumps = (np.tile(pays(game), (2, 1, 1)) for pays in (flow, lump))
    for second in game.seconds:
        other = game.with_weights(second.weights)
        flows[1, :, second.actor] = flow(other)[:, second.actor]
        lumps[1, :, second.actor] = lump(other)[:, second.actor]
    return Felt(np.ascontiguousarray(game.tick_months * flows), np.ascontiguousarray(lumps))


def empty_believing(games: Sequence[Game], typed: int, runs: int) -> Believing:
    """Room for the beliefs and choices of some runs, of which there are none where nobody is typed."""
    longest = max(int(np.diff(game.edge_offset).max()) for game in games) if typed else 0
    rows = runs if typed else 0
    return Believing(
        kinds=np.zeros((rows, games[0].n_movers), dtype=np.uint8),
        beliefs=np.zeros((runs, typed)),
        choice=np.zeros((rows, longest)),
        after=np.zeros((rows, longest)),
    )


def begin_believing(game: Game, believing: Believing, priors: Sequence[float], types: IntArray) -> None:
    """Put runs at the start, given the types drawn, shape (B, Q)."""
    believing.beliefs[:] = priors
    for second, kinds in zip(game.seconds, types.T, strict=True):
        believing.kinds[:, second.actor] = kinds


def let_minds_change(
    minds: Sequence[Mind], game: Game, states: IntArray, movers: IntArray, choice: FloatArray
) -> None:
    """Have minds that leave the equilibrium write what they play in place of it.

    ``choice``, shape (n, M), holds what their types would play in n runs, whose states and movers are given.
    """
    for actor, mind in enumerate(minds):
        if isinstance(mind, TableMind) and not mind.leaves_sigma:
            mine: NDArray[np.intp] = np.flatnonzero(movers == actor)
            if mine.size:
                choice[mine] = mind.write_rows(game, states[mine], choice[mine])
