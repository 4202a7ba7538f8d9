"""Items: what a forecast of a case has to say, and what a forecaster said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray, IntArray

ACT, GRADED, PRODUCT, FIRST = "act", "graded", "product", "first"
KINDS = (ACT, GRADED, PRODUCT, FIRST)
"""Kinds of items: an actor's act; how much of a text came through, whose options are in order from nothing to
all; whether anything was adopted; who blinked first."""


@dataclass(frozen=True)
class Item:
    """One thing that happened, among those that could have.

    Attributes
    ----------
    case, on, cluster : of the case it belongs to.
    kind : one of `KINDS`.
    who : the actor of an act; empty for other kinds.
    options : at least two; those of a graded item from least to most.
    happened : index of the one that did.
    weight : how much it counts in a mean.
    together : indices of others that happened together with it, so that none of them was the first; what a
        forecaster gave to any of them counts as given to ``happened``, see `counted_together`.
    """

    case: str
    on: date
    cluster: str
    kind: str
    who: str
    options: tuple[str, ...]
    happened: int
    weight: float = 1.0
    together: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise GameError(f"expected an item of a kind among {', '.join(KINDS)}; got {self.kind!r}")
        if len(self.options) < 2 or not 0 <= self.happened < len(self.options):
            raise GameError(f"{self.case}: expected two options or more, and one that happened among them")

    @property
    def name(self) -> str:
        """DatedCase, kind and actor, as ``H01 act US``."""
        return " ".join(part for part in (self.case, self.kind, self.who) if part)


@dataclass(frozen=True)
class Forecaster:
    """Probabilities that somebody gave the options of some items.

    Attributes
    ----------
    name : for tables.
    chances : per item, shape (number of its options,); adds up to 1.
    means : how it comes by them, for readers.
    fitted : whether any of it was fitted to items of the record.
    """

    name: str
    chances: tuple[FloatArray, ...]
    means: str = ""
    fitted: bool = False

    def __post_init__(self) -> None:
        for number, chances in enumerate(self.chances):
            if not np.all(chances >= 0.0) or not abs(float(chances.sum()) - 1.0) < 1e-6:
                raise GameError(
                    f"{self.name}: item {number}: expected chances that add up to 1, got {chances}"
                )


def happened(items: Sequence[Item]) -> IntArray:
    """Return the index of what happened, shape (number of items,)."""
    return np.array([item.happened for item in items], dtype=np.int64)


def uniform(items: Sequence[Item]) -> Forecaster:
    """Return the forecaster that finds all options alike."""
    chances = tuple(np.full(len(item.options), 1.0 / len(item.options)) for item in items)
    return Forecaster("uniform", chances, means="every option alike")


def counted_together(items: Sequence[Item], chances: Sequence[FloatArray]) -> tuple[FloatArray, ...]:
    """Return chances with those of options that happened together all at the one that is noted first.

    Examples
    --------
    >>> item = Item("A", date(2017, 9, 11), "x", FIRST, "", ("China", "Russia", "nobody"), 0, together=(1,))
    >>> counted_together([item], [np.array([0.25, 0.5, 0.25])])[0].tolist()
    [0.75, 0.0, 0.25]
    """
    return tuple(
        _gathered(item, given) if item.together else given for item, given in zip(items, chances, strict=True)
    )


def _gathered(item: Item, given: FloatArray) -> FloatArray:
    found, others = given.copy(), list(item.together)
    found[item.happened] += found[others].sum()
    found[others] = 0.0
    return found
