"""Dask workers: a scheduler and workers as processes of their own, as on a cluster, all on loopback."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from blinkfirst.errors import OptionError, ScenarioError, WorkerError
from blinkfirst.study.executors import dask_cluster
from blinkfirst.study.executors.dask_cluster import DaskCluster, check_address, code_here
from unit.study.executors.clusters import Cluster, cluster
from unit.study.executors.standins import Counting, Deadly, Echo, Faulty, bytes_of, parts

pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def two_workers() -> Iterator[Cluster]:
    with cluster(workers=2) as started:
        yield started


def expected(count: int) -> dict[int, object]:
    return {part.number: bytes_of(part.cases) for part in parts(count)}


def test_every_part_once_task_after_task(two_workers: Cluster, tmp_path: Path) -> None:
    with DaskCluster(two_workers.address) as executor:
        for count in (1, 30):
            found = list(executor.run_parts(Counting(tmp_path), parts(count)))
            assert len(found) == count and dict(found) == expected(count)
    assert len(list(tmp_path.iterdir())) <= 2, "a worker keeps a task it knows"


def test_only_a_few_parts_are_with_the_scheduler(two_workers: Cluster) -> None:
    asked = 0

    def counted() -> Iterator[object]:
        nonlocal asked
        for part in parts(40):
            asked += 1
            yield part

    with DaskCluster(two_workers.address) as executor:
        for done, _ in enumerate(executor.run_parts(Echo(0.005), counted()), start=1):  # type: ignore[arg-type]
            assert asked <= done + 5


def test_errors(two_workers: Cluster) -> None:
    with DaskCluster(two_workers.address) as executor:
        with pytest.raises(ScenarioError, match=r"x.yaml:3:4: world.x: wrong"):
            list(executor.run_parts(Faulty(4, ours=True), parts(3)))
        with pytest.raises(WorkerError, match=r"part 1 \(cases 3 to 5\)") as caught:
            list(executor.run_parts(Faulty(4, ours=False), parts(3)))
        assert "ZeroDivisionError: nought" in str(caught.value)
        assert dict(executor.run_parts(Echo(), parts(4))) == expected(4), "an error leaves nothing behind"


def test_a_killed_worker_loses_no_part() -> None:
    with cluster(workers=2) as started, DaskCluster(started.address) as executor:
        found = {}
        for count, (number, given) in enumerate(executor.run_parts(Echo(0.02), parts(40))):
            assert number not in found
            found[number] = given
            if count == 5:
                started.workers[0].send_signal(signal.SIGKILL)
    assert found == expected(40)
    assert started.workers[0].returncode == -signal.SIGKILL


@pytest.mark.slow
def test_the_last_worker_is_killed_and_another_one_comes() -> None:
    said: list[str] = []
    with cluster(workers=1) as started, DaskCluster(started.address, said.append) as executor:
        found = {}
        for count, (number, given) in enumerate(executor.run_parts(Echo(0.01), parts(12))):
            found[number] = given
            if count == 3:
                started.workers[0].send_signal(signal.SIGKILL)
                started.workers[0].wait()
                started.add_worker()
    assert found == expected(12)


@pytest.mark.slow
@pytest.mark.parametrize("fatal", [{10: 3}, {10: 3, 22: 7}])
def test_a_part_that_kills_all_its_workers_is_named_and_the_others_are_done(
    fatal: dict[int, int], tmp_path: Path
) -> None:
    """Nannies bring workers back, until they do not: four times beside others, four times alone."""
    message = r"part (3 \(cases 9 to 11\)|7 \(cases 21 to 23\)) broke its worker again and again, alone"
    found = {}
    with DaskCluster("local:2") as executor, pytest.raises(WorkerError, match=message):
        for number, given in executor.run_parts(Deadly(tmp_path, fatal=fatal, deaths=99), parts(12)):
            found[number] = given
    assert found == {number: given for number, given in expected(12).items() if number not in fatal.values()}
    assert len(list(tmp_path.iterdir())) == 8 * len(fatal)


@pytest.mark.slow
def test_a_cluster_of_our_own() -> None:
    with DaskCluster("local:2") as executor:
        assert dict(executor.run_parts(Echo(), parts(20))) == expected(20)


def test_nobody_there_is_said_after_a_while() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        message = rf"no Dask scheduler answers at {address} within 1 s; start one with `dask scheduler`"
        begun = time.monotonic()
        with pytest.raises(WorkerError, match=message), DaskCluster(address, connect_seconds=1):
            pass
        assert time.monotonic() - begun < 15


@pytest.mark.slow
def test_a_scheduler_without_workers_is_waited_for_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_cluster, "LOOK_SECONDS", 0.1)
    said: list[str] = []
    with cluster(workers=0) as started:

        def say(text: str) -> None:
            if not said:
                started.add_worker()
            said.append(text)

        with DaskCluster(started.address, say) as executor:
            assert dict(executor.run_parts(Echo(), parts(4))) == expected(4)
    assert said[0] == f"waiting: the scheduler at {started.address} has no workers"


@pytest.mark.slow
def test_a_scheduler_that_goes_away_is_said() -> None:
    with cluster(workers=1) as started:
        address = started.address
        with (
            DaskCluster(address, connect_seconds=1) as executor,
            pytest.raises(WorkerError, match=f"the Dask scheduler at {address} went away"),
        ):
            for _ in executor.run_parts(Echo(0.02), parts(400)):
                started.scheduler.kill()


def test_other_code_on_a_worker_is_said(two_workers: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    here = {**code_here(), "numpy": "1.0", "blinkfirst": "0.0.1 (source abc)"}
    monkeypatch.setattr(dask_cluster, "code_here", lambda: here)
    with DaskCluster(two_workers.address) as executor, pytest.raises(WorkerError) as caught:
        list(executor.run_parts(Echo(), parts(3)))
    told = caught.value.for_command
    assert str(caught.value).startswith("cluster: a worker runs other code")  # an argument in Python
    assert told.startswith("--cluster: a worker runs other code than this command: blinkfirst ")
    assert " there, 0.0.1 (source abc) here; numpy " in told and " there, 1.0 here; install" in told


HIDDEN = """import sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "blinkfirst":
            raise ModuleNotFoundError("No module named 'blinkfirst'", name="blinkfirst")

sys.meta_path.insert(0, Hidden())
"""


def test_a_worker_without_blinkfirst_is_said(tmp_path: Path) -> None:
    # installed or not where the tests run: Python runs this file first and then finds no blinkfirst
    (tmp_path / "sitecustomize.py").write_text(HIDDEN)
    with (
        cluster(workers=1, path=str(tmp_path)) as started,
        DaskCluster(started.address) as executor,
        pytest.raises(WorkerError, match=r"cannot run blinkfirst \(.*No module named 'blinkfirst'"),
    ):
        list(executor.run_parts(Echo(), parts(3)))


@pytest.mark.parametrize(
    "address", ["", "here", "local", "local:", "local:0", "local:x", "local:-1", "tcp://", "://x:1"]
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(OptionError, match=r"cluster: expected the address .*tcp://host:8786.*local:N"):
        DaskCluster(address)


@pytest.mark.parametrize("address", ["tcp://10.0.0.1:8786", "tls://head:8786", "local:1", "local:16"])
def test_addresses(address: str) -> None:
    check_address(address)


def test_without_dask_the_line_to_install_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(OptionError, match=r'pip install "blinkfirst\[cluster\]"') as caught:
        DaskCluster("local:2")
    assert caught.value.exit_status == 2
