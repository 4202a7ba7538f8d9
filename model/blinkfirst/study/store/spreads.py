"""Outcomes of all cases, gathered batch by batch: their spread, their ends, the paths they move with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.study.store.tables import DOUBLE, PathColumn

_NOTHING = np.zeros(0, dtype=np.int64)
# an outcome that varies by less than this does not vary: it is rounding
SAME = 1e-9
# a path with more values than this is cut into groups of cases of about equal size
MOST_VALUES, GROUPS = 20, 10
# how many cases a group must have on average for the groups to mean anything; a grid with two has two, less
# those that failed
MEMBERS = 1.5


@dataclass(frozen=True)
class ExtremeCase:
    """A case at one end of an outcome: its number, the value there, and what the paths are set to.

    ``cases`` is how many have that value; this is the first of them.
    """

    value: float
    case_id: int
    settings: Mapping[str, float | str | None]
    cases: int


@dataclass(frozen=True)
class PathShare:
    """The part of one path in the variance of an outcome.

    Attributes
    ----------
    share : of the outcome's variance: 1 all of it, 0 none.
    trend : rank correlation, from -1 (falls wherever the path rises) to 1; ``None`` for a path of texts, or
        one that some cases leave alone.
    """

    path: str
    share: float
    trend: float | None


@dataclass(frozen=True)
class Spread:
    """The spread of an outcome over the cases.

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


@dataclass(frozen=True)
class PathGroups:
    """Cases put into groups by what one path is set to.

    Attributes
    ----------
    groups : shape (n,), from 0 without gaps.
    by_chance : whether groups hold neighbouring settings, there being too many for a group each.
    ranks : shape (n,), of the settings; ``None`` for texts, or when some cases leave the path alone.
    """

    path: str
    groups: IntArray
    by_chance: bool
    ranks: FloatArray | None


def path_groups(settings: CaseSettings, case_ids: IntArray) -> tuple[PathGroups, ...]:
    """Return groups of some cases by every path that is not the same in all of them."""
    return tuple(
        found
        for path in settings.codes
        if (found := _groups(path, settings.codes_of(path, case_ids), path not in settings.texts)) is not None
    )


def _groups(path: str, codes: FloatArray | IntArray, ordered: bool) -> PathGroups | None:
    different, places = np.unique(codes, return_inverse=True)
    if different.size == 1:
        return None
    ranks = _mean_ranks(codes) if ordered and not np.isnan(codes).any() else None
    if different.size <= MOST_VALUES:
        return PathGroups(path, places.astype(np.int64), False, ranks)
    edges = np.quantile(places, np.arange(1, GROUPS) / GROUPS)
    groups = np.unique(np.searchsorted(edges, places), return_inverse=True)[1]
    return PathGroups(path, groups.astype(np.int64), True, ranks)


def spread_of(
    column: OutcomeColumn,
    unit: str,
    settings: CaseSettings,
    groups: Sequence[PathGroups],
    likeliest: float | None = None,
) -> Spread:
    """Return how an outcome spreads over the cases that have it, one at least; groups are of these."""
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
        moves_with=_moves_with(values, groups),
    )


def shares_of_being_likeliest(columns: Sequence[OutcomeColumn]) -> tuple[list[float], int]:
    """Return for each of some rivals the share of the cases in which no other has a larger value, and the
    number of cases in which several are level: each of them counts there.
    """
    if not columns:
        return [], 0
    values = np.array([column.values for column in columns])
    ahead = values >= values.max(axis=0) - SAME
    shares: list[float] = ahead.mean(axis=1).tolist()
    return shares, int((ahead.sum(axis=0) > 1).sum())


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
    # a group of one value explains it, whatever it is
    if np.ptp(values) < SAME or values.size < MEMBERS * sizes.size:
        return None
    centred = values - values.mean()
    between = (np.bincount(groups, weights=centred) ** 2 / sizes).sum()
    share = float(between / (centred**2).sum())
    if not by_chance:
        return share
    return max(1 - (1 - share) * (values.size - 1) / (values.size - sizes.size), 0.0)


def rank_correlation(first: FloatArray, second: FloatArray) -> float:
    """Return Spearman's rank correlation from the ranks of two columns that both vary."""
    first, second = first - first.mean(), second - second.mean()
    # not by matrix products, whose last digits depend on the number of threads
    return float((first * second).sum() / np.sqrt((first**2).sum() * (second**2).sum()))


