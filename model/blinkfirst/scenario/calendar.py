"""Dates, months and ticks.

A stand-off's clock counts months from its first day by the calendar: the same day of the next month is one
month later, days in between count as parts of 30.4375 (a twelfth of 365.25). Ticks are D months each; a date
falls on the nearest tick.
"""

from __future__ import annotations

import calendar as _calendar
import math
import re
from datetime import date, timedelta

DAYS_PER_MONTH = 365.25 / 12

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


def add_months(start: date, months: int) -> date:
    """Return the same day some calendar months later, or the month's last day where it has no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, _calendar.monthrange(year, month + 1)[1]))


def months_between(start: date, end: date) -> float:
    """Return how many months lie between two dates, whole calendar months and parts of one."""
    whole = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, whole) > end:
        whole -= 1
    return whole + (end - add_months(start, whole)).days / DAYS_PER_MONTH


def tick_of(start: date, day: date, tick_months: float) -> int:
    """Return the tick a date falls on: the nearest; halves go to the later one."""
    return math.floor(months_between(start, day) / tick_months + 0.5)


def date_of(start: date, tick: int, tick_months: float) -> date:
    """Return the calendar date at which a tick begins."""
    whole, part = divmod(round(tick * tick_months, 9), 1.0)
    return add_months(start, int(whole)) + timedelta(days=round(part * DAYS_PER_MONTH))


def parse_date(text: object) -> date:
    """Read ``YYYY-MM-DD``; a `ValueError` says what was expected."""
    try:
        if isinstance(text, str) and _DATE.match(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"expected a date as YYYY-MM-DD, got {text!r}")
