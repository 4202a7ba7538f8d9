"""Random stand-offs, from a number each, on which the fast road is held against the certified one.

Small enough for ball arithmetic, and of all kinds that the fast road claims something for: events foreseen or
not, nature, exact maximisers, precisions up to 1e4, patience up to 1, and long wars between near equals, in
which backward induction magnifies roundings tick by tick.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.certified import certified_forecast
from blinkfirst.solve.standoff.condition import condition_of
from blinkfirst.solve.standoff.forecast import forecast
from worlds.random_games import eventful_standoff, random_changed_game, random_game, standoff_of

PRECISIONS = (0.0, 0.3, 1.0, 4.0, 25.0, 1e2, 1e3, 1e4)
PATIENCES = (1.0, 1 - 1e-9, 0.95, 0.7, 0.3)
KINDS = ("any", "long", "events", "exact", "equals")
HALF_UNIT = 2.0**-54  # of the last digit of a double near one half: no error is told finer


class Agreement(NamedTuple):
    """The fast road's largest error in a stand-off, by how much brackets say, and what it claims.

    Attributes
    ----------
    error, claim : of the probability whose error is largest beside what is claimed for it.
    worst : the largest claim for any of them.
    """

    kind: str
    error: float
    claim: float
    worst: float

    @property
    def holds(self) -> bool:
        """The claim covers the error, or is that nothing is known."""
        return self.error <= self.claim

    @property
    def slack(self) -> float:
        """How many times larger the claim is than the error."""
        return self.claim / max(self.error, HALF_UNIT)


def random_standoff(seed: int) -> tuple[str, Standoff]:
    """The kind of a stand-off, and the stand-off; five kinds in turn."""
    rng = np.random.default_rng([seed, 10])
    kind = KINDS[seed % len(KINDS)]
    if kind == "events":
        return kind, _with_events(rng)
    if kind == "equals":
        return kind, _near_equals(rng)
    precisions = (np.inf, 1.0, 25.0) if kind == "exact" else PRECISIONS
    states, actors = int(rng.integers(1, 6)), int(rng.integers(1, 5))
    game = random_game(rng, states, actors, precisions, PATIENCES)
    ticks = int(rng.integers(60, 240)) if kind == "long" and states < 4 else int(rng.integers(1, 30))
    return kind, standoff_of(game, ticks, float(rng.choice([0.0, 0.1, 1.0, 12.0])))


def _with_events(rng: np.random.Generator) -> Standoff:
    ticks = int(rng.integers(3, 20))
    ats = sorted(int(at) for at in rng.choice(np.arange(1, ticks), min(3, ticks - 1), replace=False))
    first = random_game(rng, int(rng.integers(1, 6)), int(rng.integers(1, 4)))
    later = [random_changed_game(rng, first, int(rng.integers(1, 6))) for _ in ats]
    return eventful_standoff(rng, ticks, [first, *later], ats, [bool(rng.random() < 0.5) for _ in ats])


def _near_equals(rng: np.random.Generator) -> Standoff:
    """A war of attrition between two who are alike, or alike but for the last digits of a weight."""
    from blinkfirst.compile.scenario import compile_scenario
    from blinkfirst.scenario.loading import load

    apart = float(rng.choice([0.0, 0.0, 1e-12, 1e-6, 1e-3]))
    months, precision = int(rng.integers(6, 100)), float(rng.choice([1.0, 2.0, 4.0, 8.0, 16.0, 32.0]))
    standoff = compile_scenario(load(WAR.format(months=months, precision=precision))).standoff
    weights = standoff.opening.payoffs.weights.copy()
    weights[0] *= 1.0 + apart
    game = standoff.opening.with_weights(weights)
    stretch = replace(standoff.plans[0].stretches[0], game=game)
    return replace(standoff, plans=(replace(standoff.plans[0], stretches=(stretch,)),))


def agreement(seed: int) -> Agreement:
    """Solve a random stand-off on both roads."""
    kind, standoff = random_standoff(seed)
    policy = backward_induction(standoff)
    fast = forecast(standoff, policy).first_blink_by_actor
    claims = condition_of(standoff, policy, fast).rounding
    brackets = certified_forecast(standoff).first_blink
    errors = [max(b.low - p, p - b.high, 0.0) for p, b in zip(fast.tolist(), brackets, strict=True)]
    place = max(range(len(errors)), key=lambda i: errors[i] / max(claims[i], HALF_UNIT))
    return Agreement(kind, errors[place], float(claims[place]), float(claims.max()))


WAR = """\
blinkfirst: 1
title: Two who are nearly alike
start: 2024-01-01
horizon: {months}
world:
  dispute: {{levels: [open, over], start: open}}
arguments:
  cost: {{claim: C, assumption: a, for: [A, B], while: dispute == open, weight: -0.1}}
  prize: {{claim: C, assumption: a, for: [A, B], when: move == yield and mover != me, weight: 1}}
actors:
  A: {{position: No, tempo: 0.5, patience: 0.999999, precision: {precision}, moves: {{hold: {{}}, yield: {{when: dispute == open, then: {{dispute: over}}, blink: hard}}}}}}
  B: {{position: No, tempo: 0.5, patience: 0.999999, precision: {precision}, moves: {{hold: {{}}, yield: {{when: dispute == open, then: {{dispute: over}}, blink: hard}}}}}}
"""  # noqa: E501  a scenario
