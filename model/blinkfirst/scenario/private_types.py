"""Private types of an actor as a scenario writes them: what the second is where it differs from the first."""

from __future__ import annotations

from dataclasses import dataclass, field

from blinkfirst.errors import Place

BLINKS = "blinks"  # in place of moves that a type never makes: whatever is a blink
TYPED_LIMIT = 3  # actors with types at once: the grid of beliefs has an axis for each
FEWEST_NODES = 5
REACH, REACH_LIMIT = 4.0, 20.0  # log-odds; further out 1 - b has no digits left
SMALLEST_PRIOR = 1e-6

_NODES = (11, 11, 7)  # of each axis, by the number of axes


@dataclass(frozen=True)
class BeliefGrid:
    """Beliefs that are looked at: so many of each typed actor, so far from the prior in log-odds."""

    nodes: int
    reach: float


@dataclass(frozen=True)
class TypeWeight:
    """Another weight of one payoff of an argument, as a second type has it under the lens in force.

    Attributes
    ----------
    argument, term : names; the term's is empty where the argument has just one.
    kind : ``"times"``, a factor of the weight, or ``"weight"``, utils in its place; strength not included.
    value, low, high : the number, and the range in which it is held defensible.
    steps : path of the number; a factor of a whole argument counts for each of its payoffs.
    """

    argument: str
    term: str
    kind: str
    value: float
    low: float
    high: float
    steps: tuple[str, ...] = field(compare=False)


@dataclass(frozen=True)
class PrivateTypes:
    """The types of an actor, and what is believed of them at the start.

    Attributes
    ----------
    names : the first type's, which is the actor as written, and the second's.
    labels, means : of both; empty where none is given.
    prior, low, high : probability of the second that everybody else begins with, and its defensible range.
    lens : that the second type weighs with; empty for the one in force.
    weights : in which it differs besides, each payoff once.
    precision : of the second type, 1/utils; ``None`` for the actor's own.
    never : moves that it never makes, by name; or `BLINKS`.
    because : arguments that say so.
    path : of the second type.
    """

    names: tuple[str, str]
    labels: tuple[str, str]
    means: tuple[str, str]
    prior: float
    low: float
    high: float
    lens: str
    weights: tuple[TypeWeight, ...]
    precision: float | None
    never: tuple[str, ...]
    because: tuple[str, ...]
    path: str = field(compare=False)
    place: Place = field(compare=False)

    @property
    def shown(self) -> tuple[str, str]:
        """Both as a page calls them: by their labels where they have some."""
        first, second = (label or name for label, name in zip(self.labels, self.names, strict=True))
        return first, second

    @property
    def second(self) -> str:
        """Name of the second type."""
        return self.names[1]


def default_nodes(typed: int) -> int:
    """Return how many beliefs are looked at of each of so many typed actors, where a scenario says none."""
    return _NODES[min(max(typed, 1), TYPED_LIMIT) - 1]


def is_prior(value: float) -> bool:
    """Return whether a number can be a prior: at 0 and 1 nothing is hidden."""
    return SMALLEST_PRIOR <= value <= 1.0 - SMALLEST_PRIOR


def fits_grid(nodes: int) -> bool:
    """Return whether a number of beliefs makes a grid: 0, the prior in the middle, 1 and as many between."""
    return nodes >= FEWEST_NODES and nodes % 2 == 1
