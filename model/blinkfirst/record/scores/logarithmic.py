"""The logarithmic score: the surprise at what happened."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from blinkfirst.game.game import FloatArray, IntArray


def logarithmic_scores(chances: Sequence[FloatArray], happened: IntArray) -> FloatArray:
    """Return -ln of the probability of what happened, per item; infinite where it was called impossible.

    Parameters
    ----------
    chances : per item, the probabilities of its options, shape (options,).
    happened : index of the option that did, shape (items,).

    Source
    ------
    [Good1952]. Departure: the sign, so that less is better.

    Examples
    --------
    >>> logarithmic_scores([np.array([0.5, 0.5]), np.array([1.0, 0.0])], np.array([0, 0])).round(6).tolist()
    [0.693147, 0.0]
    """
    said = np.array([given[k] for given, k in zip(chances, happened, strict=True)], dtype=np.float64)
    with np.errstate(divide="ignore"):
        return np.asarray(0.0 - np.log(said))
