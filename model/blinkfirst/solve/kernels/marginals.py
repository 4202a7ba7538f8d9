"""How likely each level of each variable is, from how likely each state is."""

from __future__ import annotations

from blinkfirst.game.game import FloatArray
from blinkfirst.solve.kernels.compiling import kernel
from blinkfirst.solve.kernels.vector8 import put, take
from blinkfirst.solve.layout.vector_layout import IndexArray


@kernel
def add_marginals(bins: IndexArray, probabilities: FloatArray, sums: FloatArray) -> None:
    """Add the probability of every state to the levels of the state.

    All variables go side by side: a sum with few bins for itself would wait for the sum before.

    Parameters
    ----------
    bins : shape (S, V), where each state's level of each variable is added.
    probabilities : shape (S,).
    sums : added to.
    """
    states, variables = bins.shape
    for state in range(states):
        probability = take(probabilities, state)
        for bin in range(state * variables, (state + 1) * variables):
            level = take(bins, bin)
            put(sums, level, take(sums, level) + probability)
