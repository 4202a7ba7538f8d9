"""Settings of a design and of its cases, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blinkfirst.study.design.factors import Interval

SETTINGS_SHOWN = 4
VALUES_SHOWN = 6


def format_values(values: tuple[Any, ...] | Interval) -> str:
    """Format what a path takes: all of a few values, else how many there are."""
    if isinstance(values, Interval):
        return f"sampled from {values.low:g} to {values.high:g}"
    if len(values) <= VALUES_SHOWN:
        return ", ".join(map(_value, values))
    if all(isinstance(value, int | float) for value in values):
        return f"{len(values):,} values from {min(values):g} to {max(values):g}"
    return f"{len(values):,} values: {', '.join(map(_value, values[: VALUES_SHOWN - 1]))}, ..."


def _value(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def format_settings(settings: Mapping[str, float | str | None]) -> str:
    """Format settings, the first few of many; a path that keeps the scenario's own value is not one."""
    found = [f"{path}={_value(value)}" for path, value in settings.items() if value is not None]
    more = len(found) - SETTINGS_SHOWN
    return ", ".join(found) if more <= 0 else f"{', '.join(found[:SETTINGS_SHOWN])}, ... ({more} more)"
