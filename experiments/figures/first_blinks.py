"""The picture of the README: who blinks first in every scenario of the Korea theatre, under each lens.

Run: python experiments/figures/first_blinks.py [OUTPUT.png]     (needs the extra `figures`)
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from blinkfirst import load
from blinkfirst.questions.run.blinkers import Blinkers, blinkers_by_lens
from blinkfirst.questions.run.figure import draw_blinkers
from blinkfirst.report.charts import titled
from blinkfirst.report.drawing import NOT_SHARP, Heading, Panel, composed
from blinkfirst.scenario.composing import theatre_of
from blinkfirst.scenario.library import shipped_scenarios

if TYPE_CHECKING:
    from matplotlib.figure import SubFigure

ByLens: TypeAlias = dict[str, list[Blinkers]]


def korea() -> Iterator[str]:
    """Yield the scenarios of the theatre that are read with a single lens and without private types."""
    for name, path in shipped_scenarios().items():
        scenario = load(name)
        if theatre_of(path) == "korea" and len(scenario.shares) == 1 and scenario.grid is None:
            yield name


def first_blinks() -> ByLens:
    """Return who blinks first, by lens, a row for each scenario."""
    found: ByLens = {}
    for name in korea():
        for one in blinkers_by_lens(load(name)):
            found.setdefault(one.label, []).append(Blinkers(name, one.first, one.sharper))
    return found


def draw(lens: str, part: SubFigure, found: ByLens) -> None:
    """Draw the scenarios as read with a lens."""
    draw_blinkers(titled(part, f"read with {lens}"), found[lens])


def height_of(found: ByLens) -> float:
    """Return the inches that the rows of a lens need."""
    return 0.9 + 0.3 * max(map(len, found.values()))


def main(output: Path) -> None:
    """Draw the picture."""
    found = first_blinks()
    panels = [Panel(partial(draw, lens), height_of, lambda _: [NOT_SHARP]) for lens in found]
    heading = Heading(
        "Who blinks first?",
        "Probability of blinking first up to each scenario's horizon, per cent, exact",
        "For each shipped scenario of the Korea theatre, under each author's lens, the chance that each "
        "actor blinks first and that nobody does; what does not survive sharper choice is hatched.",
    )
    composed(found, [[panel] for panel in panels], heading).save(output)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs/figures/first_blinks.png"))
