"""First blinkers in several readings of a scenario, and what of them survives sharper choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from blinkfirst.compile.scenario import Compiled, compile_like, compile_scenario
from blinkfirst.game.forecast import by_name
from blinkfirst.game.leader import resting_on_error
from blinkfirst.game.standoff import Standoff
from blinkfirst.scenario.loading import changed
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.standoff.backward_answers import ANY_DEGREE, backward_answers, first_blink_watches
from blinkfirst.solve.standoff.precision import with_precision


@dataclass(frozen=True)
class Blinkers:
    """First blinkers in one reading.

    Attributes
    ----------
    label : of the reading.
    first : P(blinks first) by actor, and ``nobody``.
    sharper : the same when everybody's precision is doubled.
    """

    label: str
    first: Mapping[str, float]
    sharper: Mapping[str, float]

    @property
    def soft(self) -> frozenset[str]:
        """Names of those whose chance does not survive sharper choice."""
        return resting_on_error(self.first, self.sharper)


def blinkers_by_lens(scenario: Scenario) -> tuple[Blinkers, ...]:
    """Return who blinks first under every lens of a scenario; as it is written where it has none."""
    found: list[Blinkers] = []
    known: Compiled | None = None
    for lens in scenario.lenses or [""]:
        read = changed(scenario, {}, lens) if lens else scenario
        known = compile_scenario(read) if known is None else compile_like(known, read)
        found.append(Blinkers(lens or "as written", *_first_and_sharper(known.standoff)))
    return tuple(found)


def _first_and_sharper(standoff: Standoff) -> tuple[dict[str, float], dict[str, float]]:
    return _first(standoff), _first(with_precision(standoff, 2.0))


def _first(standoff: Standoff) -> dict[str, float]:
    chances = backward_answers(standoff, first_blink_watches(standoff, [ANY_DEGREE]))
    return by_name(standoff.opening.actors, chances)
