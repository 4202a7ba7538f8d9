"""Amounts, citations and settings in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from blinkfirst.scenario.citations import Citation, format_pinpoints
from blinkfirst.scenario.scenario import POOL

if TYPE_CHECKING:
    from blinkfirst.game.strategic_form import StrategicForm
    from blinkfirst.study.design.factors import Interval

SETTINGS_SHOWN = 4
VALUES_SHOWN = 6
SURE_TENTHS = 0.0005  # rounding that leaves a tenth of a per cent as it is
LEAST_SPELLED = 0.0005  # a chance below this is no tenth of a per cent
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


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


def percent(probability: float, rounding: float = 0.0) -> str:
    """Spell a probability for reading: whole per cents, more where it matters and rounding leaves it sure."""
    tenths = rounding <= SURE_TENTHS
    if probability != 0 and tenths and (probability < 0.0995 or 0.9905 < probability < 1):
        return f"{100 * probability:.1f} %"
    return f"{100 * probability:.0f} %"


def fixed(number: float, digits: int, signed: bool = False) -> str:
    """Spell a number with so many decimals, with its sign if wanted; what rounds to nought has no sign.

    Examples
    --------
    >>> fixed(-0.0004, 3), fixed(-0.0006, 3), fixed(0.25, 2, signed=True), fixed(-0.001, 2, signed=True)
    ('0.000', '-0.001', '+0.25', '0.00')
    """
    text = f"{number:{'+' if signed else ''}.{digits}f}"
    return text if text.strip("+-0.") else text.lstrip("+-")


def spoken_amount(number: float) -> str:
    """Spell an amount in a sentence, with the three digits that a reader can use.

    Examples
    --------
    >>> [spoken_amount(x) for x in (5.80204, 19.2507, 0.41014, 1234.5, 0.0)]
    ['5.80', '19.3', '0.410', '1,234', '0']
    """
    if number == 0 or abs(number) >= 1000:
        return f"{number:,.0f}"
    return f"{number:#.3g}".rstrip(".")


def spoken_chance(probability: float, rounding: float = 0.0) -> str:
    """Spell a probability in a sentence, where 0 % and 100 % mean never and always.

    Examples
    --------
    >>> [spoken_chance(p) for p in (0, 2e-5, 0.034, 0.5, 0.99999, 1)]
    ['0 %', 'under 0.1 %', '3.4 %', '50 %', 'over 99.9 %', '100 %']
    """
    chance = round(probability, 9)
    if 0 < chance < LEAST_SPELLED and rounding <= SURE_TENTHS:
        return "under 0.1 %"
    if 1 - LEAST_SPELLED < chance < 1 and rounding <= SURE_TENTHS:
        return "over 99.9 %"
    return percent(chance, rounding)


def spoken_date(day: date) -> str:
    """Spell a day for reading, in any locale.

    Examples
    --------
    >>> spoken_date(date(2019, 6, 12))
    '12 June 2019'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def cited(source: Citation) -> str:
    """Return ``veto-2018 para. 16, 18; kei-2022 pp. 3-4``; ``assumption`` when nothing is cited.

    A source cited as a whole is named alone.
    """
    places = (f"{name} {format_pinpoints(listed)}".rstrip() for name, listed in source.items())
    return "; ".join(places) or "assumption"


def format_values(values: tuple[Any, ...] | Interval) -> str:
    """Format what a path takes: all of a few values, else how many there are."""
    if not isinstance(values, tuple):
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


def shares_text(lens: Mapping[str, Any]) -> str:
    """Spell a lens in a word, or the shares of several; of a pool they stand under its key.

    Examples
    --------
    >>> shares_text({"old": 1.0}), shares_text({"old": 0.25, "new": 0.75})
    ('old', '25 % old + 75 % new')
    >>> shares_text({"pool": {"old": 0.25, "new": 0.75}})
    'pool of 25 % old + 75 % new'
    """
    if isinstance(lens.get(POOL), Mapping):
        return f"pool of {shares_text(lens[POOL])}"
    shares: Mapping[str, float] = lens
    return " + ".join(f"{100 * share:.3g} % {name}" if share < 1 else name for name, share in shares.items())


def joined(names: Iterable[str], word: str = "and") -> str:
    """Join names with commas, and a word before the last."""
    *most, last = [*names] or [""]
    return f"{', '.join(most)} {word} {last}" if most else last
