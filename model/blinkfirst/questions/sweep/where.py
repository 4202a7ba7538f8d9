"""The executor of a sweep, and its parts as they come from there."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing
from dataclasses import dataclass

from blinkfirst.errors import OptionError
from blinkfirst.study.cases.case_results import warm_kernels
from blinkfirst.study.cases.cost import SweepCost
from blinkfirst.study.executors.dask_cluster import DaskCluster
from blinkfirst.study.executors.executor import Executor
from blinkfirst.study.executors.pool import Pool, pool_for
from blinkfirst.study.run import SweepRun, Tables
from blinkfirst.study.store.tables import CASES


@dataclass(frozen=True)
class Where:
    """The options that say where to compute; ``None`` for one that is not given."""

    jobs: int | None = None
    pool: str | None = None
    cluster: str | None = None

    def check(self) -> None:
        """Refuse options that contradict each other, and a cluster that cannot be used.

        Raises `OptionError` with what to say instead.
        """
        if self.cluster is None:
            return
        if self.jobs is not None or self.pool is not None:
            raise OptionError("--cluster: says where to compute; leave --jobs and --pool out")
        DaskCluster(self.cluster)

    @property
    def words(self) -> str:
        """The options as on a command line."""
        pairs = (("--jobs", self.jobs), ("--pool", self.pool), ("--cluster", self.cluster))
        return "".join(f" {name} {shlex.quote(str(value))}" for name, value in pairs if value is not None)

    def pool_of(self, parts: int, cases: int, cost: SweepCost) -> Pool:
        """Return what to use on this machine."""
        return pool_for(parts, cost.case_seconds, cases, self.jobs or cores(), self.pool)


def cores() -> int:
    """Return the number of cores this process may use; a batch system often grants fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def computed(
    run: SweepRun,
    where: Where,
    pool: Pool,
    table: str,
    seen: Callable[[int], None] = lambda cases: None,
    wanted: Callable[[], bool] = lambda: True,
    say: Callable[[str], None] = lambda text: None,
) -> Generator[Tables, None, None]:
    """Compute what is missing of a sweep; yield ``cases`` and one more table of each part, in order.

    Parameters
    ----------
    seen : called with the number of cases whenever a part is finished.
    wanted : whether the tables are still looked at; empty ones are yielded when not.
    say : called with the messages of a cluster.
    """
    if run.parts_missing:
        warm_kernels()
    with ExitStack() as opened:
        executor: Executor
        if where.cluster is not None and run.parts_missing:
            executor = opened.enter_context(DaskCluster(where.cluster, say))
        else:
            executor = opened.enter_context(pool.opened())
        tables = run.tables(executor, (CASES, table), seen, wanted)
        opened.enter_context(closing(tables))  # an interrupt leaves nothing behind
        yield from tables
