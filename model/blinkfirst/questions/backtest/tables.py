"""Scores as tidy tables and as a JSON object."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from blinkfirst.questions.backtest.answer import ALL, ANYBODY, LOG, Backtest
from blinkfirst.record.items import ACT, FIRST, GRADED, PRODUCT
from blinkfirst.record.scores.cluster_bootstrap import Bootstrap, ScoreEstimate
from blinkfirst.study.store.tables import Cell, TidyTable

INTERVAL = ("mean", "low", "high")
NAMES = {ACT: "acts", GRADED: "graded", PRODUCT: "product", FIRST: "first", ANYBODY: "anybody", ALL: "all"}
"""Heads of columns, by group."""
CURVES = (ACT, FIRST, ANYBODY)
"""Kinds of items that are looked at for reliability: events enough to see anything, or the headline."""


def tables_of(found: Backtest) -> tuple[TidyTable, ...]:
    """Return scores, differences from the chief forecaster, what was said of each item, and curves."""
    return _scores(found), _differences(found), _said(found), _reliability(found)


def _scores(found: Backtest) -> TidyTable:
    columns = ("forecaster", "items_of", "rule", *INTERVAL, "items", "clusters")
    rows = [
        (name, group, rule, *_cells(drawn.estimate(number)), drawn.items, drawn.clusters)
        for group, rule, drawn in all_scores(found)
        for number, name in enumerate(found.names)
    ]
    return TidyTable("scores", columns, ("",) * len(columns), rows)


def all_scores(found: Backtest) -> Iterator[tuple[str, str, Bootstrap]]:
    """Yield every group and rule with the scores of all forecasters."""
    for group in (*found.groups, *([found.certain] if found.certain.places else [])):
        for rule in found.rules_of(group):
            yield group.name, rule, found.scored(group, rule)
    if any(group.name == FIRST for group in found.groups):
        yield ANYBODY, LOG, found.scored_anybody()


def _differences(found: Backtest) -> TidyTable:
    columns = ("rival", "items_of", *INTERVAL, "apart")
    rows = [
        (rival, group.name, *_cells(gap := found.against(rival, group)), gap.tells)
        for group in found.groups
        for rival in found.names
        if rival != found.chief
    ]
    return TidyTable("differences", columns, ("",) * len(columns), rows)


def _said(found: Backtest) -> TidyTable:
    columns = ("case", "date", "cluster", "kind", "who", "option", "happened", *found.names)
    rows: list[tuple[Cell, ...]] = [
        (
            *(item.case, item.on.isoformat(), item.cluster, item.kind, item.who),
            *(option, place == item.happened),
            *(float(one.chances[k][place]) for one in found.forecasters),
        )
        for k, item in enumerate(found.items)
        for place, option in enumerate(item.options)
    ]
    units = ("",) * 7 + ("probability",) * len(found.names)
    return TidyTable("said", columns, units, rows)


def _reliability(found: Backtest) -> TidyTable:
    columns = ("forecaster", "items_of", "said", "events", "came", "low", "high")
    rows: list[tuple[Cell, ...]] = [
        (found.chief, kind, *map(float, (said, count, came, low, high)))
        for kind in kinds_of(found)
        for curve in [found.reliability(found.chief, kind)]
        for said, count, came, low, high in zip(
            curve.said, curve.counts, curve.recalibrated, curve.low, curve.high, strict=True
        )
    ]
    return TidyTable("reliability", columns, ("",) * len(columns), rows)


def kinds_of(found: Backtest) -> Sequence[str]:
    """Return the kinds of items that there are reliability curves of."""
    groups = [group.name for group in found.groups]
    return [kind for kind in CURVES if (FIRST if kind == ANYBODY else kind) in groups]


def object_of(found: Backtest) -> dict[str, Any]:
    """Return the object that ``backtest --json`` prints; ``docs/reference/records.md`` explains it."""
    scores: dict[str, Any] = {name: {} for name in found.names}
    for group, rule, drawn in all_scores(found):
        for number, name in enumerate(found.names):
            scores[name].setdefault(group, {})[rule] = _object(drawn.estimate(number))
    return {
        "record": found.record,
        "cases": len(found.cases),
        "clusters": found.clusters,
        "items": len(found.items),
        "chief": found.chief,
        "scores": scores,
        "differences": {
            rival: {
                group.name: {**_object(gap := found.against(rival, group)), "apart": gap.tells}
                for group in found.groups
            }
            for rival in found.names
            if rival != found.chief
        },
        "reliability": {kind: _curve_object(found, kind) for kind in kinds_of(found)},
    }


def _curve_object(found: Backtest, kind: str) -> dict[str, Any]:
    curve = found.reliability(found.chief, kind)
    return {
        "brier": curve.brier._asdict(),
        "outside": int(curve.outside.sum()),
        "chance": curve.chance,
        "level": curve.level,
    }


def _cells(estimate: ScoreEstimate) -> tuple[float | None, ...]:
    return tuple(None if math.isnan(x) else x for x in (estimate.mean, estimate.low, estimate.high))


def _object(estimate: ScoreEstimate) -> dict[str, Any]:
    return dict(zip(INTERVAL, _cells(estimate), strict=True)) | {
        "items": estimate.items,
        "clusters": estimate.clusters,
    }
