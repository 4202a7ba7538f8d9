"""A sweep from Python: many cases of a scenario, and their tables."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from weakref import finalize

from blinkfirst.questions.sweep.where import Where, computed
from blinkfirst.report.answer import Answer
from blinkfirst.report.provenance import Provenance, provenance_in
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.study.design.drafts import check_design, drawn_up, parse_draft, sampling_of
from blinkfirst.study.kept_sweep import plan
from blinkfirst.study.run import SweepRun
from blinkfirst.study.store.reading import tidy_table
from blinkfirst.study.store.sweep_summary import SweepSummary, summary_of
from blinkfirst.study.store.tables import CASES, FIRST_BLINKERS, TidyTable
from blinkfirst.study.sweep import SweepRequest


@dataclass(frozen=True, repr=False)
class SweepAnswer(Answer, page="summary_page", headline=FIRST_BLINKERS):
    """The results of a sweep.

    Attributes
    ----------
    folder : that holds it; a temporary one lasts as long as this object.
    spreads : how far the sweep is, what failed, and how its outcomes spread over the cases.
    """

    folder: Path
    spreads: SweepSummary

    @property
    def provenance(self) -> tuple[Provenance, ...]:
        """The scenario of the sweep, and when it was begun."""
        return (provenance_in(self.folder),)

    @property
    def subject(self) -> str:
        """The name of the scenario that was swept."""
        return self.spreads.manifest.scenario

    def table(self, name: str) -> TidyTable:
        """Return a table, every row with the settings of its case.

        Raises `OptionError` when there is no such table.
        """
        return tidy_table(self.folder, name)


def sweep(
    scenario: Scenario,
    axes: Sequence[str] = (),
    *,
    over: Sequence[str] = (),
    cases: Path | str | None = None,
    sample: str | None = None,
    n: int | None = None,
    sample_seed: int = 0,
    outcomes: Sequence[str] | None = None,
    runs: int | None = None,
    seed: int | None = None,
    out: Path | str | None = None,
    resume: bool = False,
    jobs: int | None = None,
    pool: str | None = None,
    cluster: str | None = None,
) -> SweepAnswer:
    """Run a scenario under every case of a design.

    Parameters
    ----------
    axes : what varies, as ``actors.US.precision=2,4,8`` or ``parameters.noise=linspace(0,1,5)``.
    over : what is sampled over its own range: ``weights``, ``parameters`` or a path.
    cases : a CSV file of cases, a path per column.
    sample, n, sample_seed : the method (``sobol``, ``lhs`` or ``random``), the number of points and the seed
        of a sample of the intervals.
    outcomes : names of tables; all but ``condition`` by default. With that, what rounding leaves unsure is
        empty.
    runs, seed : of agents that play every case as well.
    out : the folder to keep the sweep in; without it the results last as long as the answer.
    resume : go on with the sweep that the folder holds, enlarged where the design has more cases.
    jobs, pool, cluster : how many parts at once, in ``threads`` or ``processes``; or the address of a Dask
        cluster. By default all cores, and what suits the cost of a case.

    Raises
    ------
    ScenarioError, StudyError, OptionError, StoreError
        With everything that is wrong with the design or the folder.
    """
    where = Where(jobs, pool, cluster)
    where.check()
    sampling = sampling_of(sample, n, sample_seed)
    draft = parse_draft(axes, sampling, over, None if cases is None else Path(cases))
    design = drawn_up(draft, scenario).design
    check_design(scenario, design, draft)
    request = SweepRequest(scenario, design, None if outcomes is None else tuple(outcomes), seed, runs)
    if out is not None:
        return _answer(request, Path(out), resume, where)
    place = mkdtemp(prefix="blinkfirst-")
    try:
        found = _answer(request, Path(place) / "swept", False, where)
    except BaseException:
        rmtree(place, ignore_errors=True)
        raise
    finalize(found, rmtree, place, ignore_errors=True)
    return found


def _answer(request: SweepRequest, folder: Path, resume: bool, where: Where) -> SweepAnswer:
    planned = plan(request, folder, resume, writing=True)
    with ExitStack() as opened:
        kept = planned.begin()
        assert kept is not None, "there is a folder"
        opened.enter_context(kept.store)
        run = SweepRun(kept.sweep, kept)
        pool = where.pool_of(run.parts_missing, planned.cases_missing, planned.cost)
        for _ in computed(run, where, pool, CASES, wanted=lambda: False):
            pass
    return SweepAnswer(folder, summary_of(folder))


