"""A design back from what was kept of it: exact, floats included."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from blinkfirst.errors import StudyError
from blinkfirst.study.design.design import Design
from blinkfirst.study.design.factors import Axis, CaseTable, Factor, Interval, Paired
from blinkfirst.study.design.sampling import Sample, Side


def design_from(kept: Mapping[str, Any]) -> Design:
    """Return the design that `Design.as_object` described, before or after a journey through JSON.

    Raises
    ------
    StudyError
        When it describes none.
    """
    try:
        return Design(tuple(_factor_from(factor) for factor in kept["factors"]))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise StudyError(f"this describes no design: {error!r}") from None


def _factor_from(kept: Mapping[str, Any]) -> Factor:
    return _KINDS[kept["kind"]](kept)


def _axis(kept: Mapping[str, Any]) -> Factor:
    return Axis(kept["path"], tuple(kept["values"]))


def _paired(kept: Mapping[str, Any]) -> Factor:
    return Paired(tuple(kept["paths"]), tuple(map(tuple, kept["rows"])))


def _case_table(kept: Mapping[str, Any]) -> Factor:
    return CaseTable(tuple(kept["paths"]), tuple(map(tuple, kept["rows"])))


def _sample(kept: Mapping[str, Any]) -> Factor:
    ends = zip(kept["paths"], kept["low"], kept["high"], strict=True)
    sides = tuple(Side(path, Interval(low, high)) for path, low, high in ends)
    return Sample(sides, kept["method"], kept["n"], kept["seed"])


_KINDS: Mapping[str, Callable[[Mapping[str, Any]], Factor]] = {
    "axis": _axis,
    "cases": _case_table,
    "sample": _sample,
    "zip": _paired,
}
