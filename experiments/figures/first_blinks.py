"""The picture of the README: who blinks first in every scenario of the Korea theatre, under each lens.

Run: python experiments/figures/first_blinks.py [OUTPUT.png]     (needs the extra `figures`)
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from blinkfirst import backward_induction, changed, compile_scenario, forecast, load
from blinkfirst.scenario.composing import theatre_of
from blinkfirst.scenario.library import shipped_scenarios

COLOURS = {
    "US": "#3b6fb6",
    "China": "#c8553d",
    "Russia": "#8f6bb3",
    "DPRK": "#4d4d4d",
    "ROK": "#5fa777",
    "nobody": "#e4e0d8",
}


def first_blinks(name: str, lens: str) -> dict[str, float]:
    """Return P(blinks first) by actor for one scenario under one lens."""
    scenario = changed(load(name), {}, lens)
    standoff = compile_scenario(scenario).standoff
    return forecast(standoff, backward_induction(standoff)).first_blinkers


def main(output: Path) -> None:
    """Draw the picture."""
    korea = [name for name, path in shipped_scenarios().items() if theatre_of(path) == "korea"]
    names = [name for name in korea if len(load(name).shares) == 1]
    lenses = list(load(names[0]).lenses)
    figure, panels = plt.subplots(1, len(lenses), figsize=(11, 0.42 * len(names) + 1.6), sharey=True)
    for panel, lens in zip(panels, lenses, strict=True):
        for row, name in enumerate(reversed(names)):
            left = 0.0
            for actor, probability in first_blinks(name, lens).items():
                panel.barh(
                    row,
                    probability,
                    left=left,
                    color=COLOURS[actor],
                    label=actor if row == 0 else None,
                    height=0.78,
                )
                if probability > 0.08:
                    dark = actor != "nobody"
                    panel.text(
                        left + probability / 2,
                        row,
                        f"{100 * probability:.0f}",
                        ha="center",
                        va="center",
                        fontsize=8,
                        color="white" if dark else "#555555",
                    )
                left += probability
        panel.set_title(f"read with {lens}", fontsize=11, loc="left")
        panel.set_xlim(0, 1)
        panel.set_xticks([0, 0.5, 1], ["0", "50 %", "100 %"])
        panel.spines[["top", "right", "left"]].set_visible(False)
        panel.tick_params(axis="y", length=0)
    panels[0].set_yticks(range(len(names)), list(reversed(names)))
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="lower center", ncols=len(labels), frameon=False, fontsize=9)
    figure.suptitle(
        "Who blinks first? Exact probabilities up to each scenario's horizon", x=0.01, ha="left", fontsize=13
    )
    figure.tight_layout(rect=(0, 0.05, 1, 1))
    figure.savefig(output, dpi=130)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs/figures/first_blinks.png"))
