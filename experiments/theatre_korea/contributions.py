"""What each mended point of the second edition is worth on the record: scores with everything and without it.

    PYTHONPATH=model python experiments/theatre_korea/contributions.py     # eight backtests

Writes the table `contributions` of docs/theatre-korea-changes.md. A point is taken back by its overlay in
experiments/history/without/.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from make_tables import put, table

from blinkfirst.game.game import FloatArray
from blinkfirst.questions.backtest.answer import LOG, Backtest, backtest
from blinkfirst.record.scores.cluster_bootstrap import bootstrap
from blinkfirst.scenario.overlays import read_overlay

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "theatre-korea-changes.md"
WITHOUT = sorted((ROOT / "experiments" / "history" / "without").glob("*.yaml"))
GROUPS = ("all", "act", "DPRK", "graded", "product", "first")


def _losses(found: Backtest) -> FloatArray:
    """Log score of every item, by the forecaster that a theatre is judged by."""
    return found.losses[LOG][:, found.names.index(found.chief)]


def contributions() -> str:
    """Return the table: mean log score with everything, and how much better it is than without a point."""
    whole = backtest("korea")
    without = {path.stem: _losses(backtest("korea", settings=read_overlay(path))) for path in WITHOUT}
    without["first edition"] = _losses(backtest("korea-1"))
    rows = []
    for name, losses in without.items():
        row = [name]
        for group in whole.groups:
            if group.name in GROUPS:
                places = list(group.places)
                pair = np.stack([_losses(whole)[places], losses[places]], axis=1)
                clusters = [whole.items[k].cluster for k in places]
                found = bootstrap(pair, clusters).difference(0, 1)
                mark = "" if found.tells else " ="
                row.append(f"{found.mean:+.3f} ({found.low:+.2f} to {found.high:+.2f}){mark}")
        rows.append(row)
    kept = [group.name for group in whole.groups if group.name in GROUPS]
    return table(["with everything, less without", *kept], rows)


if __name__ == "__main__":
    put("contributions", contributions(), PAGE)
    sys.exit(0)
