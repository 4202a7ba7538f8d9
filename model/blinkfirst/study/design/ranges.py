"""The ranges that a theatre itself gives: every weight's low to high, every parameter's.

A weight is sampled where it is written, ``arguments.haste-penalty.terms.tariffs.weight.garrie-2018``, so that
under several lenses each lens's own range is sampled. Weights of lenses that no case reads with are passed
over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from blinkfirst.compile.numbers import PARAMETER, WEIGHT, Said, numbers_of
from blinkfirst.errors import StudyError, hinted, nearest
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.study.design.factors import Interval
from blinkfirst.study.design.sampling import Side

WEIGHTS, PARAMETERS = "weights", "parameters"


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
    """Return the ranges of a scenario's weights and parameters that are asked for, in the order of its files.

    Parameters
    ----------
    over : ``"weights"``, ``"parameters"``, or paths; a path means every range at or below it.
    lenses : with which cases are read.

    Raises
    ------
    StudyError
        When nothing is known under a name.
    """
    known = list(_ranges(scenario, lenses))
    unknown = [wanted for wanted in over if not any(_is_below(number.path, wanted) for number in known)]
    if unknown:
        raise StudyError("\n".join(_unknown(wanted, known) for wanted in dict.fromkeys(unknown)))
    asked = [number for number in known if any(_is_below(number.path, wanted) for wanted in over)]
    return OwnRanges(
        tuple(Side(n.path, n.interval) for n in asked if n.interval is not None),
        tuple(LeftOut(n.path, n.reason) for n in asked if n.interval is None),
    )


def lenses_in_force(scenario: Scenario, values: Sequence[Any]) -> tuple[str, ...]:
    """Return the lenses some case reads with, in the order in which the scenario declares them.

    Parameters
    ----------
    values : that ``lens`` takes, names or shares by name; none when it does not vary.
    """
    shares = list(scenario.shares) if not values else []
    for value in values:
        shares += [name for name, share in value.items() if share] if isinstance(value, Mapping) else [value]
    return tuple(lens for lens in scenario.lenses if lens in shares)


@dataclass(frozen=True)
class _Range:
    """A weight or a parameter: its path, and its interval or why it has none."""

    path: str
    interval: Interval | None
    reason: str = ""


def _ranges(scenario: Scenario, lenses: Collection[str]) -> Iterator[_Range]:
    numbers = numbers_of(scenario)
    silent = {argument.name for argument in scenario.rules.arguments if argument.strength == 0}
    for number in numbers.of_kind(WEIGHT):
        said = {f"{number.path}.{lens}": one for lens, one in number.by_lens.items() if lens in lenses}
        for path, one in (said or {number.path: Said(number.value, number.low, number.high)}).items():
            if silent.isdisjoint(number.arguments):
                yield _range(path, one, number.settable)
            else:
                yield _Range(path, None, "its argument has strength 0")
    for number in numbers.of_kind(PARAMETER):
        yield _range(number.path, Said(number.value, number.low, number.high), number.settable)


def _range(path: str, said: Said, settable: bool) -> _Range:
    if not settable:
        return _Range(path, None, "a dot in its name, so no path leads there")
    if said.low is None or said.high is None:
        return _Range(path, None, "no range, low to high, is given")
    low, high = float(said.low), float(said.high)
    return _Range(path, Interval(low, high)) if low < high else _Range(path, None, "its range has no width")


def _is_below(path: str, wanted: str) -> bool:
    if wanted == WEIGHTS:
        return path.startswith("arguments.")
    return path == wanted or path.startswith(f"{wanted}.")


def _unknown(wanted: str, known: Sequence[_Range]) -> str:
    prefixes = {
        ".".join(steps[:count])
        for steps in (number.path.split(".") for number in known)
        for count in range(1, len(steps) + 1)
    }
    message = (
        f"{wanted}: no range of this scenario lies at or below it; expected {WEIGHTS}, {PARAMETERS}, or a "
        "path as arguments.ARGUMENT"
    )
    return hinted(message, nearest(wanted, [WEIGHTS, *sorted(prefixes)]))
