"""Two sides alike in everything but what waiting costs them, for which rounding grows tick by tick."""

from __future__ import annotations

SIDE = """\
  {name}:
    position: No
    tempo: 0.5
    patience: 0.999999
    precision: {precision}
    moves:
      hold: {{}}
      yield: {{when: dispute == on, then: {{dispute: off}}, blink: hard}}
"""


def nearly_alike(horizon: float, precision: float, apart: float = 0.0) -> str:
    """The scenario as a text; ``apart`` is by what part waiting costs A more than B."""
    sides = "".join(SIDE.format(name=name, precision=precision) for name in "AB")
    return f"""\
blinkfirst: 1
title: Two sides that are alike in nearly everything
start: 2024-01-01
horizon: {horizon}
world:
  dispute: {{levels: [on, off], start: on}}
actors:
{sides}\
arguments:
  cost-A: {{claim: x, assumption: y, for: [A], while: dispute == on, weight: {-0.1 * (1 + apart)!r}}}
  cost-B: {{claim: x, assumption: y, for: [B], while: dispute == on, weight: -0.1}}
  prize: {{claim: x, assumption: y, for: [A, B], when: mover != me and move == yield, weight: 1}}
questions:
  - A blinks by 2024-03-01
"""
