"""Facts of a sweep, from which the grammar makes its texts ``sweep`` and ``sweep-chances``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from blinkfirst.game.forecast import NOBODY
from blinkfirst.game.game import FloatArray
from blinkfirst.report.grammar import sentences
from blinkfirst.study.store.spreads import SAME, Spread
from blinkfirst.study.store.sweep_summary import SweepSummary


def sentences_of(found: SweepSummary) -> list[str]:
    """Return how far a sweep is, and how likely each actor is to blink first over its cases."""
    progress = {"done": found.cases_done, "cases": found.manifest.cases, "failed": found.cases_failed}
    chances = [sentences("sweep-chances", _spread(spread)) for spread in found.first_blinkers]
    return [*sentences("sweep", progress), *(said for each in chances for said in each)]


def sentences_of_chances(chances: Mapping[str, Sequence[float]]) -> list[str]:
    """Return how likely each actor is to blink first, from its chances in all cases, by name."""
    table = np.array(list(chances.values()))
    ahead = (table >= table.max(axis=0) - SAME).sum(axis=1)
    return [
        said
        for name, values, leading in zip(chances, table, ahead.tolist(), strict=True)
        for said in sentences("sweep-chances", _chances(name, values, leading))
    ]


def _chances(name: str, values: FloatArray, leading: int) -> dict[str, Any]:
    return {
        "name": name,
        "nobody": name == NOBODY,
        "lowest": float(values.min()),
        "highest": float(values.max()),
        "median": float(np.median(values)),
        "counted": True,
        "leading": leading,
        "cases": values.size,
    }


def _spread(spread: Spread) -> dict[str, Any]:
    return {
        "name": spread.name,
        "nobody": spread.name == NOBODY,
        "lowest": spread.lowest.value,
        "highest": spread.highest.value,
        "median": spread.median,
        "counted": spread.likeliest is not None,
        "leading": round((spread.likeliest or 0.0) * spread.cases),
        "cases": spread.cases,
    }
