"""Facts of a sweep, from which the grammar makes its texts ``sweep`` and ``sweep-chances``."""

from __future__ import annotations

from typing import Any

from blinkfirst.game.forecast import NOBODY
from blinkfirst.report.grammar import sentences
from blinkfirst.study.store.spreads import Spread
from blinkfirst.study.store.sweep_summary import SweepSummary


def sentences_of(found: SweepSummary) -> list[str]:
    """Return how far a sweep is, and how likely each actor is to blink first over its cases."""
    progress = {"done": found.cases_done, "cases": found.manifest.cases, "failed": found.cases_failed}
    chances = [sentences("sweep-chances", _spread(spread)) for spread in found.first_blinkers]
    return [*sentences("sweep", progress), *(said for each in chances for said in each)]


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
