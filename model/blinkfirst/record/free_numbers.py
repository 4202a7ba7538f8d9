"""Numbers of a theatre that are left free, each with a prior around what its author wrote.

A free number is a point x on a scale of its own, 0 at the written value. Its prior is normal with mean 0
and the *width* as standard deviation, the same for all. Precisions and strengths, which have no written
range, are multiplied by 2^x: at width 1 a factor of two either way is one standard deviation. Numbers with a
range are moved by x s, where s makes the range a 90 % interval at width 1: s = (high - low) / (2 x 1.645).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from blinkfirst.compile.numbers import PARAMETER, PRECISION, STRENGTH, WEIGHT, Number, numbers_of
from blinkfirst.errors import OptionError, hinted, nearest
from blinkfirst.game.game import FloatArray
from blinkfirst.scenario.scenario import Scenario

COMMON, BY_ACTOR = "precision", "precisions"
WORDS = {COMMON: "of all actors, by one factor", BY_ACTOR: "of each actor, by its own factor"}
SURE = 1.6448536269514722  # standard deviations on either side of a 90 % interval


@dataclass(frozen=True)
class FreeNumber:
    """A number, or several that move together, and how far a point moves it.

    Attributes
    ----------
    name : for readers.
    paths, written : of the numbers, and their values as written.
    spread : of a factor, its natural logarithm at x = 1; else the shift at x = 1.
    is_factor : whether they are multiplied.
    lens : the lens whose value it is; ``None`` for all.
    low, high : bounds that no value may leave.
    """

    name: str
    paths: tuple[str, ...]
    written: tuple[float, ...]
    spread: float
    is_factor: bool
    lens: str | None = None
    low: float = -np.inf
    high: float = np.inf

    def values(self, point: float) -> tuple[float, ...]:
        """Return the values at a point."""
        if self.is_factor:
            return tuple(value * float(np.exp(self.spread * point)) for value in self.written)
        moved = (value + self.spread * point for value in self.written)
        return tuple(float(np.clip(value, self.low, self.high)) for value in moved)

    @property
    def bounds(self) -> tuple[float, float]:
        """The points between which no value leaves its bounds."""
        if self.is_factor:
            return -np.inf, np.inf
        (written,) = self.written
        return (self.low - written) / self.spread, (self.high - written) / self.spread


Reading: TypeAlias = str | Mapping[str, float] | None
"""A lens, shares of several, or none, as `Theatre` has them."""


def changes_at(free: Sequence[FreeNumber], point: FloatArray, lens: Reading) -> dict[str, Any]:
    """Return the values by path that a point stands for, under a lens; those of other lenses are left out."""
    return {
        path: value
        for one, x in zip(free, point, strict=True)
        if one.lens is None or one.lens in lens_names([lens])
        for path, value in zip(one.paths, one.values(float(x)), strict=True)
    }


def lens_names(lenses: Sequence[Reading]) -> tuple[str, ...]:
    """Return the names of all lenses among some readings."""
    names = (lens if isinstance(lens, Mapping) else [lens] for lens in lenses if lens is not None)
    return tuple(dict.fromkeys(str(name) for some in names for name in some))


def free_numbers(
    scenario: Scenario, over: Sequence[str], lenses: Sequence[Reading], taken: Collection[str] = ()
) -> tuple[FreeNumber, ...]:
    """Return the numbers that some words and paths leave free.

    Parameters
    ----------
    scenario : the theatre.
    over : words of `WORDS`, and paths.
    lenses : that the theatre is read under.
    taken : paths that the mapping of the record sets by itself.

    Raises
    ------
    OptionError
        When a path leads to no number, to one without a range, or to one that the mapping sets; or two of
        them to the same.
    """
    found: list[FreeNumber] = []
    for word in over:
        found += [_common(scenario)] if word == COMMON else _named(scenario, word, lenses, taken)
    paths = [path for one in found for path in one.paths]
    twice = next((path for path in paths if paths.count(path) > 1), None)
    if twice is not None:
        raise OptionError(f"--over: {twice} would be free twice; leave one of them out")
    return tuple(found)


def _common(scenario: Scenario) -> FreeNumber:
    actors = scenario.rules.actors
    paths = tuple(f"actors.{actor.name}.precision" for actor in actors)
    written = tuple(float(actor.precision) for actor in actors)
    return _factor(COMMON, paths, written)


def _named(
    scenario: Scenario, word: str, lenses: Sequence[Reading], taken: Collection[str]
) -> Iterator[FreeNumber]:
    if word == BY_ACTOR:
        for actor in scenario.rules.actors:
            path = f"actors.{actor.name}.precision"
            yield _factor(path, (path,), (float(actor.precision),))
        return
    numbers = numbers_of(scenario)
    try:
        number = numbers.at(word)
    except KeyError:
        known = [*WORDS, *(one.path for one in numbers.rows)]
        message = f"--over: {word!r} is no number of this theatre"
        more = "`blinkfirst numbers` lists those of a scenario of it"
        raise OptionError(hinted(f"{message}; {more}", nearest(word, known))) from None
    if number.path in taken:
        raise OptionError(f"--over: {word} is set case by case by the rules of the record, and so not free")
    yield from _of_number(number, lenses)


def _of_number(number: Number, lenses: Sequence[Reading]) -> Iterator[FreeNumber]:
    if number.kind in (PRECISION, STRENGTH) and isinstance(number.value, float):
        yield _factor(number.path, (number.path,), (number.value,))
        return
    found = [one for one in _ranged(number, lenses) if one.spread > 0.0]
    if not found:
        message = f"--over: {number.path} has no range in which its author holds it defensible, so no prior"
        raise OptionError(f"{message}; expected a number written with one, a precision or a strength")
    yield from found


def _ranged(number: Number, lenses: Sequence[Reading]) -> Iterator[FreeNumber]:
    """Yield the number, or its value under each lens; one without a range has no spread."""
    if len(set(number.by_lens.values())) < 2:  # written once for all lenses
        yield _moved(number, number.path, None, number.value, number.low, number.high)
        return
    for lens in lens_names(lenses):
        said = number.by_lens.get(lens)
        if said is not None:
            path = f"{'.'.join(map(str, number.steps))}.{lens}"
            ends = (said.low, said.high) if number.kind == WEIGHT else (number.low, number.high)
            yield _moved(number, path, lens, said.value, *ends)


def _moved(
    number: Number, path: str, lens: str | None, value: object, low: object, high: object
) -> FreeNumber:
    if not (isinstance(value, float) and isinstance(low, float) and isinstance(high, float)):
        return FreeNumber(path, (path,), (np.nan,), 0.0, False, lens)
    ends = (low, high) if number.kind == PARAMETER else (-np.inf, np.inf)
    return FreeNumber(path, (path,), (value,), (high - low) / (2.0 * SURE), False, lens, *ends)


def _factor(name: str, paths: tuple[str, ...], written: tuple[float, ...]) -> FreeNumber:
    if not all(0.0 < value < np.inf for value in written):
        raise OptionError(f"--over: {name}: expected finite numbers above 0 to multiply, got {written}")
    return FreeNumber(name, paths, written, float(np.log(2.0)), is_factor=True)


def overlay_values(free: Sequence[FreeNumber], point: FloatArray, digits: int = 5) -> Mapping[str, float]:
    """Return the values by path at a point, rounded to so many digits, for an overlay."""
    return {
        path: float(f"{value:.{digits}g}")
        for one, x in zip(free, point, strict=True)
        for path, value in zip(one.paths, one.values(float(x)), strict=True)
    }
