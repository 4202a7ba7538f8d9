"""The two houses with private types: one reads with the rival lens and fears less, the other may never give way."""

# ruff: noqa: E501  scenario texts
from __future__ import annotations

from worlds.two_houses import EVENTS, edited

_US = """\
    types:
      dealer: {label: Dealer}
      hawk:
        prior: {old: [0.2, 0.3, 0.5], new: 0.4}
        lens: new
        arguments: {fear: {times: [0.5, 2, 3]}, many: {terms: {a: {weight: -0.3}}}}
        precision: 1.5 + fuss
        because: [fear]
        means: Would rather be talked of than listen
"""
_CN = """\
    types:
      carrier: {}
      shield: {prior: 0.25, never: blinks}
"""
TYPED_HOUSES = edited("  CN:\n    position", _US + "  CN:\n    position")
TYPED_HOUSES = edited("nature:\n", _CN + "beliefs: {nodes: 7, reach: 3}\nnature:\n", TYPED_HOUSES)
TYPED_HOUSES = edited("precision: exact", "precision: 3", TYPED_HOUSES)
TYPED_HOUSES = edited("blinkfirst: 1", "blinkfirst: 3", TYPED_HOUSES)

TYPED_EVENTS = EVENTS.replace(
    "parameters.fuss: 0.2", "parameters.fuss: 0.2, actors.US.types.hawk.precision: 4"
)
TYPED_EVENTS = TYPED_EVENTS.replace(
    "nature.vote.rate: 0}", "nature.vote.rate: 0, actors.US.types.hawk.arguments.fear.times: 3}"
)


def typed(old: str, new: str) -> str:
    """The typed houses with one place changed; the place must be there exactly once."""
    return edited(old, new, TYPED_HOUSES)


def with_events() -> str:
    """The typed houses with dated events, which change a second type among others."""
    return edited("questions:", TYPED_EVENTS, TYPED_HOUSES)
