"""Amounts in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blinkfirst.game.strategic_form import StrategicForm


def spoken_seconds(seconds: float) -> str:
    """Spell a time as people would estimate it.

    Examples
    --------
    >>> [spoken_seconds(s) for s in (0.2, 42.4, 170, 4000, 200000)]
    ['1 s', '42 s', '3 min', '1 h 7 min', '2 d 7 h']
    """
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if hours else f"{days} d"


def form_size(form: StrategicForm) -> str:
    """Return how many strategies the players of a strategic form have."""
    counts = " x ".join(map(str, form.counts))
    return f"{counts} strategies of {', '.join(form.players)}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """Spell a number of things; ``plural`` is the noun with an `s` when not given.

    Examples
    --------
    >>> counted(1, "case"), counted(1200, "case"), counted(2, "strategy", "strategies")
    ('1 case', '1,200 cases', '2 strategies')
    """
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"
