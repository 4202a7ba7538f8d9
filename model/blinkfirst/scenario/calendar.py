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
_NUMBERS = re.compile(r"([0-9]{1,4})[-./ ]+([0-9]{1,2})[-./ ]+([0-9]{1,4})")
_DAY = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th|\.)?")


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
    return date_after(start, tick * tick_months)


def date_after(start: date, months: float) -> date:
    """Return the calendar date some months after another, whole ones and parts of one."""
    whole, part = divmod(round(months, 9), 1.0)
    return add_months(start, int(whole)) + timedelta(days=round(part * DAYS_PER_MONTH))


class DateError(ValueError):
    """A text is no date; ``suggestion`` is the date that was probably meant, or empty."""

    def __init__(self, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.suggestion = suggestion


def parse_date(text: object) -> date:
    """Read ``YYYY-MM-DD``; a `DateError` says what was expected."""
    message = f"expected a date as YYYY-MM-DD, got {text!r}"
    if not isinstance(text, str) or not _DATE.match(text):
        raise DateError(message, _date_meant(text) if isinstance(text, str) else "")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DateError(f"{message}; {_no_day(text)}") from None


def _no_day(text: str) -> str:
    """Say why a text of the right form is no day of the calendar."""
    year, month, _ = map(int, text.split("-"))
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    if year < 1:
        return "years are counted from 1"
    return f"{_calendar.month_name[month]} {year} has {_calendar.monthrange(year, month)[1]} days"


def _date_meant(text: str) -> str:
    """Return the date that another order or other marks stand for, where only one does."""
    found = _NUMBERS.fullmatch(text.strip())
    if found is None:
        return _month_meant(text)
    first, second, third = map(int, found.groups())
    if len(found[1]) == 4:
        orders = {(first, second, third)}
    else:  # with dots the day comes first, with slashes perhaps the month
        orders = {(third, second, first), *([] if "." in text else [(third, first, second)])}
    days = [f"{y:04}-{m:02}-{d:02}" for y, m, d in orders if _is_day(y, m, d)]
    return days[0] if len(days) == 1 else ""


def _month_meant(text: str) -> str:
    """Return the first day of a month that is written out, with its year."""
    words = text.replace(",", " ").split()
    months = [n for n, name in enumerate(_calendar.month_name) if name and name.lower() in text.lower()]
    years = [word for word in words if len(word) == 4 and word.isdigit()]
    days = [int(word.rstrip("stndrh.")) for word in words if _DAY.fullmatch(word)]
    if len(months) != 1 or len(years) != 1 or not _is_day(int(years[0]), months[0], (days or [1])[0]):
        return ""
    return f"{years[0]}-{months[0]:02}-{(days or [1])[0]:02}"


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= _calendar.monthrange(year, month)[1]
