"""Dates, months and ticks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blinkfirst.scenario.calendar import DateError, add_months, date_of, months_between, parse_date, tick_of

WEEK = 12 / 52
DAYS = st.dates(date(1990, 1, 1), date(2050, 12, 31))


@pytest.mark.parametrize(
    "text",
    ["2018-8-30", "30.08.2018", "2018-W01-1", "20180830", "", "2018-08-30T0:0", None, 2018, "2018-08-3O",
     "２018-08-30"],
)  # fmt: skip
def test_what_is_no_date(text: object) -> None:
    with pytest.raises(ValueError) as caught:
        parse_date(text)
    assert str(caught.value) == f"expected a date as YYYY-MM-DD, got {text!r}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2018-08-32", "August 2018 has 31 days"),
        ("2018-02-30", "February 2018 has 28 days"),
        ("2020-02-30", "February 2020 has 29 days"),
        ("2018-13-01", "there is no month 13"),
        ("0000-01-01", "years are counted from 1"),
    ],
)
def test_what_is_no_day_of_the_calendar(text: str, reason: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_date(text)
    assert str(caught.value) == f"expected a date as YYYY-MM-DD, got {text!r}; {reason}"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2018-8-30", "2018-08-30"),
        ("30.08.2018", "2018-08-30"),
        ("1.2.2018", "2018-02-01"),
        ("2018/08/30", "2018-08-30"),
        ("08/30/2018", "2018-08-30"),
        ("30/08/2018", "2018-08-30"),
        ("08/09/2018", ""),  # of August or of September
        ("31.2.2018", ""),
        ("August 2018", "2018-08-01"),
        ("30 August 2018", "2018-08-30"),
        ("August 30th, 2018", "2018-08-30"),
        ("summer 2018", ""),
    ],
)
def test_the_date_that_was_meant(text: str, meant: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_date(text)
    assert caught.value.suggestion == meant


def test_a_date() -> None:
    assert parse_date("2018-08-30") == date(2018, 8, 30)


def test_months_end_where_the_calendar_has_no_such_day() -> None:
    assert add_months(date(2019, 1, 31), 1) == date(2019, 2, 28)
    assert add_months(date(2020, 1, 31), 1) == date(2020, 2, 29)
    assert add_months(date(2019, 1, 31), 13) == date(2020, 2, 29)
    assert add_months(date(2019, 12, 15), 1) == date(2020, 1, 15)


@given(DAYS, st.integers(0, 240))
def test_whole_months_are_whole(start: date, months: int) -> None:
    end = add_months(start, months)
    if end.day == start.day:
        assert months_between(start, end) == months


@given(DAYS, DAYS, DAYS)
def test_later_days_are_later(start: date, one: date, two: date) -> None:
    one, two = sorted((one, two))
    if start <= one:
        assert months_between(start, one) <= months_between(start, two) + 0.05
        assert tick_of(start, one, WEEK) <= tick_of(start, two, WEEK)


@given(DAYS, st.integers(0, 600), st.sampled_from([WEEK, 0.25, 0.5, 1.0, 1 / 30, 3.0]))
def test_a_tick_s_day_falls_on_that_tick(start: date, tick: int, length: float) -> None:
    day = date_of(start, tick, length)
    days_off = abs(months_between(start, day) - tick * length) * 30.4375
    assert (
        days_off <= 3.5
    )  # a month of 28 days is nearly two and a half short of the mean one, and half a day rounds
    if length >= WEEK:
        assert abs(tick_of(start, day, length) - tick) <= 1


def test_ticks_of_a_year_of_weeks() -> None:
    start = date(2018, 8, 30)
    assert tick_of(start, start, WEEK) == 0
    assert tick_of(start, date(2018, 9, 6), WEEK) == 1
    assert tick_of(start, date(2019, 8, 30), WEEK) == 52
    assert date_of(start, 52, WEEK) == date(2019, 8, 30)
