"""The task of a sweep: all that its parts have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from blinkfirst.errors import StudyError
from blinkfirst.scenario.lenses import is_pool
from blinkfirst.scenario.loading import check_no_types
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.settings import full_path
from blinkfirst.study.design.design import Design
from blinkfirst.study.design.values import LENS
from blinkfirst.study.store.tables import DEFAULT_OUTCOMES, OUTCOMES, PathColumn, path_column


@dataclass(frozen=True)
class SweepTask:
    """One scenario, what varies, and what is asked of every case. It can be pickled.

    Attributes
    ----------
    scenario : as it is where nothing varies.
    columns : a column of the table ``cases`` for every path, in the order of the design.
    start_levels : per path of a start level, all levels the design has for it.
    outcomes : names of the tables wanted, beside ``cases``; out of `OUTCOMES`.
    runs, seed : agents' runs per case, 0 for none, and their root seed.
    """

    scenario: Scenario
    columns: tuple[PathColumn, ...]
    start_levels: tuple[tuple[str, tuple[str, ...]], ...]
    outcomes: tuple[str, ...]
    runs: int = 0
    seed: int = 0

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths that vary, in the order of the design."""
        return tuple(column.path for column in self.columns)


def sweep_task(
    scenario: Scenario,
    design: Design,
    outcomes: Sequence[str] = DEFAULT_OUTCOMES,
    runs: int = 0,
    seed: int = 0,
    columns: Sequence[PathColumn] = (),
) -> SweepTask:
    """Return the task of a design.

    Raises `StudyError` when an outcome is unknown, nothing is wanted or runs are negative.

    Parameters
    ----------
    outcomes : in any order; the task has them in the order of `OUTCOMES`.
    columns : of the paths, where an earlier round of the same sweep has settled them.
    """
    unknown = [name for name in outcomes if name not in OUTCOMES]
    if unknown:
        raise StudyError(f"outcomes: unknown {', '.join(unknown)}; expected some of: {', '.join(OUTCOMES)}")
    if runs < 0:
        raise StudyError(f"runs: expected 0 or more, got {runs}")
    if not outcomes and not runs:
        raise StudyError(f"outcomes: expected some of {', '.join(OUTCOMES)}, or agents' runs; got nothing")
    if runs:
        check_no_types(scenario)
    values = design.values_by_path
    if runs and (scenario.pooled or any(map(is_pool, values.get(LENS, ())))):
        raise StudyError("runs: agents play one reading; leave pools out of a sweep with runs, or play none")
    starts = {path: listed for path, listed in values.items() if _is_start(path)}
    return SweepTask(
        scenario=scenario,
        columns=tuple(columns) or tuple(path_column(path, listed) for path, listed in values.items()),
        start_levels=tuple(
            (path, tuple(level for level in listed if isinstance(level, str)))
            for path, listed in starts.items()
        ),
        outcomes=tuple(name for name in OUTCOMES if name in outcomes),
        runs=runs,
        seed=seed,
    )


def settings_of(case: Mapping[str, Any], paths: Sequence[str]) -> tuple[Any, ...]:
    """Return the values of a case in the order of some paths.

    Raises `StudyError` when it sets other paths than these.
    """
    if case.keys() != set(paths):
        raise StudyError(f"expected values for {', '.join(paths)}, got {', '.join(case)}")
    return tuple(case[path] for path in paths)


def _is_start(path: str) -> bool:
    full = full_path(tuple(path.split(".")))
    return len(full) == 3 and full[0] == "world" and full[2] == "start"
