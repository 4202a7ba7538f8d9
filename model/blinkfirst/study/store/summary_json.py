"""The summary of a sweep as an object for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from blinkfirst.study.store.summary import SweepSummary


def summary_object(summary: SweepSummary) -> dict[str, Any]:
    """Return what docs/reference/result-folders.md describes."""
    manifest = summary.manifest
    return {
        "scenario": manifest.scenario,
        "title": manifest.title,
        "scenario_sha256": manifest.scenario_sha256,
        "lens": dict(manifest.lens),
        "paths": [column.path for column in manifest.paths],
        "tables": list(manifest.schemas()),
        "seed": manifest.seed,
        "runs": manifest.runs,
        "versions": dict(manifest.versions),
        "rounds": [{"design": round_.design, "cases": round_.cases} for round_ in manifest.rounds],
        "cases": manifest.cases,
        "cases_done": summary.cases_done,
        "cases_failed": summary.cases_failed,
        "cases_left": summary.cases_left,
        "parts": manifest.parts,
        "parts_done": summary.parts_done,
        "failures": [asdict(group) for group in summary.failures],
        "first_blinkers": [asdict(spread) for spread in summary.first_blinkers],
        "questions": [asdict(spread) for spread in summary.questions],
    }
