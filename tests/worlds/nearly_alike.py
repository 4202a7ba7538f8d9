"""Two sides alike in everything, or in all but what waiting costs them: rounding grows tick by tick."""

from __future__ import annotations

SIDE = """\
  {name}:
    position: No
    tempo: 0.5
    patience: {patience}
    precision: {precision}
    moves:
      hold: {{}}
      yield: {{when: dispute == on, then: {{dispute: off}}, blink: hard}}
"""


WORLD = """\
blinkfirst: 1
title: Two sides that are alike
start: 2024-01-01
horizon: {horizon}
world:
  dispute: {{levels: [on, off], start: on}}
actors:
{sides}\
arguments:
  prize: {{claim: x, assumption: y, for: [A, B], when: mover != me and move == yield, weight: 1}}
"""


def _world(horizon: float | str, precision: float, patience: float, order: str) -> str:
    sides = "".join(SIDE.format(name=name, precision=precision, patience=patience) for name in order)
    return WORLD.format(horizon=horizon, sides=sides)


def alike(
    horizon: float | str = 12, precision: float = 8, patience: float = 0.999999, order: str = "AB"
) -> str:
    """The scenario as a text, the sides written in an order."""
    world = _world(horizon, precision, patience, order)
    return f"{world}  cost: {{claim: x, assumption: y, for: [A, B], while: dispute == on, weight: -0.1}}\n"


def nearly_alike(horizon: float, precision: float, apart: float = 0.0) -> str:
    """The scenario as a text; ``apart`` is by what part waiting costs A more than B."""
    return f"""\
{_world(horizon, precision, 0.999999, "AB")}\
  cost-A: {{claim: x, assumption: y, for: [A], while: dispute == on, weight: {-0.1 * (1 + apart)!r}}}
  cost-B: {{claim: x, assumption: y, for: [B], while: dispute == on, weight: -0.1}}
questions:
  - A blinks by 2024-03-01
"""
