"""The ranges that a theatre itself gives: every weight's low to high, every parameter's, those of types.

A weight is sampled where it is written, ``arguments.haste-penalty.terms.tariffs.weight.garrie-2018``, so that
under several lenses each lens's own range is sampled. Weights of lenses that no case reads with are passed
over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from blinkfirst.compile.numbers import (
    PARAMETER,
    PRIOR,
    TYPE_TIMES,
    TYPE_WEIGHT,
    WEIGHT,
    LensValue,
    numbers_of,
)
from blinkfirst.errors import StudyError, hinted, nearest
from blinkfirst.scenario.lenses import is_pool
from blinkfirst.scenario.scenario import POOL, Scenario
from blinkfirst.study.design.factors import Interval
from blinkfirst.study.design.sampling import Side

WEIGHTS, PARAMETERS = "weights", "parameters"
_KINDS = (WEIGHT, PARAMETER, PRIOR, TYPE_WEIGHT, TYPE_TIMES)
_WEIGHED = (WEIGHT, TYPE_WEIGHT, TYPE_TIMES)  # of arguments, whose strength may silence them


@dataclass(frozen=True)
class LeftOut:
    """A number that was asked for and is not sampled, and why."""

    path: str
    reason: str


@dataclass(frozen=True)
class OwnRanges:
    """Ranges of a scenario as sides of a box, and numbers without a range."""

    sides: tuple[Side, ...]
    left_out: tuple[LeftOut, ...]


def own_ranges(scenario: Scenario, over: Sequence[str], lenses: Collection[str]) -> OwnRanges:
    """Return the ranges of a scenario's weights, parameters and types that are asked for, kind by kind.

    Raises `StudyError` when nothing is known under a name.

    Parameters
    ----------
    over : ``"weights"``, ``"parameters"``, or paths; a path means every range at or below it.
    lenses : with which cases are read.
    """
    known = list(_ranges(scenario, lenses))
    unknown = [wanted for wanted in over if not any(_is_below(path, wanted) for path, _ in known)]
    if unknown:
        paths = [path for path, _ in known]
        raise StudyError("\n".join(_unknown(wanted, paths) for wanted in dict.fromkeys(unknown)))
    asked = [(path, one) for path, one in known if any(_is_below(path, wanted) for wanted in over)]
    return OwnRanges(
        tuple(Side(path, one) for path, one in asked if isinstance(one, Interval)),
        tuple(LeftOut(path, one) for path, one in asked if isinstance(one, str)),
    )


def lenses_in_force(scenario: Scenario, values: Sequence[Any]) -> tuple[str, ...]:
    """Return the lenses some case reads with, in the order in which the scenario declares them.

    Parameters
    ----------
    values : that ``lens`` takes, names, shares by name or pools; none when it does not vary.
    """
    shares = list(scenario.shares) if not values else []
    for value in values:
        if isinstance(value, Mapping):
            by_name = value[POOL] if is_pool(value) else value
            shares += [name for name, share in by_name.items() if share]
        else:
            shares.append(value)
    return tuple(lens for lens in scenario.lenses if lens in shares)


def _ranges(scenario: Scenario, lenses: Collection[str]) -> Iterator[tuple[str, Interval | str]]:
    """Yield numbers that may have a range by path: the interval of each, or why it has none."""
    numbers = numbers_of(scenario)
    silent = {argument.name for argument in scenario.rules.arguments if argument.strength == 0}
    for number in (number for kind in _KINDS for number in numbers.of_kind(kind)):
        own = {number.path: LensValue(number.value, number.low, number.high)}
        by_lens = {f"{number.path}.{lens}": one for lens, one in number.by_lens.items() if lens in lenses}
        for path, one in ((number.kind != PARAMETER and by_lens) or own).items():
            mute = number.kind in _WEIGHED and not silent.isdisjoint(number.arguments)
            yield path, "its argument has strength 0" if mute else _range(one, number.settable)


def _range(given: LensValue, settable: bool) -> Interval | str:
    if not settable:
        return "a dot in its name, so no path leads there"
    if given.low is None or given.high is None:
        return "no range, low to high, is given"
    low, high = float(given.low), float(given.high)
    return Interval(low, high) if low < high else "its range has no width"


def _is_below(path: str, wanted: str) -> bool:
    if wanted == WEIGHTS:
        return path.startswith("arguments.")
    return path == wanted or path.startswith(f"{wanted}.")


def _unknown(wanted: str, known: Iterable[str]) -> str:
    prefixes = {
        ".".join(steps[:count])
        for steps in (path.split(".") for path in known)
        for count in range(1, len(steps) + 1)
    }
    message = (
        f"{wanted}: no range of this scenario lies at or below it; expected {WEIGHTS}, {PARAMETERS}, or a "
        "path as arguments.ARGUMENT"
    )
    return hinted(message, nearest(wanted, [WEIGHTS, *sorted(prefixes)]))
