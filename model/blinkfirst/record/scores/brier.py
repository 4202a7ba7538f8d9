"""The Brier score: the squared distance between what was said and what happened."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from blinkfirst.game.game import FloatArray, IntArray


def brier_scores(chances: Sequence[FloatArray], happened: IntArray) -> FloatArray:
    """Return the sum over options of squared differences from 1 for what happened and 0 for the rest.

    Between 0 and 2, per item.

    Parameters
    ----------
    chances, happened : as `logarithmic_scores` takes them.

    Source
    ------
    [Brier1950]. Of an item of two options it is twice the square of the one difference.

    Examples
    --------
    >>> brier_scores([np.array([0.75, 0.25]), np.array([0.2, 0.3, 0.5])], np.array([0, 2])).round(6).tolist()
    [0.125, 0.38]
    """
    return np.array(
        [1.0 - 2.0 * given[k] + given @ given for given, k in zip(chances, happened, strict=True)],
        dtype=np.float64,
    )
