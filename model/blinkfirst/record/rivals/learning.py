"""The items that a rival may learn from, for each item that it forecasts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from blinkfirst.record.items import Item

BoolArray = NDArray[np.bool_]
OTHER_CLUSTERS, EARLIER = "other clusters", "earlier rows"


def other_clusters(items: Sequence[Item]) -> BoolArray:
    """Return whether each item may learn from each: those of other clusters, before or after it.

    Shape (items, items).
    """
    clusters = np.array([item.cluster for item in items])
    return np.asarray(clusters[:, None] != clusters[None, :])


def earlier_rows(items: Sequence[Item]) -> BoolArray:
    """Return whether each item may learn from each: those of earlier days, of its own cluster too.

    Shape (items, items).
    """
    days = np.array([item.on.toordinal() for item in items])
    return np.asarray(days[:, None] > days[None, :])


def comparable(items: Sequence[Item]) -> BoolArray:
    """Return whether each item asks the same as each: one kind and one actor; shape (items, items)."""
    asked = np.array([f"{item.kind} {item.who}" for item in items])
    return np.asarray(asked[:, None] == asked[None, :])


LEARNING: Mapping[str, Callable[[Sequence[Item]], BoolArray]] = {
    OTHER_CLUSTERS: other_clusters,
    EARLIER: earlier_rows,
}
