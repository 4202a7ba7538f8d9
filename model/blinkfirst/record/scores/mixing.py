"""A forecast mixed with the uniform one, so that no certainty that fails costs infinitely much."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from blinkfirst.game.game import FloatArray

UNIFORM_SHARE = 0.02
"""How much of every forecast that is scored is uniform."""


def mixed_with_uniform(chances: Sequence[FloatArray], share: float = UNIFORM_SHARE) -> tuple[FloatArray, ...]:
    """Return every forecast mixed with the uniform one over the same options.

    Parameters
    ----------
    chances : per item, shape (options,).
    share : of the uniform forecast, between 0 and 1.

    Examples
    --------
    >>> [given.tolist() for given in mixed_with_uniform([np.array([1.0, 0.0])], share=0.5)]
    [[0.75, 0.25]]
    """
    return tuple(np.asarray((1.0 - share) * given + share / len(given)) for given in chances)
