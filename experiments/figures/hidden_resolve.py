"""The picture of the page on private types: what holding does to a reputation, and the error of the grid.

Run: python experiments/figures/hidden_resolve.py [OUTPUT.png]     (needs the extra `figures`)
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from blinkfirst import load
from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.game.hidden_resolve import HiddenForecast
from blinkfirst.solve.hidden_resolve.backward import solve_hidden
from blinkfirst.solve.hidden_resolve.forecast import hidden_forecast

SCENARIO, PRIOR, FINEST = "textbook/two-sided-standoff", 0.3, 131
NODES = (7, 11, 19, 35, 67)


def forecast_on(nodes: int) -> HiddenForecast:
    """Return the forecast of the stand-off in which either capital may be one that never gives way."""
    types = {"usual": {}, "firm": {"prior": PRIOR, "never": "blinks"}}
    settings = {f"actors.{name}.types": types for name in ("East", "West")}
    standoff = compile_scenario(load(SCENARIO, {**settings, "beliefs": {"nodes": nodes}})).standoff
    return hidden_forecast(standoff, solve_hidden(standoff))


def main(output: Path) -> None:
    """Draw the picture."""
    from matplotlib import pyplot

    exact = forecast_on(FINEST)
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(8.4, 3.4), layout="constrained")
    for name, reputation, style in zip(exact.forecast.actors, exact.reputations, ("-", "--"), strict=True):
        left.plot(exact.forecast.level_months, reputation.while_all_hold, style, color="black", label=name)
    left.set(xlabel="months in which both hold", ylim=(0, 1), title="believed to be one that never gives way")
    left.legend(frameon=False)
    errors = [
        np.abs(forecast_on(nodes).forecast.first_blink_by_actor - exact.forecast.first_blink_by_actor).max()
        for nodes in NODES
    ]
    right.loglog(NODES, errors, "o-", color="black", markersize=4)
    right.set_xticks(NODES, [str(nodes) for nodes in NODES], minor=False)
    right.minorticks_off()
    right.set(xlabel="nodes of each axis", title=f"error of P(blinks first), against {FINEST} nodes")
    figure.savefig(output, dpi=150)
    for nodes, error in zip(NODES, errors, strict=True):
        print(f"{nodes} nodes: {error:.1e}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs/figures/hidden_resolve.png"))
