"""The picture of docs/discussion/exactness.md: how rounding and a thousandth grow with precision and horizon.

Run: python experiments/figures/condition.py [OUTPUT.png]     (needs the extra `figures`)
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from blinkfirst import backward_induction, compile_scenario, forecast, load
from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.standoff.condition import Condition, condition_of
from blinkfirst.solve.standoff.precision import with_precision

NEARLY_ALIKE = """
blinkfirst: 1
title: Two sides that are nearly alike
start: 2024-01-01
horizon: 12
world:
  dispute: {levels: [on, off], start: on}
actors:
"""
SIDE = """  %s:
    position: No
    tempo: 0.5
    patience: 0.999999
    precision: 8
    moves:
      hold: {}
      yield: {when: dispute == on, then: {dispute: off}, blink: hard}
"""
ARGUMENTS = """arguments:
  cost: {claim: x, assumption: y, for: [A, B], while: dispute == on, weight: -0.1}
  edge: {claim: x, assumption: y, for: [A], while: dispute == on, weight: -1.0e-13}
  prize: {claim: x, assumption: y, for: [A, B], when: mover != me and move == yield, weight: 1}
"""
SHIPPED = (
    "textbook/two-sided-standoff", "textbook/volunteers-dilemma", "korea-1/2019-hanoi",
    "korea-1/2022-mandate-renewal", "korea-1/2018-tacit-double-freeze",
)  # fmt: skip
COLOURS = ("#222222", "#3b6fb6", "#5fa777", "#c8553d", "#8f6bb3", "#d9a441")
PRECISIONS = (0.25, 0.5, 1, 2, 4, 8, 16)
HORIZONS = (0.25, 0.5, 1, 2, 4)


def measured(standoff: Standoff) -> Condition:
    """Return the condition of a stand-off's forecast."""
    policy = backward_induction(standoff)
    return condition_of(standoff, policy, forecast(standoff, policy).first_blink_by_actor)


def longer(standoff: Standoff, factor: float) -> Standoff:
    """Return the stand-off with a horizon so many times as far, its last game going on."""
    return replace(standoff, ticks=max(round(standoff.ticks * factor), 1))


def main(output: Path) -> None:
    """Draw the picture."""
    nearly = compile_scenario(load(NEARLY_ALIKE + SIDE % "A" + SIDE % "B" + ARGUMENTS)).standoff
    shipped = [(name, compile_scenario(load(name)).standoff) for name in SHIPPED]
    standoffs = [("two sides alike but for 1e-12 of a cost", nearly), *shipped]
    figure, panels = plt.subplots(2, 2, figsize=(11, 7.5), sharey="row", sharex="col")
    ways: Sequence[tuple[str, Sequence[float], Callable[[Standoff, float], Standoff]]] = (
        ("precision, times the scenario's", PRECISIONS, with_precision),
        ("horizon, times the scenario's", HORIZONS, longer),
    )
    for column, (label, factors, change) in enumerate(ways):
        for (name, standoff), colour in zip(standoffs, COLOURS, strict=True):
            found = [measured(change(standoff, factor)) for factor in factors]
            for row, heights in enumerate(([c.worst for c in found], [c.thousandth for c in found])):
                panels[row, column].plot(factors, heights, "o-", color=colour, label=name, markersize=4)
        panels[1, column].set_xlabel(label)
        for panel in panels[:, column]:
            panel.set_xscale("log", base=2)
            panel.set_yscale("log")
            panel.set_xticks(factors, [f"{factor:g}" for factor in factors])
            panel.spines[["top", "right"]].set_visible(False)
    panels[0, 0].set_ylim(1e-17, 5)
    panels[1, 0].set_ylim(1e-7, 2)
    for panel in panels[0]:
        panel.axhline(1e-2, color="#999999", linewidth=0.8)
        panel.axhline(1e-6, color="#999999", linewidth=0.8, linestyle=":")
    panels[0, 0].annotate("no probability is given above", (0.25, 1.3e-2), fontsize=8, color="#666666")
    panels[0, 0].annotate("said above", (0.25, 1.3e-6), fontsize=8, color="#666666")
    panels[0, 0].set_ylabel("rounding: bound on the error")
    panels[1, 0].set_ylabel("a thousandth of the weights: may move")
    handles, labels = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="lower center", ncols=3, frameon=False, fontsize=9)
    figure.suptitle("The condition of P(blinks first)", x=0.01, ha="left", fontsize=13)
    figure.tight_layout(rect=(0, 0.07, 1, 1))
    figure.savefig(output, dpi=110)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs/figures/condition.png"))
