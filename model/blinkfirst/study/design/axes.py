"""Axes as people write them: ``path=1,2,3``, ``path=linspace(0,1,11)``, ``zip(a=1,2, b=3,4)``.

This is the one place that knows what the texts mean, on the command line, in a study file and in Python.
Steps are counted exactly, in fractions of the decimals as written, so that ``range(0,1,0.1)`` has ten values
and the fourth is 0.3 to the last bit.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from blinkfirst.errors import StudyError, nearest
from blinkfirst.scenario.expressions import FUNCTIONS as EXPRESSION_FUNCTIONS
from blinkfirst.scenario.expressions import GRAMMAR_WORDS
from blinkfirst.study.design.factors import AXIS_LIMIT, Axis, Interval, Paired, check_path
from blinkfirst.study.design.sampling import Side
from blinkfirst.study.design.values import Piece, TextError, pieces, value_of

INTERVAL, ZIP = "interval", "zip"

_SHAPE = "PATH=VALUES, as a.b=1,2,3 or a.b=linspace(0,1,11)"
_CALL = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\s*\(", re.S)
_NEXT_PATH = re.compile(r"([^\s=,;()\[\]{}'\"]+)\s*=(?!=)")


Entry = Axis | Paired | Side


def read_entry(text: str) -> Entry:
    """Read one text of a design.

    Raises `TextError` with the column where it is wrong.
    """
    call = _CALL.match(text.strip())
    if call and "=" not in text.strip()[: call.end()]:
        return _read_zip(text, call.group(1))
    path, equals, values = text.partition("=")
    if not equals or not path.strip() or not values.strip():
        raise TextError(f"expected {_SHAPE}")
    return read_axis(path.strip(), values, len(path) + 1)


def read_axis(path: str, text: str, offset: int = 0) -> Axis | Side:
    """Parse the text behind ``PATH=``."""
    try:
        check_path(path)
        inside = _inside(INTERVAL, text)
        if inside is not None:
            return Side(path, _interval(inside, offset))
        return Axis(path, _values(path, pieces(text, offset)))
    except StudyError as error:
        raise TextError(str(error).removeprefix(f"{path}: ")) from None


def _read_zip(text: str, name: str) -> Paired:
    stripped = text.strip()
    inside = _inside(ZIP, stripped)
    if inside is None:
        if name in _SERIES or name == INTERVAL:
            raise TextError(f"expected PATH={name}(...), got no path")
        known = [ZIP] if name != ZIP else []
        message = f"expected {_SHAPE}, or zip(PATH=VALUES, PATH=VALUES), got {stripped!r}"
        raise TextError(message, nearest(name, known))
    lists: dict[str, list[Piece]] = {}
    path = ""
    for piece in pieces(inside, text.index("(") + 1):
        begins = _NEXT_PATH.match(piece.text)
        if begins:
            path = begins.group(1)
            if path in lists:
                raise TextError(f"{path} appears twice in zip(...)", offset=piece.offset)
            lists[path] = []
            rest = piece.text[begins.end() :]
            piece = Piece(rest.strip(), piece.offset + len(piece.text) - len(rest.lstrip()))
        elif not path:
            raise TextError("expected zip(PATH=VALUES, PATH=VALUES)", offset=piece.offset)
        lists[path].append(piece)
    return _paired({path: _values(path, parts) for path, parts in lists.items()})


def _paired(columns: Mapping[str, tuple[Any, ...]]) -> Paired:
    if len(columns) < 2:
        raise TextError("expected two paths or more in zip(...), got one")
    lengths = {len(values) for values in columns.values()}
    if len(lengths) > 1:
        listed = ", ".join(f"{len(values)} of {path}" for path, values in columns.items())
        raise TextError(f"expected as many values of every path in zip(...), got {listed}")
    try:
        return Paired(tuple(columns), tuple(zip(*columns.values(), strict=True)))
    except StudyError as error:
        raise TextError(str(error)) from None


def _values(path: str, parts: list[Piece]) -> tuple[Any, ...]:
    """Parse a list of values and series; the axis refuses duplicates."""
    if len(parts) > 1 and any(not part.text for part in parts):
        empty = next(part for part in parts if not part.text)
        raise TextError("expected a value between two commas, got nothing", offset=empty.offset)
    values: list[Any] = []
    for part in parts:
        series = _series(part)
        values += [value_of(path, part)] if series is None else series
    return tuple(values)


def _series(part: Piece) -> list[float | int] | None:
    """Return the numbers of a function; ``None`` when the piece is no function of ours."""
    call = _CALL.match(part.text)
    name = call.group(1) if call else ""
    if not call or name in EXPRESSION_FUNCTIONS or name in GRAMMAR_WORDS:
        return None
    inside = _inside(name, part.text)
    if inside is None:  # text goes on behind the bracket
        return None
    if name in (INTERVAL, ZIP):
        raise TextError(f"{name}(...) must be alone, not in a list", offset=part.offset)
    if name not in _SERIES:
        known = [*_SERIES, INTERVAL, ZIP]
        message = f"unknown function {name!r}; expected one of: {', '.join(sorted(known))}"
        raise TextError(message, nearest(name, known), part.offset)
    try:
        return _SERIES[name](inside)
    except TextError as error:
        raise TextError(error.message, error.suggestion, part.offset) from None


def _inside(name: str, text: str) -> str | None:
    """Return the text between the brackets of ``name(...)`` when a text is nothing else."""
    stripped = text.strip()
    call = _CALL.match(stripped)
    if not call or call.group(1) != name or not stripped.endswith(")"):
        return None
    depth = 1
    for index in range(call.end(), len(stripped)):
        depth += {"(": 1, ")": -1}.get(stripped[index], 0)
        if depth == 0:
            return stripped[call.end() : -1] if index == len(stripped) - 1 else None
    return None


def _numbers(form: str, inside: str, low: int, high: int) -> list[Fraction]:
    """Read the arguments of a function, each the decimal that was written."""
    written = f"{form.split('(', maxsplit=1)[0]}({inside})"
    numbers: list[Any] = []
    try:
        numbers = [value_of("", piece) for piece in pieces(inside)]
    except TextError as error:
        raise TextError(f"expected {form} with numbers; {error.message}, in {written}") from None
    if not low <= len(numbers) <= high or any(
        isinstance(number, bool) or not isinstance(number, int | float) for number in numbers
    ):
        raise TextError(f"expected {form} with numbers, got {written}")
    return [Fraction(repr(number)) for number in numbers]


def _interval(inside: str, offset: int) -> Interval:
    low, high = _numbers("interval(LOW,HIGH)", inside, 2, 2)
    if not low < high:
        raise TextError(f"expected interval(LOW,HIGH) with LOW < HIGH, got interval({inside})", offset=offset)
    return Interval(float(low), float(high))


def _half_open(inside: str) -> list[float | int]:
    low, high, step = (*_numbers("range(FROM,TO) or range(FROM,TO,STEP)", inside, 2, 3), Fraction(1))[:3]
    if step == 0 or (high - low) / step <= 0:
        raise TextError(f"range({inside}) is empty; TO lies beyond FROM in the direction of STEP")
    count = math.ceil((high - low) / step)
    if count > AXIS_LIMIT:
        raise TextError(f"expected at most {AXIS_LIMIT:,} values, got {count:,}")
    whole = low.denominator == step.denominator == 1
    return [_number(low + step * index, whole) for index in range(count)]


def _evenly(inside: str) -> list[float | int]:
    low, high, count = _ends_and_count("linspace", inside)
    step = (high - low) / (count - 1)
    return [float(low + step * index) for index in range(count)]


def _geometric(inside: str) -> list[float | int]:
    low, high, count = _ends_and_count("log", inside)
    if low * high <= 0:
        raise TextError(f"expected log(FROM,TO,COUNT) with two ends above 0 or two below, got log({inside})")
    first, last, sign = abs(float(low)), abs(float(high)), math.copysign(1.0, low)
    weights = [index / (count - 1) for index in range(1, count - 1)]
    if sys.float_info.min < abs(high / low) < sys.float_info.max:
        ratio = float(high / low)
        between = [first * ratio**weight for weight in weights]
    else:  # of ends that far apart the ratio is no number; its roots are
        between = [first ** (1.0 - weight) * last**weight for weight in weights]
    return [float(low), *(_tidy(sign * number) for number in between), float(high)]


def _ends_and_count(name: str, inside: str) -> tuple[Fraction, Fraction, int]:
    form = f"{name}(FROM,TO,COUNT)"
    low, high, count = _numbers(form, inside, 3, 3)
    if count.denominator > 1 or not 2 <= count <= AXIS_LIMIT:
        raise TextError(f"expected {form} with a COUNT from 2 to {AXIS_LIMIT:,}, got {name}({inside})")
    if low == high:
        raise TextError(f"expected {form} with two ends that differ, got {name}({inside})")
    return low, high, int(count)


def _number(exact: Fraction, whole: bool) -> float | int:
    return int(exact) if whole else float(exact)


def _tidy(number: float) -> float:
    """Return the round number that a few last bits are in the way of, if there is one."""
    near = float(f"{number:.12g}")
    return near if abs(near - number) <= 4 * math.ulp(number) else number


_SERIES: Mapping[str, Callable[[str], list[float | int]]] = {
    "linspace": _evenly,
    "log": _geometric,
    "range": _half_open,
}
