"""A calibration as tidy tables, as a JSON object and as an overlay."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from blinkfirst.questions.calibrate.answer import FORECASTERS, Calibration, FreeFit
from blinkfirst.record.scores.cluster_bootstrap import ScoreEstimate
from blinkfirst.study.store.tables import Cell, TidyTable

NUMBERS = (
    *("number", "lens", "written", "prior_low", "prior_high", "fitted", "low", "high", "learnt", "moves"),
)
SCORES = ("forecaster", "mean", "low", "high", "items", "clusters")


def tables_of(found: Calibration) -> tuple[TidyTable, ...]:
    """Return the free numbers, the scores, the fits at other widths, and the overlay."""
    scores = [(name, *_cells(found.scores.estimate(k))) for k, name in enumerate(FORECASTERS)]
    scores.append(("gain", *_cells(found.gain)))
    names = [fit.number.name for fit in found.fits]
    lenses = list(found.widths[0].evidence)
    widths = [
        (one.width, *one.values, one.mean, one.left_out, *(one.evidence[lens] for lens in lenses))
        for one in found.widths
    ]
    columns = ("width", *names, "mean", "left_out", *(f"log_evidence.{lens}" for lens in lenses))
    return (
        TidyTable("numbers", NUMBERS, ("",) * len(NUMBERS), [_row(fit) for fit in found.fits]),
        TidyTable("scores", SCORES, ("",) * len(SCORES), scores),
        TidyTable("widths", columns, ("",) * len(columns), widths),
        TidyTable("overlay", ("path", "value"), ("", ""), list(found.overlay().items())),
    )


def _row(fit: FreeFit) -> tuple[Cell, ...]:
    return (
        *(fit.number.name, fit.number.lens, fit.number.written[0], *fit.prior),
        *(fit.value, *fit.interval, fit.learnt, fit.moves),
    )


def _cells(found: ScoreEstimate) -> tuple[Cell, ...]:
    return (found.mean, _known(found.low), _known(found.high), found.items, found.clusters)


def _known(number: float) -> float | None:
    return number if math.isfinite(number) else None


def object_of(found: Calibration) -> dict[str, Any]:
    """Return the calibration as ``calibrate --json`` prints it."""
    factors = found.bayes_factors()
    return {
        "record": found.record,
        "width": found.width,
        "settled": found.settled,
        "solutions": found.solutions,
        "numbers": [dict(zip(NUMBERS, _row(fit), strict=True)) for fit in found.fits],
        "scores": {row[0]: dict(zip(SCORES[1:], row[1:], strict=True)) for row in found.table("scores").rows},
        "apart": found.gain.tells,
        "widths": [
            {
                "width": one.width,
                "values": dict(zip((fit.number.name for fit in found.fits), one.values, strict=True)),
                "mean": one.mean,
                "left_out": one.left_out,
                "log_evidence": dict(one.evidence),
                "log_bayes_factor": factors.get(one.width),
            }
            for one in found.widths
        ],
        "overlay": found.overlay(),
    }


def overlay_text(values: Mapping[str, float], provenance: object) -> str:
    """Return an overlay file: what it was made from, and the values by path."""
    fitted = "# Fitted to a record; it stands beside what the authors wrote, and replaces nothing."
    lines = [f"{path}: {value:g}" for path, value in values.items()]
    return "\n".join([f"# {provenance}", fitted, *lines, ""])
