"""The ranked probability score, for options in an order: a near miss costs less than a far one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from blinkfirst.game.game import FloatArray, IntArray


def ranked_probability_scores(chances: Sequence[FloatArray], happened: IntArray) -> FloatArray:
    """Return the mean squared difference of cumulative probabilities, over the borders between options.

    Between 0 and 1, per item.

    Parameters
    ----------
    chances, happened : as `logarithmic_scores` takes them; options in their order.

    Source
    ------
    [Epstein1969], divided by the number of borders. Of two options it is the square of the one difference.

    Examples
    --------
    >>> said = np.array([0.5, 0.5, 0.0])
    >>> ranked_probability_scores([said, said], np.array([1, 2])).tolist()
    [0.125, 0.625]
    """
    return np.array([_score(given, k) for given, k in zip(chances, happened, strict=True)], dtype=np.float64)


def _score(given: FloatArray, happened: int) -> float:
    borders = len(given) - 1
    came = np.arange(borders) >= happened
    return float(np.square(np.cumsum(given)[:-1] - came).sum() / borders)