def _mean_ranks(values: FloatArray | IntArray) -> FloatArray:
    """Return ranks from 1; equal values share their mean rank."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks: FloatArray = (np.cumsum(counts) - (counts - 1) / 2)[places]
    return ranks


def _moves_with(values: FloatArray, groups: Sequence[PathGroups]) -> tuple[PathShare, ...]:
    if np.ptp(values) < SAME:
        return ()
    ranks, found = _mean_ranks(values), list[PathShare]()
    for of_path in groups:
        share = variance_share(of_path.groups, values, of_path.by_chance)
        if share is not None:
            trend = None if of_path.ranks is None else rank_correlation(of_path.ranks, ranks)
            found.append(PathShare(of_path.path, share, trend))
    return tuple(sorted(found, key=lambda share: -share.share))


def _extreme(column: OutcomeColumn, row: int, settings: CaseSettings) -> ExtremeCase:
    case_id = int(column.case_ids[row])
    value = float(column.values[row])
    alike = int((np.abs(column.values - value) < SAME).sum())
    return ExtremeCase(value, case_id, settings.of(case_id), alike)


@dataclass(frozen=True)
class OutcomeColumn:
    """One outcome of all cases that have it.

    Attributes
    ----------
    name : an actor, ``nobody`` or a question.
    case_ids : shape (n,), rising.
    values : shape (n,).
    """

    name: str
    case_ids: IntArray
    values: FloatArray


def outcome_columns(batches: Iterable[Any], label: str, value: str) -> tuple[OutcomeColumn, ...]:
    """Return the outcomes of a tidy table, in the order of their first rows.

    Parameters
    ----------
    batches : of the table, in the order of the cases.
    label, value : the columns with the names of the outcomes and with their values.
    """
    ids: dict[str, list[IntArray]] = {}
    values: dict[str, list[FloatArray]] = {}
    for batch in batches:
        labels = batch.column(label)
        codes, numbers = labels.indices.to_numpy(), batch.column(value).to_numpy(zero_copy_only=False)
        for code, name in enumerate(labels.dictionary.to_pylist()):
            of_this = (codes == code) & ~np.isnan(numbers)  # nan where rounding leaves nothing sure
            ids.setdefault(name, []).append(batch.column("case_id").to_numpy()[of_this])
            values.setdefault(name, []).append(numbers[of_this])
    columns = (OutcomeColumn(name, np.concatenate(ids[name]), np.concatenate(values[name])) for name in ids)
    # labels that a part knows and no row of it bears
    return tuple(column for column in columns if column.values.size)


@dataclass(frozen=True)
class CaseSettings:
    """The values of the paths in all cases.

    Attributes
    ----------
    case_ids : shape (n,), rising.
    codes : per path, shape (n,): the number itself (nan where the path is left alone), or the index of a text
        among ``texts`` (-1 where the path is left alone).
    texts : per path with texts, its texts.
    """

    case_ids: IntArray
    codes: dict[str, FloatArray | IntArray]
    texts: dict[str, list[str]]

    def of(self, case_id: int) -> dict[str, float | str | None]:
        """Return the settings of a case."""
        row = int(np.searchsorted(self.case_ids, case_id))
        return {path: self._cell(path, codes[row]) for path, codes in self.codes.items()}

    def codes_of(self, path: str, case_ids: IntArray) -> FloatArray | IntArray:
        """Return numbers that are equal for cases with the same setting of a path."""
        return self.codes[path][np.searchsorted(self.case_ids, case_ids)]

    def _cell(self, path: str, code: Any) -> float | str | None:
        if path in self.texts:
            return self.texts[path][code] if code >= 0 else None
        return None if np.isnan(code) else float(code)


class SettingsGatherer:
    """Gathers `CaseSettings` from the batches of ``cases``."""

    def __init__(self, paths: Sequence[PathColumn]) -> None:
        self._ids: list[IntArray] = [_NOTHING]
        self._codes: dict[str, list[Any]] = {column.path: [] for column in paths}
        self._texts: dict[str, dict[str, int]] = {c.path: {} for c in paths if c.kind != DOUBLE}

    def take(self, batch: Any) -> None:
        """Add the cases of a batch."""
        self._ids.append(batch.column("case_id").to_numpy())
        for path, codes in self._codes.items():
            codes.append(self._codes_of(path, batch.column(path)))

    def gathered(self) -> CaseSettings:
        """Return what was added."""
        return CaseSettings(
            np.concatenate(self._ids),
            {path: np.concatenate(codes or [_NOTHING]) for path, codes in self._codes.items()},
            {path: list(texts) for path, texts in self._texts.items()},
        )

    def _codes_of(self, path: str, column: Any) -> Any:
        if path not in self._texts:
            return column.to_numpy(zero_copy_only=False)
        known = self._texts[path]
        # a part numbers its texts for itself
        renumbered = [known.setdefault(text, len(known)) for text in column.dictionary.to_pylist()]
        codes = column.indices.fill_null(len(renumbered)).to_numpy()
        return np.array([*renumbered, -1], dtype=np.int64)[codes]
