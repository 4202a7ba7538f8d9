"""Two who quarrel until one concedes, either of whom may be one who never does [Abreu2000].

Waiting costs the first .5 a unit of time and the second 1, so that the hazards that keep the other
indifferent are 1 and .5. In each tick one of the two has the initiative, a half each; after six units of time
nothing comes any more, and by then both are known to be obstinate.
"""

# ruff: noqa: E501  scenario texts
from __future__ import annotations

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.game.standoff import Standoff
from blinkfirst.scenario.loading import load
from worlds.typed import Second, typed

OBSTINATE = 0.1
LIMIT = (0.20415, 0.78585)
"""Who concedes first in continuous time; the rest to one, a hundredth, is two who never do."""

QUARREL = """\
blinkfirst: 1
title: A quarrel
start: 2024-01-01
horizon: 6
tick: {tick}
afterwards: 0
world:
  quarrel: {{levels: [open, won-by-one, won-by-two], start: open}}
actors:
  One:
    position: Two concedes
    tempo: {tempo} if quarrel == open else 0
    patience: 1
    precision: {precision}
    moves:
      hold: {{}}
      concede: {{when: quarrel == open, then: {{quarrel: won-by-two}}, blink: hard}}
  Two:
    position: One concedes
    tempo: {tempo} if quarrel == open else 0
    patience: 1
    precision: {precision}
    moves:
      hold: {{}}
      concede: {{when: quarrel == open, then: {{quarrel: won-by-one}}, blink: hard}}
arguments:
  one: {{claim: To win is worth something, assumption: x, for: One, when: mover == Two and move == concede, weight: 1}}
  two: {{claim: To win is worth something, assumption: x, for: Two, when: mover == One and move == concede, weight: 1}}
  cost-one: {{claim: Waiting costs, assumption: x, for: One, while: quarrel == open, weight: -0.5}}
  cost-two: {{claim: Waiting costs, assumption: x, for: Two, while: quarrel == open, weight: -1}}
"""


def quarrel(tick: float, precision: float, nodes: int, reach: float = 6.0) -> Standoff:
    """The quarrel with ticks of some length; the limit is that of short ticks and sharp choices.

    Reputations grow until they are nearly whole, so the grid reaches further than it need elsewhere.
    """
    text = QUARREL.format(tick=tick, tempo=0.5 / tick, precision=precision)
    seconds = (Second(actor, OBSTINATE, nodes, never=True) for actor in range(2))
    return typed(compile_scenario(load(text)).standoff, *seconds, reach=reach)
