"""The table of docs/theatre-korea.md, section 9, and its picture: what private types do in the Korea theatre.

Run: PYTHONPATH=model python experiments/theatre_korea/reputations.py [--figure] [--set PATH=VALUE] [NAME]
By default the shipped scenarios with private types, some minutes; any other with
`--set 'beliefs={about: [US]}'`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from matplotlib import pyplot
from matplotlib.axes import Axes

from blinkfirst import compile_scenario, load
from blinkfirst.questions.run.reputations import Conduct, Known, TypeChances, conducts, type_chances
from blinkfirst.scenario.composing import theatre_of
from blinkfirst.scenario.library import shipped_scenarios
from blinkfirst.solve.hidden_resolve.any_standoff import forecast_anyhow
from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy, solve_hidden
from blinkfirst.solve.hidden_resolve.forecast import hidden_forecast

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "figures" / "reputations_korea.png"
PICTURED = ("2018-report-hold-hidden", "2018-forced-us-veto-hidden", "2018-tacit-double-freeze-hidden")
TELLING = 0.01  # change of a belief that is worth a word
HEAD = (
    "| scenario | who | prior | while all hold, half-time and end | what moves teach | blinks first | "
    "anybody does | gains by being taken for the second |"
)


def typed_scenarios() -> list[str]:
    """Return the shipped scenarios of the theatre in which somebody has private types."""
    korean = [name for name, path in shipped_scenarios().items() if theatre_of(path) == "korea"]
    return [name for name in korean if load(name).grid is not None]


def gains(policy: HiddenPolicy, place: int) -> list[float]:
    """Return what each type of a typed actor gains at the start if it is taken for the second, not the first.

    Utils: its value where everybody is sure of the second, less that where everybody is sure of the first;
    of other typed actors the priors are believed.
    """
    beliefs, grid = policy.standoff.beliefs, policy.grid
    assert beliefs is not None
    ends = []
    for sure in (0.0, 1.0):
        believed = [1.0, *(typed.prior for typed in beliefs.typed)]
        believed[1 + place] = sure
        (lane,) = np.flatnonzero((np.abs(grid.views - believed) < 1e-12).all(axis=1))
        mine = [n for n, (actor, _) in enumerate(policy.columns) if actor == beliefs.typed[place].actor]
        ends.append(policy.values[policy.standoff.opening.start, lane, mine])
    return [float(gain) for gain in ends[1] - ends[0]]


def solved(name: str, settings: Mapping[str, Any]) -> tuple[HiddenPolicy, Known]:
    """Return the solution of a scenario with private types, and its forecast."""
    compiled = compile_scenario(load(name, settings))
    policy = solve_hidden(compiled.standoff)
    found = hidden_forecast(compiled.standoff, policy)
    return policy, Known(compiled.scenario, compiled.standoff, found, "")


def untyped(name: str, settings: Mapping[str, Any]) -> dict[str, float]:
    """Return who blinks first where everybody knows everybody."""
    others = {path: value for path, value in settings.items() if not path.startswith("beliefs")}
    standoff = compile_scenario(load(name, {**others, "beliefs": "none"})).standoff
    return forecast_anyhow(standoff).first_blinkers


def rows(policy: HiddenPolicy, found: Known, before: Mapping[str, float]) -> Iterator[str]:
    """Yield the rows of a scenario, one for each typed actor."""
    chances, taught = type_chances(found), conducts(found)
    for typed, place in found.typed:
        actor = found.standoff.opening.actors[typed.actor]
        means = found.hidden.reputations[place].while_all_hold
        held = f"{means[len(means) // 2]:.2f}, {means[-1]:.2f}"
        first, second = (row for row in chances if row.actor == actor)
        yield " | ".join((
            f"| {found.scenario.name}", f"{actor}: {' or '.join(found.types_of(typed))}",
            f"{typed.prior:.2f}", held,
            lessons([row for row in taught if row.actor == actor]), blinks(first, second, before[actor]),
            f"{1 - first.nobody:.2f} or {1 - second.nobody:.2f} ({1 - before['nobody']:.2f})",
            "{:+.2f} or {:+.2f} |".format(*gains(policy, place)),
        ))  # fmt: skip


def lessons(taught: list[Conduct]) -> str:
    """Return how moves change the belief that the actor is of its second type, the strongest first."""
    telling = [row for row in taught if abs(row.after - row.before) >= TELLING]
    telling.sort(key=lambda row: -abs(row.after - row.before))
    told = [f"{row.move} {row.before:.2f} to {row.after:.2f} ({row.times:.2f} times)" for row in telling]
    return "; ".join(told) or "nothing"


def blinks(first: TypeChances, second: TypeChances, without: float) -> str:
    """Return the chance to blink first by type, and without types."""
    return f"{first.first:.2f} or {second.first:.2f} ({without:.2f})"


def draw(part: Axes, found: Known) -> None:
    """Draw what is believed month by month while nobody has blinked."""
    months = found.hidden.forecast.level_months
    for (typed, place), style in zip(found.typed, ("-", "--"), strict=False):
        reputation = found.hidden.reputations[place]
        actor = found.standoff.opening.actors[typed.actor]
        label = f"{actor}: {found.types_of(typed)[1]}"
        part.plot(months, reputation.while_all_hold, style, color="black", label=label)
    part.set_title(found.scenario.name, fontsize=8)
    part.set(xlabel="months in which all hold", ylim=(0, 1))
    part.legend(frameon=False, fontsize=8, loc="upper left")


def main() -> None:
    """Print the table, and draw the picture if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--figure", action="store_true")
    parser.add_argument("--set", action="append", default=[])
    asked = parser.parse_args()
    settings = {path: yaml.safe_load(value) for path, value in (one.split("=", 1) for one in asked.set)}
    print(HEAD + "\n" + "| --- " * HEAD.count(" |") + "|")
    drawn = []
    for name in asked.names or typed_scenarios():
        policy, found = solved(name, settings)
        print("\n".join(rows(policy, found, untyped(name, settings))), flush=True)
        drawn += [found] if name in PICTURED else []
    if asked.figure:
        figure, parts = pyplot.subplots(1, len(drawn), figsize=(3.2 * len(drawn), 3), layout="constrained")
        for part, found in zip(np.atleast_1d(parts), drawn, strict=True):
            draw(part, found)
        figure.savefig(PICTURE, dpi=150)


if __name__ == "__main__":
    main()
