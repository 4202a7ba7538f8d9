"""Sweeps: cut into parts, the same bytes wherever they are computed, all of them once."""

from __future__ import annotations

import signal
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from blinkfirst.study.cases.part_worker import PartWorker
from blinkfirst.study.design.design import Design, new_cases
from blinkfirst.study.executors.dask_cluster import DaskCluster
from blinkfirst.study.executors.executor import Executor, Part, PartBytes, Task
from blinkfirst.study.executors.pool import Serial, Threads
from blinkfirst.study.executors.processes import Processes
from blinkfirst.study.run import Failures, SweepRun
from blinkfirst.study.store.tables import OUTCOMES
from blinkfirst.study.sweep import SweepRound, planned, swept
from unit.study.executors.clusters import cluster
from worlds import small_sweeps


@pytest.fixture(scope="module")
def in_series() -> dict[int, dict[str, bytes]]:
    return small_sweeps.bytes_by_part(Serial())


def legs(points: Iterable[int], part_size: int = 5) -> list[SweepRound]:
    """The rounds of a sweep that was enlarged several times."""
    first, *others = points
    sweep = planned(small_sweeps.request(first), part_size)
    for count in others:
        design = small_sweeps.design(count)
        more = sum(1 for _ in new_cases(design, sweep.designs))
        sweep = sweep.extended(design, more, part_size)
    return list(sweep.legs)


def test_parts_hold_every_case_once_in_order(in_series: dict[int, dict[str, bytes]]) -> None:
    (leg,) = small_sweeps.sweep().legs
    parts = list(leg.parts(leg.round.parts))
    assert [part.number for part in parts] == list(range(5)) == list(in_series)
    assert [len(part.cases) for part in parts] == [5, 5, 5, 5, 4]
    cases = [case for part in parts for case in part.cases]
    assert cases == list(enumerate(small_sweeps.design().cases()))


@pytest.mark.parametrize("wanted", [set(), {0}, {3, 1}, {4}, {0, 1, 2, 3, 4}])
def test_only_wanted_parts_are_made_and_are_the_same(wanted: set[int]) -> None:
    (leg,) = small_sweeps.sweep().legs
    every = {part.number: part for part in leg.parts(range(5))}
    assert list(leg.parts(wanted)) == [every[number] for number in sorted(wanted)]


def test_later_rounds_hold_what_earlier_ones_do_not() -> None:
    rounds = legs([2, 3, 7])
    numbered = [case for leg in rounds for part in leg.parts(leg.round.parts) for case in part.cases]
    assert [number for number, _ in numbered] == list(range(4 * 7))
    found = [tuple(sorted(settings.items())) for _, settings in numbered]
    largest = [tuple(sorted(case.items())) for case in small_sweeps.design(7).cases()]
    assert len(set(found)) == len(found) and set(found) == set(largest)
    for leg in rounds:
        every = {part.number: part for part in leg.parts(leg.round.parts)}
        for number in leg.round.parts:
            assert list(leg.parts({number})) == [every[number]]


def test_parts_are_made_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    rows = Design.rows

    def counted(self: Design, first: int, end: int) -> list[tuple[Any, ...]]:
        asked.append((first, end))
        return rows(self, first, end)

    monkeypatch.setattr(Design, "rows", counted)
    (leg,) = small_sweeps.sweep().legs
    parts = leg.parts(range(5))
    next(parts)
    assert asked == [(0, 5)]


@pytest.mark.parametrize("executor", [lambda: Threads(3), lambda: Processes(2)], ids=["threads", "processes"])
def test_the_same_bytes_on_one_machine(
    executor: Callable[[], Executor], in_series: dict[int, dict[str, bytes]]
) -> None:
    assert small_sweeps.bytes_by_part(executor()) == in_series


def test_the_same_bytes_on_two_dask_workers_one_of_them_killed(
    in_series: dict[int, dict[str, bytes]]
) -> None:
    pytest.importorskip("distributed")
    with cluster(workers=2) as started, DaskCluster(started.address) as executor:
        found: dict[int, dict[str, bytes]] = {}
        for number, given in swept(small_sweeps.sweep(), executor):
            if not found:
                started.workers[0].send_signal(signal.SIGKILL)
            assert number not in found
            found[number] = dict(given.tables)
    assert dict(sorted(found.items())) == in_series


def test_a_part_is_what_its_cases_alone_make_it(in_series: dict[int, dict[str, bytes]]) -> None:
    """A worker that has answered nothing before gives the same bytes, part by part."""
    (leg,) = small_sweeps.sweep().legs
    for part in leg.parts({1, 4}):
        assert dict(PartWorker(leg.task).part(part.cases).tables) == in_series[part.number]


def test_failed_cases_are_counted_and_the_first_told() -> None:
    failures = Failures()
    for tables in reversed(list(small_sweeps.bytes_by_part(Serial()).values())):
        failures.add(tables["cases"])
    assert failures.count == small_sweeps.FAILED
    assert [case.number for case in failures.first] == [12, 13, 14]
    first = failures.first[0]
    assert first.settings == next(small_sweeps.design().cases(12))
    assert "more than one per tick" in first.error


class Megabytes(Executor):
    """Gives a megabyte for every part; the last of every four comes first."""

    def __enter__(self) -> Megabytes:
        return self

    def __exit__(self, *raised: object) -> None:
        pass

    def run_parts(self, task: Task, parts: Iterable[Part]) -> Iterator[tuple[int, PartBytes]]:
        held: list[int] = []
        for part in parts:
            held.append(part.number)
            if len(held) == 4:
                yield from ((n, PartBytes({"cases": bytes(1_000_000)}, ())) for n in reversed(held))
                held = []
        yield from ((n, PartBytes({"cases": bytes(1_000_000)}, ())) for n in held)


def peak_of(parts: int) -> int:
    """The most memory that a sweep of so many parts takes, bytes."""
    request = small_sweeps.request(parts)
    run = SweepRun(planned(request, part_size=4))
    tracemalloc.start()
    try:
        seen = sum(len(tables["cases"]) for tables in run.tables(Megabytes(), ("cases",)))
        assert seen == parts * 1_000_000
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_number_of_parts() -> None:
    few, many = peak_of(40), peak_of(400)
    assert many < few + 500_000, f"{few:,} bytes for 40 parts, {many:,} for 400"


def test_outcomes_are_those_asked_for() -> None:
    sweep = planned(small_sweeps.request(outcomes=("questions",)), 24)
    (tables,) = small_sweeps.bytes_by_part(Serial(), sweep).values()
    assert list(tables) == ["cases", "questions"]
    assert set(small_sweeps.bytes_by_part(Serial())[0]) == {"cases", *OUTCOMES}


def test_bytes_are_worth_comparing() -> None:
    """Other numbers, other bytes: Parquet files that were always alike would make every test here pass."""
    case = {small_sweeps.WEIGHT: -0.3, "world.quarrel": "mild", "actors.East.tempo": 0.5}
    (leg,) = small_sweeps.sweep().legs
    one, other = (
        PartWorker(leg.task).part([(0, {**case, small_sweeps.WEIGHT: weight})]).tables
        for weight in (-0.3, -0.30000000000000004)
    )
    assert one["cases"] != other["cases"] and one["payoffs"] != other["payoffs"]
