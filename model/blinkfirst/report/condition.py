"""Words for the condition of a forecast, the same on every page that prints its probabilities."""

from __future__ import annotations

from typing import Any

from blinkfirst.solve.standoff.condition import MOST_STRAIN, SURE, Trust

KNIFE_EDGE = 0.05  # of a probability: what a thousandth of a weight must move for the page to say so
FEW_DIGITS = 0.005  # a change that two digits do not show


def condition_object(trust: Trust) -> dict[str, Any]:
    """Return the JSON object ``condition``; ``docs/reference/results.md`` explains its keys."""
    edge = trust.edge
    return {
        "rounding": None if trust.condition.of_grid else trust.condition.worst,
        **({"grid": trust.condition.worst} if trust.condition.of_grid else {}),
        "thousandth": trust.thousandth,
        "argument": None if edge is None else edge.argument,
        "actor": None if edge is None else trust.actors[edge.actor],
        "factor": None if edge is None else edge.factor,
        "blinker": None if edge is None else trust.actors[edge.blinker],
        "from": None if edge is None else edge.before,
        "to": None if edge is None else edge.after,
        "tied": [trust.actors[actor] for actor in trust.condition.tied],
        "reason": trust.reason,
    }


def warnings_of(trust: Trust) -> list[str]:
    """Return what a reader of the probabilities has to know, one sentence or two each; often nothing."""
    if trust.reason is not None:
        return [trust.reason]
    found = []
    if trust.condition.of_grid:
        found.append(
            f"Beliefs are kept on a grid: with half as many nodes these probabilities differ by up to "
            f"{trust.condition.worst:.1g}; digits beyond that mean nothing."
        )
    elif trust.condition.worst > SURE:
        found.append(
            f"Rounding may have moved these probabilities by up to {trust.condition.worst:.1g}; digits "
            "beyond that mean nothing."
        )
    if trust.condition.tied:
        names = [trust.actors[actor] for actor in trust.condition.tied]
        found.append(f"{', '.join(names[:-1])} and {names[-1]} are exactly as likely as one another.")
    edge = trust.edge
    if edge is not None and (abs(edge.after - edge.before) >= KNIFE_EDGE or trust.condition.tied):
        found.append(f"A knife-edge: {knife_edge_sentence(trust)}")
    return found


def strain_warnings(strain: float) -> tuple[str, ...]:
    """Return what a reader of choices has to know, given `blinkfirst.solve.standoff.condition.strain_of`."""
    if strain <= MOST_STRAIN:
        return ()
    return (
        "Rounding, or the last digits of a weight, decide some of these choices: two sides are so nearly "
        "alike that backward induction magnifies it. What `run` says of its probabilities holds here, too.",
    )


def knife_edge_sentence(trust: Trust) -> str:
    """Say what a thousandth of the weight that matters most does; empty where no weight matters."""
    edge = trust.edge
    if edge is None:
        return ""
    more = "more" if edge.factor > 1.0 else "less"
    digits = 2 if abs(edge.after - edge.before) > FEW_DIGITS else 6
    before, after = (f"{chance:.{digits}f}".removeprefix("0") for chance in (edge.before, edge.after))
    whose = trust.actors[edge.actor] + (f" as {edge.lens} reads it" if edge.lens else "")
    return (
        f"a thousandth {more} of `{edge.argument}` for {whose} turns the chance that "
        f"{trust.actors[edge.blinker]} blinks first from {before} to {after}."
    )
