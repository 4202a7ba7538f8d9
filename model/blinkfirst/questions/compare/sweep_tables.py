"""The comparison of two sweeps as rows and as one JSON object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from blinkfirst.game.game import IntArray
from blinkfirst.questions.compare.outcomes import FIRST_BLINK
from blinkfirst.questions.compare.sweep_answer import OutcomePairs, SweepComparison, SweptFolder
from blinkfirst.questions.compare.tables import cell, difference_object, outcome_object
from blinkfirst.report.provenance import Provenance
from blinkfirst.study.store.spreads import CaseSettings, ExtremeCase
from blinkfirst.study.store.tables import FIRST_BLINKERS, Cell, TidyTable


def pairs_header(comparison: SweepComparison) -> tuple[str, ...]:
    """Return the columns of `pair_rows`."""
    numbers = ("first", "second", "difference")
    return ("first_case", "second_case", *comparison.first.paths, "outcome", "kind", "unit", *numbers)


def pair_rows(comparison: SweepComparison) -> Iterator[tuple[Cell, ...]]:
    """Yield one row for every outcome and pair of cases, with the settings of the first sweep's case."""
    for found in comparison.outcomes:
        ids = found.cases.first
        settings = (_cells(comparison.first.settings, path, ids) for path in comparison.first.paths)
        named = (found.outcome.name, found.outcome.kind, found.outcome.unit)
        numbers = (found.first, found.second, found.second - found.first)
        places = zip(ids.tolist(), found.cases.second.tolist(), *settings, strict=True)
        for place, ends in zip(places, zip(*(n.tolist() for n in numbers), strict=True), strict=True):
            yield (*place, *named, *ends)


def _cells(settings: CaseSettings, path: str, case_ids: IntArray) -> list[Cell]:
    codes = settings.codes_of(path, case_ids)
    if path in settings.texts:
        texts = settings.texts[path]
        return [texts[code] if code >= 0 else None for code in codes.tolist()]
    return [None if np.isnan(code) else code for code in codes.tolist()]


def tables_of(comparison: SweepComparison) -> tuple[TidyTable, ...]:
    """Return what differs, how the differences of the outcomes spread, and who blinks first on average."""
    differing: list[tuple[Cell, ...]] = [
        (d.kind, d.path, cell(d.old), cell(d.new)) for d in (*comparison.assumptions, *comparison.idle)
    ]
    spreads = [_spread_row(found) for found in comparison.outcomes]
    columns = ("lowest", "low_quartile", "median", "high_quartile", "highest", "mean")
    names = ("outcome", "kind", "unit", "cases", "first_mean", "second_mean", *columns, "rises", "falls")
    units = ("",) * 4 + ("as in unit",) * 8 + ("share of cases",) * 2
    return (
        TidyTable("differences", ("kind", "path", "first", "second"), ("",) * 4, differing),
        TidyTable("spreads", names, units, spreads),
        _first_blinkers(comparison),
    )


def _first_blinkers(comparison: SweepComparison) -> TidyTable:
    rows = [
        (found.outcome.who, found.spread.cases, *_means(found), found.spread.mean)
        for found in comparison.outcomes
        if found.outcome.kind == FIRST_BLINK
    ]
    columns = ("actor", "cases", "first_mean", "second_mean", "mean_difference")
    return TidyTable(FIRST_BLINKERS, columns, ("", "", *("probability",) * 3), rows)


def _means(found: OutcomePairs) -> tuple[float, float]:
    return float(found.first.mean()), float(found.second.mean())


def _spread_row(found: OutcomePairs) -> tuple[Cell, ...]:
    spread = found.spread
    quartiles = (spread.low_quartile, spread.median, spread.high_quartile)
    ends = (spread.lowest.value, *quartiles, spread.highest.value, spread.mean)
    named = (found.outcome.name, found.outcome.kind, found.outcome.unit, spread.cases)
    return (*named, *_means(found), *ends, found.rises, found.falls)


def object_of(comparison: SweepComparison) -> dict[str, Any]:
    """Return the object that ``compare --json`` prints for two sweeps."""
    return {
        "first": _sweep(comparison.first, comparison.provenance[0]),
        "second": _sweep(comparison.second, comparison.provenance[1]),
        "pairs": int(comparison.pairs.first.size),
        "assumptions": [difference_object(d) for d in comparison.assumptions],
        "idle": [{**difference_object(d), "kind": d.kind} for d in comparison.idle],
        "outcomes": [_outcome(found) for found in comparison.outcomes],
    }


def _sweep(sweep: SweptFolder, made_from: Provenance) -> dict[str, Any]:
    return {
        "folder": str(sweep.folder),
        "scenario": sweep.manifest.scenario,
        "title": sweep.manifest.title,
        "lens": dict(sweep.manifest.lens),
        "paths": list(sweep.paths),
        "designs": [dict(round_.design) for round_ in sweep.manifest.rounds],
        "cases": sweep.manifest.cases,
        "cases_done": int(sweep.settings.case_ids.size),
        "provenance": made_from.as_object(),
    }


def _outcome(found: OutcomePairs) -> dict[str, Any]:
    spread, outcome = found.spread, found.outcome
    return {
        **outcome_object(outcome),
        "cases": spread.cases,
        "first_mean": float(found.first.mean()),
        "second_mean": float(found.second.mean()),
        "difference": {
            "lowest": _extreme(spread.lowest),
            "low_quartile": spread.low_quartile,
            "median": spread.median,
            "high_quartile": spread.high_quartile,
            "highest": _extreme(spread.highest),
            "mean": spread.mean,
        },
        "rises": found.rises,
        "falls": found.falls,
        "moves_with": [vars(share) for share in spread.moves_with],
    }


def _extreme(case: ExtremeCase) -> dict[str, Any]:
    settings = dict(case.settings)
    return {"value": case.value, "first_case": case.case_id, "settings": settings, "cases": case.cases}
