"""How an outcome spreads over the cases of a sweep, where its ends are, and which paths it moves with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.results.case_store.outcome_columns import CaseSettings, OutcomeColumn

# an outcome that varies by less than this does not vary: it is rounding
SAME = 1e-9
# a path with more values than this is cut into groups of cases of about equal size
MOST_VALUES, GROUPS = 20, 10


@dataclass(frozen=True)
class ExtremeCase:
    """A case at one end of an outcome: its number, the value there, and what the paths are set to."""

    value: float
    case_id: int
    settings: Mapping[str, float | str | None]


@dataclass(frozen=True)
class PathShare:
    """How much of an outcome's variance goes with one path alone: 1 all of it, 0 none."""

    path: str
    share: float


@dataclass(frozen=True)
class Spread:
    """How an outcome spreads over the cases.

    Attributes
    ----------
    name, unit : of the outcome: an actor's first blink, or a question.
    cases : how many have the outcome; failed cases have none.
    lowest, highest : the first case at either end.
    low_quartile, median, high_quartile, mean : over the cases, each counting the same.
    likeliest : for first blinks, the share of the cases in which nobody else is likelier; else ``None``.
    moves_with : the paths by the share of the variance that goes with each alone, largest first. What is
        missing to one lies in how they act together.
    """

    name: str
    unit: str
    cases: int
    lowest: ExtremeCase
    low_quartile: float
    median: float
    high_quartile: float
    highest: ExtremeCase
    mean: float
    likeliest: float | None
    moves_with: tuple[PathShare, ...]


def spread_of(
    column: OutcomeColumn, unit: str, settings: CaseSettings, likeliest: float | None = None
) -> Spread:
    """Return how an outcome spreads over the cases that have it; there must be one at least."""
    values = column.values
    low, median, high = np.quantile(values, (0.25, 0.5, 0.75)).tolist()
    return Spread(
        name=column.name,
        unit=unit,
        cases=values.size,
        lowest=_extreme(column, int(np.argmin(values)), settings),
        low_quartile=low,
        median=median,
        high_quartile=high,
        highest=_extreme(column, int(np.argmax(values)), settings),
        mean=float(values.mean()),
        likeliest=likeliest,
        moves_with=_moves_with(column, settings),
    )


def shares_of_being_likeliest(columns: Sequence[OutcomeColumn]) -> list[float]:
    """Return for each of some rivals the share of the cases in which no other has a larger value; where some
    are level, each of them counts.
    """
    if not columns:
        return []
    values = np.array([column.values for column in columns])
    shares: list[float] = (values >= values.max(axis=0) - SAME).mean(axis=1).tolist()
    return shares


def variance_share(groups: IntArray, values: FloatArray, by_chance: bool) -> float | None:
    """Return the share of the variance of values that goes with the group they are in (correlation ratio).

    ``None`` when too few values, or none that differ, leave nothing to say.

    Parameters
    ----------
    groups : shape (n,), from 0 without gaps.
    values : shape (n,).
    by_chance : what else is in a group fell there by chance, as in a sample. Then groups that have nothing to
        do with the values would still get a share, the more the more groups there are; it is taken off. In
        a grid, all else is the same in every group, and nothing is.

    Source
    ------
    [Kelley1935] for what is taken off; where more is taken off than there was, nothing is left.
    """
    sizes = np.bincount(groups)
    if np.ptp(values) < SAME or values.size < 2 * sizes.size:
        return None
    centred = values - values.mean()
    between = (np.bincount(groups, weights=centred) ** 2 / sizes).sum()
    share = float(between / (centred**2).sum())
    if not by_chance:
        return share
    return max(1 - (1 - share) * (values.size - 1) / (values.size - sizes.size), 0.0)


def _moves_with(column: OutcomeColumn, settings: CaseSettings) -> tuple[PathShare, ...]:
    shares = (
        PathShare(path, share)
        for path in settings.codes
        if (share := _share(settings.codes_of(path, column.case_ids), column.values)) is not None
    )
    return tuple(sorted(shares, key=lambda share: -share.share))


def _share(codes: FloatArray | IntArray, values: FloatArray) -> float | None:
    """Return the share of a path: by its settings, or by groups of neighbouring ones where there are many."""
    different, places = np.unique(codes, return_inverse=True)
    if different.size == 1:
        return None
    if different.size <= MOST_VALUES:
        return variance_share(places.astype(np.int64), values, by_chance=False)
    edges = np.quantile(places, np.arange(1, GROUPS) / GROUPS)
    groups = np.unique(np.searchsorted(edges, places), return_inverse=True)[1]
    return variance_share(groups.astype(np.int64), values, by_chance=True)


def _extreme(column: OutcomeColumn, row: int, settings: CaseSettings) -> ExtremeCase:
    case_id = int(column.case_ids[row])
    return ExtremeCase(float(column.values[row]), case_id, settings.of(case_id))
