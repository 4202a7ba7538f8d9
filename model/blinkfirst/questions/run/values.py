"""What each argument is worth to whom over the whole horizon."""

from __future__ import annotations

from blinkfirst.game.forecast import Forecast


def values_by_argument(forecast: Forecast) -> dict[str, dict[str, float]]:
    """Return expected discounted utils by argument and actor, afterwards included; each actor's add up to its
    value.
    """
    found: dict[str, dict[str, float]] = {}
    for column, utils in zip(forecast.columns, forecast.value_split, strict=True):
        by_actor = found.setdefault(column.argument, {})
        name = forecast.actors[column.actor]
        by_actor[name] = by_actor.get(name, 0.0) + float(utils)
    return found
