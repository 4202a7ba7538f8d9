"""A small sweep of everything: weights, a start level, and a number that some cases fail at."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from blinkfirst.scenario.loading import load
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.study.design.design import Design
from blinkfirst.study.design.drafts import drawn_up, parse_draft, sampling_of
from blinkfirst.study.executors.executor import Executor
from blinkfirst.study.executors.pool import Serial
from blinkfirst.study.kept_sweep import KeptSweep
from blinkfirst.study.run import SweepRun
from blinkfirst.study.store.tables import OUTCOMES
from blinkfirst.study.sweep import Sweep, SweepRequest, planned, swept

NAME = "textbook/two-sided-standoff"
WEIGHT = "arguments.audience.weight"
# initiatives add up to more than one per tick at a tempo of 1.9: those cases fail
AXES = ("actors.East.tempo=0.5,1.9", "world.quarrel=mild,costly", f"{WEIGHT}=interval(-0.8,-0.2)")
CASES, FAILED = 24, 12
PART_SIZE = 5


def scenario() -> Scenario:
    """The smallest shipped one."""
    return load(NAME)


def design(points: int = 6, axes: Iterable[str] = AXES) -> Design:
    """A design of 24 cases, more with more points of the sample."""
    sampled = any("interval" in axis for axis in axes)
    draft = parse_draft(list(axes), sampling_of("sobol", points, 1) if sampled else None)
    return drawn_up(draft, scenario()).design


def request(points: int = 6, outcomes: tuple[str, ...] = OUTCOMES) -> SweepRequest:
    """What the tests want to know."""
    return SweepRequest(scenario(), design(points), outcomes)


def sweep(part_size: int = PART_SIZE) -> Sweep:
    """The sweep without a folder."""
    return planned(request(), part_size)


def bytes_by_part(executor: Executor, wanted: Sweep | None = None) -> dict[int, dict[str, bytes]]:
    """All tables of all parts, wherever they are computed; each part once."""
    found: dict[int, dict[str, bytes]] = {}
    with executor:
        for number, given in swept(wanted or sweep(), executor):
            assert number not in found
            found[number] = dict(given.tables)
    return dict(sorted(found.items()))


def keep(folder: Path, points: int = 6, most_parts: int | None = None) -> Path:
    """Begin the sweep in a folder and compute its parts, or only the first few."""
    kept = KeptSweep.create(folder, planned(request(points), PART_SIZE))
    with kept.store:
        _compute(SweepRun(kept.sweep, kept), most_parts)
    return folder


def go_on(folder: Path, most_parts: int | None = None) -> Path:
    """Finish what a folder holds."""
    kept = KeptSweep.open(folder)
    with kept.store:
        _compute(SweepRun(kept.sweep, kept), most_parts)
    return folder


def _compute(run: SweepRun, most_parts: int | None) -> None:
    tables = run.tables(Serial(), ("cases",))
    before = len(run.done)
    for _ in tables:
        if most_parts is not None and len(run.done) - before >= most_parts:
            return


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
