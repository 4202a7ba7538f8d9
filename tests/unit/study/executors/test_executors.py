"""Every executor gives every part exactly once, whatever happens to its workers."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from blinkfirst.errors import ScenarioError, WorkerError
from blinkfirst.study.executors import processes
from blinkfirst.study.executors.executor import Executor, Part, PartBytes
from blinkfirst.study.executors.pool import Serial, Threads
from blinkfirst.study.executors.processes import Processes
from unit.study.executors.standins import Counting, Deadly, Echo, Faulty, bytes_of, parts

LOCAL: dict[str, Callable[[], Executor]] = {
    "serial": Serial,
    "threads": lambda: Threads(3),
    "processes": lambda: Processes(2),
}


@pytest.fixture(scope="module", params=LOCAL)
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    with LOCAL[request.param]() as opened:
        yield opened


def expected(count: int) -> dict[int, object]:
    return {part.number: bytes_of(part.cases) for part in parts(count)}


@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_every_part_once(executor: Executor, count: int) -> None:
    found = list(executor.run_parts(Echo(), parts(count)))
    assert len(found) == count
    assert dict(found) == expected(count)


def test_one_task_after_the_other(executor: Executor) -> None:
    for _ in range(2):
        assert dict(executor.run_parts(Echo(), parts(5))) == expected(5)
        assert dict(executor.run_parts(Echo(0.001), parts(5))) == expected(5)


def test_a_sweep_that_is_left_in_the_middle_does_not_disturb_the_next(executor: Executor) -> None:
    begun = executor.run_parts(Echo(0.05), parts(50))
    next(begun)
    begun.close()  # type: ignore[attr-defined]  # all are generators
    assert dict(executor.run_parts(Echo(), parts(6))) == expected(6)


def test_parts_are_asked_for_only_when_a_worker_is_free(executor: Executor) -> None:
    asked = 0

    def counted() -> Iterator[Part]:
        nonlocal asked
        for part in parts(30):
            asked += 1
            yield part

    for done, _ in enumerate(executor.run_parts(Echo(), counted()), start=1):
        assert asked <= done + 4, "a few in flight, never all"


def test_a_worker_is_made_once_and_not_for_every_part(executor: Executor, tmp_path: Path) -> None:
    assert dict(executor.run_parts(Counting(tmp_path), parts(30))) == expected(30)
    assert 1 <= len(list(tmp_path.iterdir())) <= 3


def test_our_errors_come_back_whole(executor: Executor) -> None:
    with pytest.raises(ScenarioError) as caught:
        list(executor.run_parts(Faulty(4, ours=True), parts(3)))
    assert str(caught.value).splitlines()[0] == "x.yaml:3:4: world.x: wrong"
    assert caught.value.problems[0].suggestion == "right"


def test_a_fault_says_which_cases_and_where_in_the_code(executor: Executor) -> None:
    with pytest.raises(WorkerError, match=r"part 1 \(cases 3 to 5\)") as caught:
        list(executor.run_parts(Faulty(4, ours=False), parts(3)))
    assert "ZeroDivisionError: nought" in str(caught.value) and "standins.py" in str(caught.value)


@pytest.mark.parametrize("deaths", [1, 2])
def test_a_lost_process_loses_no_part(deaths: int, tmp_path: Path) -> None:
    with Processes(2) as executor:
        found = list(executor.run_parts(Deadly(tmp_path, fatal={10}, deaths=deaths), parts(12)))
    assert len(list(tmp_path.iterdir())) == deaths
    assert len(found) == 12 and dict(found) == expected(12)


def test_a_part_that_kills_its_worker_three_times_is_named(tmp_path: Path) -> None:
    message = r"part 3 \(cases 9 to 11\) broke its worker 3 times \(the last was killed by signal 9\)"
    found = {}
    with Processes(2) as executor, pytest.raises(WorkerError, match=message):
        for number, given in executor.run_parts(Deadly(tmp_path, fatal={10}, deaths=99), parts(12)):
            found[number] = given
    assert len(list(tmp_path.iterdir())) == 3
    assert found == {number: given for number, given in expected(12).items() if number != 3}


def test_processes_are_gone_when_the_block_is_left(tmp_path: Path) -> None:
    with Processes(2) as executor:
        running = executor.run_parts(Counting(tmp_path), parts(30))
        next(running)
        numbers = {int(path.name.split("-")[0]) for path in tmp_path.iterdir()}
        assert numbers and os.getpid() not in numbers
    for process in numbers:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_a_process_from_outside_may_be_killed_at_any_time(tmp_path: Path) -> None:
    """Not only in the middle of a part: also when it just begins, or waits."""
    with Processes(2) as executor:
        found = {}
        for count, (number, given) in enumerate(executor.run_parts(Echo(0.01), parts(40))):
            found[number] = given
            if count in (1, 5, 6, 20):
                os.kill(executor.process_ids()[count % 2], signal.SIGKILL)
    assert found == expected(40)


def test_ctrl_c_does_not_reach_the_processes() -> None:
    with Processes(1) as executor:
        running = executor.run_parts(Echo(0.05), parts(4))
        first = dict([next(running)])
        (process,) = executor.process_ids()
        os.kill(process, signal.SIGINT)
        assert first | dict(running) == expected(4)
        assert executor.process_ids() == [process]


def test_ctrl_c_does_not_reach_a_process_that_just_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = processes._Member.answered

    def interrupted(member: processes._Member, packed_task: bytes, part: Part) -> PartBytes:
        assert member.process.pid is not None
        os.kill(member.process.pid, signal.SIGINT)
        return answered(member, packed_task, part)

    monkeypatch.setattr(processes._Member, "answered", interrupted)
    with Processes(1) as executor:
        running = executor.run_parts(Echo(), parts(4))
        first = dict([next(running)])
        begun = executor.process_ids()
        assert first | dict(running) == expected(4)
        assert executor.process_ids() == begun, "no other one had to take over"


def test_threads_work_side_by_side() -> None:
    """Three threads meet at a barrier, which one or two never would."""
    meeting = threading.Barrier(3, timeout=20)

    class Meeting(Echo):
        def __call__(self) -> Echo:
            meeting.wait()
            return self

    with Threads(3) as executor:
        assert dict(executor.run_parts(Meeting(), parts(9))) == expected(9)


def test_leaving_does_not_wait_for_threads_at_work() -> None:
    begun = time.monotonic()
    with Threads(1) as executor, pytest.raises(KeyboardInterrupt):
        for _ in executor.run_parts(Echo(0.5), parts(20)):
            raise KeyboardInterrupt
    assert time.monotonic() - begun < 5, "ten seconds of work were waited for"


def _executors_keep_the_protocol() -> list[AbstractContextManager[Executor]]:
    """Checked by mypy alone."""
    return [Serial(), Threads(1), Processes(1)]
