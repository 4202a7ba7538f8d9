"""Base rates of a record: the share of cases within some months of which somebody gave way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from blinkfirst.record.cases import DatedCase
from blinkfirst.record.mapping import BLINK, CaseMapping, first_named
from blinkfirst.scenario.calendar import add_months

MONTHS = (6, 12, 18)
LEVEL = 0.9


@dataclass(frozen=True)
class BaseRate:
    """Share of earlier cases within some months of which somebody gave way.

    Attributes
    ----------
    months : how long is waited, the day of the case included.
    gave_way, cases, episodes : in how many cases, of how many, of how many episodes.
    low, high : interval of the rate, as if each episode were one case.
    """

    months: int
    gave_way: int
    cases: int
    episodes: int
    low: float
    high: float

    @property
    def rate(self) -> float:
        """The share of the cases."""
        return self.gave_way / self.cases


@dataclass(frozen=True)
class BaseRates:
    """The base rates of a record on a day; ``rates`` are those of which there is a case."""

    record: str
    before: date
    rates: tuple[BaseRate, ...]


def base_rates(
    mapping: CaseMapping, cases: Sequence[DatedCase], before: date, months: Sequence[int] = MONTHS
) -> BaseRates:
    """Return how often somebody gave way within some months of a case, from what was known on a day.

    A case counts where all its months have passed before that day. Somebody gave way if the record has a case
    in these months in which it says so.

    Parameters
    ----------
    before : rows of this day and later are not looked at.
    """
    known = [case for case in cases if case.on < before]
    gave_way = [bool(first_named(case[BLINK], mapping.file.items.first)) for case in known]
    blinks = [case.on for case, did in zip(known, gave_way, strict=True) if did]
    found = []
    for count in months:
        whole = [case for case in known if add_months(case.on, count) < before]
        if whole:
            within = [any(case.on <= day <= add_months(case.on, count) for day in blinks) for case in whole]
            found.append(_rate(count, whole, within))
    return BaseRates(mapping.file.title, before, tuple(found))


def _rate(months: int, cases: Sequence[DatedCase], gave_way: Sequence[bool]) -> BaseRate:
    episodes = len({case.cluster for case in cases})
    low, high = jeffreys_interval(sum(gave_way) / len(cases) * episodes, episodes)
    return BaseRate(months, sum(gave_way), len(cases), episodes, low, high)


def jeffreys_interval(times: float, of: float, level: float = LEVEL) -> tuple[float, float]:
    """Return the interval of a rate: quantiles of Beta(times + 1/2, of - times + 1/2).

    An end at which the rate itself lies, 0 or 1, stays there.

    Source
    ------
    [Brown2001], the Jeffreys interval.

    Examples
    --------
    >>> [round(end, 4) for end in jeffreys_interval(3, 10)]
    [0.1173, 0.5581]
    """
    from scipy.special import betaincinv  # of use to theatres that have a record only

    tail = (1.0 - level) / 2.0
    low = 0.0 if times <= 0 else float(betaincinv(times + 0.5, of - times + 0.5, tail))
    high = 1.0 if times >= of else float(betaincinv(times + 0.5, of - times + 0.5, 1.0 - tail))
    return low, high
