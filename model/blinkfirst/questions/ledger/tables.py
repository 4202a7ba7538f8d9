"""The forecasts of a ledger and their scores as tidy tables and as a JSON object."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from blinkfirst.questions.ledger.answer import LedgerScores, RuleScore
from blinkfirst.record.ledger import YES, LedgerForecast
from blinkfirst.record.scores.cluster_bootstrap import ScoreEstimate
from blinkfirst.study.store.tables import Cell, TidyTable

FORECASTS = (
    *("id", "made", "by", "question", "probability", "outcome", "brier", "cluster", "scenario"),
    *("known", "source", "reason", "rule", "written"),
)
SCORES = ("score", "mean", "low", "high", "always_half", "difference", "difference_low", "difference_high")
RELIABILITY = ("said", "forecasts", "came", "low", "high")


def tables_of(found: LedgerScores) -> tuple[TidyTable, ...]:
    """Return the forecasts, the scores, and how often what was said came."""
    forecasts = [_row(found, entry) for entry in found.ledger.forecasts.values()]
    scores = [_score_row(score) for score in found.scores]
    curve = found.reliability
    columns = () if curve is None else (curve.said, curve.counts, curve.recalibrated, curve.low, curve.high)
    points = [tuple(float(cell) for cell in row) for row in zip(*columns, strict=True)]
    return (
        TidyTable("forecasts", FORECASTS, ("",) * len(FORECASTS), forecasts),
        TidyTable("scores", SCORES, ("",) * len(SCORES), scores),
        TidyTable("reliability", RELIABILITY, ("",) * len(RELIABILITY), points),
    )


def _row(found: LedgerScores, entry: LedgerForecast) -> tuple[Cell, ...]:
    outcome, answer = found.outcome(entry), found.ledger.resolutions.get(entry.name)
    brier = (entry.chance - (outcome == YES)) ** 2 if entry in found.resolved else None
    known = (None, None, None) if answer is None else (answer.on.isoformat(), answer.source, answer.reason)
    return (
        *(entry.name, entry.made.isoformat(), entry.by.isoformat(), entry.question, entry.chance),
        *(outcome or None, brier, entry.cluster, entry.scenario or None),
        *(*known, entry.rule, entry.written.isoformat()),
    )


def _score_row(score: RuleScore) -> tuple[Cell, ...]:
    mean, apart = score.mean, score.difference
    return (
        *(score.rule, mean.mean, _known(mean.low), _known(mean.high), score.coin),
        *(apart.mean, _known(apart.low), _known(apart.high)),
    )


def object_of(found: LedgerScores) -> dict[str, Any]:
    """Return the ledger as ``ledger score --json`` prints it."""
    curve = found.reliability
    forecasts = found.table("forecasts")
    return {
        "ledger": found.name,
        "counts": {
            "forecasts": len(found.ledger.forecasts),
            "resolved": len(found.resolved),
            "void": len(found.void),
            "open": len(found.open),
            "overdue": len(found.overdue),
            "dated_back": len(found.dated_back),
        },
        "void_share": found.void_share,
        "clusters": len({entry.cluster for entry in found.resolved}),
        "scores": {score.rule: _object(score) for score in found.scores},
        "reliability": None
        if curve is None
        else {
            "points": [
                dict(zip(RELIABILITY, row, strict=True)) for row in found.table("reliability").rows
            ],
            "level": curve.level,
            "chance": curve.chance,
            "brier": curve.brier._asdict(),
            "logarithmic": curve.logarithmic._asdict(),
        },
        "forecasts": [dict(zip(forecasts.columns, row, strict=True)) for row in forecasts.rows],
    }


def _object(score: RuleScore) -> dict[str, Any]:
    return {
        "mean": _estimate(score.mean),
        "always_half": score.coin,
        "difference": _estimate(score.difference),
        "apart": score.difference.tells,
    }


def _estimate(found: ScoreEstimate) -> dict[str, Any]:
    return {**asdict(found), "low": _known(found.low), "high": _known(found.high)}


def _known(number: float) -> float | None:
    return number if math.isfinite(number) else None
